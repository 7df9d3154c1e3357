/** Which facts of a machine start something that limits count, and how such a start ends. */
import { isEnded, memberKey, type Start, startKey } from './budget.ts';
import type { MachineId } from './ids.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
import { contentsOf } from './losses.ts';
import type { Deployment, MachineEvent, MachineRecord, Phase } from './machine.ts';
import type { InstallLedger } from './observed.ts';

/** What an event would start, before anybody has asked whether it may. */
export type Begun = Pick<Start, 'machine' | 'name' | 'what' | 'generation' | 'destructive'> & {
  /** What a rollout knows it by; only installs are rolled out. */
  readonly member?: string;
};

/**
 * What the event starts; `undefined` where limits have nothing to say. The one definition of destructive:
 * a disk that holds data is overwritten or erased, or a deployed machine is taken away (reinstalled, in
 * memory too, or released). A first install on blank disks is not.
 */
export function begun(
  machine: MachineId,
  record: MachineRecord,
  ledger: InstallLedger | undefined,
  event: MachineEvent,
): Begun | undefined {
  const isDeployed = record.phase === 'deployed';
  const whose = { machine, name: record.name };
  switch (event.kind) {
    case 'commission-started':
      return { ...whose, what: 'commission', generation: 0, destructive: false };
    case 'deploy-started': {
      const { generation } = event.deployment;
      const destructive = isDeployed || overwrites(event.deployment, record, ledger);
      const member = memberKey(machine, event.deployment);
      return { ...whose, what: 'install', generation, destructive, member };
    }
    case 'release-started': {
      const generation = record.deployment?.generation ?? 0;
      return isDeployed || event.erasure !== undefined
        ? { ...whose, what: 'release', generation, destructive: true }
        : undefined;
    }
    default:
      return undefined;
  }
}

const overwrites = (
  { disks }: Deployment,
  record: MachineRecord,
  ledger: InstallLedger | undefined,
): boolean => disks.some((disk) => contentsOf(disk, record, ledger) !== '');

/** Which start of its machine a record is in the middle of, or stuck in. */
export function startOf(
  machine: MachineId,
  record: MachineRecord,
): Pick<Start, 'machine' | 'what' | 'generation'> | undefined {
  const generation = record.deployment?.generation ?? 0;
  const phase = record.phase === 'broken' ? record.brokenFrom : record.phase;
  switch (phase) {
    case 'commissioning':
      return { machine, what: 'commission', generation: 0 };
    case 'deploying':
    case 'failed-deployment':
      return { machine, what: 'install', generation };
    case 'releasing':
    case 'failed-releasing':
      return { machine, what: 'release', generation };
    default:
      return undefined;
  }
}

/**
 * The start as its machine's record has it. A row that says that something runs which the record knows
 * nothing of (of a restored store, or of a version that kept no starts) must not use up a place for ever.
 */
export function believed(start: Start, record: MachineRecord | undefined): Start {
  if (isEnded(start)) return start;
  const now = record && startOf(start.machine, record);
  return now !== undefined && startKey(now) === startKey(start)
    ? start
    : { ...start, outcome: 'gone' };
}

/** What has become of the start, by where its machine's record has gone. */
export function outcomeOf(
  start: Start,
  event: MachineEvent,
  next: MachineRecord,
  maxAttempts: number,
): Start['outcome'] {
  if (start.what === 'commission') return next.phase === 'commissioning' ? 'running' : 'done';
  if (next.phase === END[start.what]) return 'done';
  const another = start.what === 'install' && next.deployment?.generation !== start.generation;
  if (another || !STAYS[start.what].includes(next.phase)) return 'gone';
  if (next.phase === 'broken' || SEEN.has(event.kind)) return 'seen';
  if (event.kind !== 'failed') return start.outcome;
  const again = next.installerReleased === undefined && next.attempts < maxAttempts;
  return start.what === 'install' && again ? 'failing' : 'failed';
}

/** Words that say: I know, and it is no news to anybody else. */
const SEEN: ReadonlySet<MachineEvent['kind']> = new Set(['retry-authorised', 'aborted']);

const END: { readonly [W in 'install' | 'release']: Phase } = {
  install: 'deployed',
  release: 'ready',
};
const STAYS: { readonly [W in 'install' | 'release']: readonly Phase[] } = {
  install: ['deploying', 'failed-deployment', 'broken'],
  release: ['releasing', 'failed-releasing', 'broken'],
};

/** Which failure domain the machine is in; those without the label are in one of their own. */
export function domainOf(spec: MachineSpec | undefined, inventory: Inventory): string | undefined {
  const { failureDomain } = inventory.site.limits;
  if (failureDomain === undefined) return undefined;
  const value = spec?.labels[failureDomain.label];
  return value === undefined ? `no ${failureDomain.label}` : `${failureDomain.label} ${value}`;
}

/** A failed install that the inventory asks for no longer: another generation, or another target. */
export function isSuperseded(
  { name, what, generation, outcome }: Start,
  inventory: Inventory,
): boolean {
  if (what !== 'install' || (outcome !== 'failed' && outcome !== 'seen')) return false;
  const target = inventory.machines.get(name)?.target;
  return target?.kind !== 'deployed' || target.deployment.generation !== generation;
}
