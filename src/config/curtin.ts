/**
 * The installer's configuration: MAAS's documents (maas-wire.md §5.2) in MAAS's order, merged into
 * one, with the site's Preseed over them.
 */
import {
  type Disk,
  type DiskTarget,
  diskLabel,
  type Hardware,
  isSameDisk,
} from '../core/hardware.ts';
import type { MachineId } from '../core/ids.ts';
import { type FileRole, imagePath, type StoredImage } from '../core/image.ts';
import type { PreseedParts, Site } from '../core/inventory.ts';
import type { Deployment } from '../core/machine.ts';
import { byIdUrl, type Credentials, webhook } from './access.ts';
import { aptConfig } from './apt.ts';
import { type Document, mergeDocuments } from './document.ts';
import { networkConfig } from './network.ts';
import { flatLayout } from './storage.ts';
import { debconfSelections, targetFiles } from './target.ts';

export interface Installation {
  readonly authority: string;
  readonly id: MachineId;
  readonly deployment: Deployment;
  /** The target image: what is written to the disk. */
  readonly image: StoredImage;
  /** As the machine showed itself in the boot that installs. */
  readonly hardware: Hardware;
  readonly site: Site;
  /** The Preseed with its placeholders replaced. */
  readonly preseed: PreseedParts;
  /** For curtin's reports; ends with the installation. */
  readonly installer: Credentials;
  /** For the installed system, as long as it is deployed. */
  readonly installed: Credentials;
}

/** Where the scripts of the ephemeral environment lie while they run: /run is mounted noexec. */
export const WORKPLACE = '/root/rackwright';

/**
 * What a Preseed cannot change: which disks are written is decided by the plan (rule 7), and
 * where the installer reports is not the site's to say.
 */
const PROTECTED_KEYS: readonly string[] = [
  'storage',
  'partitioning_commands',
  'block-meta',
  'sources',
  'reporting',
];

export function curtinConfig(installation: Installation): Document {
  const { preseed } = installation;
  const ours = builtIn(installation);
  const theirs = Object.entries(preseed.config).filter(([key]) => !PROTECTED_KEYS.includes(key));
  const merged = mergeDocuments(ours, Object.fromEntries(theirs));
  return mergeDocuments(merged, {
    early_commands: { ...preseed.earlyCommands, ...earlyCommands(installation) },
    late_commands: { ...preseed.lateCommands, ...lateCommands(installation) },
  });
}

function builtIn(installation: Installation): Document {
  const { authority, id, installer, image, site, hardware } = installation;
  const apt = aptConfig(site, image.product);
  return {
    ...storage(installation),
    ...(apt === undefined ? {} : { apt }),
    reporting: webhook({ authority, id, credentials: installer }),
    install: {
      log_file: '/tmp/install.log',
      error_tarfile: '/tmp/curtin-logs.tar',
      post_files: ['/tmp/install.log', '/tmp/curtin-logs.tar'],
    },
    network_commands: { builtin: ['curtin', 'net-meta', 'custom'] },
    network: networkConfig(image.product.os, hardware),
    kernel: kernel(image),
    verbosity: 3,
    showtrace: true,
    ...cloudInit(installation),
  };
}

/** An image without a kernel package brings its kernel along: `null` keeps curtin from guessing one. */
const kernel = ({ product }: StoredImage): Document | null =>
  product.kernelPackage === undefined ? null : { package: product.kernelPackage, mapping: {} };

function storage({ deployment, hardware, id }: Installation): Document {
  const disk = deployment.disks[0];
  if (disk === undefined) return {};
  const found = hardware.disks.find((other) => isTarget(disk, other));
  const others = hardware.disks.filter((other) => other !== found);
  const seed = [id, String(deployment.generation), diskLabel(disk)];
  return {
    partitioning_commands: { builtin: ['curtin', 'block-meta', 'custom'] },
    storage: flatLayout(hardware.firmware, located(disk, found), others, seed),
  };
}

/** The kernel's name is good enough for a path: the configuration is for this very boot. */
const located = (disk: DiskTarget, found: Disk | undefined): DiskTarget =>
  found === undefined ? disk : { ...disk, path: found.path ?? `/dev/${found.name}` };

/** The disk that the plan named: same serial and WWN where it had them, and the same size. */
const isTarget = (target: DiskTarget, disk: Disk): boolean =>
  isSameDisk(target, disk) && disk.bytes === target.bytes;

/** How cloud-init in the installed system finds us: debconf on Ubuntu, files where there is no debconf to ask. */
function cloudInit(installation: Installation): Document {
  const { image, authority, id, installed } = installation;
  const access = { authority, id, credentials: installed };
  const grub2 = 'grub2   grub2/update_nvram  boolean false\n';
  return image.product.os === 'ubuntu'
    ? { debconf_selections: { maas: debconfSelections(access), grub2 } }
    : { cloudconfig: targetFiles(access), debconf_selections: { grub2 } };
}

/** Ours after the site's of the same name, and curtin runs them by name: this one first. */
const earlyCommands = ({ deployment }: Installation): Document => ({
  '00-rackwright-disks': [
    'python3',
    `${WORKPLACE}/guard.py`,
    'check-disks',
    JSON.stringify(deployment.disks),
  ],
});

/** From here on the machine boots its disk. Names that start with a digit run before it, and may still fail the install. */
const lateCommands = ({ authority, id }: Installation): Document => ({
  maas: [
    'wget',
    '--no-proxy',
    byIdUrl(authority, id),
    '--post-data',
    'op=netboot_off',
    '-O',
    '/dev/null',
  ],
});

/**
 * curtin's source argument (maas-wire.md §5.4). The booted read-only root may be copied only when it
 * is the target image itself; `undefined` when the image has nothing to install from.
 */
export function curtinSource(
  authority: string,
  deployment: Deployment,
  image: StoredImage,
): string | undefined {
  const url = (role: FileRole): string | undefined => {
    const file = image.files.find((f) => f.role === role);
    return file === undefined ? undefined : `http://${authority}${imagePath(image.product, file)}`;
  };
  const squashfs = url('squashfs');
  if (squashfs === undefined) return url('root-tgz');
  const bootsItself =
    deployment.image === deployment.bootImage && deployment.version === deployment.bootVersion;
  return bootsItself ? 'cp:///media/root-ro' : `fsimage:${squashfs}`;
}
