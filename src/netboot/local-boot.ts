/** "Boot from local disk", as each boot loader does it (maas-wire.md §3.4). */
import type { Architecture } from '../core/hardware.ts';
import type { Loader } from './boot-path.ts';

/** Architecture `undefined`: a machine of which no more than its MAC is known. */
export function localScript(loader: Loader, architecture: Architecture | undefined): string {
  switch (loader) {
    case 'grub':
      return grubLocal(architecture);
    case 'pxelinux':
      return pxelinuxLocal(architecture);
    case 'ipxe':
      return IPXE_LOCAL;
  }
}

/** Below `/efi/` of the EFI system partition. The fallback path comes first: an installer that uses it means it. */
const AMD64 = [
  'boot/bootx64.efi',
  'ubuntu/shimx64.efi',
  'ubuntu/grubx64.efi',
  // Debian's installer, and curtin on Debian, write no fallback path.
  'debian/shimx64.efi',
  'debian/grubx64.efi',
  'Microsoft/Boot/bootmgfw.efi',
];
/** Signed for other vendors' shims: under Secure Boot the one that is running would refuse them. */
const AMD64_WITHOUT_SECURE_BOOT = [
  ...['centos', 'redhat', 'rhel', 'rocky'].flatMap((os) => [
    `${os}/shimx64.efi`,
    `${os}/grubx64.efi`,
  ]),
  ...['suse', 'ol'].flatMap((os) => [`${os}/shim.efi`, `${os}/grubx64.efi`]),
  'red/grubx64.efi',
];
const ARM64 = [
  'ubuntu/shimaa64.efi',
  'ubuntu/grubaa64.efi',
  'debian/shimaa64.efi',
  'debian/grubaa64.efi',
  'boot/bootaa64.efi',
];

function grubLocal(architecture: Architecture | undefined): string {
  if (architecture === 'ppc64el') return OPEN_FIRMWARE_LOCAL;
  const amd64 = architecture === 'arm64' ? [] : AMD64;
  const insecure = architecture === 'arm64' ? [] : AMD64_WITHOUT_SECURE_BOOT;
  const arm64 = architecture === 'arm64' || architecture === undefined ? ARM64 : [];
  return `set default="0"
set timeout=0

menuentry 'Local' {
    echo 'Booting local disk...'
${[...amd64, ...arm64].map((file) => chainload(file, '    ')).join('')}${whereInsecure(insecure)}    # The firmware goes on with its next boot device.
    exit 1
}
`;
}

function chainload(file: string, indent: string): string {
  return [
    `if search --no-floppy --set=root --file /efi/${file}; then`,
    `    chainloader /efi/${file}`,
    '    boot',
    'fi',
  ]
    .map((line) => `${indent}${line}\n`)
    .join('');
}

function whereInsecure(files: readonly string[]): string {
  if (files.length === 0) return '';
  const tries = files.map((file) => chainload(file, '        ')).join('');
  return `    if [ "\${shim_lock}" != "y" ]; then\n${tries}    fi\n`;
}

const OPEN_FIRMWARE_LOCAL = `set default="0"
set timeout=0

menuentry 'Local' {
    echo 'Booting local disk...'
    search --set=root --file /boot/grub/grub.cfg
    configfile /boot/grub/grub.cfg
}
`;

/** PXELINUX runs on a BIOS: `chain.c32` starts the first disk's boot sector. `LOCALBOOT 0` hangs some of them. */
const pxelinuxLocal = (architecture: Architecture | undefined): string =>
  architecture === undefined || architecture === 'amd64' || architecture === 'i386'
    ? `DEFAULT local

LABEL local
  SAY Booting local disk...
  KERNEL chain.c32
  APPEND hd0
`
    : `DEFAULT local

LABEL local
  SAY Booting local disk...
  LOCALBOOT 0
`;

/** `sanboot` returns only where there is no such disk; `exit 1` gives the firmware its next boot device. */
const IPXE_LOCAL = `#!ipxe
sanboot --no-describe --drive 0x80 ||
sanboot --no-describe --drive 0x81 ||
sanboot --no-describe --drive 0x82 ||
sanboot --no-describe --drive 0x83 ||
exit 1
`;
