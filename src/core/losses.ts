/** Which disks the next install will write, and what is known to be on them: a plan leads with this. */
import { resolveDisk } from './disks.ts';
import { type Disk, diskLabel, type DiskTarget } from './hardware.ts';
import type { DeploymentSpec, MachineSpec } from './inventory.ts';
import type { MachineRecord } from './machine.ts';
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
    holds: contents(disk, record, ledger),
  });
  if (step.kind === 'hold' || step.kind === 'done' || spec.target.kind !== 'deployed') return [];
  const decided = decidedDisks(step);
  if (decided !== undefined) return decided.map(loss);
  const { deployment } = spec.target;
  if (deployment.inMemory || record.hardware === undefined) return [];
  if (!isAhead(deployment, record, ledger)) return [];
  const disk = resolveDisk(deployment.parts.storage, record.hardware);
  return typeof disk === 'string' ? [] : [loss(disk)];
}

/** `undefined` where the step starts no install. */
function decidedDisks(step: Step): readonly DiskTarget[] | undefined {
  const actions = step.kind === 'act' ? step.actions : [];
  for (const action of actions)
    if (action.kind === 'machine.record' && action.event.kind === 'deploy-started')
      return action.event.deployment.disks;
  return undefined;
}

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
function contents(
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
  { deployment, phase, installerReleased }: MachineRecord,
  ledger: InstallLedger | undefined,
): string | undefined {
  if (deployment === undefined)
    return ledger === undefined ? undefined : `what generation ${ledger.generation} left`;
  const { generation } = deployment;
  const written = phase !== 'failed-deployment' || installerReleased !== undefined;
  if (!written) return generation > 1 ? 'what was installed before' : undefined;
  const same = deployment.disks.some((one) => diskLabel(one) === diskLabel(disk));
  if (!same) return undefined;
  return phase === 'failed-deployment'
    ? `an unfinished generation ${generation}`
    : `generation ${generation}`;
}
