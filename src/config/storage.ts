/** Declared layout → curtin's storage configuration, version 1 (maas-wire.md §5.5). */
import type { Disk, DiskTarget, FirmwareKind } from '../core/hardware.ts';
import type { Document } from './document.ts';
import { derivedUuid } from './uuid.ts';

const MIB = 1024 ** 2;
/** MAAS's geometry: room for a boot loader in front, the second GPT behind, partitions in whole steps of 4 MiB. */
const FIRST_OFFSET = 4 * MIB;
const TABLE_END = MIB;
const ALIGNMENT = 4 * MIB;
const BIOS_GRUB = MIB;
const EFI_SYSTEM = 512 * MIB;

const ID = 'disk-0';

/**
 * `flat`: everything on one partition, plus what the firmware needs to boot it. `others` are the
 * machine's remaining disks; `seed` makes the identifiers this installation's own.
 */
export function flatLayout(
  firmware: FirmwareKind,
  disk: DiskTarget,
  others: readonly Disk[],
  seed: readonly string[],
): Document {
  const uuid = (part: string): string => derivedUuid(...seed, part);
  const boot = firmware === 'uefi' ? efiSystem(uuid) : biosGrub();
  const taken = FIRST_OFFSET + (firmware === 'uefi' ? EFI_SYSTEM : BIOS_GRUB) + TABLE_END;
  const root = Math.floor((disk.bytes - taken) / ALIGNMENT) * ALIGNMENT;
  return {
    version: 1,
    config: [
      {
        id: ID,
        type: 'disk',
        ...selector(disk, others),
        ptable: 'gpt',
        wipe: 'superblock',
        grub_device: true,
      },
      boot.partition,
      partition(2, root, { wipe: 'superblock', uuid: uuid('root-partition') }),
      ...boot.format,
      {
        id: `${ID}-part2_format`,
        type: 'format',
        volume: `${ID}-part2`,
        fstype: 'ext4',
        label: 'root',
        uuid: uuid('root'),
      },
      { id: `${ID}-part2_mount`, type: 'mount', device: `${ID}-part2_format`, path: '/' },
      ...boot.mount,
    ],
  };
}

/**
 * curtin takes the disk whose name in /dev/disk/by-id *contains* the serial or WWN, and prefers the
 * shortest (curtin/block, lookup_disk): LAB1 would do for LAB10. One key only, as it falls back from
 * one to the next; and the path, when another disk of the machine could be meant.
 */
function selector(disk: DiskTarget, others: readonly Disk[]): Document {
  const { serial, wwn, path } = disk;
  if (serial !== undefined && !meantByAnother(serial, others)) return { serial };
  if (wwn !== undefined && WWN.test(wwn) && !meantByAnother(wwn, others)) return { wwn };
  return path === undefined ? { serial: serial ?? wwn } : { path };
}

/** What curtin's schema admits. */
const WWN = /^(?:0x[\da-zA-Z]+|(?:nvme|eui|uuid)\.[-\da-zA-Z]+)$/;

function meantByAnother(word: string, others: readonly Disk[]): boolean {
  // udev writes spaces as underscores in by-id names.
  const needle = word.replaceAll(' ', '_');
  return others.some(({ serial, wwn, path, model }) =>
    [serial, wwn, path, model].some((text) => text?.replaceAll(' ', '_').includes(needle) === true),
  );
}

interface BootPartition {
  readonly partition: Document;
  readonly format: readonly Document[];
  readonly mount: readonly Document[];
}

const efiSystem = (uuid: (part: string) => string): BootPartition => ({
  partition: partition(1, EFI_SYSTEM, {
    offset: `${FIRST_OFFSET}B`,
    flag: 'boot',
    wipe: 'superblock',
    uuid: uuid('efi-partition'),
  }),
  format: [
    {
      id: `${ID}-part1_format`,
      type: 'format',
      volume: `${ID}-part1`,
      fstype: 'fat32',
      label: 'efi',
    },
  ],
  mount: [
    { id: `${ID}-part1_mount`, type: 'mount', device: `${ID}-part1_format`, path: '/boot/efi' },
  ],
});

/** GRUB's core image has no gap to live in on a GPT disk; without this partition BIOS machines do not boot. */
const biosGrub = (): BootPartition => ({
  partition: partition(1, BIOS_GRUB, {
    offset: `${FIRST_OFFSET}B`,
    flag: 'bios_grub',
    wipe: 'zero',
  }),
  format: [],
  mount: [],
});

const partition = (number: number, bytes: number, more: Document): Document => ({
  id: `${ID}-part${number}`,
  type: 'partition',
  device: ID,
  number,
  size: `${bytes}B`,
  ...more,
});
