/** Which disks the next install will write, and what is known to be on them: a plan leads with this. */
import { resolveDisk } from './disks.ts';
import { disksToErase } from './erasure.ts';
import { type Disk, diskLabel, type DiskTarget, isSameDisk } from './hardware.ts';
import type { DeploymentSpec, MachineSpec, ReleaseSpec } from './inventory.ts';
import { type Erasure, isErasing } from './erasing.ts';
import type { MachineRecord, Phase } from './machine.ts';
import type { InstallLedger } from './observed.ts';
import type { DataLoss, Step } from './step.ts';

/**
 * The disks of the install that the step starts or is on the way to: a reviewer has to see them while
 * the image still downloads, not after. A step that is held is on the way to nothing.
 */
export function lossesAhead(
  spec: MachineSpec,
  record: MachineRecord,
  ledger: InstallLedger | undefined,
  step: Step,
): readonly DataLoss[] {
  const loss = (disk: DiskTarget): DataLoss => ({
    disk: diskLabel(disk),
    bytes: disk.bytes,
    holds: contentsOf(disk, record, ledger),
  });
  if (step.kind === 'hold' || step.kind === 'done') return [];
  if (isErased(record, step)) return lossesUnderWay(record, ledger, step);
  if (spec.target.kind === 'released')
    return erasuresAhead(spec.target, record, step).map((disk) => inUse(loss(disk)));
  if (spec.target.kind !== 'deployed') return [];
  const decided = decidedDisks(step);
  if (decided !== undefined) return decided.map(loss);
  const { deployment } = spec.target;
  if (isArmed(record, step)) return (record.deployment?.disks ?? []).map(loss);
  if (deployment.inMemory || record.hardware === undefined) return [];
  if (!isAhead(deployment, record, ledger)) return [];
  const disk = resolveDisk(deployment.parts.storage, record.hardware);
  return typeof disk === 'string' ? [] : [loss(disk)];
}

/** Of a release that erases. A disk that was blank when it was commissioned has run with the machine since. */
function erasuresAhead(
  target: ReleaseSpec,
  record: MachineRecord,
  step: Step,
): readonly DiskTarget[] {
  const decided = startedErasure(step);
  if (decided !== undefined) return decided.disks;
  if (step.kind !== 'wait' || !GIVEN_UP.has(record.phase)) return [];
  const disks = disksToErase(target, record);
  return typeof disks === 'string' ? [] : disks;
}

/** From where a release that names the generation starts. */
const GIVEN_UP: ReadonlySet<Phase> = new Set(['deployed', 'failed-deployment', 'failed-releasing']);

function startedErasure(step: Step): Erasure | undefined {
  const actions = step.kind === 'act' ? step.actions : [];
  for (const action of actions)
    if (action.kind === 'machine.record' && action.event.kind === 'release-started')
      return action.event.erasure;
  return undefined;
}

/** Disks that are being erased, or will be as soon as the machine has shown itself. */
export function lossesUnderWay(
  record: MachineRecord,
  ledger: InstallLedger | undefined,
  step: Step,
): readonly DataLoss[] {
  if (record.erasure === undefined || !isErased(record, step)) return [];
  return record.erasure.disks.map((disk) =>
    inUse({ disk: diskLabel(disk), bytes: disk.bytes, holds: contentsOf(disk, record, ledger) }),
  );
}

const inUse = (loss: DataLoss): DataLoss =>
  loss.holds === '' ? { ...loss, holds: 'what was written since it was commissioned' } : loss;

/** Whatever is declared meanwhile, unless this step is its end. */
export const isErased = (record: MachineRecord, step: Step): boolean =>
  isErasing(record) && !(step.kind === 'act' && ['give-up', 'forget'].includes(step.verb));

/** `undefined` where the step starts no install. */
function decidedDisks(step: Step): readonly DiskTarget[] | undefined {
  const actions = step.kind === 'act' ? step.actions : [];
  for (const action of actions)
    if (action.kind === 'machine.record' && action.event.kind === 'deploy-started')
      return action.event.deployment.disks;
  return undefined;
}

/** Under way, and nothing is written yet: until its installer leaves, this can still be given up. */
const isArmed = ({ phase, installerReleased }: MachineRecord, step: Step): boolean =>
  phase === 'deploying' &&
  installerReleased === undefined &&
  !(step.kind === 'act' && step.verb === 'give-up');

/** Rule 1: an install lies ahead for a generation that was never started, and for one that is tried again. */
function isAhead(
  wanted: DeploymentSpec,
  record: MachineRecord,
  ledger: InstallLedger | undefined,
): boolean {
  if (record.phase === 'deploying') return false;
  const started = Math.max(ledger?.generation ?? 0, record.deployment?.generation ?? 0);
  return wanted.generation > started || record.phase === 'failed-deployment';
}

/** What is known to be on a disk; empty where commissioning found it blank and this store never wrote it. */
export function contentsOf(
  disk: DiskTarget,
  record: MachineRecord,
  ledger: InstallLedger | undefined,
): string {
  const signatures = (record.hardware?.disks ?? [])
    .filter((seen: Disk) => diskLabel(seen) === diskLabel(disk))
    .flatMap((seen) => seen.signatures);
  const ours = installedBefore(disk, record, ledger);
  return [...(ours === undefined ? [] : [ours]), ...signatures].join(', ');
}

function installedBefore(
  disk: DiskTarget,
  { deployment, phase, installerReleased, erasure }: MachineRecord,
  ledger: InstallLedger | undefined,
): string | undefined {
  const isBlank =
    erasure?.doneAt !== undefined && erasure.disks.some((one) => isSameDisk(one, disk));
  if (isBlank) return undefined;
  if (deployment === undefined)
    return ledger === undefined ? undefined : `what generation ${ledger.generation} left`;
  const { generation } = deployment;
  const isUnfinished = phase === 'failed-deployment' || phase === 'deploying';
  const written = !isUnfinished || installerReleased !== undefined;
  if (!written) return generation > 1 ? 'what was installed before' : undefined;
  const same = deployment.disks.some((one) => diskLabel(one) === diskLabel(disk));
  if (!same) return undefined;
  return isUnfinished ? `an unfinished generation ${generation}` : `generation ${generation}`;
}
