/** What stands in the way of one machine's step: a freeze of the whole plan, and the guards of its intents. */
import { type Freeze, frozen } from './guards.ts';
import { objectionTo } from './intent.ts';
import type { MachineSpec } from './inventory.ts';
import type { Pair, Recorded } from './match.ts';
import type { ObservedState } from './observed.ts';
import { hold, type Step, wouldBe } from './step.ts';

/** The step, or the hold or wait that is there instead of it. */
export function guarded(
  step: Step,
  pair: Pair,
  observed: ObservedState,
  freeze: Freeze | undefined,
): Step {
  if (step.kind !== 'act') return step;
  const record = pair.kind === 'matched' ? pair.machine.record : undefined;
  // The reason is said once, above the rows.
  if (freeze !== undefined && frozen(freeze, step.verb, record?.phase))
    return hold(`${wouldBe(step.verb)}${step.because}`);
  return pair.kind === 'matched' ? withoutObjection(step, pair, observed) : step;
}

function withoutObjection(
  step: Extract<Step, { readonly kind: 'act' }>,
  { id, machine: { record }, spec }: Recorded & { readonly spec: MachineSpec },
  observed: ObservedState,
): Step {
  const facts = { record, ledger: observed.ledger.get(id), declared: spec };
  for (const action of step.actions) {
    const objection = action.kind === 'machine.record' && objectionTo(action.event, facts);
    if (objection) return objection;
  }
  return step;
}
