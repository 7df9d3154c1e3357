import { expect, test } from 'vitest';
import { createLeases } from '../../../src/controller/leases.ts';
import { type Instant, instant } from '../../../src/core/ids.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { after, ip, mac, T0 } from '../../support/fleet.ts';

function set() {
  let now: Instant = T0;
  const clock = { now: () => now, sleep: async () => undefined };
  const store = createMemoryStore({ clock });
  return {
    store,
    clock,
    leases: createLeases(store, clock),
    go: (ms: number) => (now = instant(T0 + ms)),
  };
}

const lease = (n: number, address: string, ms = 30_000) => ({
  mac: mac(n),
  address: ip(address),
  subnet: 'rack',
  expiresAt: after(ms),
});

test('the holder of an address is who took it last', async () => {
  const { leases } = set();
  await leases.put(lease(1, '10.0.0.5'));
  await leases.put(lease(2, '10.0.0.5', 60_000));
  expect((await leases.holder(ip('10.0.0.5')))?.mac).toBe(mac(2));
  expect(await leases.holder(ip('10.0.0.6'))).toBeUndefined();
});

test('a machine that moved holds its old address no more', async () => {
  const { leases } = set();
  await leases.put(lease(1, '10.0.0.5'));
  await leases.put(lease(1, '10.0.0.6'));
  expect(await leases.holder(ip('10.0.0.5'))).toBeUndefined();
  expect(await leases.all()).toHaveLength(1);
});

test('firmware that never renews its 30 s lease is still the one who speaks, for ten minutes', async () => {
  const { leases, go } = set();
  await leases.put(lease(1, '10.0.0.5'));
  go(600_000);
  expect(await leases.holder(ip('10.0.0.5'))).toBeDefined();
  go(640_000);
  expect(await leases.holder(ip('10.0.0.5'))).toBeUndefined();
});

test('leases of another controller of the site are seen', async () => {
  const { store, clock, leases } = set();
  expect(await leases.holder(ip('10.0.0.5'))).toBeUndefined();
  await createLeases(store, clock).put(lease(1, '10.0.0.5'));
  expect((await leases.holder(ip('10.0.0.5')))?.mac).toBe(mac(1));
});
