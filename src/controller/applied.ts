/** The last inventory that governed a pass which was free to start things: what the shrink guard compares with (rule 4). */
import { identitiesOf } from '../core/guards.ts';
import type { Inventory } from '../core/inventory.ts';
import type { AppliedInventory } from '../core/observed.ts';
import type { SiteStatus, StateStore, Write } from '../core/ports.ts';

/** With its machines where `revision` is another one: without them the shrink guard has nothing to compare. */
export async function readApplied(
  store: StateStore,
  lastApplied: AppliedInventory | undefined,
  revision: string | undefined,
): Promise<AppliedInventory | undefined> {
  if (lastApplied === undefined || lastApplied.revision === revision) return lastApplied;
  const identities = (await store.get('applied', 'site'))?.value.identities;
  // Another number of them: they were written for another revision, by a version that knew of them.
  return identities?.length === lastApplied.machines ? { ...lastApplied, identities } : lastApplied;
}

/** What to write where this inventory was not applied before; nothing where it was. */
export function applying(site: SiteStatus, serial: number, inventory: Inventory): readonly Write[] {
  const { revision, machines } = inventory;
  if (site.lastApplied?.revision === revision) return [];
  const lastApplied = { revision, machines: machines.size };
  const identities = identitiesOf(inventory);
  return [
    { collection: 'site', key: 'site', expect: serial, value: { ...site, lastApplied } },
    { collection: 'applied', key: 'site', expect: 'any', value: { identities } },
  ];
}
