/** What an intent relies on, read from the store at the moment of storing it (core/intent.ts). */
import { destructionOf } from '../core/approval.ts';
import type { MachineId } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { IntentFacts } from '../core/intent.ts';
import { type Itself, whyItself } from '../core/itself.ts';
import type { MachineEvent, MachineRecord } from '../core/machine.ts';
import { finder } from '../core/protection.ts';
import type { StateStore, Versioned, Write } from '../core/ports.ts';
import { installedOn, spentOn } from './alongside.ts';
import { specOf, whyStranger } from './fleet.ts';
import { readSafeguards } from './judgement.ts';

export interface Fresh {
  readonly facts: IntentFacts;
  /** For the transaction of the intent: it fails where something of this has changed since. */
  readonly reliedOn: readonly Write[];
}

interface Intent {
  readonly id: MachineId;
  readonly record: MachineRecord;
  readonly event: MachineEvent;
  /** In force; nobody knows one where only a person's word is stored. */
  readonly inventory: Inventory | undefined;
  /** Serial of the approval that the plan relied on. */
  readonly approval: number | undefined;
  readonly itself: Itself | undefined;
  /** Why this store may not be the newest of its copies. */
  readonly doubt: ((inventory: Inventory) => Promise<string | undefined>) | undefined;
}

/** The machine's own row is written by the intent itself, and so needs no write here. */
export async function readFresh(
  store: StateStore,
  { id, record, event, inventory, approval, itself, doubt }: Intent,
): Promise<Fresh> {
  // First, so that a judgement which is made meanwhile makes this one fail.
  const judged = await store.get('judged', 'site');
  const installed = await store.get('installed', id);
  // Rule 1 asks the machine's identity, whatever ids it ever had.
  const others =
    event.kind === 'deploy-started' ? await installedOn(store, record.identity, id) : [];
  const ledger = spentOn(others) ?? installed?.value;
  const declared = inventory && { declared: specOf(inventory, record) };
  const safeguard = DESTROYS.has(event.kind)
    ? finder(await readSafeguards(store))(record.identity)
    : undefined;
  const unapproved =
    inventory?.site.apply === 'saved-plans' &&
    approval === undefined &&
    destructionOf(event, record) !== undefined;
  const spec = declared?.declared;
  const own = whyItself(
    {
      name: record.name,
      identities: [record.identity, ...(spec === undefined ? [] : [spec.identity])],
      power: spec?.power,
    },
    itself,
    inventory?.site.protectSelf ?? [],
  );
  const stranger = inventory && (await whyStranger(store, inventory, doubt));
  return {
    facts: { record, ledger, safeguard, itself: own, stranger, unapproved, ...declared },
    reliedOn: [
      kept('installed', id, installed),
      ...others.flatMap(([key, row]) => (key === id ? [] : [kept('installed', key, row)])),
      kept('judged', 'site', judged),
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

/** What a protection is against: only these look through all that are remembered. */
const DESTROYS: ReadonlySet<MachineEvent['kind']> = new Set([
  'deploy-started',
  'installer-released',
  'release-started',
  'erase-released',
]);

const kept = (
  collection: Write['collection'],
  key: string,
  row: Versioned<unknown> | undefined,
): Write => ({ collection, key, expect: row?.serial ?? 'absent', value: 'keep' });
