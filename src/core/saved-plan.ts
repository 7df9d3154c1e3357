/**
 * A plan that was looked at, kept in a file: each operation with the facts that it relied on. Applying
 * it compares them with what is so by then, and says of what changed what it was and what it is.
 */
import type { Verb } from './action.ts';
import { type Destruction, destructionOf } from './approval.ts';
import type { Inventory } from './inventory.ts';
import { pairMachines, type Pair } from './match.ts';
import type { ObservedState } from './observed.ts';
import { type Plan, plan } from './plan.ts';
import { planDeployment } from './plan-deploy.ts';
import { differences, type Facts, factsOf, factsOfStep } from './plan-facts.ts';
import { nextMachineStep } from './plan-machine.ts';
import type { MachineView } from './plan-power.ts';
import { stableJson } from './stable-json.ts';
import { type Step, subjectKey } from './step.ts';

/** What `--out` writes (schemas/saved-plan.schema.json). */
export interface SavedPlan {
  readonly version: 1;
  readonly site: string;
  readonly stateId: string | null;
  readonly revision: string;
  readonly observedAt: string;
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** Subject key: `machine/n1`. */
  readonly subject: string;
  /** Verbs from here to the target, the next one first. */
  readonly route: readonly Verb[];
  readonly because: string;
  readonly facts: Facts;
  /** What the way ends in, where that is decided already: applying the plan approves it. */
  readonly destroys: Destruction | null;
}

/** `kept`: the subjects that it is narrowed to, by key. */
export function savedPlan(
  inventory: Inventory,
  observed: ObservedState,
  kept: ReadonlySet<string>,
): SavedPlan {
  const { site, revision } = inventory;
  const whole = narrowTo(unrestrained(inventory, observed), kept);
  return {
    version: 1,
    site: site.name,
    stateId: site.stateId ?? null,
    revision,
    observedAt: new Date(observed.at).toISOString(),
    operations: operationsOf(whole, inventory, observed),
  };
}

/** Same plan, same bytes: keys in order, two spaces. */
export const printSaved = (saved: SavedPlan): string =>
  `${JSON.stringify(JSON.parse(stableJson(saved)), undefined, 2)}\n`;

/** As where the site says so: what nobody approved is held. */
export const unlessSaved = (inventory: Inventory): Inventory => ({
  ...inventory,
  site: { ...inventory.site, apply: 'saved-plans' },
});

/** The rows of these subjects, by key. */
export const narrowTo = (whole: Plan, subjects: ReadonlySet<string>): Plan => ({
  ...whole,
  changes: whole.changes.filter(({ subject }) => subjects.has(subjectKey(subject))),
});

/** What would be done if everything were approved: that is what is saved, and asked for. */
const unrestrained = (inventory: Inventory, observed: ObservedState): Plan =>
  plan({ ...inventory, site: { ...inventory.site, apply: 'auto' } }, observed);

function operationsOf(
  whole: Plan,
  inventory: Inventory,
  observed: ObservedState,
): readonly Operation[] {
  const pairs = new Map(pairMachines(inventory, observed).map((pair) => [nameOf(pair), pair]));
  return whole.changes.flatMap(({ subject, step, route }) => {
    if (step.kind !== 'act' && step.kind !== 'wait') return [];
    const pair = subject.kind === 'machine' ? pairs.get(subject.name) : undefined;
    const destroys = pair === undefined ? undefined : destructionAhead(pair, inventory, observed);
    // What only waits, and for nothing that has to be approved, goes on by itself.
    if (step.kind === 'wait' && destroys === undefined) return [];
    const facts = pair === undefined ? factsOfStep(step) : factsOf(pair, observed);
    const { because } = step;
    return [{ subject: subjectKey(subject), route, because, facts, destroys: destroys ?? null }];
  });
}

const nameOf = (pair: Pair): string =>
  pair.kind === 'orphan' ? pair.machine.record.name : pair.spec.name;

/** Of the install or the release that the machine is on its way to; only what is wholly decided. */
function destructionAhead(
  pair: Pair,
  inventory: Inventory,
  observed: ObservedState,
): Destruction | undefined {
  if (pair.kind !== 'matched') return undefined;
  const view = viewOf(pair, inventory, observed);
  const step = nextMachineStep(view);
  if (step.kind !== 'act') return undefined;
  const { record } = pair.machine;
  if (step.verb === 'allocate') {
    const planned = planDeployment(view);
    if (planned.kind === 'refused') return undefined;
    return destructionOf({ kind: 'deploy-started', deployment: planned.deployment }, record);
  }
  for (const action of step.actions) {
    const found = action.kind === 'machine.record' && destructionOf(action.event, record);
    if (found) return found;
  }
  return undefined;
}

function viewOf(
  { spec, id, machine }: Extract<Pair, { readonly kind: 'matched' }>,
  inventory: Inventory,
  observed: ObservedState,
): MachineView {
  const power = observed.power.get(spec.name) ?? 'unknown';
  return { spec, id, ...machine, power, ledger: observed.ledger.get(id), inventory, observed };
}

/** `undefined` for what `printSaved` of this version did not write. */
export function parseSaved(text: string): SavedPlan | undefined {
  const saved = parseObject(text);
  return saved?.version === 1 && printSaved(saved) === text && saved.operations.every(isOperation)
    ? saved
    : undefined;
}

function parseObject(text: string): SavedPlan | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isPlan = typeof value === 'object' && value !== null && 'operations' in value;
    return isPlan && Array.isArray(value.operations) ? (value as SavedPlan) : undefined;
  } catch {
    return undefined;
  }
}

const isOperation = ({ subject, route, facts, destroys }: Operation): boolean =>
  typeof subject === 'string' &&
  Array.isArray(route) &&
  typeof facts === 'object' &&
  facts !== null &&
  typeof destroys === 'object';

/** `n1: power was off, is on` */
export function printVerdict({ operation, stale }: Verdict): string {
  const name = operation.subject.replace(/^machine\//, '');
  return stale.map((why) => `${name}: ${why}\n`).join('');
}

/** What became of one operation of the file by the time of applying it. */
export interface Verdict {
  readonly operation: Operation;
  /** Why it is not carried out: `power was off, is on`. Empty for one that still holds. */
  readonly stale: readonly string[];
}

export function judge(
  saved: SavedPlan,
  inventory: Inventory,
  observed: ObservedState,
): readonly Verdict[] {
  const whole = unrestrained(inventory, observed);
  const now = new Map(
    operationsOf(whole, inventory, observed).map((operation) => [operation.subject, operation]),
  );
  const steps = new Map(whole.changes.map(({ subject, step }) => [subjectKey(subject), step]));
  const pairs = new Map(
    pairMachines(inventory, observed).map((pair) => [`machine/${nameOf(pair)}`, pair]),
  );
  return saved.operations.map((operation) => {
    const { subject } = operation;
    const pair = pairs.get(subject);
    const facts = pair === undefined ? now.get(subject)?.facts : factsOf(pair, observed);
    const changed = differences(operation.facts, facts ?? {});
    const stale =
      changed.length > 0 ? changed : otherwise(operation, now.get(subject), steps.get(subject));
    return { operation, stale };
  });
}

/** Nothing that was looked at changed, and yet it would not be the same. */
function otherwise(
  was: Operation,
  is: Operation | undefined,
  step: Step | undefined,
): readonly string[] {
  if (is === undefined) return [sayStep(was, step)];
  if (stableJson(was.destroys) !== stableJson(is.destroys))
    return differences(flat(was.destroys), flat(is.destroys));
  return stableJson(was.route) === stableJson(is.route)
    ? []
    : [`its way was ${was.route.join(' → ')}, is ${is.route.join(' → ')}`];
}

function sayStep({ route }: Operation, step: Step | undefined): string {
  const was = route[0] ?? 'act';
  if (step === undefined) return `its step was ${was}, and it is not in the plan any more`;
  return step.kind === 'done'
    ? `its step was ${was}, and nothing is left to do`
    : `its step was ${was}, and it ${step.kind === 'hold' ? 'is held' : 'waits'}: ${step.because}`;
}

const flat = (destroys: Destruction | null): Facts =>
  destroys === null
    ? { 'what it destroys': 'nothing' }
    : {
        'what it destroys': destroys.what,
        'disks to write': destroys.disks.join(', '),
        'image to install': destroys.image ?? null,
        'configuration to install': destroys.configuration ?? null,
        'erase method': destroys.erase ?? null,
      };
