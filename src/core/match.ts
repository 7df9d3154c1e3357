/** Which record is which declared machine: by identity, never by name. */
import { compare } from './diagnostic.ts';
import { type Identity, identityKeys } from './hardware.ts';
import type { MachineId, MachineName } from './ids.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
import { memo } from './memo.ts';
import type { ObservedMachine, ObservedState } from './observed.ts';

/** One row of the fleet. `conflict`: identities do not decide, so nothing is done until a person has made them distinct. */
export type Pair =
  | { readonly kind: 'declared'; readonly spec: MachineSpec }
  | { readonly kind: 'conflict'; readonly spec: MachineSpec; readonly because: string }
  | ({ readonly kind: 'matched'; readonly spec: MachineSpec } & Recorded)
  | ({ readonly kind: 'orphan' } & Recorded);

export interface Recorded {
  readonly id: MachineId;
  readonly machine: ObservedMachine;
}

/** Every declared machine with its record, then the records that nothing declares; both by name. */
export function pairMachines(inventory: Inventory, observed: ObservedState): readonly Pair[] {
  const index = indexByIdentity(observed.machines);
  const claims = new Map<MachineId, MachineSpec>();
  const declared = inNameOrder(inventory.machines).map((spec) =>
    pairOf(spec, lookUp(spec.identity, index), claims, observed),
  );
  const settled = withoutSwaps(declared);
  const orphans = [...observed.machines]
    .filter(([id]) => !claims.has(id))
    .toSorted(([x, a], [y, b]) => compare(a.record.name, b.record.name) || compare(x, y))
    .map(([id, machine]): Pair => ({ kind: 'orphan', id, machine }));
  return [...settled, ...orphans];
}

const inNameOrder = memo((machines: Inventory['machines']): readonly MachineSpec[] =>
  [...machines.values()].toSorted((a, b) => compare(a.name, b.name)),
);

function pairOf(
  spec: MachineSpec,
  ids: readonly MachineId[],
  claims: Map<MachineId, MachineSpec>,
  observed: ObservedState,
): Pair {
  const other = ids.map((id) => claims.get(id)).find((claimant) => claimant !== undefined);
  for (const id of ids) claims.set(id, spec);
  const [id] = ids;
  const machine = id === undefined ? undefined : observed.machines.get(id);
  if (id === undefined || machine === undefined) return { kind: 'declared', spec };
  if (ids.length === 1 && other === undefined) return { kind: 'matched', spec, id, machine };
  const names = ids.flatMap((i) => observed.machines.get(i)?.record.name ?? []).join(' and ');
  if (ids.length > 1 || other === undefined) {
    const because = `its identity fits the records of ${names}: declare MACs, uuid and serial of one machine only`;
    return { kind: 'conflict', spec, because };
  }
  const because = `${other.name} fits the record of ${names} as well: declare each machine once`;
  return { kind: 'conflict', spec, because };
}

/**
 * Two machines that have changed names, or identities, in one commit: which of it was meant, nobody can
 * tell from what is declared, and one of the two readings reinstalls the wrong machine.
 */
function withoutSwaps(pairs: readonly Pair[]): readonly Pair[] {
  const was = new Map<MachineName, MachineName>();
  for (const pair of pairs)
    if (pair.kind === 'matched') was.set(pair.spec.name, pair.machine.record.name);
  return pairs.map((pair): Pair => {
    const ring = pair.kind === 'matched' ? ringFrom(pair.spec.name, was) : [];
    if (pair.kind !== 'matched' || ring.length < 2) return pair;
    const because = `${ring.toSorted(compare).join(', ')} have changed places: rename one to a name that nobody has, and go on in a second commit, or take it back`;
    return { kind: 'conflict', spec: pair.spec, because };
  });
}

/** The names from this one back to itself, each followed by the one that it was; none where that ends elsewhere. */
function ringFrom(
  start: MachineName,
  was: ReadonlyMap<MachineName, MachineName>,
): readonly MachineName[] {
  const ring = [start];
  for (let at = was.get(start); at !== start; at = was.get(at)) {
    // Names that lead into a ring and are no part of it would go round for ever.
    if (at === undefined || ring.includes(at)) return [];
    ring.push(at);
  }
  return ring;
}

/** The ids that an identity fits, in a stable order. */
function lookUp(identity: Identity, index: ReadonlyMap<string, MachineId>): readonly MachineId[] {
  const found = new Set<MachineId>();
  for (const key of identityKeys(identity)) {
    const id = index.get(key);
    if (id !== undefined) found.add(id);
  }
  return [...found].toSorted(compare);
}

function indexByIdentity(
  rows: ReadonlyMap<MachineId, { readonly record: { readonly identity: Identity } }>,
): ReadonlyMap<string, MachineId> {
  const index = new Map<string, MachineId>();
  for (const [id, { record }] of rows)
    for (const key of identityKeys(record.identity)) {
      // Two controllers may both have made a record of one machine: which is kept does not hang on their order.
      const known = index.get(key);
      if (known === undefined || compare(id, known) < 0) index.set(key, id);
    }
  return index;
}
