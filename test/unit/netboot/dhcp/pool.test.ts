import { describe, expect, test } from 'vitest';
import { instant } from '../../../../src/core/ids.ts';
import { createAddressTable } from '../../../../src/netboot/dhcp/pool.ts';
import {
  conversation,
  host,
  ip,
  mac,
  message,
  option,
  subnet,
  world,
} from '../../../support/dhcp.ts';

const range = { first: ip('10.0.0.0'), last: ip('10.0.0.15') };
const small = subnet('10.0.0.0/28', {
  unknown: 'enlist',
  dynamic: [range],
  reserved: [{ first: ip('10.0.0.4'), last: ip('10.0.0.7') }],
});
const reservation = new Map([[mac(200), host('n1', { address: ip('10.0.0.9') })]]);
const site = world([[small, '10.0.0.1']], reservation);
const macs = (count: number) => Array.from({ length: count }, (_, i) => mac(i + 1));

const lease = (who: number, address: string, expiresAt: number) => ({
  mac: mac(who),
  address: ip(address),
  subnet: small.name,
  expiresAt: instant(expiresAt),
});

describe('the dynamic range', () => {
  test('every free address is handed out once, and none that is not free', () => {
    const talk = conversation(site, createAddressTable([]));
    const given = macs(9).map((client) => talk.lease(client));
    const free = [2, 3, 8, 10, 11, 12, 13, 14].map((last) => `10.0.0.${last}`);
    expect(given.slice(0, 8).toSorted()).toEqual(free.toSorted());
    expect(given.at(-1)).toBe('no offer: no address of subnet 10.0.0.0/28 is free for it');
  });

  test('two machines that ask in the same second are never offered one address', () => {
    const talk = conversation(site, createAddressTable([]));
    const offers = macs(8).map((client) => talk.reply(message('DISCOVER', client)).packet.yiaddr);
    expect(new Set(offers).size).toBe(8);
  });

  test('an offer that nobody takes is free again after a minute; asking again keeps it', () => {
    const talk = conversation(site, createAddressTable([]));
    const offer = (client: ReturnType<typeof mac>) => talk.ask(message('DISCOVER', client))[0];
    const first = offer(mac(1));
    expect(offer(mac(1))).toEqual(first);
    macs(8).forEach(offer);
    expect(offer(mac(20))?.kind).toBe('silence');
    talk.wait(60_001);
    expect(offer(mac(20))?.kind).toBe('offer');
  });

  test('an expired lease is given to others only when nothing untouched is left', () => {
    const talk = conversation(site, createAddressTable([]));
    const first = talk.lease(mac(1));
    talk.wait(601_000);
    const others = macs(8)
      .slice(1)
      .map((client) => talk.lease(client));
    expect(others).not.toContain(first);
    expect(talk.lease(mac(30))).toBe(first);
  });

  test('a MAC finds its address again when the leases were lost', () => {
    const [first, again] = [1, 2].map(() =>
      conversation(site, createAddressTable([])).lease(mac(77)),
    );
    expect(first).toMatch(/^10\./);
    expect(again).toBe(first);
  });

  test('the address that a client asks for is given when it is free', () => {
    const talk = conversation(site, createAddressTable([]));
    const wish = (address: string) =>
      talk.reply(message('DISCOVER', mac(1), [option('requestedAddress', ip(address))])).packet
        .yiaddr;
    expect(wish('10.0.0.12')).toBe('10.0.0.12');
    expect(wish('10.0.0.9')).not.toBe('10.0.0.9');
    expect(wish('10.0.0.5')).not.toBe('10.0.0.5');
  });

  test('a large range fills to the last percent', () => {
    const wide = subnet('10.0.0.0/20', {
      unknown: 'enlist',
      dynamic: [{ first: ip('10.0.0.2'), last: ip('10.0.3.233') }],
    });
    const talk = conversation(world([[wide, '10.0.0.1']]), createAddressTable([]));
    const given = new Set(macs(1000).map((client) => talk.lease(client)));
    expect(given.size).toBe(1000);
    expect(talk.lease(mac(2000))).toContain('no address');
  });
});

describe('the table', () => {
  test('an offer never shortens what its own client holds', () => {
    const table = createAddressTable([lease(1, '10.0.0.2', 600_000)]);
    table.apply({
      kind: 'hold',
      address: ip('10.0.0.2'),
      claim: { mac: mac(1), until: instant(60) },
    });
    expect(table.claimOn(ip('10.0.0.2'))?.until).toBe(600_000);
  });

  test('a new address of a MAC frees its old one; another’s expired lease ends', () => {
    const table = createAddressTable([lease(1, '10.0.0.2', 1), lease(2, '10.0.0.3', 1)]);
    expect(table.apply({ kind: 'lease', lease: lease(1, '10.0.0.3', 9) })).toBe(mac(2));
    expect(table.claimOn(ip('10.0.0.2'))).toBeUndefined();
    expect(table.leaseOf(mac(2))).toBeUndefined();
    expect(table.leaseOf(mac(1))?.address).toBe('10.0.0.3');
  });

  test('of two stored leases of one address, the newer counts', () => {
    const table = createAddressTable([lease(2, '10.0.0.2', 9), lease(1, '10.0.0.2', 5)]);
    expect(table.claimOn(ip('10.0.0.2'))?.mac).toBe(mac(2));
    expect(table.leaseOf(mac(1))).toBeUndefined();
  });
});
