import { afterEach, expect, test } from 'vitest';
import { instant } from '../../../../src/core/ids.ts';
import type { AddressLease } from '../../../../src/core/observed.ts';
import { openUdp, type UdpSocket } from '../../../../src/lib/udp.ts';
import { MESSAGE, readOption } from '../../../../src/netboot/dhcp/options.ts';
import { decodePacket, encodePacket, type Packet } from '../../../../src/netboot/dhcp/packet.ts';
import { createDhcpServer, type LeaseStore } from '../../../../src/netboot/dhcp/server.ts';
import { host, ip, mac, message, option, subnet, world } from '../../../support/dhcp.ts';
import { createEventLog } from '../../../support/events.ts';

const rack = subnet('10.0.0.0/16', {
  dynamic: [{ first: ip('10.0.0.10'), last: ip('10.0.7.255') }],
});
const declared = new Map(Array.from({ length: 1100 }, (_, i) => [mac(i), host(`n${i}`)] as const));
const site = world([[rack, '127.0.0.1', 'relayed']], declared);

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A store in memory; `put` may be held up. */
const memory = (
  put: (lease: AddressLease) => Promise<void> = async () => undefined,
): LeaseStore => ({
  all: async () => [],
  put,
  remove: async () => undefined,
});

async function start(leases: LeaseStore, port = 0) {
  const log = createEventLog();
  const stop = new AbortController();
  closers.push(() => stop.abort());
  const listening = Promise.withResolvers<number>();
  const running = createDhcpServer({
    clock: { now: () => instant(0) },
    emit: log.emit,
    listen: { address: '127.0.0.1', port },
    world: () => site,
    leases,
  }).run(stop.signal, (local) => listening.resolve(local.port));
  running.catch(listening.reject);
  return { log, stop, running, port: await listening.promise };
}

/** An unprivileged relay on loopback (RFC 8357), as the simulated rack's machines use. */
async function relay(port: number) {
  const replies: Packet[] = [];
  let wake: (() => void) | undefined;
  const socket: UdpSocket = await openUdp({
    address: '127.0.0.1',
    port: 0,
    onError: (error) => expect.unreachable(String(error)),
    onDatagram: (bytes) => {
      const packet = decodePacket(bytes);
      if (packet !== undefined) replies.push(packet);
      wake?.();
    },
  });
  closers.push(() => socket.close());
  const information = option('relayAgentInformation', Uint8Array.of(19, 0));
  const send = (type: 'DISCOVER' | 'REQUEST', who: number, address?: string): void => {
    const chosen =
      address === undefined
        ? []
        : [option('serverIdentifier', ip('127.0.0.1')), option('requestedAddress', ip(address))];
    const packet = message(type, mac(who), [...chosen, information], { giaddr: ip('10.0.0.250') });
    socket.send(encodePacket(packet, 1472) ?? Buffer.alloc(0), { address: '127.0.0.1', port });
  };
  const reply = async (): Promise<Packet> => {
    while (replies.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return replies.shift() as Packet;
  };
  return { send, reply, socket };
}

test('a lease over real sockets; the ACK leaves when the lease is durable, and not before', async () => {
  const stored = Promise.withResolvers<void>();
  const puts: AddressLease[] = [];
  const { log, port } = await start(
    memory(async (lease) => {
      puts.push(lease);
      await stored.promise;
    }),
  );
  const client = await relay(port);
  client.send('DISCOVER', 1);
  const { yiaddr } = await client.reply();
  client.send('REQUEST', 1, yiaddr);
  client.send('REQUEST', 1, yiaddr);
  expect(await log.next('dhcp.ignored')).toMatchObject({ because: 'its lease is being stored' });
  expect(log.all.some(({ event }) => event === 'dhcp.acked')).toBe(false);
  stored.resolve();
  const ack = await client.reply();
  expect(readOption(ack.options, 'messageType')).toBe(MESSAGE.ACK);
  expect(puts).toMatchObject([{ mac: mac(1), address: yiaddr, subnet: rack.name }]);
});

test('a store that fails means no ACK, and says so; the next attempt may succeed', async () => {
  let broken = true;
  const { log, port } = await start(
    memory(async () => {
      if (broken) throw new TypeError('disk full');
    }),
  );
  const client = await relay(port);
  client.send('REQUEST', 1, '10.0.0.10');
  expect(await log.next('dhcp.ignored')).toMatchObject({
    mac: mac(1),
    because: 'its lease was not stored: disk full',
  });
  broken = false;
  client.send('REQUEST', 1, '10.0.0.10');
  expect((await client.reply()).yiaddr).toBe('10.0.0.10');
});

test('a store that is stuck lets no queue grow: the last requests are dropped, and nothing else stops', async () => {
  let stuck = 0;
  const { log, port } = await start(
    memory(() => {
      stuck += 1;
      return new Promise(() => undefined);
    }),
  );
  const client = await relay(port);
  for (let who = 0; who < 1030; who += 1)
    client.send('REQUEST', who, `10.0.${1 + (who >> 8)}.${who & 255}`);
  expect(await log.next('dhcp.ignored')).toMatchObject({ because: 'the store is behind' });
  expect(stuck).toBe(1024);
  client.send('DISCOVER', 1050);
  expect(readOption((await client.reply()).options, 'messageType')).toBe(MESSAGE.OFFER);
});

test('what is no DHCP message is counted, and the next is answered', async () => {
  const { log, port } = await start(memory());
  const client = await relay(port);
  for (const bytes of [Buffer.alloc(1), Buffer.alloc(300, 255), Buffer.from('GET / HTTP/1.1')])
    client.socket.send(bytes, { address: '127.0.0.1', port });
  await log.next('dhcp.ignored');
  await log.next('dhcp.ignored');
  expect(await log.next('dhcp.ignored')).toMatchObject({ because: 'not a DHCP message' });
  client.send('DISCOVER', 1);
  expect((await client.reply()).yiaddr).toMatch(/^10\.0\.[0-7]\./);
});

test('leases from before a restart are kept for their machines', async () => {
  const lease = {
    mac: mac(7),
    address: ip('10.0.0.42'),
    subnet: rack.name,
    expiresAt: instant(9e9),
  };
  const { port } = await start({ ...memory(), all: async () => [lease] });
  const client = await relay(port);
  client.send('DISCOVER', 7);
  expect((await client.reply()).yiaddr).toBe('10.0.0.42');
});

test('a port that is taken stops the start with a sentence', async () => {
  const { port } = await start(memory());
  await expect(start(memory(), port)).rejects.toMatchObject({
    code: 'E_SERVICE_ADDRESS',
    message: expect.stringContaining(`ss -lunp sport = :${port}`),
  });
});

test('the signal ends it and frees the port', async () => {
  const { stop, running, port } = await start(memory());
  stop.abort();
  await running;
  expect((await start(memory(), port)).port).toBe(port);
});
