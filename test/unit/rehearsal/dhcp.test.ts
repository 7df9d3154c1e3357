/** Client and relay against the real server: what each firmware is told, and one address for all identities. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mac } from '../../../src/core/ids.ts';
import { instant } from '../../../src/core/ids.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createDhcpServer } from '../../../src/netboot/dhcp/server.ts';
import { createRelay, lease, type Relay } from '../../../src/rehearsal/dhcp.ts';
import { host, ip, subnet, world } from '../../support/dhcp.ts';

const MAC = '52:54:00:00:00:01';
const rack = subnet('127.43.0.0/16', {
  dhcp: 'relay-only',
  dynamic: [{ first: ip('127.43.9.10'), last: ip('127.43.9.99') }],
});
const site = world([[rack, '127.43.4.1', 'relayed']], new Map([[MAC as Mac, host('n1')]]));

const stop = new AbortController();
const life = { clock: systemClock as unknown as Clock, signal: stop.signal };
let server: AbortController;
let relay: Relay;

beforeEach(async () => {
  server = new AbortController();
  const listening = Promise.withResolvers<number>();
  const leases = { all: async () => [], put: async () => undefined, remove: async () => undefined };
  createDhcpServer({
    clock: { now: () => instant(0) },
    emit: () => undefined,
    listen: { address: '127.43.4.1', port: 0 },
    world: () => site,
    leases,
  })
    .run(server.signal, ({ port }) => listening.resolve(port))
    .catch(listening.reject);
  const port = await listening.promise;
  relay = await createRelay('127.43.4.2', () => ({ address: '127.43.4.1', port }));
});
afterEach(async () => {
  server.abort();
  await relay[Symbol.asyncDispose]();
});

const ask = (options: readonly (readonly [number, Uint8Array])[], mac = MAC) =>
  lease(relay, mac, { xid: 7, options: new Map(options) }, life);

test('firmware, initramfs and system are one machine with one address', async () => {
  const firmware = await ask([
    [60, Buffer.from('PXEClient:Arch:00007:UNDI:003016')],
    [93, Uint8Array.of(0, 7)],
  ]);
  expect(firmware).toMatchObject({ nextServer: '127.43.4.1', file: 'bootx64.efi' });
  expect(firmware?.address).toMatch(/^127\.43\.9\.\d\d$/);
  const initramfs = await ask([]);
  const system = await ask([[61, Uint8Array.of(255, 1, 2, 3)]]);
  expect([initramfs?.address, system?.address]).toEqual([firmware?.address, firmware?.address]);
  expect(system?.file).toBe('');
});

test('power that is cut in the middle ends the waiting', async () => {
  const power = new AbortController();
  const nobody = { ...life, signal: power.signal };
  const asked = lease(relay, '52:54:00:00:00:99', { xid: 7, options: new Map() }, nobody);
  power.abort();
  await expect(asked).rejects.toThrow('aborted');
});
