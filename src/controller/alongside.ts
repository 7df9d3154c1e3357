/** Rows that change together with a machine's record, in the same transaction. */
import { compare } from '../core/diagnostic.ts';
import { hasWritten } from '../core/disks.ts';
import { type Identity, sameMachine } from '../core/hardware.ts';
import type { Instant, MachineId } from '../core/ids.ts';
import type { MachineEvent, MachineRecord } from '../core/machine.ts';
import type { InstallLedger } from '../core/observed.ts';
import type { StateStore, Versioned, Write } from '../core/ports.ts';

export async function alongside(
  store: StateStore,
  id: MachineId,
  next: MachineRecord,
  event: MachineEvent,
  at: Instant,
): Promise<readonly Write[]> {
  if (event.kind === 'commissioned') return rowsOf(store, 'candidate', next.identity);
  if (event.kind === 'renamed')
    return [
      ...(await underItsNewIdentity(store, id, next)),
      ...(await rowsOf(store, 'forgotten', next.identity)),
    ];
  if (event.kind !== 'deploy-started' && event.kind !== 'installer-released') return [];
  const before = await store.get('installed', id);
  if (event.kind === 'installer-released') return releasedNow(id, next, before);
  const generation = Math.max(event.deployment.generation, before?.value.generation ?? 0);
  const value: InstallLedger = {
    identity: next.identity,
    generation,
    startedAt: at,
    name: next.name,
    ...(before === undefined ? { released: 0 } : whatWasWritten(before.value)),
  };
  return [{ collection: 'installed', key: id, expect: before?.serial ?? 'absent', value }];
}

/** Until its installer is released, nothing of the new generation is. */
const whatWasWritten = ({
  released,
  adopted,
}: InstallLedger): Pick<InstallLedger, 'released' | 'adopted'> => ({
  ...(released === undefined ? {} : { released }),
  ...(adopted === undefined ? {} : { adopted }),
});

/** From now on its disks may hold something that a protection is for (rule 5). */
function releasedNow(
  key: MachineId,
  { deployment }: MachineRecord,
  ledger: Versioned<InstallLedger> | undefined,
): readonly Write[] {
  const released = deployment?.generation ?? 0;
  if (ledger === undefined || ledger.value.released === released) return [];
  const { adopted: _, ...row } = ledger.value;
  const value = { ...row, released };
  return [{ collection: 'installed', key, expect: ledger.serial, value }];
}

type Installed = readonly [MachineId, Versioned<InstallLedger>];

/** What was ever installed on this machine, under whichever id: what is spent hangs on the identity. */
export async function installedOn(
  store: StateStore,
  identity: Identity,
  id?: MachineId,
): Promise<readonly Installed[]> {
  return [...(await store.list('installed'))].flatMap(([key, row]) =>
    key === id || sameMachine(row.value.identity, identity) ? [[key as MachineId, row]] : [],
  );
}

/** The one with the highest generation; of several, the one that the planner picks as well. */
export const highest = (rows: readonly Installed[]): Installed | undefined =>
  rows.toSorted(([x, a], [y, b]) => b.value.generation - a.value.generation || compare(x, y))[0];

/** What all of them together say of the machine: the highest generation; and of its disks, the warier word. */
export function spentOn(rows: readonly Installed[]): InstallLedger | undefined {
  const [, most] = highest(rows) ?? [];
  if (most === undefined) return undefined;
  const { released: _r, adopted: _a, ...row } = most.value;
  // Where it was not noted of one of them, nobody knows.
  const released = Math.max(...rows.map(([, { value }]) => value.released ?? Infinity));
  return {
    ...row,
    ...(released === Infinity ? {} : { released }),
    ...(rows.some(([, { value }]) => value.adopted) ? { adopted: true } : {}),
  };
}

/** It is found again by the identity that it has then; and what was installed on what it turns out to be is spent (rule 1). */
async function underItsNewIdentity(
  store: StateStore,
  id: MachineId,
  { identity, name }: MachineRecord,
): Promise<readonly Write[]> {
  const rows = await installedOn(store, identity, id);
  const spent = spentOn(rows);
  if (spent === undefined) return [];
  const own = rows.find(([key]) => key === id)?.[1];
  const value: InstallLedger = { ...spent, identity, name };
  return [
    ...rows.map(([key, { serial }]): Write => ({
      collection: 'installed',
      key,
      expect: serial,
      value: 'keep',
    })),
    { collection: 'installed', key: id, expect: own?.serial ?? 'absent', value },
  ];
}

/** What an adopted machine counts as installed with; never less than what was started before. */
export async function adoption(
  store: StateStore,
  id: MachineId,
  row: InstallLedger,
): Promise<Write> {
  const before = await store.get('installed', id);
  const known = before?.value;
  const value: InstallLedger = {
    ...row,
    generation: Math.max(row.generation, known?.generation ?? 0),
    ...(hasWritten(known) ? {} : { adopted: true }),
  };
  return { collection: 'installed', key: id, expect: before?.serial ?? 'absent', value };
}

export async function tokensOf(store: StateStore, id: MachineId): Promise<readonly Write[]> {
  return [...(await store.list('token'))]
    .filter(([, { value }]) => value.machine === id)
    .map(([key]) => ({ collection: 'token', key, expect: 'any', value: 'delete' }));
}

/** Candidates and forgotten machines of this identity are neither any more. */
export async function rowsOf(
  store: StateStore,
  collection: 'candidate' | 'forgotten',
  identity: Identity,
): Promise<readonly Write[]> {
  const rows = await store.list(collection);
  return [...rows]
    .filter(([, { value }]) => sameMachine(value.identity, identity))
    .map(([key]) => ({ collection, key, expect: 'any', value: 'delete' }));
}
