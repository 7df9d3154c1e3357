/** What an intent relies on, read from the store at the moment of storing it (core/intent.ts). */
import type { MachineId } from '../core/ids.ts';
import type { IntentFacts } from '../core/intent.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { StateStore, Versioned, Write } from '../core/ports.ts';

export interface Fresh {
  readonly facts: IntentFacts;
  /** For the transaction of the intent: it fails where something of this has changed since. */
  readonly reliedOn: readonly Write[];
}

/** The machine's own row is written by the intent itself, and so needs no write here. */
export async function readFresh(
  store: StateStore,
  id: MachineId,
  record: MachineRecord,
  /** Serial of the approval that the plan relied on. */
  approval: number | undefined,
): Promise<Fresh> {
  const installed = await store.get('installed', id);
  return {
    facts: { record, ledger: installed?.value },
    reliedOn: [
      kept('installed', id, installed),
      ...(approval === undefined ? [] : [approvedStill(id, approval)]),
    ],
  };
}

const approvedStill = (key: MachineId, expect: number): Write => ({
  collection: 'approval',
  key,
  expect,
  value: 'keep',
});

const kept = (
  collection: Write['collection'],
  key: string,
  row: Versioned<unknown> | undefined,
): Write => ({ collection, key, expect: row?.serial ?? 'absent', value: 'keep' });
