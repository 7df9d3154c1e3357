/** Rows that change together with a machine's record, in the same transaction. */
import { type Identity, sameMachine } from '../core/hardware.ts';
import type { Instant, MachineId } from '../core/ids.ts';
import type { MachineEvent, MachineRecord } from '../core/machine.ts';
import type { InstallLedger } from '../core/observed.ts';
import type { StateStore, Write } from '../core/ports.ts';

export async function alongside(
  store: StateStore,
  id: MachineId,
  next: MachineRecord,
  event: MachineEvent,
  at: Instant,
): Promise<readonly Write[]> {
  if (event.kind === 'commissioned') return rowsOf(store, 'candidate', next.identity);
  const before = await store.get('installed', id);
  if (event.kind === 'renamed' && before !== undefined) {
    // It is found again by the identity that it has then.
    const moved: InstallLedger = { ...before.value, identity: event.identity, name: event.name };
    return [{ collection: 'installed', key: id, expect: before.serial, value: moved }];
  }
  if (event.kind !== 'deploy-started') return [];
  const generation = Math.max(event.deployment.generation, before?.value.generation ?? 0);
  const value: InstallLedger = {
    identity: next.identity,
    generation,
    startedAt: at,
    name: next.name,
  };
  return [{ collection: 'installed', key: id, expect: before?.serial ?? 'absent', value }];
}

/** What an adopted machine counts as installed with; never less than what was started before. */
export async function adoption(
  store: StateStore,
  id: MachineId,
  row: InstallLedger,
): Promise<Write> {
  const before = await store.get('installed', id);
  const known = before?.value;
  const ours = known !== undefined && known.adopted !== true;
  const value: InstallLedger = {
    ...row,
    generation: Math.max(row.generation, known?.generation ?? 0),
    ...(ours ? {} : { adopted: true }),
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
