/** What the services that machines talk to know: the inventory in force, and rows of the store. */
import type { Fleet, FoundMachine, ImageStore, StateStore } from '../core/ports.ts';
import type { Mac, MachineId } from '../core/ids.ts';
import type { Inventory, MachineSpec } from '../core/inventory.ts';
import { strangerStore } from '../core/guards.ts';
import { sameMachine } from '../core/hardware.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { Leases } from './leases.ts';
import type { Records } from './records.ts';

export interface FleetDeps {
  inventory(): Inventory | undefined;
  readonly store: StateStore;
  readonly images: Pick<ImageStore, 'list'>;
  readonly records: Records;
  /** Subject keys of the jobs that run now. */
  inFlight(): ReadonlySet<string>;
  readonly leases: Pick<Leases, 'holder'>;
  /** Why this store may not be the newest of its copies. */
  readonly doubt?: ((inventory: Inventory) => Promise<string | undefined>) | undefined;
  /** A fact was stored: look again. */
  readonly poke: () => void;
}

export function createFleet(deps: FleetDeps): Fleet {
  const { store } = deps;
  let macs: { readonly version: string; readonly ids: ReadonlyMap<Mac, MachineId> } | undefined;

  /** Rows change often, who owns a MAC does not: the index is made again only when a look-up disappoints. */
  async function idOf(mac: Mac): Promise<MachineId | undefined> {
    const id = macs?.ids.get(mac);
    const version = await store.version();
    if (id !== undefined || macs?.version === version) return id;
    const rows = await store.list('machine');
    macs = {
      version,
      ids: new Map(
        [...rows].flatMap(([key, { value }]) =>
          value.identity.macs.map((m) => [m, key as MachineId] as const),
        ),
      ),
    };
    return macs.ids.get(mac);
  }

  async function byId(id: MachineId): Promise<FoundMachine | undefined> {
    const row = await store.get('machine', id);
    return row === undefined
      ? undefined
      : { id, record: row.value, spec: specOf(deps.inventory(), row.value) };
  }

  return {
    inventory: () => deps.inventory(),
    byId,
    async byMac(mac) {
      const id = await idOf(mac);
      const found = id === undefined ? undefined : await byId(id);
      if (found === undefined || found.record.identity.macs.includes(mac)) return found;
      macs = undefined;
      const again = await idOf(mac);
      return again === undefined ? undefined : byId(again);
    },
    async forgotten(mac) {
      const rows = await store.list('forgotten');
      return [...rows.values()].some(({ value }) => value.identity.macs.includes(mac));
    },
    leaseOf: (address) => deps.leases.holder(address),
    async stranger() {
      const inventory = deps.inventory();
      return inventory && whyStranger(store, inventory, deps.doubt);
    },
    underPower: ({ name }) =>
      [...deps.inFlight()].some((key) => key.split('#')[0] === `machine/${name}`),
    images: () => deps.images.list(),
    async report(id, event, still) {
      const accepted = await deps.records.report(id, event, still);
      if (accepted && event.kind !== 'heard') deps.poke();
      return accepted;
    },
  };
}

/** By name first: it is right in all but the moments of a rename. */
export function specOf(
  inventory: Inventory | undefined,
  record: MachineRecord,
): MachineSpec | undefined {
  const named = inventory?.machines.get(record.name);
  if (named !== undefined && sameMachine(named.identity, record.identity)) return named;
  return [...(inventory?.machines.values() ?? [])].find((spec) =>
    sameMachine(spec.identity, record.identity),
  );
}

/** Why the store is not the site's, or not the newest of its copies (rule 11). */
export async function whyStranger(
  store: StateStore,
  inventory: Inventory,
  doubt: FleetDeps['doubt'],
): Promise<string | undefined> {
  const found = (await store.get('site', 'site'))?.value.storeId;
  return strangerStore(inventory.site.stateId, found) ?? (await doubt?.(inventory));
}
