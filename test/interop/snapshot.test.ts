/** A real controller publishes; curl and git fetch; a review without network, store or password comes to the same plan. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepKey } from '../../src/controller/snapshot-place.ts';
import { createStore } from '../../src/controller/wire-commands.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import { exec } from '../../src/lib/exec.ts';
import { deployment, hardware, id, ledgerRow, mac, record } from '../support/fleet.ts';

const STORE = 'k3v9q0x2';
const HOST = '127.47.0.1';
const WEB = `${HOST}:5240`;
const CLI = new URL('../../src/cli.ts', import.meta.url).pathname;
const signal = AbortSignal.timeout(600_000);

let dir: string;
let daemon: ChildProcess;
const at = (name: string): string => join(dir, name);

async function run(program: string, ...args: readonly string[]) {
  const env = { HOME: at('home'), USER: 'ann' };
  const done = await exec(program, args, { env, signal, maxBytes: 1 << 24 });
  if (done.kind !== 'exited') throw new Error(`${program} is not installed`);
  return done;
}
const git = (...args: readonly string[]) =>
  run('git', '-C', at('site'), '-c', 'user.name=ann', '-c', 'user.email=ann@example.com', ...args);
const reconcile = (...args: readonly string[]) =>
  run(process.execPath, CLI, '--inventory', `file://${at('site')}`, ...args);
/** Where nothing but the files of this host can be reached. */
const review = (...args: readonly string[]) =>
  run('unshare', '-n', process.execPath, CLI, '--inventory', `file://${at('site')}`, ...args);

const machine = (n: number, rest: string): string =>
  `kind: Machine\nname: n${n}\nmacs: ['${mac(n)}']\npower: { type: manual }\n${rest}`;

async function declare(key: string): Promise<void> {
  await mkdir(at('site'));
  const site = `kind: Site
name: lab
stateId: ${STORE}
snapshots: { key: ${key}, folder: ${at('published')}, branch: snapshots }
`;
  const machines = [
    // Held: it names another generation.
    machine(1, 'target: released\nrelease: { generation: 3 }\n'),
    // Pending: it was installed with other user-data.
    machine(2, 'target: deployed\ndeploy: { image: ubuntu/noble, cloudInit: [app] }\n'),
    machine(3, 'target: ready\n'),
    'kind: CloudInit\nname: app\nparts: [{ name: app, type: script, content: "#!/bin/sh\\necho topsecret-2\\n" }]\n',
  ];
  await writeFile(join(at('site'), 'all.yaml'), [site, ...machines].join('---\n'));
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Site');
}

/** Of another day: its contents are nobody's business. */
const app = {
  name: 'app',
  contentType: 'text/x-shellscript',
  content: '#!/bin/sh\necho topsecret-1\n',
  substitute: false,
} as const;
const parts = { ...deployment().parts, userData: [app] };

async function fill(): Promise<void> {
  const store = await createStore({ dataDir: at('data') });
  const runs = (n: number): MachineRecord =>
    record(n, 'deployed', { hardware: hardware(n), deployment: deployment({ parts }) });
  const rows = [runs(1), runs(2), record(3, 'ready', { hardware: hardware(3) })];
  await store.commit(
    [
      { collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } },
      ...rows.flatMap((value, i) => [
        { collection: 'machine', key: id(i + 1), expect: 'absent', value } as const,
        {
          collection: 'installed',
          key: id(i + 1),
          expect: 'absent',
          value: ledgerRow(i + 1, 1),
        } as const,
      ]),
    ],
    [],
  );
  await store.close();
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'snapshot-'));
  await mkdir(at('home'));
  const { publicKey } = await keepKey({ dataDir: at('data') });
  await declare(publicKey);
  await fill();
  const ports = { RECONCILE_DHCP_PORT: '0', RECONCILE_TFTP_PORT: '0', RECONCILE_HTTP_PORT: '0' };
  const words = ['--watch', '--inventory', `file://${at('site')}`, '--data-dir', at('data')];
  daemon = spawn(process.execPath, [CLI, ...words], {
    env: { ...process.env, HOME: at('home'), RECONCILE_LISTEN: HOST, RECONCILE_WEB: WEB, ...ports },
    stdio: 'ignore',
  });
});
afterAll(async () => {
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
  await rm(dir, { recursive: true });
});

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await what();
    if (found !== undefined) return found;
    signal.throwIfAborted();
    await new Promise((resolve) => void setTimeout(resolve, 200));
  }
}

/** Of two looks, only the time may differ. */
const timeless = (json: string): unknown => ({
  ...(JSON.parse(json) as Record<string, unknown>),
  observedAt: '',
});

test('curl fetches it, and the review comes to the plan that the site comes to', async () => {
  await until(async () => {
    const done = await run(
      'curl',
      '-fsS',
      '-o',
      at('snapshot.json'),
      `http://${WEB}/snapshot.json`,
    );
    return done.code === 0 ? true : undefined;
  });
  const look = ['--dry-run', '--format', 'json', '--detailed-exitcode'];
  const own = await reconcile(...look, '--data-dir', at('data'));
  const theirs = await review(
    ...look,
    '--data-dir',
    at('nowhere'),
    '--observed',
    `snapshot:${at('snapshot.json')}`,
  );
  expect(theirs.stderr).toMatch(/planned from a snapshot of/);
  expect([theirs.code, timeless(theirs.stdout)]).toEqual([own.code, timeless(own.stdout)]);
  expect(own.stdout).toContain('released names generation 3, 1 is installed');
  expect(own.stdout).toContain('CloudInit');
  expect(await readFile(at('snapshot.json'), 'utf8')).not.toMatch(/topsecret/);
});

test('it lies in the folder with its key, and on the branch as one commit', async () => {
  const inFolder = await until(() =>
    readFile(join(at('published'), 'snapshot.json'), 'utf8').catch(() => undefined),
  );
  const onBranch = await until(async () => {
    const shown = await git('show', 'snapshots:snapshot.json');
    return shown.code === 0 ? shown.stdout : undefined;
  });
  expect(onBranch).toBe(inFolder);
  expect((await git('rev-list', '--count', 'snapshots')).stdout.trim()).toBe('1');
  await writeFile(at('from-branch.json'), onBranch);
  const { code } = await review('--dry-run', '--observed', `snapshot:${at('from-branch.json')}`);
  expect(code).toBe(0);
});

test('openssl agrees with the signature', async () => {
  const text = await readFile(at('snapshot.json'), 'utf8');
  const { signature } = JSON.parse(text) as { readonly signature: string };
  const payload = text.slice(text.indexOf('"snapshot":') + '"snapshot":'.length, -2);
  const key = await readFile(join(at('published'), 'snapshot.pub'), 'utf8');
  await writeFile(at('key.der'), Buffer.from(key, 'base64'));
  await writeFile(at('signature'), Buffer.from(signature, 'base64'));
  await writeFile(at('payload'), `rackwright snapshot 1\n${payload}`);
  const args = ['-verify', '-pubin', '-inkey', at('key.der'), '-keyform', 'DER', '-rawin'];
  const done = await run(
    'openssl',
    'pkeyutl',
    ...args,
    '-in',
    at('payload'),
    '-sigfile',
    at('signature'),
  );
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('Verified') as string });
});

test('one byte more, and it is refused', async () => {
  const text = await readFile(at('snapshot.json'), 'utf8');
  await writeFile(at('bad.json'), text.replace('"generation":1', '"generation":2'));
  const { code, stderr } = await review('--dry-run', '--observed', `snapshot:${at('bad.json')}`);
  expect(code).toBe(9);
  expect(stderr).toContain('its signature is not of the key in Site.snapshots.key');
});

test('a lost store is restored from it', async () => {
  const place = `snapshot:${at('snapshot.json')}`;
  const { code, stdout } = await reconcile('state', 'restore', place, '--data-dir', at('restored'));
  expect(code).toBe(0);
  expect(stdout).toContain('3 machines came back');
  const store = await createStore({ dataDir: at('restored') });
  // n1 names generation 3 in its release: somebody may have installed it since.
  expect((await store.get('installed', id(1)))?.value).toMatchObject({
    generation: 3,
    restored: true,
  });
  expect((await store.get('installed', id(2)))?.value.generation).toBe(1);
  expect((await store.get('machine', id(2)))?.value.phase).toBe('deployed');
  await store.close();
});
