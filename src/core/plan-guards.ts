/** What stands in the way of one machine's step: a freeze of the whole plan, and the guards of its intents. */
import { type Freeze, frozen } from './guards.ts';
import { type IntentFacts, objectionTo } from './intent.ts';
import type { Inventory } from './inventory.ts';
import { whyItself } from './itself.ts';
import type { MachineEvent } from './machine.ts';
import type { Pair } from './match.ts';
import type { ObservedState } from './observed.ts';
import { protectedFrom } from './protected.ts';
import { finder, judge, type Safeguards } from './protection.ts';
import { hold, type Step, wouldBe } from './step.ts';

type Matched = Extract<Pair, { readonly kind: 'matched' }>;
type Act = Extract<Step, { readonly kind: 'act' }>;

/** Of every step, the step, or the hold or wait that is there instead of it. */
export function createGuard(
  inventory: Inventory,
  observed: ObservedState,
  freeze: Freeze | undefined,
): (step: Step, pair: Pair) => Step {
  const safeguardOf = finder(safeguardsNow(inventory, observed));
  return (step, pair) => {
    if (step.kind !== 'act') return step;
    const record = pair.kind === 'matched' ? pair.machine.record : undefined;
    // The reason is said once, above the rows.
    if (freeze !== undefined && frozen(freeze, step.verb, record?.phase))
      return hold(`${wouldBe(step.verb)}${step.because}`);
    if (pair.kind !== 'matched' || record === undefined) return step;
    const ledger = observed.ledger.get(pair.id);
    const safeguard = safeguardOf(record.identity, pair.spec.identity);
    const { spec } = pair;
    const suspect = { ...spec, identities: [spec.identity, record.identity] };
    const itself = whyItself(suspect, observed.itself, inventory.site.protectSelf ?? []);
    return withoutObjection(step, pair, { record, ledger, safeguard, itself, declared: spec });
  };
}

/** What the controller has judged; the inventory at hand comes on top of it, where that is another revision. */
const safeguardsNow = (inventory: Inventory, { safeguards, judged }: ObservedState): Safeguards =>
  judged === inventory.revision && safeguards !== undefined
    ? safeguards
    : judge(safeguards ?? new Map(), inventory);

function withoutObjection(step: Act, pair: Matched, facts: IntentFacts): Step {
  for (const action of step.actions) {
    if (action.kind !== 'machine.record') continue;
    const objection = objectionTo(action.event, facts) ?? onTheWay(action.event, pair, facts);
    if (objection !== undefined) return objection;
  }
  return step;
}

/** Nobody is given a machine for an installation that is not allowed. */
function onTheWay(event: MachineEvent, { spec }: Matched, facts: IntentFacts) {
  return event.kind === 'allocated' && spec.target.kind === 'deployed'
    ? protectedFrom(spec.target.deployment.generation, facts)
    : undefined;
}
