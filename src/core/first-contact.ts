/** The first time this store sees a machine: it is powered only when it is surely off (rule 11). */
import type { Action } from './action.ts';
import { compare } from './diagnostic.ts';
import { identityKeys, sameMachine } from './hardware.ts';
import { type Instant, later, type MachineId } from './ids.ts';
import type { MachineSpec, Site } from './inventory.ts';
import { memo } from './memo.ts';
import type { Candidate, InstallLedger, ObservedState, PowerState } from './observed.ts';
import { askAgain } from './plan-power.ts';
import { act, hold, type Step, wait } from './step.ts';

/** A declared machine that has no record yet. First contact is for machines that are surely off (rule 11). */
export function firstStep(spec: MachineSpec, observed: ObservedState, site: Site): Step {
  // Two machines may have become one: what was ever installed on either is spent.
  const [known] = installedBefore(observed.ledger, spec).toSorted(
    ([x, a], [y, b]) => b.generation - a.generation || compare(x, y),
  );
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

type Ledger = ObservedState['ledger'];
type Installed = readonly [id: MachineId, row: InstallLedger];

/** A ledger of thousands is looked through once, and not for each of thousands of machines. */
const byIdentity = memo((ledger: Ledger): ReadonlyMap<string, readonly Installed[]> => {
  const index = new Map<string, Installed[]>();
  for (const one of ledger)
    for (const key of identityKeys(one[1].identity)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [one]);
      else known.push(one);
    }
  return index;
});

/** What was installed on a machine that shares a MAC, a UUID or a serial with this one. */
function installedBefore(ledger: Ledger, { identity }: MachineSpec): readonly Installed[] {
  const index = byIdentity(ledger);
  return [...new Set(identityKeys(identity).flatMap((key) => index.get(key) ?? []))];
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
  if (power === 'off' || isTaken(spec, site)) return undefined;
  const candidate = observed.candidates.find((one) => isSameWhoNetbooted(one, spec));
  if (candidate !== undefined && confirms(candidate, observed.at)) return undefined;
  if (power === 'error') return askAgain({ spec, observed });
  // The controller did not know of this machine: it asks once it does.
  if (observed.unasked === true && !observed.power.has(spec.name))
    return wait(
      'the snapshot does not say whether it is on: its BMC is asked before it is touched',
      undefined,
      'first-contact',
    );
  const since = candidate === undefined ? 'this store has never seen it' : STALE;
  const take = `write firstContact: {take: ${site.stateId ?? 'the stateId'}}`;
  return hold(
    power === 'on'
      ? `it is on, and ${since}: power it off, or ${take}`
      : `nobody can tell whether it is off, and ${since}: see that it runs nothing that is needed, and ${take}`,
    'first-contact',
  );
}

/**
 * That a machine netbooted here by itself says that it may be powered, for as long as it is likely to be
 * the same machine, doing nothing else. A MAC is easily forged: no candidate confirms for ever.
 */
const CONFIRMS_FOR_MS = 24 * 3_600_000;
const STALE = 'what it said of itself by netbooting is more than a day old';

const confirms = ({ seenAt }: Candidate, at: Instant): boolean =>
  seenAt <= at && at < later(seenAt, CONFIRMS_FOR_MS);

/** By the MAC that had the lease, where that is known: all else was only said. */
const isSameWhoNetbooted = ({ identity, netbootedAs }: Candidate, spec: MachineSpec): boolean =>
  netbootedAs === undefined
    ? sameMachine(identity, spec.identity)
    : spec.identity.macs.includes(netbootedAs);
