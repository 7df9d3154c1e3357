import { describe, expect, test } from 'vitest';
import type { SubnetName } from '../../../src/core/ids.ts';
import { after, hardware, mac, machine, record } from '../../support/fleet.ts';
import { address, enlisting, form, rack, type RackOptions } from '../../support/metadata.ts';

const MACHINES = '/MAAS/api/2.0/machines/';
const PRESEED = '/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed';
const USER_DATA = '/MAAS/metadata/2012-03-01/user-data';
const from = address(1);
const application = (over: Record<string, string> = {}) =>
  form({
    architecture: 'amd64',
    mac_addresses: mac(1),
    hardware: JSON.stringify(hardware(1)),
    ...over,
  });

describe('only an unknown machine with a lease on an enlisting subnet may enlist', () => {
  test.each<[string, RackOptions, string]>([
    ['no lease', {}, '10.0.0.250'],
    ['a forgotten machine', { forgotten: [mac(1)] }, from],
    [
      'a subnet that ignores strangers',
      { inventory: { subnets: [{ ...enlisting, unknown: 'ignore' }] } },
      from,
    ],
    [
      'a subnet that is not declared',
      { inventory: { subnets: [{ ...enlisting, name: 'other' as SubnetName }] } },
      from,
    ],
  ])('%s', async (_, options, peer) => {
    const given = rack({ machines: [], ...options });
    expect((await given.get(PRESEED, { from: peer })).status).toBe(403);
    // Without it, a declared machine that lost its token would run the enlistment as its user-data.
    expect((await given.get(USER_DATA, { from: peer })).status).toBe(401);
    expect((await given.post(MACHINES, { from: peer, ...application() })).status).toBe(403);
    expect(await given.store.list('candidate')).toEqual(new Map());
  });

  test('a declared machine', async () => {
    const given = rack();
    await given.put(1, record(1, 'deployed'));
    expect((await given.get(PRESEED, { from })).status).toBe(403);
    expect((await given.get(USER_DATA, { from })).status).toBe(401);
    expect((await given.post(MACHINES, { from, ...application() })).status).toBe(403);
  });
});

test('nobody enlists as a machine that is declared: a forged application would confirm that it may be powered', async () => {
  const uuid = '4c4c4544-0001-4210-8030-b4c04f4a4b32';
  const declared = machine(2, { identity: { macs: [mac(2)], uuid, serial: 'DECLARED-1' } });
  const given = rack({ machines: [declared] });
  const forged: readonly Record<string, string>[] = [
    { mac_addresses: `${mac(1)},${mac(2)}` },
    { hardware: JSON.stringify(hardware(1, { uuid })) },
    { hardware: JSON.stringify(hardware(1, { serial: 'DECLARED-1' })) },
  ];
  for (const over of forged)
    expect((await given.post(MACHINES, { from, ...application(over) })).status).toBe(400);
  expect(await given.store.list('candidate')).toEqual(new Map());
});

test('candidates that nobody declares make room for newer ones', async () => {
  const given = rack({ machines: [] });
  const candidate = {
    identity: { macs: [mac(200)] },
    architecture: 'amd64',
    hardware: undefined,
    seenAt: after(-1),
  } as const;
  const rows = Array.from({ length: 1024 }, (_, n) => ({
    collection: 'candidate' as const,
    key: `old-${String(n).padStart(4, '0')}`,
    expect: 'absent' as const,
    value: { ...candidate, seenAt: after(n - 5000) },
  }));
  await given.store.commit(rows, []);
  await given.post(MACHINES, { from, ...application() });
  const kept = await given.store.list('candidate');
  expect(kept.size).toBe(1024);
  expect(kept.has(mac(1))).toBe(true);
  expect(kept.has('old-0000')).toBe(false);
});

test('is_registered says whether any of the addresses is known', async () => {
  const given = rack({ forgotten: [mac(3)] });
  await given.put(2, record(2, 'ready'));
  const ask = async (macs: string) =>
    (await given.get(`${MACHINES}?op=is_registered&mac_address=${macs}`, { from })).body;
  expect(await ask(mac(1))).toBe('false');
  expect(await ask(`${mac(1)},${mac(2).toUpperCase()}`)).toBe('true');
  expect(await ask(mac(3))).toBe('true');
  expect(await ask(`${mac(1)}&mac_address=${mac(2)}`)).toBe('true');
  expect(await ask('nonsense')).toBe('mac_address: not MAC addresses\n');
});

test.each<[string, Record<string, string>, string]>([
  ['no MACs', { mac_addresses: '' }, 'mac_addresses: not MAC addresses'],
  [
    'not the MAC of the lease',
    { mac_addresses: mac(7) },
    `${mac(1)}, which has the lease, is not in it`,
  ],
  [
    'a MAC of a declared machine',
    { mac_addresses: `${mac(1)},${mac(2)}` },
    'another machine is declared',
  ],
  ['no hardware', { hardware: '' }, 'hardware: document: not an object'],
  ['hardware that lies about its type', { hardware: '{"disks": 3}' }, 'hardware: nics: not a list'],
])('%s is refused', async (_, over, because) => {
  const given = rack({ machines: [] });
  await given.put(2, record(2, 'ready'));
  const answer = await given.post(MACHINES, { from, ...application(over) });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain(because);
  expect(await given.store.list('candidate')).toEqual(new Map());
});

test('enlisting again through another interface is the same candidate', async () => {
  const given = rack({ machines: [] });
  const both = { mac_addresses: `${mac(2)},${mac(1)}` };
  await given.post(MACHINES, { from: address(2), ...application({ mac_addresses: mac(2) }) });
  await given.post(MACHINES, { from, ...application(both) });
  const candidates = await given.store.list('candidate');
  expect([...candidates.keys()]).toEqual([mac(1)]);
  expect(candidates.get(mac(1))?.value.identity.macs).toEqual([mac(1), mac(2)]);
});
