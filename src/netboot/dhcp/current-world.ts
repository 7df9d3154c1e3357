/** The world for the inventory in force: made anew when that, our addresses or the records change, not for every packet. */
import type { Ipv4, Mac } from '../../core/ids.ts';
import type { Inventory } from '../../core/inventory.ts';
import type { ObservedState } from '../../core/observed.ts';
import type { Clock } from '../../core/ports.ts';
import { type Host, NO_WORLD, type World, worldOf } from './world.ts';

export interface CurrentWorldDeps {
  readonly clock: Pick<Clock, 'now'>;
  inventory(): Inventory | undefined;
  /** As last seen: machines that left the inventory in flight are served to their end. */
  records(): ObservedState['machines'] | undefined;
  /** This host's addresses. */
  addresses(): readonly Ipv4[];
  httpPort(): number;
}

/** Asking the system for its addresses costs more than answering a packet, and they change seldom. */
const ADDRESSES_MS = 5_000;

export function createCurrentWorld(deps: CurrentWorldDeps): () => World {
  let world: World = NO_WORLD;
  let madeOf: readonly unknown[] = [];
  let addresses: readonly Ipv4[] = [];
  let lookedAt = -Infinity;

  function look(): void {
    if (deps.clock.now() - lookedAt < ADDRESSES_MS) return;
    const found = deps.addresses();
    if (found.join() !== addresses.join()) addresses = found;
    lookedAt = deps.clock.now();
  }

  return () => {
    look();
    const inventory = deps.inventory();
    const records = deps.records();
    const parts = [inventory, addresses, records];
    if (inventory === undefined || parts.every((part, i) => part === madeOf[i])) return world;
    madeOf = parts;
    world = worldOf(inventory, { addresses, httpPort: deps.httpPort() }, hostsOf(records));
    return world;
  };
}

function hostsOf(records: ObservedState['machines'] | undefined): ReadonlyMap<Mac, Host> {
  const hosts = new Map<Mac, Host>();
  for (const { record } of records?.values() ?? [])
    for (const mac of record.identity.macs)
      hosts.set(mac, { name: record.name, subnet: undefined, address: undefined });
  return hosts;
}
