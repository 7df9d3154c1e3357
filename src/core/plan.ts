/** observe → plan: a total, synchronous, deterministic function of what is declared and what was seen. */
import type { Verb } from './action.ts';
import type { BudgetLine } from './budgets.ts';
import { approved } from './approval.ts';
import { causesOf } from './causes.ts';
import type { SourceRange } from './diagnostic.ts';
import { disksToErase } from './erasure.ts';
import { blocked, effectOfMachine, effectOfStep } from './judge.ts';
import { firstStep } from './first-contact.ts';
import { freezeOf, type Freeze } from './guards.ts';
import { type Instant, later, type MachineName, type Revision } from './ids.ts';
import type { Inventory, MachineSpec, Target } from './inventory.ts';
import { lossesAhead, lossesUnderWay } from './losses.ts';
import type { MachineRecord, Phase } from './machine.ts';
import { pairMachines, type Pair, type Recorded } from './match.ts';
import type { ObservedState } from './observed.ts';
import { heed } from './patience.ts';
import { dated, pendingOf } from './pending.ts';
import { createGuard } from './plan-guards.ts';
import { planImages } from './plan-image.ts';
import { nextMachineStep, orphanStep } from './plan-machine.ts';
import { type Change, hold, IN_FLIGHT, type Step, subjectKey, wait } from './step.ts';
import { throttle } from './throttle.ts';

export interface Plan {
  readonly revision: Revision;
  readonly observedAt: Instant;
  /** Why nothing, or nothing new, is started; said once above the rows. */
  readonly freeze: Freeze | undefined;
  /** What it leaves of the limits over time, where it has to do with them. */
  readonly budgets?: readonly BudgetLine[];
  /** Boot source and images first, then machines; each group by name. */
  readonly changes: readonly Change[];
  /** When to look again although nothing happened. */
  readonly lookAgainAt: Instant | undefined;
}

/** `rejected`: why the newest head of the repository is not the inventory at hand. */
export function plan(inventory: Inventory, observed: ObservedState, rejected?: string): Plan {
  const freeze = freezeOf(inventory, observed, rejected);
  const pairs = pairMachines(inventory, observed);
  const names = Map.groupBy(pairs, nameOf);
  const guard = createGuard(inventory, observed, freeze);
  const machines = pairs.map((pair) => {
    const free = machineChange(pair, inventory, observed);
    const step = approved(guard(free.step, pair), pair, observed, inventory.site);
    const answered = ifItWereOff(free, pair, inventory, observed);
    const heldAnyway = answered && guard(answered, pair);
    const change = { ...free, step: heldAnyway?.kind === 'hold' ? heldAnyway : step };
    const isShared = pair.kind === 'orphan' && names.get(nameOf(pair))?.length !== 1;
    return isShared ? { ...change, subject: { ...change.subject, id: pair.id } } : change;
  });
  const willing = [...planImages(inventory, observed), ...machines].map((change) =>
    withSetback(change, observed, inventory.revision),
  );
  const throttled = throttle(willing, inventory, observed);
  const changes = throttled.changes.map((change) =>
    isInFlight(change, observed) ? { ...change, step: wait(IN_FLIGHT) } : change,
  );
  const lookAgainAt = requeueAt(changes, inventory, observed);
  const { budgets } = throttled;
  return {
    revision: inventory.revision,
    observedAt: observed.at,
    freeze,
    budgets,
    changes,
    lookAgainAt,
  };
}

const nameOf = (pair: Pair): MachineName =>
  pair.kind === 'orphan' ? pair.machine.record.name : pair.spec.name;

function machineChange(pair: Pair, inventory: Inventory, observed: ObservedState): Change {
  const causes = causesOf(pair);
  const step = blocked(causes) ?? stepOf(pair, inventory, observed);
  const subject = { kind: 'machine', name: nameOf(pair) } as const;
  const route = routeFor(pair);
  const change = { subject, route, step, causes, dataLoss: [], pending: [] };
  if (pair.kind !== 'matched') {
    const at = pair.kind === 'orphan' ? undefined : pair.spec.declaredAt;
    const losing = pair.kind === 'orphan' ? orphanLosses(pair, observed, step) : [];
    const effect = losing.length > 0 ? 'erase' : effectOfStep(step, route);
    return { ...change, at, effect, dataLoss: losing };
  }
  const { spec, id, machine } = pair;
  const ledger = observed.ledger.get(id);
  const dataLoss = lossesAhead(spec, machine.record, ledger, step);
  const installed = machine.record.deployment?.generation;
  const pending = pendingOf(causes, spec.target.kind === 'deployed' ? installed : undefined);
  const effect = effectOfMachine({ ...change, pending, record: machine.record, ledger });
  const at = causeOf(spec, dataLoss.length > 0);
  const waiting = pending.length > 0 ? dated(causes, observed.pending?.get(id)) : causes;
  return { ...change, record: id, causes: waiting, at, dataLoss, pending, effect };
}

const orphanLosses = ({ id, machine }: Recorded, observed: ObservedState, step: Step) =>
  lossesUnderWay(machine.record, observed.ledger.get(id), step);

/** The way still to go. */
function routeFor(pair: Pair): readonly Verb[] {
  switch (pair.kind) {
    case 'conflict':
      return [];
    case 'orphan':
      return ['forget'];
    case 'declared':
      return routeOf(pair.spec);
    case 'matched':
      return routeOf(pair.spec, pair.machine.record);
  }
}

/** Of what loses data, the line that asks for it. */
function causeOf({ target, declaredAt }: MachineSpec, loses: boolean): SourceRange {
  if (!loses || target.kind === 'ready') return declaredAt;
  return target.kind === 'deployed' ? target.deployment.declaredAt : target.declaredAt;
}

function stepOf(pair: Pair, inventory: Inventory, observed: ObservedState): Step {
  switch (pair.kind) {
    case 'conflict':
      return hold(pair.because, 'identity');
    case 'orphan':
      return orphanStep(pair, inventory.site, observed.at);
    case 'declared':
      return firstStep(pair.spec, observed, inventory.site);
    case 'matched': {
      const { spec, id, machine } = pair;
      const power = observed.power.get(spec.name) ?? 'unknown';
      const ledger = observed.ledger.get(id);
      return nextMachineStep({ spec, id, ...machine, power, ledger, inventory, observed });
    }
  }
}

const AT_WORK: ReadonlySet<Phase> = new Set(['commissioning', 'deploying', 'releasing']);

/** Of a machine at rest that waits for its BMC's answer: what would come then. A silent BMC hides no guard. */
function ifItWereOff(
  { step }: Change,
  pair: Pair,
  inventory: Inventory,
  observed: ObservedState,
): Step | undefined {
  if (step.kind !== 'wait' || pair.kind !== 'matched') return undefined;
  const { name } = pair.spec;
  if (observed.power.get(name) !== 'error' || AT_WORK.has(pair.machine.record.phase))
    return undefined;
  return stepOf(pair, inventory, { ...observed, power: new Map([[name, 'off']]) });
}

function withSetback(change: Change, observed: ObservedState, revision: Revision): Change {
  if (isInFlight(change, observed)) return change;
  const setback = observed.setbacks.get(subjectKey(change.subject));
  const { subject } = change;
  const retry = subject.kind === 'machine' ? subject.name : undefined;
  return { ...change, step: heed(change.step, setback, { at: observed.at, revision, retry }) };
}

const isInFlight = ({ subject }: Change, { inFlight }: ObservedState): boolean =>
  inFlight.size > 0 && inFlight.has(subjectKey(subject));

const COMMISSION: readonly Verb[] = ['commission'];

/** The way still to go, ignoring what may stop it on the way. */
function routeOf(spec: MachineSpec, record?: MachineRecord): readonly Verb[] {
  const end = tail(spec);
  if (record === undefined) return spec.adopt ? ['adopt'] : ['enlist', ...COMMISSION, ...end];
  const way = onward(record, spec.target, end);
  return spec.name === record.name ? way : ['rename', ...way];
}

function tail(spec: MachineSpec): readonly Verb[] {
  if (spec.target.kind === 'deployed') return ['allocate', 'deploy'];
  return spec.target.kind === 'ready' && spec.owner !== undefined ? ['allocate'] : [];
}

function onward(record: MachineRecord, target: Target, end: readonly Verb[]): readonly Verb[] {
  const byPhase: { readonly [P in Phase]: readonly Verb[] } = {
    new: [...COMMISSION, ...end],
    commissioning: end,
    'failed-commissioning': [...COMMISSION, ...end],
    ready: end,
    allocated: target.kind === 'deployed' ? ['deploy'] : [],
    deploying: [],
    'failed-deployment': installRoute(record, target, ['deploy']),
    deployed: installRoute(record, target, []),
    releasing: [],
    'failed-releasing': releaseRoute(record, target),
    broken: [],
  };
  return byPhase[record.phase];
}

function releaseRoute(record: MachineRecord, target: Target): readonly Verb[] {
  const disks = target.kind === 'released' ? disksToErase(target, record) : [];
  return disks.length === 0 ? ['release'] : ['erase', 'release'];
}

/** `otherwise`: the way where the generation is the one that the record has. */
function installRoute(
  record: MachineRecord,
  target: Target,
  otherwise: readonly Verb[],
): readonly Verb[] {
  if (target.kind === 'released') return releaseRoute(record, target);
  const newer =
    target.kind === 'deployed' &&
    record.deployment !== undefined &&
    target.deployment.generation > record.deployment.generation;
  return newer ? ['reinstall'] : otherwise;
}

/** The earliest moment to come at which time alone changes something: what is due already is in the plan. */
function requeueAt(
  changes: readonly Change[],
  inventory: Inventory,
  observed: ObservedState,
): Instant | undefined {
  const moments = changes.flatMap(({ step }) =>
    step.kind === 'wait' && step.until !== undefined ? [step.until] : [],
  );
  const { catalog } = observed;
  if (inventory.bootSource !== undefined && catalog !== undefined)
    moments.push(later(catalog.fetchedAt, inventory.bootSource.pollMs));
  const ahead = moments.filter((moment) => moment > observed.at);
  return ahead.length === 0 ? undefined : (Math.min(...ahead) as Instant);
}
