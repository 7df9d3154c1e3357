/** A hostile neighbour against all services of a controller that is converging a rack meanwhile. */
import { createSocket } from 'node:dgram';
import { mkdtempDisposable } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exampleStage } from '../../src/cli/rehearse-stage.ts';
import { settled } from '../../src/controller/loop.ts';
import { createController } from '../../src/controller/wire.ts';
import { createStore } from '../../src/controller/wire-commands.ts';
import type { ControllerEvent } from '../../src/core/events.ts';
import type { Place } from '../../src/lib/http-server.ts';

const TIMEOUT = 60_000;
/** Repeatable noise. */
const random = (
  (state: number) => () =>
    (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
)(7);
const noise = (most: number): Buffer =>
  Buffer.from(Array.from({ length: random() % most }, () => random() >>> 24));

/** Ends a request's head, whatever it was. */
const EOT = Buffer.from('\r\n\r\n');

const OAUTH =
  'Authorization: OAuth oauth_consumer_key="a", oauth_token="b", oauth_signature="%26c"';
const head = (line: string, ...more: readonly string[]): string =>
  [line, 'Host: x', 'Connection: close', ...more, '', ''].join('\r\n');
const post = (path: string, type: string, body: string, ...more: readonly string[]): string =>
  head(
    `POST ${path} HTTP/1.1`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...more,
  ) + body;

const BY_ID = '/MAAS/metadata/latest/by-id/nobody/';
const MACHINES = '/MAAS/api/2.0/machines/';
const REQUESTS: readonly string[] = [
  '/%',
  '/%00',
  '/..',
  '/../../etc/passwd',
  '//',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/\\..\\x',
  '*',
  'http://169.254.169.254/latest',
  '/images/../../state.db',
  `/${'a/'.repeat(4000)}`,
  '/MAAS/metadata/%ff/meta-data/',
  '/MAAS/metadata/2012-03-01/user-data',
  '/MAAS/metadata/curtin/2012-03-01/curtin-archive',
  `${BY_ID}?op=get_preseed&op=get_preseed&__proto__=1`,
  `${MACHINES}?op=is_registered&mac_address=${'52:54:00:00:00:01,'.repeat(400)}`,
].map((path) => head(`GET ${path} HTTP/1.1`));
const POSTS: readonly string[] = [
  post(BY_ID, 'multipart/form-data', 'no boundary'),
  post(BY_ID, 'multipart/form-data; boundary=b', '--b\r\n'.repeat(20_000)),
  post(MACHINES, 'multipart/form-data; boundary=""', '--\r\n\r\n'),
  post(MACHINES, 'application/x-www-form-urlencoded', 'a=%&'.repeat(50_000)),
  post(MACHINES, 'application/json', '['.repeat(500_000)),
  post('/MAAS/metadata/2012-03-01/', 'x', 'op=netboot_off', OAUTH),
  post('/MAAS/metadata/status/x', 'application/json', '{"__proto__":1}', OAUTH),
  post('/MAAS/metadata/curtin/2012-03-01/guard', 'x', '{}', OAUTH),
  post('/MAAS/metadata/curtin/2012-03-01/guard', 'x', '{}', 'Authorization: OAuth ,,,=,"'),
  head('GET / HTTP/1.1', `X: ${'x'.repeat(40_000)}`),
  head('GET / HTTP/9.9'),
  head('POST / HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked') + 'zz\r\n',
  head(`POST ${MACHINES} HTTP/1.1`, 'Content-Length: 99999999999'),
  '\0\0\0\0',
];

/** Everything that is said until the other side hangs up. */
function say({ address, port }: Place, bytes: string | Buffer): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const heard: Buffer[] = [];
  const sent = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const socket = connect(port, address, () => socket.write(sent));
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(Buffer.concat(heard).toString('latin1')));
  return promise;
}

/** A DISCOVER by somebody else every time, and the same with bytes turned. */
function discover(): Buffer {
  const packet = Buffer.alloc(300);
  packet.set([1, 1, 6, 0]);
  packet.writeUInt32BE(random(), 4);
  packet.set([0x52, 0x54, 0, ...noise(4), 0, 0, 0].slice(0, 6), 28);
  packet.set([127, 42, 0, 2], 24);
  packet.set([0x63, 0x82, 0x53, 0x63, 53, 1, 1 + (random() % 8), 255], 236);
  for (let turns = random() % 6; turns > 0; turns -= 1)
    packet[random() % packet.length] = random() >>> 24;
  return packet;
}

function datagram(kind: 'DHCP' | 'TFTP'): Buffer {
  if (random() % 3 === 0) return noise(1400);
  if (kind === 'DHCP') return discover();
  const names = ['../../etc/passwd', 'bootx64.efi', 'grub/grub.cfg-default-amd64', 'x'.repeat(900)];
  const options = ['blksize', '0', 'windowsize', '65535', 'tsize', '-1'].slice(0, random() % 7);
  const words = [names[random() % names.length] ?? '', 'octet', ...options];
  return Buffer.concat([
    Buffer.from([0, 1 + (random() % 6)]),
    Buffer.from(`${words.join('\0')}\0`),
  ]);
}

async function flood(place: Place, kind: 'DHCP' | 'TFTP', bursts: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  for (let burst = 0; burst < bursts; burst += 1) {
    for (let i = 0; i < 50; i += 1) socket.send(datagram(kind), place.port, place.address);
    await pause(10);
  }
  socket.close();
}

interface Told {
  readonly events: readonly ControllerEvent[];
  readonly lines: readonly string[];
}

/** A controller, and when it has converged. */
async function start(folder: string, signal: AbortSignal) {
  const stage = await exampleStage(2, {
    folder,
    seed: 1,
    faultRate: 0,
    speed: 20,
    tell: () => undefined,
    signal,
  });
  const events: ControllerEvent[] = [];
  const lines: string[] = [];
  const listening = Promise.withResolvers<void>();
  const converged = Promise.withResolvers<void>();
  const controller = await createController(
    { ...stage.config, log: { level: 'debug', format: 'json' } },
    {
      env: process.env,
      log: { write: (line: string) => lines.push(line) },
      only: undefined,
      followMs: undefined,
      signal,
      emit: (event) => {
        events.push(event);
        if (event.event === 'inventory.accepted') listening.resolve();
      },
    },
  );
  stage.connect(controller);
  const ran = controller.run((pass) => {
    if (settled(pass)) converged.resolve();
    return false;
  });
  await listening.promise;
  const place = (name: string): Place => controller.places.get(name) ?? { address: name, port: 0 };
  const told: Told = { events, lines };
  return { stage, ran, place, converged: converged.promise, told };
}

test(
  'noise on every port stops no machine, grows nothing without bound, and learns no secret',
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'hostile-'));
    const stop = new AbortController();
    const { stage, ran, place, converged, told } = await start(folder.path, stop.signal);
    const before = process.memoryUsage.rss();
    const [answers] = await Promise.all([
      Promise.all([...REQUESTS, ...POSTS].map((bytes) => say(place('HTTP'), bytes))),
      ...Array.from({ length: 100 }, () => say(place('HTTP'), Buffer.concat([noise(2000), EOT]))),
      flood(place('DHCP'), 'DHCP', 150),
      flood(place('TFTP'), 'TFTP', 60),
    ]);
    for (const answer of answers.slice(0, REQUESTS.length))
      expect(answer).toMatch(/^HTTP\/1\.1 (?:4\d\d|200)/);
    expect(answers.join('')).not.toMatch(/root:x:0|SQLite format|HTTP\/1\.1 5/);

    await converged;
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 << 20);
    expect(told.events.filter(({ event }) => event === 'service.failed')).toEqual([]);
    const store = await createStore(stage.config);
    const history = await store.history(undefined, 100_000);
    const tokens = [...(await store.list('token')).values()].map(({ value }) => value.secret);
    expect(await store.list('candidate')).toEqual(new Map());
    expect(history.length).toBeLessThan(200);
    const pages = await Promise.all(
      ['/', '/status.json', '/metrics', '/machines/n1'].map((path) =>
        say(place('page'), head(`GET ${path} HTTP/1.1`)),
      ),
    );
    const shown = [...told.lines, ...pages, JSON.stringify([told.events, history])].join('\n');
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(shown).not.toContain(token);
    await store.close();
    stop.abort();
    await ran;
    await stage[Symbol.asyncDispose]();
  },
  TIMEOUT,
);
