/** `--out`, `reconcile apply`, `state backup` and `state restore` as a person types them, with a repository and a store on disk. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { createStore } from '../../../src/controller/wire-commands.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { deployment, hardware, id, ledgerRow, mac, record } from '../../support/fleet.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const STORE = 'k3v9q0x2';
const HOST = '127.46.0.1';

let cwd: string;
let repository: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'apply-'));
  repository = join(cwd, 'site');
  await mkdir(repository);
  await git('init', '-q', '-b', 'main');
});
afterEach(() => rm(cwd, { recursive: true }));

const git = (...args: readonly string[]) =>
  promisify(execFile)('git', [
    '-C',
    repository,
    '-c',
    'user.name=ann',
    '-c',
    'user.email=ann@example.com',
    ...args,
  ]);

async function say(...argv: string[]) {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    USER: 'ann',
    RECONCILE_LISTEN: HOST,
    RECONCILE_DHCP_PORT: '0',
    RECONCILE_TFTP_PORT: '0',
    RECONCILE_HTTP_PORT: '0',
    RECONCILE_WEB: `${HOST}:0`,
  };
  const terminal = createTestTerminal({ cwd, env });
  const where = ['--inventory', `file://${repository}`, '--data-dir', join(cwd, 'data')];
  const code = await run([...where, ...argv], terminal);
  return { code, out: terminal.said.out, err: terminal.said.err };
}

const released = (n: number): string => `kind: Machine
name: n${n}
macs: ['${mac(n)}']
power: { type: manual }
target: released
release: { generation: 1 }
`;

const deployed = (n: number, generation: number): string => `kind: Machine
name: n${n}
macs: ['${mac(n)}']
power: { type: manual }
target: deployed
deploy: { image: ubuntu/noble, generation: ${generation} }
`;

async function commit(machines: readonly string[], stateId = STORE): Promise<void> {
  const site = `kind: Site\nname: lab\nstateId: ${stateId}\napply: saved-plans\n`;
  await writeFile(join(repository, 'all.yaml'), [site, ...machines].join('---\n'));
  await git('add', '-A');
  await git('commit', '-q', '-m', 'change');
}

const open = (): Promise<StateStore> => createStore({ dataDir: join(cwd, 'data') });

async function fill(...records: readonly MachineRecord[]): Promise<void> {
  await using store = disposable(await open());
  await store.commit(
    [
      { collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } },
      ...records.flatMap((value, i) => [
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
}

const disposable = (store: StateStore) => ({
  ...store,
  [Symbol.asyncDispose]: () => store.close(),
});

const phaseOf = async (n: number): Promise<string | undefined> => {
  await using store = disposable(await open());
  return (await store.get('machine', id(n)))?.value.phase;
};

const runs = (n: number): MachineRecord =>
  record(n, 'deployed', { hardware: hardware(n), deployment: deployment() });
const plan = (): string => join(cwd, 'plan.json');

describe('reconcile apply', () => {
  test('carries out what was saved, once, and says what changed the second time', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    const dry = await say('--dry-run', '--out', plan());
    expect(dry.out.replaceAll(/\s+/g, ' ')).toContain(
      'would release: generation 1 is given up; nobody has approved it',
    );
    expect(dry.err).toMatch(/^reconcile: [12] operations? saved to .*plan.*; say /m);

    expect(await say('apply', plan())).toMatchObject({ code: 0 });
    expect(await phaseOf(1)).toBe('ready');
    const { out } = await say('events', 'n1');
    expect(out).toMatch(/ann applied plan [0-9a-f]{12}, and approved: release of generation 1/);

    const again = await say('apply', plan());
    expect(again.code).toBe(5);
    expect(again.err).toContain('n1: phase was deployed, is ready\n');
    expect(again.err).toContain('nothing was started; save a new plan, or say --stale skip');
  });

  test('nothing is destroyed without it', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    expect(await say('--timeout', '30s')).toMatchObject({ code: 6 });
    expect(await phaseOf(1)).toBe('deployed');
  });

  test('--stale skip leaves out what changed, and goes on with the others', async () => {
    await commit([released(1), released(2)]);
    await fill(runs(1), runs(2));
    await say('--dry-run', '--out', plan());
    expect(await say('machine', 'lock', 'n1', '--reason', 'backup runs')).toMatchObject({
      code: 0,
    });
    const failed = await say('apply', plan());
    expect(failed).toMatchObject({ code: 5, out: '' });
    expect(await phaseOf(2)).toBe('deployed');
    const skipped = await say('apply', plan(), '--stale', 'skip');
    expect(skipped.code).toBe(5);
    expect(skipped.err).toContain('n1: lock was none, is ann: backup runs\n');
    expect([await phaseOf(1), await phaseOf(2)]).toEqual(['deployed', 'ready']);
  });

  test('a revert since then is not undone', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    await say('--dry-run', '--out', plan());
    await commit([deployed(1, 1)]);
    const { code, err } = await say('apply', plan());
    expect(code).toBe(5);
    expect(err).toContain('n1: declared target was released, is deployed\n');
    expect(err).toMatch(/the plan is of revision \w{12}, the branch is at \w{12}/);
    expect(await phaseOf(1)).toBe('deployed');
  });

  test('where another controller leads, it reads the approval and acts', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    await say('--dry-run', '--out', plan());
    const leader = await open();
    await leader.lead('the-daemon', 60_000);
    const { code, err } = await say('apply', plan(), '--timeout', '3s');
    expect(code).toBe(6);
    expect(err).toContain('another controller leads and carries it out');
    expect((await leader.get('approval', id(1)))?.value).toMatchObject({
      by: 'ann',
      destroys: { what: 'release', generation: 1, disks: [] },
    });
    await leader.close();
  });

  test('that was given no time has not converged, which is no fault of the inventory', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    expect(await say('--timeout', '0s')).toMatchObject({
      code: 6,
      err: expect.stringContaining('not converged in time') as string,
    });
  });

  test.each([
    ['{}\n', 'is no saved plan of this version'],
    ['no json', 'is no saved plan of this version'],
  ])('refuses %j', async (text, sentence) => {
    await commit([released(1)]);
    await writeFile(plan(), text);
    const { code, err } = await say('apply', plan());
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  test('refuses a plan that was edited in another hand, and one of another store', async () => {
    await commit([released(1)]);
    await fill(runs(1));
    await say('--dry-run', '--out', plan());
    const text = await readFile(plan(), 'utf8');
    await writeFile(plan(), text.replace('{\n', '{\n\n'));
    expect(await say('apply', plan())).toMatchObject({ code: 1 });
    await writeFile(plan(), text.replace(STORE, 'elsewhere'));
    const { code, err } = await say('apply', plan());
    expect(code).toBe(5);
    expect(err).toContain(
      'the plan is of site lab, store elsewhere; this is site lab, store k3v9q0x2',
    );
  });
});

describe('state backup and restore', () => {
  test('bring everything back as a store of another id, raised by what was declared since', async () => {
    await commit([deployed(1, 1), deployed(2, 1)]);
    await fill(runs(1), record(2, 'ready', { hardware: hardware(2) }));
    const file = join(cwd, 'copy.json');
    expect((await say('state', 'backup', file)).out).toContain('Wrote store k3v9q0x2, 2 machines');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await commit([deployed(1, 3), deployed(2, 1)]);
    await commit([deployed(1, 2), deployed(2, 1)]);
    await rm(join(cwd, 'data'), { recursive: true });

    const { code, out } = await say('state', 'restore', file);
    expect(code).toBe(0);
    expect(out).toMatch(
      /2 machines came back, 2 generations were raised, also by what 3 revisions/,
    );
    const [, storeId = ''] =
      /This is a new store, (\w{8}): whoever still has the old one/.exec(out) ?? [];
    expect(storeId).not.toBe(STORE);
    const store = await open();
    expect((await store.get('site', 'site'))?.value).toMatchObject({ storeId });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({
      generation: 3,
      restored: true,
    });
    expect((await store.get('machine', id(1)))?.value.phase).toBe('deployed');
    expect((await store.get('machine', id(2)))?.value.phase).toBe('new');
    await store.close();

    const frozen = await say('--dry-run');
    expect(frozen.out.replaceAll(/\s+/g, ' ')).toContain(
      `this store is ${storeId}, the site's is ${STORE}`,
    );
    await commit([deployed(1, 3), deployed(2, 1)], storeId);
    const held = await say('--dry-run');
    expect(held.out.replaceAll(/\s+/g, ' ')).toContain(
      'generation 3 may have been started before the store was restored',
    );
  });

  test('a store that knows better is raised, and keeps its id and its machines', async () => {
    await commit([deployed(1, 1)]);
    await fill({ ...runs(1), phase: 'deploying' });
    const file = join(cwd, 'copy.json');
    await say('state', 'backup', file);
    const store = await open();
    const row = await store.get('machine', id(1));
    await store.commit(
      [{ collection: 'machine', key: id(1), expect: row?.serial ?? 0, value: runs(1) }],
      [],
    );
    await store.close();
    const { out } = await say('state', 'restore', file);
    expect(out).toContain('0 machines came back');
    expect(out).not.toContain('new store');
    expect(await phaseOf(1)).toBe('deployed');
  });

  test('not by a folder, which does not say what was declared and taken back since', async () => {
    await commit([deployed(1, 1)]);
    await fill(runs(1));
    const file = join(cwd, 'copy.json');
    await say('state', 'backup', file);
    await commit([deployed(1, 3)]);
    await commit([deployed(1, 1)]);
    const { code, err } = await say('state', 'restore', file, '--inventory', repository);
    expect(code).toBe(64);
    expect(err).toContain(
      'is a folder, which does not say what was declared since the copy was made',
    );
  });

  test('not while a controller runs on the data directory', async () => {
    await commit([deployed(1, 1)]);
    await fill(runs(1));
    const file = join(cwd, 'copy.json');
    await say('state', 'backup', file);
    const leader = await open();
    await leader.lead('the-daemon', 60_000);
    const { code, err } = await say('state', 'restore', file);
    expect(code).toBe(7);
    expect(err).toContain('a controller runs on this data directory: stop it first');
    await leader.close();
  });

  test.each(['not json', '{"version": 2}'])('refuses %j', async (text) => {
    await commit([]);
    await writeFile(join(cwd, 'copy.json'), text);
    const { code, err } = await say('state', 'restore', join(cwd, 'copy.json'));
    expect(code).toBe(1);
    expect(err).toContain('is not a copy of a store');
  });
});
