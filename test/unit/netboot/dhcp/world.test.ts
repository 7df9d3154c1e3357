import { expect, test } from 'vitest';
import type { Inventory } from '../../../../src/core/inventory.ts';
import { addressAt, sizeOf, worldOf } from '../../../../src/netboot/dhcp/world.ts';
import { host, ip, mac, subnet } from '../../../support/dhcp.ts';

const rack = subnet('10.0.0.0/24', {
  gateway: ip('10.0.0.254'),
  dynamic: [{ first: ip('10.0.0.0'), last: ip('10.0.0.20') }],
  reserved: [{ first: ip('10.0.0.5'), last: ip('10.0.0.9') }],
});
const far = subnet('10.2.0.0/24', { dhcp: 'relay-only' });
const off = subnet('10.3.0.0/24', { dhcp: 'off' });

const inventory = (provisioningAddress?: string): Inventory =>
  ({
    site: { dns: [], ntp: [], provisioningAddress },
    subnets: [rack, far, off],
    machines: new Map([
      [
        'n1',
        {
          name: 'n1',
          identity: { macs: [mac(1), mac(2)] },
          interfaces: [{ mac: mac(2), subnet: rack.name, address: ip('10.0.0.30') }],
        },
      ],
    ]),
  }) as unknown as Inventory;
const ourselves = { addresses: [ip('127.0.0.1'), ip('10.0.0.1')], httpPort: 5248 };

test('subnets whose DHCP is off are not there; our address in each is the one its machines reach', () => {
  const { scopes } = worldOf(inventory(), ourselves);
  expect(scopes.map(({ subnet: { name }, address, onLink }) => [name, address, onLink])).toEqual([
    ['10.0.0.0/24', '10.0.0.1', true],
    ['10.2.0.0/24', '10.0.0.1', false],
  ]);
  expect(scopes[0]?.authority).toBe('10.0.0.1:5248');
});

test('the provisioning address is told where we have none of our own', () => {
  const { scopes } = worldOf(inventory('192.0.2.1'), ourselves);
  expect(scopes.map(({ address }) => address)).toEqual(['10.0.0.1', '192.0.2.1']);
});

test('a subnet where no machine could reach us is not served', () => {
  expect(worldOf(inventory(), { addresses: [], httpPort: 1 }).scopes).toEqual([]);
});

test('every MAC of a machine is known; interfaces say which subnet and address', () => {
  const { hosts } = worldOf(inventory(), ourselves);
  expect(hosts.get(mac(1))).toEqual({ name: 'n1', subnet: undefined, address: undefined });
  expect(hosts.get(mac(2))).toEqual({ name: 'n1', subnet: '10.0.0.0/24', address: '10.0.0.30' });
});

test('a machine that left the inventory in flight is served on; what is declared goes before it', () => {
  const others = new Map([
    [mac(2), host('gone')],
    [mac(9), host('gone')],
  ]);
  const { hosts } = worldOf(inventory(), ourselves, others);
  expect([hosts.get(mac(2))?.name, hosts.get(mac(9))?.name]).toEqual(['n1', 'gone']);
});

test('reservations, gateways and our own addresses are nobody else’s', () => {
  const { reserved } = worldOf(inventory(), ourselves);
  expect([...reserved]).toEqual([
    ['10.0.0.30', mac(2)],
    ['10.0.0.254', undefined],
    ['127.0.0.1', undefined],
    ['10.0.0.1', undefined],
  ]);
});

test('reserved ranges and the network address are cut out of the dynamic ones', () => {
  const spans = worldOf(inventory(), ourselves).scopes[0]?.spans ?? [];
  expect(sizeOf(spans)).toBe(15);
  expect([0, 3, 4, 14].map((place) => addressAt(spans, place))).toEqual([
    '10.0.0.1',
    '10.0.0.4',
    '10.0.0.10',
    '10.0.0.20',
  ]);
});
