/**
 * Which address a MAC gets: its reservation, else the one it had, else one of the dynamic range that
 * nobody holds. One address for a MAC, whatever client identifier it shows: in one boot a machine
 * shows three (firmware, initramfs, operating system).
 */
import type { Instant, Ipv4, Mac } from '../../core/ids.ts';
import type { AddressLease } from '../../core/observed.ts';
import { addressAt, type Host, inScope, inSpans, type Scope, sizeOf, type World } from './world.ts';

/** Who has an address, and until when: leased, offered, or declined (`mac` is undefined). */
export interface Claim {
  readonly mac: Mac | undefined;
  readonly until: Instant;
}

/** What the addresses' table is told to remember. A `lease` is durable before its ACK leaves. */
export type Change =
  | { readonly kind: 'hold'; readonly address: Ipv4; readonly claim: Claim }
  | { readonly kind: 'set-aside'; readonly address: Ipv4; readonly claim: Claim }
  | { readonly kind: 'lease'; readonly lease: AddressLease }
  | { readonly kind: 'release'; readonly mac: Mac };

/** Everything handed out, in memory. */
export interface AddressTable {
  leaseOf(mac: Mac): AddressLease | undefined;
  claimOn(address: Ipv4): Claim | undefined;
  /** Returns the MAC whose lease the change ended, if there was one: its row is to be removed. */
  apply(change: Change): Mac | undefined;
}

export function createAddressTable(leases: readonly AddressLease[]): AddressTable {
  const byMac = new Map<Mac, AddressLease>();
  const claims = new Map<Ipv4, Claim>();
  const forget = (mac: Mac): void => {
    const lease = byMac.get(mac);
    byMac.delete(mac);
    if (lease !== undefined && claims.get(lease.address)?.mac === mac) claims.delete(lease.address);
  };
  const take = (address: Ipv4, claim: Claim): Mac | undefined => {
    const before = claims.get(address)?.mac;
    claims.set(address, claim);
    const evicted = before !== claim.mac && before !== undefined ? byMac.get(before) : undefined;
    if (before === undefined || evicted?.address !== address) return undefined;
    byMac.delete(before);
    return before;
  };
  /** An offer never shortens what its own client holds already. */
  const longer = (address: Ipv4, claim: Claim): Claim => {
    const held = claims.get(address);
    return held !== undefined && held.mac === claim.mac && held.until > claim.until ? held : claim;
  };
  const lease = (value: AddressLease): Mac | undefined => {
    forget(value.mac);
    byMac.set(value.mac, value);
    return take(value.address, { mac: value.mac, until: value.expiresAt });
  };
  // Of two rows for one address (a removal that was never stored), the newer one counts.
  leases.toSorted((a, b) => a.expiresAt - b.expiresAt).forEach(lease);
  return {
    leaseOf: (mac) => byMac.get(mac),
    claimOn: (address) => claims.get(address),
    apply: (change) => {
      switch (change.kind) {
        case 'lease':
          return lease(change.lease);
        case 'hold':
          return take(change.address, longer(change.address, change.claim));
        case 'set-aside':
          return take(change.address, change.claim);
        case 'release':
          forget(change.mac);
          return change.mac;
      }
    },
  };
}

/** A client on a wire, at a moment. */
export interface Seeker {
  readonly mac: Mac;
  readonly host: Host | undefined;
  readonly scope: Scope;
  readonly at: Instant;
}

/** May this MAC use this address here, if nobody else holds it? */
export function isPermitted(address: Ipv4, { mac, scope }: Seeker, world: World): boolean {
  if (!inScope(address, scope)) return false;
  if (world.reserved.has(address)) return world.reserved.get(address) === mac;
  return inSpans(address, scope.spans);
}

/** Nobody else has it in hand. */
export function isFree(address: Ipv4, { mac, at }: Seeker, table: AddressTable): boolean {
  const claim = table.claimOn(address);
  return claim === undefined || claim.mac === mac || claim.until <= at;
}

/** The address to offer; `requested` is option 50. `undefined`: everything is taken. */
export function pickAddress(
  seeker: Seeker,
  requested: Ipv4 | undefined,
  world: World,
  table: AddressTable,
): Ipv4 | undefined {
  const { mac, host } = seeker;
  const usable = [host?.address, table.leaseOf(mac)?.address, requested].find(
    (address) =>
      address !== undefined &&
      isPermitted(address, seeker, world) &&
      isFree(address, seeker, table),
  );
  return usable ?? probe(seeker, world, table);
}

/** After so many tries without an untouched address, one whose lease has run out will do. */
const FRESH_TRIES = 64;
/** Enough to look at every address of a /20; in larger ranges, enough until more than 99.9 % are taken. */
const MAX_TRIES = 4096;

/**
 * Double hashing over the dynamic range: the MAC decides where to look first and how far to step, so a
 * MAC finds its address again even after the leases were lost, and every controller offers the same.
 */
function probe(seeker: Seeker, world: World, table: AddressTable): Ipv4 | undefined {
  const { spans } = seeker.scope;
  const size = sizeOf(spans);
  if (size === 0) return undefined;
  const step = stepFor(hash(seeker.mac, 1), size);
  let place = hash(seeker.mac, 0) % size;
  let expired: Ipv4 | undefined;
  for (let tries = 0; tries < Math.min(size, MAX_TRIES); tries += 1) {
    const address = addressAt(spans, place);
    if (!world.reserved.has(address) && isFree(address, seeker, table)) {
      const claim = table.claimOn(address);
      if (claim === undefined || claim.mac === seeker.mac) return address;
      expired ??= address;
    }
    if (expired !== undefined && tries >= FRESH_TRIES) return expired;
    place = (place + step) % size;
  }
  return expired;
}

/** FNV-1a, 32 bits. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** A step that visits every place: it shares no factor with the size. */
function stepFor(value: number, size: number): number {
  let step = 1 + (value % size);
  while (commonFactor(step, size) !== 1) step += 1;
  return step;
}

const commonFactor = (a: number, b: number): number => (b === 0 ? a : commonFactor(b, a % b));
