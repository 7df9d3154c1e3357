/** Which disks an installation writes: chosen from commissioned facts when the plan is made, and printed in it. */
import { type Disk, type DiskTarget, diskLabel, type Hardware } from './hardware.ts';
import type { StorageSpec } from './inventory.ts';
import type { InstallLedger } from './observed.ts';

/** curtin's flat layout does not fit on less; installer media and empty card readers stay out. */
const SMALLEST_ROOT = 4_000_000_000;

/** The disk for the root filesystem, or the sentence that says why there is none. */
export function resolveDisk(storage: StorageSpec, hardware: Hardware): Disk | string {
  const selector = storage.disk;
  if (selector === undefined)
    return onlyDisk(hardware.disks.filter((d) => d.bytes >= SMALLEST_ROOT));
  const fitting = hardware.disks.filter(
    (disk) =>
      (selector.serial === undefined || disk.serial === selector.serial) &&
      (selector.wwn === undefined || disk.wwn === selector.wwn),
  );
  const wish = [selector.serial, selector.wwn].filter((word) => word !== undefined).join(' ');
  return fitting.length === 1 && fitting[0] !== undefined
    ? fitting[0]
    : `${fitting.length === 0 ? 'no disk' : 'more than one disk'} is ${wish}; commissioning found ${listDisks(hardware.disks)}`;
}

function onlyDisk(disks: readonly Disk[]): Disk | string {
  const [disk, second] = disks;
  if (disk === undefined)
    return 'commissioning found no disk to install on; deploy.inMemory needs none';
  return second === undefined
    ? disk
    : `commissioning found ${listDisks(disks)}: say which with storage.disk.serial`;
}

export const listDisks = (disks: readonly Disk[]): string =>
  disks.length === 0 ? 'no disks' : disks.map(diskLabel).join(', ');

export function toTarget(disk: Disk): DiskTarget {
  const { serial, wwn, path, model, bytes } = disk;
  return {
    ...(serial === undefined ? {} : { serial }),
    ...(wwn === undefined ? {} : { wwn }),
    ...(path === undefined ? {} : { path }),
    ...(model === undefined ? {} : { model }),
    bytes,
  };
}

/** Whether this store has ever written the machine's disks, as far as was noted: in memory, and before an installer left, it has not. */
export const hasWritten = (ledger: InstallLedger | undefined): boolean =>
  ledger !== undefined && ledger.adopted !== true && ledger.released !== 0;
