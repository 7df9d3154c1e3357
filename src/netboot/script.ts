/** Boot configuration as GRUB, PXELINUX and iPXE read it (maas-wire.md §3.4): exact texts. */
import type { Mac } from '../core/ids.ts';
import { imagePath } from '../core/image.ts';
import type { Loader } from './boot-path.ts';
import type { Requester } from './file-space.ts';
import type { Stored } from './images.ts';
import { type EphemeralBoot, kernelArguments } from './kernel-args.ts';

/** Boots kernel and initrd over HTTP, whatever the configuration itself came over. */
export function ephemeralScript(
  loader: Loader,
  boot: EphemeralBoot,
  by: { readonly mac: Mac; readonly transport: Requester['transport'] },
): string {
  switch (loader) {
    case 'grub':
      return grubScript(boot, by);
    case 'pxelinux':
      return pxelinuxScript(boot);
    case 'ipxe':
      return ipxeScript(boot, by.mac);
  }
}

const pathOf = ({ image, file }: Stored): string => imagePath(image.product, file);

/** The interface that was booted from, as PXELINUX's `IPAPPEND 2` writes it; 01 is Ethernet. */
const bootif = (mac: Mac): string => `BOOTIF=01-${mac.replaceAll(':', '-')}`;

/**
 * A configuration that came over HTTP names files without a device: GRUB stays on the HTTP stack it is
 * on, which may be the firmware's. The MAC is written out, because `$net_default_mac` is empty after
 * UEFI HTTP boot with some GRUBs.
 */
function grubScript(
  boot: EphemeralBoot,
  { mac, transport }: { readonly mac: Mac; readonly transport: Requester['transport'] },
): string {
  const { kernel, initrd } = boot.image;
  const device = transport === 'http' ? '' : `(http,${boot.authority})`;
  return `set default="0"
set timeout=0

menuentry 'Ephemeral' {
    echo 'Booting the ephemeral environment...'
    linux ${device}${pathOf(kernel)} ${grubWords(kernelArguments(boot))} ${bootif(mac)}
    initrd ${device}${pathOf(initrd)}
}
`;
}

function pxelinuxScript(boot: EphemeralBoot): string {
  const { kernel, initrd } = boot.image;
  return `DEFAULT execute

LABEL execute
  SAY Booting the ephemeral environment...
  KERNEL http://${boot.authority}${pathOf(kernel)}
  INITRD http://${boot.authority}${pathOf(initrd)}
  APPEND ${kernelArguments(boot)}
  IPAPPEND 2
`;
}

/** Without `initrd=`, a kernel that UEFI started looks for no initrd: iPXE offers it by its image's name. */
function ipxeScript(boot: EphemeralBoot, mac: Mac): string {
  const { kernel, initrd } = boot.image;
  return `#!ipxe
kernel http://${boot.authority}${pathOf(kernel)}
imgargs ${kernel.file.name} initrd=${initrd.file.name} ${kernelArguments(boot)} ${bootif(mac)}
initrd http://${boot.authority}${pathOf(initrd)}
boot
`;
}

/**
 * Kernel arguments as words of GRUB's script: what its lexer would take for syntax gets a backslash.
 * Quotes stay as they are where they pair up: GRUB joins what is inside to one argument and quotes it
 * again for the kernel, which so reads `cc:{datasource_list: [MAAS]}end_cc`, the same YAML. A quote
 * without a partner would swallow the rest of the file.
 */
export function grubWords(text: string): string {
  return text.replaceAll(/'[^']*'|"[^"]*"|[{}$;&|<>\\'"]/g, (part) => {
    if (part.length === 1) return `\\${part}`;
    return part.startsWith('"') ? part.replaceAll(/[$\\]/g, '\\$&') : part;
  });
}

/** No device before the path: GRUB keeps the transport that it has. */
export const GRUB_PRELOADER = `configfile /grub/grub.cfg-\${net_default_mac}
configfile /grub/grub.cfg-default-\${grub_cpu}
`;

export const ipxePreloader = (authority: string): string => `#!ipxe
chain http://${authority}/ipxe.cfg-\${mac} || chain http://${authority}/ipxe.cfg-default-\${buildarch}
`;
