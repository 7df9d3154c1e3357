import { expect, test } from 'vitest';
import type { Ipv4 } from '../../../src/core/ids.ts';
import type { Subnet } from '../../../src/core/inventory.ts';
import { parseCidr, printCidr } from '../../../src/core/ipv4.ts';
import { layOut } from '../../../src/rehearsal/loopback.ts';

const ip = (text: string): Ipv4 => text as Ipv4;

function subnet(name: string, cidr: string, more: Partial<Subnet> = {}): Subnet {
  return {
    name,
    cidr: parseCidr(cidr),
    gateway: undefined,
    dns: [],
    ntp: [],
    search: [],
    mtu: undefined,
    dynamic: [],
    reserved: [],
    dhcp: 'server',
    unknown: 'ignore',
    declaredAt: { file: 'network.yaml', line: 1, column: 1 },
    ...more,
  } as Subnet;
}

test('every subnet keeps its size, and every address its place in it', () => {
  const loopback = layOut([subnet('small', '192.0.2.128/25'), subnet('large', '10.0.0.0/14')]);
  expect([...(loopback?.cidrs ?? [])].map(([name, cidr]) => [name, printCidr(cidr)])).toEqual([
    ['large', '127.44.0.0/14'],
    ['small', '127.48.0.0/25'],
  ]);
  expect(loopback?.address(ip('10.1.2.3'))).toBe('127.45.2.3');
  expect(loopback?.address(ip('192.0.2.200'))).toBe('127.48.0.72');
  expect(loopback?.address(ip('203.0.113.1')), 'of no declared subnet').toBe('203.0.113.1');
});

test('what is larger than loopback does not fit', () => {
  expect(layOut([subnet('ten', '10.0.0.0/8')])).toBeUndefined();
  expect(layOut([subnet('half', '10.0.0.0/9')])).toBeDefined();
  expect(layOut([subnet('half', '10.0.0.0/9'), subnet('more', '10.128.0.0/9')])).toBeUndefined();
});

test('a relay agent takes an address that is nobody’s', () => {
  const lan = subnet('lan', '192.0.2.0/29', {
    dynamic: [{ first: ip('192.0.2.4'), last: ip('192.0.2.6') }],
  });
  const relay = (one: Subnet) => layOut([one])?.relay(one, new Set([ip('192.0.2.3')]));
  expect(relay(lan)).toBe('127.43.0.2');
  expect(relay({ ...lan, gateway: ip('192.0.2.1') })).toBe('127.43.0.1');
});
