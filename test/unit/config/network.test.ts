import { expect, test } from 'vitest';
import { networkConfig } from '../../../src/config/network.ts';
import { hardware, mac } from '../../support/fleet.ts';

const nics = [
  { name: 'eno1', mac: mac(1) },
  { name: 'eno2', mac: mac(2) },
];

test('the interface that the machine booted from, else its first', () => {
  const name = (over: object) =>
    Object.keys(
      networkConfig('ubuntu', hardware(1, { nics, ...over }))['ethernets'] as Record<
        string,
        unknown
      >,
    );
  expect(name({ bootMac: mac(2) })).toEqual(['eno2']);
  expect(name({})).toEqual(['eno1']);
  expect(name({ bootMac: mac(9) })).toEqual(['eno1']);
});

test('version 1 for what does not speak netplan', () => {
  expect(networkConfig('centos', hardware(1, { nics }))).toEqual({
    version: 1,
    config: [
      {
        type: 'physical',
        id: 'eno1',
        name: 'eno1',
        mac_address: mac(1),
        subnets: [{ type: 'dhcp4' }],
      },
    ],
  });
  expect(networkConfig('centos', hardware(1, { nics: [] }))).toEqual({ version: 1, config: [] });
});
