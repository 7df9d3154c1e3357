/** Commands as a person types them, against a folder and a store on disk. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { createStore } from '../../../src/controller/wire-commands.ts';
import { printDiagnostics } from '../../../src/core/diagnostic.ts';
import { type Digest, instant, type MachineName } from '../../../src/core/ids.ts';
import type { Inventory, MachineSpec } from '../../../src/core/inventory.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createDiskStore } from '../../../src/images/disk-store.ts';
import { createDirectorySource } from '../../../src/inventory/directory.ts';
import { deployment, hardware, mac, noble, T0 } from '../../support/fleet.ts';
import { startRow } from '../../support/starts.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const ROOT = join(import.meta.dirname, '../../..');
const STORE = 'k3v9q0x2';
const SECRET = 'correct horse battery staple';

let cwd: string;
let inventory: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'commands-'));
  inventory = join(cwd, 'inventory');
});
afterEach(() => rm(cwd, { recursive: true }));

async function say(...argv: string[]) {
  const env = { PATH: process.env['PATH'], HOME: cwd, USER: 'alice', DB_PASSWORD: SECRET };
  const terminal = createTestTerminal({ cwd, env });
  const where = ['--inventory', inventory, '--data-dir', join(cwd, 'data')];
  const code = await run([...where, ...argv], terminal);
  return { code, ...terminal.said };
}

const MACHINE = (generation: number): string => `kind: Machine
name: n1
macs: ['${mac(1)}']
power: { type: manual }
target: deployed
deploy: { image: ubuntu/noble, generation: ${generation}, cloudInit: [app] }
---
kind: CloudInit
name: app
parts:
  - name: app
    type: cloud-config
    content:
      write_files: [{ path: /etc/app, content: 'password=\${secret:env:DB_PASSWORD}' }]
`;

async function declare(text: string): Promise<Inventory> {
  await rm(inventory, { recursive: true, force: true });
  await mkdir(inventory, { recursive: true });
  await writeFile(
    join(inventory, 'all.yaml'),
    `kind: Site\nname: lab\nstateId: ${STORE}\n---\n${text}`,
  );
  const source = createDirectorySource({ dir: inventory });
  const signal = AbortSignal.timeout(10_000);
  const loaded = await source.load(await source.head(signal), signal);
  if (loaded.inventory === undefined) throw new Error(printDiagnostics(loaded.diagnostics));
  return loaded.inventory;
}

const openHere = (): Promise<StateStore> => createStore({ dataDir: join(cwd, 'data') });

async function fill(use: (store: StateStore) => Promise<void>): Promise<void> {
  const store = await openHere();
  await store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
    [],
  );
  await use(store);
  await store.close();
}

function rowOf(spec: MachineSpec | undefined, over: Partial<MachineRecord>): MachineRecord {
  if (spec?.target.kind !== 'deployed') throw new Error('it is not to be deployed');
  const { generation, digest, parts } = spec.target.deployment;
  return {
    name: spec.name,
    identity: spec.identity,
    phase: 'deployed',
    since: T0,
    attempts: 0,
    boots: 0,
    hardware: hardware(1),
    deployment: deployment({ generation, digest, parts }),
    ...over,
  };
}

/** n1 declared at `generation`, and recorded as it was declared at generation 1. */
async function scene(generation: number, over: Partial<MachineRecord> = {}): Promise<void> {
  const before = await declare(MACHINE(1));
  const row = rowOf(before.machines.get('n1' as MachineName), over);
  await declare(MACHINE(generation));
  await fill(async (store) => {
    await store.commit(
      [{ collection: 'machine', key: 'id1', expect: 'absent', value: row }],
      [{ at: T0, subject: 'machine/n1', event: 'machine.moved', text: 'deploying → deployed' }],
    );
  });
  const images = await createDiskStore(join(cwd, 'data/images'));
  const bytes = Buffer.from('image');
  const digest = createHash('sha256').update(bytes).digest('hex') as Digest;
  const image = noble();
  const files = image.files.map((file) => ({ ...file, sha256: digest, bytes: bytes.length }));
  for (const file of files) await images.ingest(file, Readable.from([bytes]));
  await images.publish({ ...image, files });
}

describe('--dry-run --detailed-exitcode', () => {
  test('0: nothing to do', async () => {
    await scene(1);
    expect(await say('--dry-run', '--detailed-exitcode')).toMatchObject({
      code: 0,
      out: expect.stringContaining('No changes.') as string,
    });
  });

  test('2: changes, and none destroys anything', async () => {
    await scene(1, { phase: 'ready', deployment: undefined as never });
    expect((await say('--dry-run', '--detailed-exitcode')).code).toBe(2);
    expect((await say('--dry-run')).code).toBe(0);
  });

  test('3: data is lost', async () => {
    await scene(2);
    const { code, out } = await say('--dry-run', '--detailed-exitcode');
    expect(code).toBe(3);
    expect(out).toContain('DATA LOSS     1   erases 1 disk, 20 GB: n1');
  });

  test('4: something is held', async () => {
    await declare(MACHINE(1));
    await fill(async () => undefined);
    expect((await say('--dry-run', '--detailed-exitcode')).code).toBe(4);
  });

  test('changes nothing on disk', async () => {
    await scene(2);
    const before = await readdir(cwd, { recursive: true });
    await say('--dry-run');
    expect((await readdir(cwd, { recursive: true })).toSorted()).toEqual(before.toSorted());
  });
});

describe('--dry-run', () => {
  test('prints JSON and Markdown', async () => {
    await scene(2);
    const json = await say('--dry-run', '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      site: 'lab',
      summary: { dataLoss: 1 },
    });
    const { out } = await say('--dry-run', '--format', 'markdown');
    expect(out).toMatch(/^## Plan for lab\n/);
    expect(out).toContain('erases `SN-1` 20 GB (generation 1)');
  });

  test('--target chooses machines, and says so when it fits none', async () => {
    await scene(2);
    expect((await say('--dry-run', '--target', 'n*')).out).toContain('n1');
    expect(await say('--dry-run', '--target', 'db-*')).toMatchObject({
      code: 64,
      out: '',
      err: expect.stringContaining('--target db-* fits no declared machine\n') as string,
    });
  });
});

describe('usage', () => {
  test.each([
    [['--dry-rum'], 'Did you mean --dry-run?'],
    [['plan'], 'there is no command plan'],
    [['render'], "missing required argument 'machine'"],
    [['machine', 'retry'], "missing required argument 'machine'"],
    [['--format', 'xml'], 'Allowed choices are text, json, markdown'],
    [['events', '--limit', '0'], 'write a number from 1'],
  ])('%j is refused with 64', async (argv, expected) => {
    const { code, err } = await say(...argv);
    expect(code).toBe(64);
    expect(err).toContain(expected);
  });

  test('bad settings are refused with 64', async () => {
    await writeFile(join(cwd, 'reconcile.config.yaml'), 'listen: { htpt: 80 }');
    expect(await say('validate')).toEqual({
      code: 64,
      out: '',
      err: 'reconcile: reconcile.config.yaml: there is no setting listen.htpt: did you mean listen.http?\n',
    });
  });

  test('a folder is not converged', async () => {
    await declare(MACHINE(1));
    const { code, err } = await say();
    expect(code).toBe(64);
    expect(err).toContain('machines are converged from a git repository');
  });
});

describe('validate', () => {
  test('0 for a good inventory, 8 for a bad one', async () => {
    await declare(MACHINE(1));
    const good = await say('validate');
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^1 machine, 0 subnets: the inventory is valid\.$/m);
    await writeFile(join(inventory, 'more.yaml'), 'kind: Machine\nname: n2\nownr: me\n');
    const bad = await say('validate');
    expect(bad.code).toBe(8);
    expect(bad.out).toContain('more.yaml:3:1: error: ');
    expect((await say('--dry-run')).code).toBe(8);
  });
});

describe('render', () => {
  test('shows the files, and never a secret', async () => {
    await scene(1);
    for (const format of ['text', 'json']) {
      const { code, out, err } = await say('render', 'n1', '--format', format);
      expect(code, err).toBe(0);
      expect(out).toContain('password=***');
      expect(out + err).not.toContain(SECRET);
    }
  });

  test('1 for a machine that nothing declares', async () => {
    await scene(1);
    expect(await say('render', 'n9')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no machine n9 is declared\n') as string,
    });
  });
});

describe('what the store knows', () => {
  test('status and events', async () => {
    await scene(2);
    const status = await say('status');
    expect(status.code).toBe(0);
    expect(status.out).toMatch(
      /^machine +phase +since +next\nn1 +deployed +2026-11-20 12:00:00 UTC +/,
    );
    const json = JSON.parse((await say('status', '--format', 'json')).out) as unknown;
    expect(json).toMatchObject({
      version: 1,
      machines: [{ name: 'n1', phase: 'deployed', generation: 1 }],
    });
    expect((await say('events', 'n1')).out).toBe(
      '2026-11-20 12:00:00 UTC  machine/n1  deploying → deployed\n',
    );
    expect((await say('events', 'n9')).out).toBe('Nothing happened yet.\n');
  });

  test('explain: the whole story of one machine, with and without a store', async () => {
    await declare(MACHINE(1));
    const first = await say('explain', 'n1');
    expect(first.code).toBe(0);
    expect(first.out).toContain('this store has never seen it');
    await scene(2);
    const { out } = await say('explain', 'n1');
    expect(out).toMatch(/DECLARED\n +at +\S+all\.yaml:5:1\n/);
    expect(out).toContain('installed   generation 1, attempt 1');
    expect(out).toContain('reinstall   generation 1 → 2');
    expect(out).toContain('HISTORY\n      2026-11-20 12:00:00 UTC  deploying → deployed');
    expect(out).not.toContain(SECRET);
    const json = JSON.parse((await say('explain', 'n1', '--format', 'json')).out) as unknown;
    expect(json).toMatchObject({ name: 'n1', change: { effect: 'reinstall' } });
    expect(await say('explain', 'n9')).toMatchObject({ code: 1, out: '' });
  });

  test('status --pending: what waits, since when, and where it stands', async () => {
    await scene(1);
    expect((await say('status', '--pending')).out).toBe('Nothing is pending.\n');
    await declare(MACHINE(1).replace('password=', 'key='));
    const { out } = await say('status', '--pending');
    expect(out).toContain('Pending on 1 of 1 machine');
    expect(out).toContain('CloudInit/app changed since generation 1');
    expect(out).toContain('since       not noted yet');
    expect(out).toMatch(/why +\S+all\.yaml:17:5/);
    const json = JSON.parse((await say('status', '--pending', '--format', 'json')).out) as unknown;
    expect(json).toMatchObject({
      pending: [{ machines: ['n1'], since: null, differences: [{ document: 'CloudInit/app' }] }],
    });
  });

  test.each([['events'], ['candidates'], ['machine', 'retry', 'n1', '--reason', 'why not']])(
    '%s: 1 where there is no store',
    async (...argv) => {
      await declare(MACHINE(1));
      const { code, err } = await say(...argv);
      expect(code).toBe(1);
      expect(err).toContain(join(cwd, 'data'));
    },
  );

  test('candidates are written as files that are valid', async () => {
    await scene(1);
    const store = await openHere();
    const identity = { macs: [mac(7)], serial: 'CZ 2912/077K' };
    const value = { identity, architecture: 'amd64', hardware: hardware(7), seenAt: T0 } as const;
    await store.commit([{ collection: 'candidate', key: 'c7', expect: 'absent', value }], []);
    await store.close();
    const { code, out } = await say('candidates', '--write', inventory);
    const path = join(inventory, 'machine-cz-2912-077k.yaml');
    expect({ code, last: out.split('\n').at(-2) }).toEqual({ code: 0, last: `wrote ${path}` });
    expect(await readFile(path, 'utf8')).toContain('# disk SN-7: 20 GB\n');
    expect((await say('validate')).out).toContain('2 machines');
    expect((await say('candidates')).out).toBe('No unknown machine has enlisted.\n');
  });

  test('machine retry authorises one more round, and is kept in the history', async () => {
    await scene(1, { phase: 'failed-deployment', attempts: 3, reason: 'it failed' });
    expect(await say('machine', 'retry', 'n1', '--reason', 'new disk')).toMatchObject({
      code: 0,
      err: '',
    });
    const { out } = await say('events', 'n1');
    expect(out).toContain('alice');
    expect(out).toContain('new disk');
    expect((await say('machine', 'retry', 'n9', '--reason', 'x')).code).toBe(1);
  });

  test('machine retry of a machine in good order is refused', async () => {
    await scene(1);
    expect(await say('machine', 'retry', 'n1', '--reason', 'x')).toMatchObject({
      code: 1,
      err: 'n1 is deployed: there is nothing to retry\n',
    });
  });

  test('a machine that left is listed, cleared by a MAC or a name, and kept in the history', async () => {
    await scene(1);
    const store = await openHere();
    for (const [n, name] of [
      [7, 'old'],
      [8, 'twin'],
      [9, 'twin'],
    ] as const) {
      const value = { identity: { macs: [mac(n)] }, name: name as MachineName, at: T0 };
      await store.commit([{ collection: 'forgotten', key: `f${n}`, expect: 'absent', value }], []);
    }
    await store.close();
    expect((await say('candidates', '--forgotten')).out).toContain(`old   ${mac(7)}`);
    expect((await say('machine', 'clear', 'twin')).err).toContain('2 forgotten machines were twin');
    expect((await say('machine', 'clear', 'n1')).err).toContain('no machine n1 is forgotten');
    expect((await say('machine', 'clear', 'old', '--reason', 'sold back')).code).toBe(0);
    for (const n of [8, 9]) expect((await say('machine', 'clear', mac(n))).code).toBe(0);
    expect((await say('candidates', '--forgotten')).out).toBe('No machine is forgotten.\n');
    expect((await say('events', 'old')).out).toContain('alice says clear: sold back');
  });

  test.each([
    ['lock', 'deploying', 'unlock'],
    ['mark-broken', 'deployed', 'mark-fixed'],
    ['abort', 'commissioning', 'retry'],
  ] as const)(
    'machine %s is said to one that is %s, and undone by %s',
    async (word, phase, undo) => {
      await scene(1, { phase });
      const said = await say('machine', word, 'n1', '--reason', 'burnt smell');
      expect(said).toMatchObject({ code: 0, err: '' });
      expect(said.out).toContain(`\`reconcile machine ${undo} n1\``);
      expect((await say('events', 'n1')).out).toContain(`alice says ${word}: burnt smell`);
      expect((await say('machine', undo, 'n1')).code).toBe(0);
    },
  );

  test('a lock is for every machine that is called so: one that left and is not forgotten yet, and its successor', async () => {
    await scene(1);
    const store = await openHere();
    const row = (await store.get('machine', 'id1'))?.value;
    if (row === undefined) throw new Error('n1 is not there');
    const value = { ...row, identity: { macs: [mac(9)] } };
    await store.commit([{ collection: 'machine', key: 'id9', expect: 'absent', value }], []);
    await store.close();
    expect((await say('machine', 'lock', 'n1')).code).toBe(0);
    const again = await openHere();
    const rows = [...(await again.list('machine')).values()];
    await again.close();
    expect(rows.map(({ value: { lock } }) => lock?.by)).toEqual(['alice', 'alice']);
  });

  test.each([
    ['unlock', {}, 'n1 is not locked'],
    ['mark-fixed', {}, 'n1 is deployed, and not marked broken'],
    ['mark-broken', { phase: 'deploying' }, 'n1 is deploying: lock or abort it'],
    ['abort', {}, 'n1 is deployed: nothing runs that could be aborted'],
    [
      'abort',
      { phase: 'deploying', installerReleased: { at: T0, boot: 'b' } },
      'the installer of n1 was released, and nobody can call it back',
    ],
  ] as const)('machine %s is refused where it means nothing', async (word, over, expected) => {
    await scene(1, over);
    const { code, err } = await say('machine', word, 'n1');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(expected) });
  });
});

describe('--override', () => {
  const typed = ['--override', 'limit.perDay=n1', '--reason', 'INC-4711'];

  /** n1 is to be reinstalled, and another machine was today, which is all that a day may see. */
  async function oneADay(): Promise<void> {
    await scene(2);
    const site = await readFile(join(inventory, 'all.yaml'), 'utf8');
    const limited = site.replace('name: lab\n', 'name: lab\nlimits: { perDay: 1 }\n');
    await writeFile(join(inventory, 'all.yaml'), limited);
    const store = await openHere();
    const value = startRow(2, { at: instant(Date.now()), outcome: 'done' });
    await store.commit([{ collection: 'start', key: 'other', expect: 'absent', value }], []);
    await store.close();
  }

  test('is stored with who and why, and shown by the next plan', async () => {
    await oneADay();
    expect((await say('--dry-run')).out).toContain('limits.perDay is 1');
    const { code, out } = await say(...typed);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^n1: limit.perDay is lifted from its next start, until .* UTC;/),
    });
    expect((await say('events', 'n1')).out).toContain(
      'alice overrides limit.perDay for its next start: INC-4711',
    );
    const { out: planned } = await say('--dry-run');
    expect(planned).toContain('Budget: 2 of 1 destructive starts in 24 hours');
    expect(planned.replaceAll(/\s+/g, ' ')).toContain('(alice overrides limit.perDay: INC-4711)');
  });

  test('with --dry-run shows the plan as if, and stores nothing', async () => {
    await oneADay();
    expect((await say('--dry-run', ...typed)).out).not.toContain('waits');
    expect((await say('--dry-run')).out).toContain('limits.perDay is 1');
    expect(await say('--dry-run', '--override', 'limit.perDay=n7')).toEqual({
      code: 64,
      out: '',
      err: expect.stringMatching(/\nreconcile: --override: no machine n7 is declared\n$/) as string,
    });
  });

  test.each([
    [['--override', 'limit.perDay=n7', '--reason', 'x'], 1, 'no machine n7 is known'],
    [['--override', 'limit.perDay=n1'], 64, '--override needs a --reason'],
    [['--override', 'limit.perday=n1', '--reason', 'x'], 64, 'did you mean limit.perDay?'],
    [['--override', 'limit.perDay', '--reason', 'x'], 64, 'write limit.perDay=NAME'],
    [['--override', 'limit.perDay=*', '--reason', 'x'], 64, 'write limit.perDay=NAME'],
    [['--override', 'lock=n1', '--reason', 'x'], 64, 'lock cannot be overridden: say `reconcile'],
    [['--override', 'protect.reinstall=n1', '--reason', 'x'], 64, 'cannot be overridden'],
  ])('%j is refused with %i', async (argv, code, expected) => {
    await scene(2);
    expect(await say(...argv)).toEqual({ code, out: '', err: expect.stringContaining(expected) });
  });
});

describe('state init', () => {
  test('writes one line into the Site document, and keeps every comment', async () => {
    await cp(join(ROOT, 'inventory'), inventory, { recursive: true });
    const before = await readFile(join(inventory, 'site.yaml'), 'utf8');
    const { code, out } = await say('state', 'init');
    expect(code).toBe(0);
    const after = await readFile(join(inventory, 'site.yaml'), 'utf8');
    const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(added).toEqual([expect.stringMatching(/^stateId: \w{8}$/)]);
    expect(after.split('\n')).toHaveLength(before.split('\n').length + 1);
    expect(out).toContain(`Wrote stateId into ${join(inventory, 'site.yaml')}: commit that line.`);
    const again = await say('state', 'init');
    expect(again.out).toContain('as it was before');
    expect(again.out).toContain(`${join(inventory, 'site.yaml')} names it already.`);
    expect(await readFile(join(inventory, 'site.yaml'), 'utf8')).toBe(after);
  });

  test('says whose place it takes', async () => {
    await cp(join(ROOT, 'inventory'), inventory, { recursive: true });
    const site = join(inventory, 'site.yaml');
    await writeFile(site, 'kind: Site\nname: fra1\nstateId: k3v9q0x2\n');
    expect((await say('state', 'init')).out).toContain(
      `Wrote stateId into ${site}, where it was k3v9q0x2: once that line is committed, whoever runs on store k3v9q0x2 may touch no machine.`,
    );
  });

  test('prints the line for a repository, which it cannot write to', async () => {
    inventory = 'https://git.example/site.git';
    const { code, out } = await say('state', 'init');
    expect(code).toBe(0);
    expect(out).toMatch(
      /Write this line into the Site document, and commit it:\n {2}stateId: \w{8}\nSnapshots [^]* commit:\n {2}snapshots:\n {4}key: MCowBQ\S+\n$/,
    );
  });
});
