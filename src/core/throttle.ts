/** The starts of a plan under the limits: in order, earlier ones first; those beyond a limit wait. */
import { type Budget, NO_BUDGET, type Rollout } from './budget.ts';
import { type BudgetLine, budgetLines } from './budgets.ts';
import type { Instant, MachineId } from './ids.ts';
import type { Inventory } from './inventory.ts';
import { tallyOf } from './limits.ts';
import type { Phase } from './machine.ts';
import type { ObservedState } from './observed.ts';
import { printOverrides } from './overrides.ts';
import { begun, type Begun, believed } from './starts.ts';
import { type Change, type Step, subjectKey } from './step.ts';
import { isOver, rolloutFor } from './waves.ts';

export interface Throttled {
  /** Those beyond a limit waiting or held. */
  readonly changes: readonly Change[];
  /** What is left of the limits over time; empty where the plan has nothing to do with them. */
  readonly budgets: readonly BudgetLine[];
}

export function throttle(
  changes: readonly Change[],
  inventory: Inventory,
  observed: ObservedState,
): Throttled {
  const { at } = observed;
  const budget = budgetIn(observed);
  const starts = changes.map(({ step }) => beginningOf(step, observed));
  const rollout = rolloutOf(starts, inventory, budget, at);
  const busy = {
    commission: inPhase(observed, 'commissioning'),
    install: inPhase(observed, 'deploying'),
  };
  const circumstances = { budget, rollout, inventory, at, busy };
  const tally = tallyOf(circumstances);
  const startedAlready = ({ subject }: Change): boolean =>
    observed.inFlight.has(subjectKey(subject));
  for (const [i, change] of changes.entries()) {
    const start = starts[i];
    if (start !== undefined && startedAlready(change)) tally.admit(start);
  }
  const throttled = changes.map((change, i) => {
    const start = starts[i];
    if (start === undefined || startedAlready(change)) return change;
    const refused = tally.refusal(start);
    if (refused !== undefined) return { ...change, step: refused };
    const { wave } = tally.admit(start);
    const opens = wave !== undefined && rollout !== undefined && rollout !== budget.rollout;
    const step = opens ? opening(change.step, rollout) : change.step;
    return { ...change, step: withWords(step, printOverrides(budget, start.name, at)) };
  });
  const matters = starts.some((start) => start?.destructive) || tally.counts.down.size > 0;
  return {
    changes: throttled,
    budgets: matters ? budgetLines(tally.counts, circumstances) : [],
  };
}

function budgetIn({ budget = NO_BUDGET, machines }: ObservedState): Budget {
  const starts = budget.starts.map((start) => believed(start, machines.get(start.machine)?.record));
  return { ...budget, starts };
}

/** What the step's first record starts. */
function beginningOf(step: Step, observed: ObservedState): Begun | undefined {
  for (const action of step.kind === 'act' ? step.actions : []) {
    if (action.kind !== 'machine.record') continue;
    const record = observed.machines.get(action.id)?.record;
    if (record !== undefined)
      return begun(action.id, record, observed.ledger.get(action.id), action.event);
  }
  return undefined;
}

/** The rollout in whose waves this plan's installs are. */
function rolloutOf(
  starts: readonly (Begun | undefined)[],
  { site, revision }: Inventory,
  budget: Budget,
  at: Instant,
): Rollout | undefined {
  const { waves } = site.limits;
  if (waves === undefined) return undefined;
  const wanted = starts.flatMap((start) =>
    start?.destructive === true && start.member !== undefined ? [start.member] : [],
  );
  const open = budget.rollout;
  const isOpenOver = open === undefined || isOver(budget.starts, { rollout: open, waves }, at);
  return rolloutFor(wanted, open, isOpenOver, { openedAt: at, revision });
}

const opening = (step: Step, rollout: Rollout): Step =>
  step.kind === 'act'
    ? { ...step, actions: [{ kind: 'rollout.open', rollout }, ...step.actions] }
    : step;

const withWords = (step: Step, words: string | undefined): Step =>
  step.kind === 'act' && words !== undefined
    ? { ...step, because: `${step.because} (${words})` }
    : step;

const inPhase = ({ machines }: ObservedState, phase: Phase): readonly MachineId[] =>
  [...machines].filter(([, { record }]) => record.phase === phase).map(([id]) => id);
