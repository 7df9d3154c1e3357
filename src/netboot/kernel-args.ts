/** The command line of an ephemeral environment's kernel: MAAS's tokens in MAAS's order (maas-wire.md §3.5). */
import type { BootPurpose } from '../core/boot.ts';
import type { MachineId } from '../core/ids.ts';
import { imagePath, type ProductTraits } from '../core/image.ts';
import type { Site } from '../core/inventory.ts';
import type { Deployment, MachineRecord } from '../core/machine.ts';
import type { EphemeralImage, Stored } from './images.ts';

export interface EphemeralBoot {
  readonly purpose: Exclude<BootPurpose, 'local'>;
  /** `undefined` for an unknown machine, which is enlisted. */
  readonly machine: { readonly id: MachineId; readonly record: MachineRecord } | undefined;
  readonly image: EphemeralImage;
  /** `10.0.0.1:5248`: every URL the machine is given starts there. */
  readonly authority: string;
  readonly site: Pick<Site, 'syslog' | 'kernelOptions'>;
}

/** What initramfs, cloud-init and curtin read from `/proc/cmdline`, without `BOOTIF=`, which loaders add. */
export function kernelArguments(boot: EphemeralBoot): string {
  const { image, authority, site } = boot;
  const [before, after] = extraOptions(installation(boot));
  const tokens = [
    'nomodeset',
    `root=${rootScheme(image.root)}:http://${authority}${imagePath(image.root.image.product, image.root.file)}`,
    // The word BOOTIF is resolved inside the initrd, by cloud-initramfs-dyn-netconf.
    `ip=::::${hostname(boot)}:BOOTIF:dhcp`,
    'ip6=off',
    "cc:{'datasource_list': ['MAAS']}end_cc",
    `cloud-config-url=${preseedUrl(boot)}`,
    ...(rootScheme(image.root) === 'squash'
      ? ['ro', 'overlayroot=tmpfs', 'overlayroot_cfgdisk=disabled']
      : []),
    ...(predatesJammy(image.root.image.product) ? ['apparmor=0'] : []),
    ...logOptions(site.syslog ?? withoutPort(authority)),
    ...(image.kernel.image.product.architecture === 'ppc64el' ? ['rootdelay=60'] : []),
    ...site.kernelOptions,
    ...before,
    // Curtin's marker: what follows it is copied into the installed system's own command line.
    ...(after.length > 0 ? ['---', ...after] : []),
  ];
  return tokens.map(oneLine).filter(Boolean).join(' ');
}

const installation = ({ purpose, machine }: EphemeralBoot): Deployment | undefined =>
  purpose === 'xinstall' ? machine?.record.deployment : undefined;

/** Options of the deployment: in memory they are for the environment itself, else for what is installed. */
function extraOptions(
  deployment: Deployment | undefined,
): readonly [before: readonly string[], after: readonly string[]] {
  const options = deployment?.parts.kernelOptions ?? [];
  return deployment?.inMemory === true ? [options, []] : [[], options];
}

/** Both are handled by cloud-initramfs-rooturl, which speaks plain HTTP only. */
const rootScheme = ({ file }: Stored): 'squash' | 'tar' =>
  /\.t[gx]z$/.test(file.name) || file.role === 'root-tgz' ? 'tar' : 'squash';

const hostname = ({ machine, ...boot }: EphemeralBoot): string =>
  machine === undefined
    ? 'maas-enlist'
    : (installation({ machine, ...boot })?.parts.hostname ?? machine.record.name);

function preseedUrl({ machine, authority }: EphemeralBoot): string {
  const metadata = `http://${authority}/MAAS/metadata/latest`;
  return machine === undefined
    ? `${metadata}/enlist-preseed/?op=get_enlist_preseed`
    : `${metadata}/by-id/${machine.id}/?op=get_preseed`;
}

const predatesJammy = ({ os, releaseVersion }: ProductTraits): boolean =>
  os === 'ubuntu' && Number.parseFloat(releaseVersion) < 22.04;

const withoutPort = (authority: string): string => authority.replace(/:\d+$/, '');

/** 5247 is where MAAS's own syslog listens; a declared one may name its port. */
function logOptions(syslog: string): readonly string[] {
  const [, host = syslog, port = '5247'] = /^(.+):(\d+)$/.exec(syslog) ?? [];
  return [`log_host=${host}`, `log_port=${port}`];
}

/** A newline in a declared option would end the line of the boot loader's configuration. */
const oneLine = (token: string): string => token.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
