/** What stops a whole plan: a store that is not the site's, a head that cannot be trusted, a fleet that shrank. */
import type { Verb } from './action.ts';
import { identityKeys } from './hardware.ts';
import type { Inventory } from './inventory.ts';
import type { Phase } from './machine.ts';
import type { AppliedInventory, Identities, ObservedState } from './observed.ts';

/**
 * `finish`: nothing new starts, what is in flight is finished from the last good inventory (rule 4).
 * `stop`: no BMC is touched at all (rule 11).
 */
export interface Freeze {
  readonly inFlight: 'finish' | 'stop';
  readonly because: string;
}

/** Fleets smaller than this lose more than any percentage says, with one edit (rule 4). */
const ALWAYS_ALLOWED_SHRINK = 3;

/** `rejected` says why the newest head is not the inventory at hand. */
export function freezeOf(
  inventory: Inventory,
  observed: ObservedState,
  rejected: string | undefined,
): Freeze | undefined {
  const stranger = strangerStore(inventory.site.stateId, observed.storeId) ?? observed.doubt;
  if (stranger !== undefined) return { inFlight: 'stop', because: stranger };
  const because = rejected ?? shrinkRefusal(inventory, observed.lastApplied);
  return because === undefined ? undefined : { inFlight: 'finish', because };
}

/** Why the store that was found is not the one that the site names; `undefined` when it is. */
export function strangerStore(
  wanted: string | undefined,
  found: string | undefined,
): string | undefined {
  if (wanted === undefined)
    return 'the site names no store: run `reconcile state init` and commit the stateId it writes';
  if (found === undefined)
    return `the site's store ${wanted} is not here: this data directory is empty; start the controller where its store is, or restore that`;
  if (found !== wanted)
    return `this store is ${found}, the site's is ${wanted}: start the controller with the site's data directory`;
  return undefined;
}

/** More machines gone than one commit may take away, or all of them. */
export function shrinkRefusal(
  inventory: Inventory,
  before: AppliedInventory | undefined,
): string | undefined {
  const now = inventory.machines.size;
  if (before === undefined || before.machines === 0 || before.revision === inventory.revision)
    return undefined;
  const had = before.machines === 1 ? '1 machine' : `${before.machines} machines`;
  const last = `the last applied commit ${short(before.revision)} had ${had}`;
  if (now === 0) return `${last}, this one has none: an empty inventory never means everything`;
  const lost = lostSince(before, inventory);
  const percent = inventory.site.limits.maxShrinkPercent;
  return lost > ALWAYS_ALLOWED_SHRINK && lost * 100 > before.machines * percent
    ? `${last}, of which this one has ${before.machines - lost}: ${lost} gone is more than limits.maxShrinkPercent ${percent} allows; remove them in smaller commits, or raise the limit`
    : undefined;
}

/** Machines that are not there any more; as many others in their place make up for none of them. */
function lostSince({ machines, identities }: AppliedInventory, now: Inventory): number {
  if (identities === undefined) return machines - now.machines.size;
  const here = new Set([...now.machines.values()].flatMap((spec) => identityKeys(spec.identity)));
  return identities.filter((keys) => !keys.some((key) => here.has(key))).length;
}

export const identitiesOf = ({ machines }: Inventory): Identities =>
  [...machines.values()].map(({ identity }) => identityKeys(identity));

const short = (revision: string): string => revision.slice(0, 12);

/** Where something was started before, and how it goes on; what rests is left to rest (rule 4). */
const CARRIES_ON: { readonly [P in Phase]?: ReadonlySet<Verb> } = {
  commissioning: new Set<Verb>(['power-on', 'give-up']),
  deploying: new Set<Verb>(['power-on', 'give-up']),
  releasing: new Set<Verb>(['power-on', 'power-off', 'release', 'give-up']),
};

export const frozen = (freeze: Freeze, verb: Verb, phase: Phase | undefined): boolean =>
  freeze.inFlight === 'stop' || phase === undefined || CARRIES_ON[phase]?.has(verb) !== true;
