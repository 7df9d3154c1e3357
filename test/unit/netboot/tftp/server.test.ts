import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Digest } from '../../../../src/core/ids.ts';
import type { Clock } from '../../../../src/core/ports.ts';
import { systemClock } from '../../../../src/lib/clock.ts';
import { openUdp, type UdpAddress } from '../../../../src/lib/udp.ts';
import type { FileSpace, Requester } from '../../../../src/netboot/file-space.ts';
import { decodeTftp, encodeTftp, type TftpPacket } from '../../../../src/netboot/tftp/packet.ts';
import { createTftpServer } from '../../../../src/netboot/tftp/server.ts';
import { createEventLog } from '../../../support/events.ts';

const BYTES = 700_000;
const content = Buffer.from(Array.from({ length: BYTES }, (_, i) => (i * 31 + (i >> 9)) & 255));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tftp-'));
  await writeFile(join(folder, 'kernel'), content);
});
afterAll(() => rm(folder, { recursive: true }));

const HERE: UdpAddress = { address: '127.0.0.1', port: 0 };
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const asked: (readonly [string, Requester])[] = [];
const files: FileSpace = {
  open: async (path, from) => {
    asked.push([path, from]);
    if (path === 'grub/grub.cfg') return { kind: 'text', text: 'set timeout=0\n' };
    if (path === 'broken') throw new TypeError('no store');
    const blob = { kind: 'blob', bytes: BYTES, digest: '00' as Digest } as const;
    if (path === 'gone') return { ...blob, path: join(folder, 'gone'), digest: '11' as Digest };
    return path === 'kernel' ? { ...blob, path: join(folder, 'kernel') } : undefined;
  },
};

async function start(listen = HERE, clock: Pick<Clock, 'sleep'> = systemClock) {
  const log = createEventLog();
  const stop = new AbortController();
  closers.push(() => stop.abort());
  const listening = Promise.withResolvers<UdpAddress>();
  const running = createTftpServer({
    clock,
    emit: log.emit,
    listen,
    httpPort: 5248,
    files,
  }).run(stop.signal, listening.resolve);
  running.catch(listening.reject);
  const { port } = await listening.promise;
  return { log, stop, running, port };
}

/** A client that a test drives datagram by datagram. */
async function client(port: number) {
  const heard: (readonly [TftpPacket, UdpAddress])[] = [];
  let wake: (() => void) | undefined;
  const socket = await openUdp({
    address: '127.0.0.1',
    port: 0,
    onError: () => undefined,
    onDatagram: (bytes, from) => {
      const packet = decodeTftp(bytes);
      if (packet !== undefined) heard.push([packet, from]);
      wake?.();
    },
  });
  closers.push(() => socket.close());
  const next = async (): Promise<readonly [TftpPacket, UdpAddress]> => {
    while (heard.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return heard.shift() as readonly [TftpPacket, UdpAddress];
  };
  const server = { address: '127.0.0.1', port };
  const send = (bytes: Uint8Array, to: UdpAddress = server): void => socket.send(bytes, to);
  const ask = (file: string, options: Record<string, string> = {}, mode = 'octet'): void =>
    send(encodeTftp({ kind: 'read', file, mode, options: new Map(Object.entries(options)) }));
  const ack = (block: number, to: UdpAddress): void =>
    send(encodeTftp({ kind: 'ack', block: block & 0xffff }), to);
  /** The whole file, window after window. */
  const get = async (file: string, options: Record<string, string> = {}): Promise<Buffer> => {
    ask(file, options);
    const blocks: Buffer[] = [];
    for (let blksize = 512, window = 1; ;) {
      const [packet, from] = await next();
      if (packet.kind === 'oack') {
        blksize = Number(packet.options.get('blksize') ?? blksize);
        window = Number(packet.options.get('windowsize') ?? window);
        ack(0, from);
      }
      if (packet.kind !== 'data') continue;
      blocks.push(Buffer.from(packet.bytes));
      const isLast = packet.bytes.length < blksize;
      if (isLast || blocks.length % window === 0) ack(blocks.length, from);
      if (isLast) return Buffer.concat(blocks);
    }
  };
  return { ask, ack, get, next, send, heard, socket };
}

describe('reading', () => {
  test('a file without options, and with all of them', async () => {
    const { log, port } = await start();
    const { get } = await client(port);
    expect((await get('kernel')).equals(content)).toBe(true);
    const options = { blksize: '1468', windowsize: '8', tsize: '0' };
    expect((await get('/kernel', options)).equals(content)).toBe(true);
    expect(await log.next('tftp.sent')).toMatchObject({ file: 'kernel', bytes: BYTES });
    expect(await log.next('tftp.sent')).toMatchObject({ file: '/kernel', bytes: BYTES });
  });

  test('forty machines at once get the same file', async () => {
    const { port } = await start();
    const clients = await Promise.all(Array.from({ length: 40 }, () => client(port)));
    const copies = await Promise.all(
      clients.map(({ get }) => get('kernel', { blksize: '1468', windowsize: '4' })),
    );
    expect(copies.every((copy) => copy.equals(content))).toBe(true);
  });

  test('a text, made for the one who asks: our address as it is reached', async () => {
    const { port } = await start();
    const { get } = await client(port);
    expect((await get('\\grub\\grub.cfg')).toString()).toBe('set timeout=0\n');
    expect(asked.at(-1)).toEqual([
      'grub/grub.cfg',
      { address: '127.0.0.1', authority: '127.0.0.1:5248', transport: 'tftp' },
    ]);
  });

  test('netascii has its own ends of lines, and its own size', async () => {
    const { port } = await start();
    const { ask, ack, next } = await client(port);
    ask('grub/grub.cfg', { tsize: '0' }, 'NetASCII');
    const [oack, from] = await next();
    expect(oack).toEqual({ kind: 'oack', options: new Map([['tsize', '15']]) });
    ack(0, from);
    const [data] = await next();
    expect(data.kind === 'data' && Buffer.from(data.bytes).toString()).toBe('set timeout=0\r\n');
  });

  test('on all addresses, the answer comes from the address that was asked', async () => {
    const { port } = await start({ address: '0.0.0.0', port: 0 });
    const { ask, next } = await client(port);
    ask('grub/grub.cfg');
    const [, from] = await next();
    expect(from.address).toBe('127.0.0.1');
    expect(asked.at(-1)?.[1].authority).toBe('127.0.0.1:5248');
  });
});

describe('refusing', () => {
  const error = (code: number, message: string) => ({ kind: 'error', code, message });

  test('what is not there: error 1, at once', async () => {
    const { log, port } = await start();
    const { ask, next } = await client(port);
    for (const file of ['revocations.efi', '../../etc/passwd', '..\\kernel', '/']) {
      ask(file);
      expect((await next())[0]).toEqual(error(1, 'not found'));
      expect(await log.next('tftp.failed')).toMatchObject({ file, because: 'not found' });
    }
  });

  test('writing, other modes, other opcodes, other people’s transfers', async () => {
    const { port } = await start();
    const { ask, ack, send, next } = await client(port);
    send(encodeTftp({ kind: 'write', file: 'x', mode: 'octet', options: new Map() }));
    expect((await next())[0]).toEqual(error(2, 'nothing can be written here'));
    ask('kernel', {}, 'mail');
    expect((await next())[0]).toEqual(error(4, 'mode mail is not served'));
    send(Buffer.of(0, 99));
    expect((await next())[0]).toEqual(error(4, 'not a TFTP request'));
    ack(1, { address: '127.0.0.1', port });
    expect((await next())[0]).toEqual(error(5, 'no transfer is known here'));
  });

  test('a store that fails is an error for this request only', async () => {
    const { log, port } = await start();
    const { ask, get, next } = await client(port);
    for (const file of ['broken', 'gone']) {
      ask(file);
      expect((await next())[0]).toMatchObject({ kind: 'error', code: 0 });
      await log.next('tftp.failed');
    }
    expect((await get('kernel', { blksize: '1468' })).equals(content)).toBe(true);
  });

  test('one byte, and an ERROR, are passed over or answered, and the next request is served', async () => {
    const { port } = await start();
    const { send, get } = await client(port);
    send(Buffer.of(7));
    send(encodeTftp({ kind: 'error', code: 0, message: 'x' }));
    expect((await get('grub/grub.cfg')).length).toBe(14);
  });

  test('a port that is taken stops the start with a sentence', async () => {
    const { port } = await start();
    await expect(start({ address: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'E_SERVICE_ADDRESS',
      message: expect.stringContaining(`listening for TFTP on 127.0.0.1:${port}/udp`),
    });
  });
});

describe('clients as they are', () => {
  test('a request that comes twice is one transfer', async () => {
    const { port } = await start();
    const { ask, get, next, heard } = await client(port);
    ask('grub/grub.cfg');
    ask('grub/grub.cfg');
    const [, from] = await next();
    const other = await client(port);
    await other.get('grub/grub.cfg');
    expect(heard).toEqual([]);
    expect(from.port).not.toBe(port);
    expect(get).toBeDefined();
  });

  test('a new file from the same port ends the old transfer', async () => {
    const { log, port } = await start();
    const { ask, get, next } = await client(port);
    ask('kernel');
    await next();
    expect((await get('grub/grub.cfg')).length).toBe(14);
    expect(await log.next('tftp.failed')).toMatchObject({
      file: 'kernel',
      because: 'its port asked for something else',
    });
  });

  test('UEFI asks for the size and breaks off: nothing failed', async () => {
    const { log, port } = await start();
    const { ask, get, next, send } = await client(port);
    ask('kernel', { tsize: '0' });
    const [oack, from] = await next();
    expect(oack).toMatchObject({ kind: 'oack' });
    send(encodeTftp({ kind: 'error', code: 0, message: 'User aborted the transfer' }), from);
    await get('kernel', { blksize: '1468' });
    await log.next('tftp.sent');
    expect(log.all).toHaveLength(1);
  });

  test('a client that breaks off later is named, and so is one whose socket is gone', async () => {
    const { log, port } = await start();
    const first = await client(port);
    first.ask('kernel');
    const [, from] = await first.next();
    first.send(encodeTftp({ kind: 'error', code: 3, message: 'disk full' }), from);
    expect(await log.next('tftp.failed')).toMatchObject({ because: 'it broke off: disk full' });
    const second = await client(port);
    second.ask('kernel');
    const [, to] = await second.next();
    second.ack(1, to);
    second.socket.close();
    expect(await log.next('tftp.failed')).toMatchObject({
      because: 'nobody listens at its port any more',
    });
  });

  test('a lost block is sent again', async () => {
    const { sleep } = systemClock;
    const { port } = await start(HERE, { sleep: (ms, signal) => sleep(ms / 20, signal) });
    const { ask, next } = await client(port);
    ask('kernel');
    const [first] = await next();
    const [again] = await next();
    expect(again).toEqual(first);
  });

  test('the signal ends everything', async () => {
    const { stop, running, port } = await start();
    const { ask, next } = await client(port);
    ask('kernel');
    await next();
    stop.abort();
    await running;
    expect((await start({ address: '127.0.0.1', port })).port).toBe(port);
  });
});
