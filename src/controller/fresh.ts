/** What an intent relies on, read from the store at the moment of storing it (core/intent.ts). */
import type { MachineId } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { IntentFacts } from '../core/intent.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { StateStore, Versioned, Write } from '../core/ports.ts';
import { specOf } from './fleet.ts';

export interface Fresh {
  readonly facts: IntentFacts;
  /** For the transaction of the intent: it fails where something of this has changed since. */
  readonly reliedOn: readonly Write[];
}

interface Intent {
  readonly id: MachineId;
  readonly record: MachineRecord;
  /** In force; nobody knows one where only a person's word is stored. */
  readonly inventory: Inventory | undefined;
  /** Serial of the approval that the plan relied on. */
  readonly approval: number | undefined;
}

/** The machine's own row is written by the intent itself, and so needs no write here. */
export async function readFresh(
  store: StateStore,
  { id, record, inventory, approval }: Intent,
): Promise<Fresh> {
  const installed = await store.get('installed', id);
  const declared = inventory && { declared: specOf(inventory, record) };
  return {
    facts: { record, ledger: installed?.value, ...declared },
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
