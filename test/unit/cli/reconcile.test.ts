/** What a person sees where `reconcile` cannot converge: one sentence that names it, and an exit code. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import type { ControllerOptions } from '../../../src/controller/wire.ts';
import { createController } from '../../../src/controller/wire.ts';
import { createStore, throwAwayKey } from '../../../src/controller/wire-commands.ts';
import { explain } from '../../../src/core/errors.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { exampleSite, writeRepository } from '../../../src/rehearsal/site.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const HOST = '127.45.0.1';
const STATE_ID = 'thisone';
const git = (args: readonly string[]) => promisify(execFile)('git', [...args]);

const folder = await mkdtempDisposable(join(tmpdir(), 'reconcile-'));
const repository = join(folder.path, 'site');
let silent: Server;
const connections = new Set<Socket>();
let dirs = 0;
const newDataDir = (): string => join(folder.path, `data-${(dirs += 1)}`);

/** Accepts, and never says a word: as BMC and as boot source the worst there is. */
beforeAll(async () => {
  silent = createServer((socket) => {
    connections.add(socket.on('error', () => undefined));
    silent.emit('asked');
  }).listen(0, HOST);
  await once(silent, 'listening');
  const place = silent.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const there = { address: HOST, port };
  const key = await throwAwayKey('test');
  const around = { controller: HOST, bmc: there, bootSource: there, key, stateId: STATE_ID };
  await writeRepository(repository, exampleSite({ machines: 6, ...around }), git);
});
afterAll(async () => {
  for (const socket of connections) socket.destroy();
  silent.close();
  await folder.remove();
});

const PORTS = {
  RECONCILE_LISTEN: HOST,
  RECONCILE_DHCP_PORT: '0',
  RECONCILE_TFTP_PORT: '0',
  RECONCILE_HTTP_PORT: '0',
  RECONCILE_WEB: `${HOST}:0`,
};

function start(dataDir: string, changes: Partial<Terminal> = {}, ...argv: readonly string[]) {
  const env = { ...PORTS, ...changes.env, PATH: process.env['PATH'] };
  const terminal = createTestTerminal({ cwd: folder.path, ...changes, env });
  const url = `file://${repository}`;
  const code = run(['--inventory', url, '--data-dir', dataDir, ...argv], terminal);
  return { terminal, code };
}

/** What the command line prints of a failure. */
const sentence = (code: Promise<number>): Promise<string> => code.then(String, explain);

async function initialised(dataDir: string): Promise<StateStore> {
  const store = await createStore(configOf(dataDir));
  const value = { storeId: STATE_ID };
  await store.commit([{ collection: 'site', key: 'site', expect: 'absent', value }], []);
  return store;
}

const configOf = (dataDir: string) => ({
  inventory: { kind: 'git', url: `file://${repository}`, branch: 'main', path: '.' } as const,
  dataDir,
  listen: { address: HOST, dhcp: 0, tftp: 0, http: 0, web: { address: HOST, port: 0 } },
  pollMs: 60_000,
  log: { level: 'info', format: 'text' } as const,
});

test('a repository that is not there ends it at once, and is named', async () => {
  const { code } = start(newDataDir(), {}, '--inventory', 'file:///nowhere/site.git');
  expect(await sentence(code)).toMatch(/file:\/\/\/nowhere\/site\.git.*check its address/);
});

test('an inventory with mistakes ends it at once, with all of them', async () => {
  await using other = await mkdtempDisposable(join(tmpdir(), 'reconcile-'));
  const files = new Map([['site.yaml', 'kind: Site\nname: here\nlimitz: {}\n']]);
  await writeRepository(other.path, files, git);
  const { code, terminal } = start(newDataDir(), {}, '--inventory', `file://${other.path}`);
  expect(await code).toBe(8);
  expect(terminal.said.err).toContain('site.yaml:3:1: error: there is no field "limitz"');
});

test('a data directory without state: nothing is touched, and the plan says what to type', async () => {
  const { code, terminal } = start(newDataDir(), {}, '--timeout', '2s');
  expect(await code).toBe(6);
  expect(terminal.said.out.replaceAll(/\s+/g, ' ')).toContain(
    `Nothing is touched: the site's store ${STATE_ID} is not here`,
  );
});

test('a port that another program has', async () => {
  const place = silent.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const env = { RECONCILE_HTTP_PORT: String(port) };
  expect(await sentence(start(newDataDir(), { env }).code)).toMatch(
    `starting HTTP on ${HOST}:${port}/tcp: listening for HTTP on ${HOST}:${port}: another program has this port`,
  );
});

test('a data directory that cannot be made', async () => {
  const file = join(folder.path, 'a-file');
  await writeFile(file, '');
  expect(await sentence(start(join(file, 'data')).code)).toMatch(
    /making the data directory .*a-file\/data: .*--data-dir/,
  );
});

test('stopped while BMCs and boot source keep silent: soon, and the store is whole', async () => {
  const dataDir = newDataDir();
  await (await initialised(dataDir)).close();
  const stop = new AbortController();
  const asked = once(silent, 'asked');
  const { code } = start(dataDir, { signal: stop.signal }, '--watch');
  await asked;
  stop.abort();
  const late = new Promise<string>((resolve) => {
    AbortSignal.timeout(2_000).addEventListener('abort', () => resolve('late'));
  });
  expect(await Promise.race([code, late])).toBe(130);
  const store = await createStore(configOf(dataDir));
  expect((await store.get('site', 'site'))?.value.storeId).toBe(STATE_ID);
  expect(await store.lead('next', 1_000), 'it let go of the lead').toMatchObject({
    holder: 'next',
  });
  await store.close();
});

test('of two on one data directory one leads; the other says so, or follows until it may', async () => {
  const dataDir = newDataDir();
  const first = await initialised(dataDir);
  await first.lead('first', 60_000);
  const stop = new AbortController();
  const led = Promise.withResolvers<ControllerEvent>();
  const options: ControllerOptions = {
    env: {},
    signal: stop.signal,
    log: { write: () => true },
    only: undefined,
    followMs: 200,
    emit: (event) => event.event === 'leader.gained' && led.resolve(event),
  };
  const short = await createController(configOf(dataDir), options);
  expect(await short.run(() => false)).toBe('following');

  const watching = await createController(configOf(dataDir), { ...options, followMs: undefined });
  const ended = watching.run(() => false);
  await first.lead('first', 0);
  await first.close();
  expect(await led.promise).toMatchObject({ event: 'leader.gained' });
  stop.abort();
  expect(await ended).toBe('led');
});
