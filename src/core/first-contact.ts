/** The first time this store sees a machine: it is powered only when it is surely off (rule 11). */
import type { Action } from './action.ts';
import { compare } from './diagnostic.ts';
import { sameMachine } from './hardware.ts';
import type { MachineSpec, Site } from './inventory.ts';
import type { ObservedState, PowerState } from './observed.ts';
import { askAgain } from './plan-power.ts';
import { act, hold, type Step } from './step.ts';

/** A declared machine that has no record yet. First contact is for machines that are surely off (rule 11). */
export function firstStep(spec: MachineSpec, observed: ObservedState, site: Site): Step {
  // Two machines may have become one: what was ever installed on either is spent.
  const [known] = [...observed.ledger]
    .filter(([, row]) => sameMachine(row.identity, spec.identity))
    .toSorted(([x, a], [y, b]) => b.generation - a.generation || compare(x, y));
  const enlist: Action = {
    kind: 'machine.enlist',
    id: known?.[0],
    name: spec.name,
    identity: spec.identity,
    adoptAs: spec.adopt ? generationOf(spec) : undefined,
  };
  if (spec.adopt) return act('adopt', 'it is taken over as it runs', enlist);
  const power = observed.power.get(spec.name) ?? 'unknown';
  // A store that is not the site's asks no BMC, so it has nothing to doubt: the plan is frozen as a whole.
  const ours = site.stateId !== undefined && observed.storeId === site.stateId;
  const doubt = ours ? firstContactDoubt(spec, power, observed, site) : undefined;
  return doubt ?? act('enlist', ours ? trust(spec, power, site) : 'it is declared', enlist);
}

/** Why a machine that this store has never seen may be powered. */
function trust(spec: MachineSpec, power: PowerState, site: Site): string {
  if (power === 'off') return 'it is declared, and its BMC confirms that it is off';
  return isTaken(spec, site)
    ? 'firstContact takes it as it is'
    : 'it is declared, and netbooted here by itself';
}

const isTaken = ({ firstContact }: MachineSpec, { stateId }: Site): boolean =>
  firstContact !== undefined && firstContact === stateId;

const generationOf = (spec: MachineSpec): number =>
  spec.target.kind === 'deployed' ? spec.target.deployment.generation : 0;

/** `undefined` when the machine may be powered for the first time. Unknown and error count as on. */
export function firstContactDoubt(
  spec: MachineSpec,
  power: PowerState,
  observed: ObservedState,
  site: Site,
): Step | undefined {
  if (power === 'off') return undefined;
  if (isTaken(spec, site)) return undefined;
  if (observed.candidates.some((c) => sameMachine(c.identity, spec.identity))) return undefined;
  if (power === 'error') return askAgain({ spec, observed });
  const found = power === 'on' ? 'it is on' : 'nobody can tell whether it is off';
  return hold(
    `${found}, and this store has never seen it: power it off, let it enlist by netbooting, or write firstContact: {take: ${site.stateId ?? 'the stateId'}}`,
    'first-contact',
  );
}
