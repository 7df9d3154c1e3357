/** What a machine is made of: as declared (identity) and as it said itself when it was commissioned. */
import type { Mac } from './ids.ts';
import { memo } from './memo.ts';

/** Debian's names; MAAS writes `amd64/generic`, of which the first part is kept. */
export type Architecture = 'amd64' | 'arm64' | 'armhf' | 'i386' | 'ppc64el' | 's390x';
export type FirmwareKind = 'bios' | 'uefi';

/** What tells a machine from every other one. At least one MAC is always declared. */
export interface Identity {
  readonly macs: readonly Mac[];
  /** DMI system UUID, lower case, in sysfs byte order (SMBIOS 2.6+; option 97 may differ). */
  readonly uuid?: string;
  readonly serial?: string;
}

export interface Disk {
  /** Kernel name at the time it was seen (`sda`); never used to find the disk again. */
  readonly name: string;
  readonly serial?: string;
  readonly wwn?: string;
  readonly model?: string;
  /** `/dev/disk/by-id/…`, when there is one. */
  readonly path?: string;
  readonly bytes: number;
  /** Partition table, filesystem, RAID and LVM signatures found (`wipefs`/`blkid` names: `gpt`, `ext4`, …). */
  readonly signatures: readonly string[];
}

export interface Nic {
  readonly name: string;
  readonly mac: Mac;
  readonly link?: boolean;
  /** Switch and port as LLDP named them. */
  readonly neighbour?: string;
}

/** Facts from commissioning. Sizes in bytes. */
export interface Hardware {
  readonly architecture: Architecture;
  readonly firmware: FirmwareKind;
  readonly uuid?: string;
  readonly serial?: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly cpu: { readonly model?: string; readonly threads: number };
  readonly memoryBytes: number;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** Of the interface that it netbooted from (`BOOTIF` on its kernel's command line). */
  readonly bootMac?: Mac;
}

/** A disk an installer may write, resolved from commissioned facts when the plan was made. */
export interface DiskTarget {
  readonly serial?: string;
  readonly wwn?: string;
  readonly path?: string;
  readonly model?: string;
  readonly bytes: number;
}

/** Serial and WWN where the target has them; without either, the path has to do. */
export function isSameDisk(target: DiskTarget, disk: DiskTarget | Disk): boolean {
  if (target.serial === undefined && target.wwn === undefined)
    return target.path !== undefined && disk.path === target.path;
  return (
    (target.serial === undefined || disk.serial === target.serial) &&
    (target.wwn === undefined || disk.wwn === target.wwn)
  );
}

/** How a disk is called in plans and refusals. */
export function diskLabel(disk: DiskTarget | Disk): string {
  return (
    disk.serial ?? disk.wwn ?? disk.path ?? ('name' in disk ? disk.name : 'a disk without a serial')
  );
}

/** Firmware vendors fill these in for thousands of boards alike: they identify nobody (rule 7). */
const PLACEHOLDER_UUID =
  /^(?:0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12}|03000200-0400-0500-0006-000700080009|12345678-1234-5678-90ab-cddeefaabbcc)$/i;
const PLACEHOLDER_SERIAL =
  /^(?:|0+|0?123456789\d?|none|n\/a|na|not (?:specified|applicable|available)|default string|system serial number|to be filled by o\.e\.m\.?|x+|\.+|empty|invalid|unknown|oem)$/i;

/** In either byte order: some boards store even their placeholder the other way round. */
export const meaningfulUuid = (uuid: string | undefined): string | undefined =>
  uuid === undefined || PLACEHOLDER_UUID.test(uuid) || PLACEHOLDER_UUID.test(swapped(uuid))
    ? undefined
    : uuid.toLowerCase();

/**
 * SMBIOS 2.6 stores the first three fields little-endian, and sysfs turns them round; PXE's option 97
 * and older boards do not. One and the same machine may be declared and found in either order.
 */
export const sameUuid = (a: string, b: string): boolean => uuidKey(a) === uuidKey(b);

/** One word for both byte orders. */
export function uuidKey(uuid: string): string {
  const [a, b] = [uuid.toLowerCase(), swapped(uuid.toLowerCase())];
  return a < b ? a : b;
}

function swapped(uuid: string): string {
  const [first = '', second = '', third = '', ...rest] = uuid.split('-');
  const turn = (hex: string): string => (hex.match(/../g) ?? []).toReversed().join('');
  return [turn(first), turn(second), turn(third), ...rest].join('-');
}

export const meaningfulSerial = (serial: string | undefined): string | undefined =>
  serial === undefined || PLACEHOLDER_SERIAL.test(serial.trim()) ? undefined : serial.trim();

/** One machine and the same: they share a MAC, a real UUID or a real serial. */
export function sameMachine(a: Identity, b: Identity): boolean {
  return (
    a.macs.some((mac) => b.macs.includes(mac)) ||
    known(uuidOf(a), uuidOf(b)) ||
    known(meaningfulSerial(a.serial), meaningfulSerial(b.serial))
  );
}

const uuidOf = ({ uuid }: Identity): string | undefined => {
  const meaningful = meaningfulUuid(uuid);
  return meaningful === undefined ? undefined : uuidKey(meaningful);
};

const known = (x: string | undefined, y: string | undefined): boolean => x !== undefined && x === y;

/** What an identity is found by: two that share one of these are one machine. */
export const identityKeys = memo(({ macs, uuid, serial }: Identity): readonly string[] => {
  const keys = macs.map((mac) => `mac ${mac}`);
  const realUuid = meaningfulUuid(uuid);
  const realSerial = meaningfulSerial(serial);
  if (realUuid !== undefined) keys.push(`uuid ${uuidKey(realUuid)}`);
  if (realSerial !== undefined) keys.push(`serial ${realSerial}`);
  return keys;
});
