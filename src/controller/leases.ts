/** The address leases of this controller's memory, durable in the store before anybody relies on them. */
import type { Ipv4, Mac } from '../core/ids.ts';
import type { AddressLease } from '../core/observed.ts';
import type { Clock, StateStore } from '../core/ports.ts';

export interface Leases {
  all(): Promise<readonly AddressLease[]>;
  /** Durable when it resolves. */
  put(lease: AddressLease): Promise<void>;
  remove(mac: Mac): Promise<void>;
  /** Who holds this address now. */
  holder(address: Ipv4): Promise<AddressLease | undefined>;
}

/**
 * Firmware takes leases of 30 s, never renews them, and goes on loading files from that address for as
 * long as its TFTP takes. Until somebody else has it, the last holder is the one who speaks from there.
 */
const GRACE_MS = 600_000;

export function createLeases(store: StateStore, clock: Clock): Leases {
  const byAddress = new Map<Ipv4, AddressLease>();
  const byMac = new Map<Mac, Ipv4>();
  let version: string | undefined;

  /** Other controllers of the site hand out addresses too. */
  async function reload(): Promise<void> {
    const seen = await store.version();
    if (seen === version) return;
    byAddress.clear();
    byMac.clear();
    for (const { value } of (await store.list('address')).values()) remember(value);
    version = seen;
  }

  function remember(lease: AddressLease): void {
    const other = byAddress.get(lease.address);
    if (other !== undefined && other.expiresAt > lease.expiresAt) return;
    byMac.set(lease.mac, lease.address);
    byAddress.set(lease.address, lease);
  }

  function drop(mac: Mac): void {
    const address = byMac.get(mac);
    if (address !== undefined && byAddress.get(address)?.mac === mac) byAddress.delete(address);
    byMac.delete(mac);
  }

  return {
    async all() {
      await reload();
      return [...byAddress.values()];
    },
    async put(lease) {
      await store.commit(
        [{ collection: 'address', key: lease.mac, expect: 'any', value: lease }],
        [],
      );
      drop(lease.mac);
      remember(lease);
    },
    async remove(mac) {
      await store.commit([{ collection: 'address', key: mac, expect: 'any', value: 'delete' }], []);
      drop(mac);
    },
    async holder(address) {
      const known = byAddress.get(address);
      if (known === undefined) await reload();
      const lease = known ?? byAddress.get(address);
      return lease !== undefined && clock.now() < lease.expiresAt + GRACE_MS ? lease : undefined;
    },
  };
}
