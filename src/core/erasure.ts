/** Which disks a release erases: those that are installed on, and those that it names (rule 3). */
import { listDisks, toTarget } from './disks.ts';
import { type Disk, type DiskTarget, isSameDisk } from './hardware.ts';
import type { MachineSpec, ReleaseSpec } from './inventory.ts';
import type { MachineRecord } from './machine.ts';

/** The disks, or the sentence that says why they are not known. Empty: there is nothing to erase. */
export function disksToErase(
  release: ReleaseSpec,
  record: MachineRecord,
): readonly DiskTarget[] | string {
  if (release.erase === 'none') return [];
  const installed = installedDisks(record);
  if (typeof installed === 'string' && release.disks.length === 0)
    return `release.erase is ${release.erase}, but ${installed}; name the disks in release.disks, or write erase: none`;
  const disks = typeof installed === 'string' ? [] : [...installed];
  for (const word of release.disks) {
    const disk = namedDisk(word, record);
    if (typeof disk === 'string') return disk;
    if (!disks.some((other) => isSameDisk(other, disk))) disks.push(toTarget(disk));
  }
  return disks;
}

/** What was pinned when the installation started; nothing is deduced where nothing was. */
function installedDisks(record: MachineRecord): readonly DiskTarget[] | string {
  const { deployment, phase, installerReleased } = record;
  if (deployment === undefined)
    return 'this store did not install it, so that its disks are not known';
  if (phase !== 'deployed' && !deployment.inMemory && installerReleased === undefined)
    return `the installer of generation ${deployment.generation} never ran, so that what is on its disks is not known`;
  return deployment.disks;
}

/** A disk by serial or WWN, as commissioning saw it. */
function namedDisk(word: string, { hardware }: MachineRecord): Disk | string {
  if (hardware === undefined)
    return `release.disks names ${word}, but it was never commissioned: its disks are not known`;
  const found = hardware.disks.filter(({ serial, wwn }) => serial === word || wwn === word);
  const [disk] = found;
  if (disk !== undefined && found.length === 1) return disk;
  return found.length === 0
    ? `release.disks names ${word}, which it does not have: commissioning found ${listDisks(hardware.disks)}`
    : `release.disks names ${word}, and ${found.length} of its disks are called so`;
}

/**
 * Whether the inventory still asks for the erasing that was decided: asked once more before the list
 * leaves, because a commit may have taken it back meanwhile. A machine that left asks for nothing.
 */
export function stillAsked(
  spec: Pick<MachineSpec, 'target'> | undefined,
  { erasure, deployment }: MachineRecord,
): boolean {
  if (spec?.target.kind !== 'released' || erasure === undefined) return false;
  const { generation, erase, disks } = spec.target;
  const allowed = (disk: DiskTarget): boolean =>
    deployment?.disks.some((installed) => isSameDisk(installed, disk)) === true ||
    disks.some((word) => word === disk.serial || word === disk.wwn);
  return (
    generation === erasure.generation && erase === erasure.method && erasure.disks.every(allowed)
  );
}
