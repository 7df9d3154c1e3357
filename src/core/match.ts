/** Which record is which declared machine: by identity, never by name. */
import { compare } from './diagnostic.ts';
import { type Identity, meaningfulSerial, meaningfulUuid } from './hardware.ts';
import type { MachineId } from './ids.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
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
  const declared = [...inventory.machines.values()]
    .toSorted((a, b) => compare(a.name, b.name))
    .map((spec) => pairOf(spec, lookUp(spec.identity, index), claims, observed));
  const orphans = [...observed.machines]
    .filter(([id]) => !claims.has(id))
    .toSorted(([x, a], [y, b]) => compare(a.record.name, b.record.name) || compare(x, y))
    .map(([id, machine]): Pair => ({ kind: 'orphan', id, machine }));
  return [...declared, ...orphans];
}

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
  const names = ids.flatMap((i) => observed.machines.get(i)?.record.name ?? []).join(' and ');
  if (ids.length > 1) {
    const because = `its identity fits the records of ${names}: declare MACs, uuid and serial of one machine only`;
    return { kind: 'conflict', spec, because };
  }
  if (other !== undefined) {
    const because = `${other.name} fits the record of ${names} as well: declare each machine once`;
    return { kind: 'conflict', spec, because };
  }
  return { kind: 'matched', spec, id, machine };
}

/** The ids that an identity fits, in a stable order. */
function lookUp(identity: Identity, index: ReadonlyMap<string, MachineId>): readonly MachineId[] {
  const found = identityKeys(identity).flatMap((key) => index.get(key) ?? []);
  return [...new Set(found)].toSorted(compare);
}

function indexByIdentity(
  rows: ReadonlyMap<MachineId, { readonly record: { readonly identity: Identity } }>,
): ReadonlyMap<string, MachineId> {
  const index = new Map<string, MachineId>();
  for (const [id, { record }] of rows)
    for (const key of identityKeys(record.identity)) index.set(key, id);
  return index;
}

function identityKeys({ macs, uuid, serial }: Identity): readonly string[] {
  const keys = macs.map((mac) => `mac ${mac}`);
  const realUuid = meaningfulUuid(uuid);
  const realSerial = meaningfulSerial(serial);
  if (realUuid !== undefined) keys.push(`uuid ${realUuid}`);
  if (realSerial !== undefined) keys.push(`serial ${realSerial}`);
  return keys;
}
