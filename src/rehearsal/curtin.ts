/**
 * What curtin does with its configuration, done to modelled disks: storage v1 (curtin's documentation,
 * "Storage"), extraction of the root image, boot loader, and the files it leaves in the target. What
 * real curtin would fail at throws an InstallerError that says so.
 */
import type { FirmwareKind } from '../core/hardware.ts';
import { type BlockDisk, type Filesystem, type Partition, SECTOR } from './disk.ts';
import { dig, list, map, string, type Loose } from './loose.ts';

const MiB = 2 ** 20;
/** Boot code ends where the MBR's disk signature begins. */
const MBR_CODE = 440;
const GPT_BACKUP = 33 * SECTOR;

export class InstallerError extends Error {
  override readonly name = 'InstallerError';
}

/** A disk or a part of one. */
interface Device {
  readonly disk: BlockDisk;
  readonly first: number;
  readonly bytes: number;
}

/** A storage configuration as it was carried out. */
export interface Target {
  readonly mounts: ReadonlyMap<string, Filesystem>;
  /** Disks that get the boot loader's first stage. */
  readonly grubDisks: readonly BlockDisk[];
  /** Disks that the configuration names. */
  readonly written: ReadonlySet<BlockDisk>;
}

interface Layout {
  readonly disks: readonly BlockDisk[];
  readonly devices: Map<string, Device>;
  readonly filesystems: Map<string, Filesystem>;
  readonly mounts: Map<string, Filesystem>;
  readonly grubDisks: BlockDisk[];
}

/** `curtin block-meta custom`: writes tables, partitions and filesystems in the order of the items. */
export function partition(config: unknown, disks: readonly BlockDisk[]): Target {
  const layout: Layout = {
    disks,
    devices: new Map(),
    filesystems: new Map(),
    mounts: new Map(),
    grubDisks: [],
  };
  if (dig(config, 'storage.version') !== 1) throw new InstallerError('storage: version is not 1');
  for (const item of list(dig(config, 'storage.config')).map(map)) {
    const handler = ITEMS[string(item['type']) ?? ''];
    if (handler === undefined)
      throw new InstallerError(`storage: unknown type ${string(item['type'])}`);
    handler(item, layout);
  }
  if (!layout.mounts.has('/')) throw new InstallerError('storage: nothing is mounted on /');
  const written = new Set([...layout.devices.values()].map(({ disk }) => disk));
  return { ...layout, written };
}

const ITEMS: Readonly<Record<string, (item: Loose, layout: Layout) => void>> = {
  disk: useDisk,
  partition: makePartition,
  format: makeFilesystem,
  mount: mountFilesystem,
};

const idOf = (item: Loose): string => string(item['id']) ?? '';

function need<T>(things: ReadonlyMap<string, T>, item: Loose, key: string): T {
  const id = string(item[key]) ?? '';
  const thing = things.get(id);
  if (thing === undefined) throw new InstallerError(`storage: ${idOf(item)}: no ${key} '${id}'`);
  return thing;
}

function useDisk(item: Loose, layout: Layout): void {
  const serial = string(item['serial']);
  const path = string(item['path']);
  const disk = layout.disks.find((d, i) =>
    serial === undefined ? diskPath(i) === path : d.serial === serial,
  );
  if (disk === undefined)
    throw new InstallerError(`storage: ${idOf(item)}: no disk ${serial ?? path}`);
  layout.devices.set(idOf(item), { disk, first: 0, bytes: disk.bytes });
  if (item['wipe'] !== undefined) wipe({ disk, first: 0, bytes: disk.bytes });
  const label = item['ptable'];
  if (label === 'gpt' || label === 'msdos') writeTable(disk, label);
  if (item['grub_device'] === true) layout.grubDisks.push(disk);
}

/** The kernel's name for the nth disk of a machine. */
const diskPath = (index: number): string =>
  `/dev/sd${String.fromCharCode('a'.charCodeAt(0) + index)}`;

/** `wipe: superblock` clears both ends, where signatures are. */
function wipe({ disk, first, bytes }: Device): void {
  const size = Math.min(MiB, bytes);
  disk.write({ first, bytes: size, content: { kind: 'zeros' } });
  disk.write({ first: first + bytes - size, bytes: size, content: { kind: 'zeros' } });
}

function writeTable(disk: BlockDisk, label: 'gpt' | 'msdos'): void {
  const end = label === 'gpt' ? 34 * SECTOR : SECTOR;
  const content = { kind: 'partition-table', label, partitions: [] as Partition[] } as const;
  disk.write({ first: MBR_CODE, bytes: end - MBR_CODE, content });
}

function makePartition(item: Loose, layout: Layout): void {
  const { disk } = need(layout.devices, item, 'device');
  const table = disk.at(MBR_CODE);
  const number = Number(item['number']);
  if (table?.kind !== 'partition-table')
    throw new InstallerError(`storage: ${idOf(item)}: its disk has no partition table`);
  if (table.partitions.some((p) => p.number === number))
    throw new InstallerError(`storage: ${idOf(item)}: number ${number} is taken`);
  const previous = table.partitions.at(-1);
  const first =
    item['offset'] === undefined
      ? previous === undefined
        ? MiB
        : previous.first + previous.bytes
      : sizeOf(item, 'offset');
  const bytes = sizeOf(item, 'size');
  const usable = disk.bytes - (table.label === 'gpt' ? GPT_BACKUP : 0);
  if (first + bytes > usable || (previous && first < previous.first + previous.bytes))
    throw new InstallerError(`storage: ${idOf(item)}: does not fit on ${disk.serial}`);
  const flag = string(item['flag']);
  table.partitions.push({ number, first, bytes, ...(flag === undefined ? {} : { flag }) });
  layout.devices.set(idOf(item), { disk, first, bytes });
  if (item['wipe'] !== undefined) wipe({ disk, first, bytes });
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: MiB,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** curtin's sizes are powers of two whatever they are called: `512M`, `512MB`, `536870912B`. */
function sizeOf(item: Loose, key: string): number {
  const [, digits, unit = ''] = /^(\d+)\s*([KMGT]?)i?B?$/i.exec(string(item[key]) ?? '') ?? [];
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) throw new InstallerError(`storage: ${idOf(item)}: bad ${key}`);
  return bytes;
}

function makeFilesystem(item: Loose, layout: Layout): void {
  const { disk, first, bytes } = need(layout.devices, item, 'volume');
  const fstype = string(item['fstype']);
  if (fstype === undefined) throw new InstallerError(`storage: ${idOf(item)}: no fstype`);
  const content = {
    kind: 'filesystem',
    fstype,
    label: string(item['label']),
    files: new Map<string, string>(),
  } as const;
  disk.write({ first, bytes, content });
  layout.filesystems.set(idOf(item), content);
}

function mountFilesystem(item: Loose, layout: Layout): void {
  const filesystem = need(layout.filesystems, item, 'device');
  const path = string(item['path']) ?? 'none';
  if (path !== 'none') layout.mounts.set(path, filesystem);
}

/** Puts the root image's digest where its files would be. */
export const extract = ({ mounts }: Target, image: string): void => {
  mounts.get('/')?.files.set('/', image);
};

/** curthooks: the boot loader that this firmware needs, or the reason why it cannot be installed. */
export function installBootLoader(target: Target, firmware: FirmwareKind, os: string): void {
  if (firmware === 'uefi') return installEfi(target, os);
  if (target.grubDisks.length === 0) throw new InstallerError('curthooks: no grub_device');
  for (const disk of target.grubDisks) {
    const core = disk.partitions().find((p) => p.flag === 'bios_grub');
    if (core === undefined && disk.signatures().includes('gpt'))
      throw new InstallerError(`grub-install: ${disk.serial} has no bios_grub partition`);
    disk.write({ first: 0, bytes: MBR_CODE, content: { kind: 'boot-code', stage: 'mbr' } });
    const place = core ?? { first: SECTOR, bytes: MiB - SECTOR };
    disk.write({ ...rangeOf(place), content: { kind: 'boot-code', stage: 'core' } });
  }
}

const rangeOf = ({ first, bytes }: { first: number; bytes: number }) => ({ first, bytes });

function installEfi({ mounts }: Target, os: string): void {
  const esp = mounts.get('/boot/efi');
  if (esp === undefined || !/^(?:fat32|vfat)$/.test(esp.fstype))
    throw new InstallerError('grub-install: /boot/efi does not look like an EFI partition');
  // FAT knows no case: names are kept in lower case, as they are looked up.
  for (const name of ['shimx64.efi', 'grubx64.efi']) esp.files.set(`/efi/${os}/${name}`, name);
}

/** Files of the target: what debconf answers make cloud-init's package write, `cloudconfig` and `write_files`. */
export function configureTarget({ mounts }: Target, config: unknown): void {
  const root = mounts.get('/')?.files;
  for (const text of Object.values(map(dig(config, 'debconf_selections'))))
    for (const [path, content] of debconfFiles(string(text) ?? '')) root?.set(path, content);
  for (const key of ['cloudconfig', 'write_files'])
    for (const entry of Object.values(map(map(config)[key])).map(map))
      root?.set(string(entry['path']) ?? '', string(entry['content']) ?? '');
}

/** `cloud-init cloud-init/maas-metadata-url string http://…` and its credentials (maas-wire.md §5.2). */
function debconfFiles(selections: string): readonly [string, string][] {
  const answer = (question: string): string | undefined =>
    new RegExp(`^cloud-init\\s+cloud-init/${question}\\s+\\S+\\s+(.*)$`, 'm').exec(selections)?.[1];
  const url = answer('maas-metadata-url');
  if (url === undefined) return [];
  const credentials = new URLSearchParams(answer('maas-metadata-credentials'));
  const MAAS = {
    metadata_url: url,
    consumer_key: credentials.get('oauth_consumer_key'),
    token_key: credentials.get('oauth_token_key'),
    token_secret: credentials.get('oauth_token_secret'),
  };
  return [['/etc/cloud/cloud.cfg.d/90_dpkg_maas.cfg', JSON.stringify({ datasource: { MAAS } })]];
}

/** The root filesystem that a disk's boot code leads to: `undefined`, and the firmware tries the next device. */
export function bootDrive(disk: BlockDisk): Filesystem | undefined {
  const code = disk.at(0);
  const core = disk.extents().some((e) => e.content.kind === 'boot-code' && e.first > 0);
  return code?.kind === 'boot-code' && core ? rootOn([disk]) : undefined;
}

/** Whether a file is on the EFI system partition of one of the disks. */
export const onEsp = (disks: readonly BlockDisk[], path: string): boolean =>
  filesystems(disks).some((fs) => fs.fstype !== 'ext4' && fs.files.has(path.toLowerCase()));

export const rootOn = (disks: readonly BlockDisk[]): Filesystem | undefined =>
  filesystems(disks).find((fs) => fs.files.has('/'));

const filesystems = (disks: readonly BlockDisk[]): readonly Filesystem[] =>
  disks.flatMap((disk) =>
    disk.partitions().flatMap(({ first }) => {
      const content = disk.at(first);
      return content?.kind === 'filesystem' ? [content] : [];
    }),
  );
