/** What is remembered of a dry run is said again only while it would be said again. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fc, test as prop } from '@fast-check/vitest';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { type Call, recall, type Said, watchFolder } from '../../../src/cli/remembered.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const dir = mkdtempSync(join(tmpdir(), 'remembered-'));
const cache = join(dir, 'cache', 'reconcile', 'said');
const folder = join(dir, 'inventory');
const ARGV = ['--dry-run', '--data-dir', 'none'];
const call: Call = {
  argv: ARGV,
  cwd: dir,
  env: { XDG_CACHE_HOME: join(dir, 'cache') },
  isTTY: false,
};

/** Long after the last change to a file. */
const LATER = Date.UTC(2100, 0, 1);
const SAID: Said = { code: 0, out: `observed 2100-01-01 00:00:00 UTC\n`, err: 'a warning\n' };

const machine = (name: string, nic: number): string =>
  `kind: Machine\nname: ${name}\nmacs: ['52:54:00:00:00:0${nic}']\npower: { type: manual }\n`;
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

beforeEach(() => {
  for (const path of [folder, cache, join(dir, 'reconcile.config.yaml')])
    rmSync(path, { recursive: true, force: true });
  mkdirSync(join(folder, 'machines'), { recursive: true });
  mkdirSync(join(folder, '.git'));
  write('machines/n1.yaml', machine('n1', 1));
  write('notes.txt', 'nothing');
});
afterAll(() => rmSync(dir, { recursive: true }));

function remember(asked = call, at = LATER, said = SAID): void {
  watchFolder(asked, 'inventory', ['state.db', 'reconcile.config.yaml'])?.remember(said, at);
}

test('the same again, at another time', () => {
  remember();
  expect(recall(call, LATER + 61_000)).toMatchObject({
    ...SAID,
    out: 'observed 2100-01-01 00:01:01 UTC\n',
  });
});

test('the exact moment of JSON too', () => {
  const at = LATER + 7;
  remember(call, at, { ...SAID, out: '{"observedAt":"2100-01-01T00:00:00.007Z"}' });
  expect(recall(call, at + 1)?.out).toBe('{"observedAt":"2100-01-01T00:00:00.008Z"}');
});

test.each<[string, () => void]>([
  ['another text of the same size', () => write('machines/n1.yaml', machine('n2', 1))],
  ['a new file', () => write('machines/n2.yaml', '')],
  ['a file less', () => rmSync(join(folder, 'notes.txt'))],
  ['a new name', () => renameSync(join(folder, 'notes.txt'), join(folder, 'note.yaml'))],
  [
    'another folder in its place',
    () => {
      renameSync(folder, `${folder}-old`);
      mkdirSync(folder);
      rmSync(`${folder}-old`, { recursive: true });
    },
  ],
  ['a store', () => writeFileSync(join(dir, 'state.db'), '')],
  ['settings', () => writeFileSync(join(dir, 'reconcile.config.yaml'), '')],
])('nothing after a change: %s', (_what, change) => {
  remember();
  expect(recall(call, LATER)).toBeDefined();
  change();
  expect(recall(call, LATER)).toBeUndefined();
  rmSync(join(dir, 'state.db'), { force: true });
});

test('a folder behind a symbolic link is looked into', () => {
  const link = join(dir, 'link');
  symlinkSync(folder, link);
  watchFolder(call, 'link', [])?.remember(SAID, LATER);
  expect(recall(call, LATER)).toBeDefined();
  write('machines/n1.yaml', machine('n2', 1));
  expect(recall(call, LATER)).toBeUndefined();
  rmSync(link);
});

test('what git does in its own folder is no change', () => {
  remember();
  write('.git/index', 'x');
  expect(recall(call, LATER)).toBeDefined();
});

test.each<[string, Partial<Call>]>([
  ['words', { argv: [...ARGV, '--format', 'json'] }],
  ['folder', { cwd: tmpdir() }],
  ['settings', { env: { ...call.env, RECONCILE_BRANCH: 'x' } }],
  ['colours', { isTTY: true }],
])('not for other %s', (_what, change) => {
  remember();
  expect(recall({ ...call, ...change }, LATER)).toBeUndefined();
});

test.each([
  [['--watch']],
  [['--out', 'plan.json']],
  [['--observed', 'snapshot:x']],
  [['--config', 'x']],
  [['--no-such-flag']],
])('never with %s', (more) => {
  const asked = { ...call, argv: [...ARGV, ...more] };
  remember(asked);
  expect(recall(asked, LATER)).toBeUndefined();
  expect(watchFolder(asked, 'inventory', [])).toBeUndefined();
});

test('a folder that was changed a moment ago may be changing still', () => {
  remember(call, Date.now());
  expect(recall(call, LATER)).toBeUndefined();
});

prop.prop([fc.nat(1_000), fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }))])(
  'a broken file is as none, and is written anew',
  (cut, other) => {
    remember();
    const [name = ''] = readdirSync(cache);
    const place = join(cache, name);
    const whole = Buffer.from(other ?? []);
    writeFileSync(place, other === null ? Buffer.alloc(cut) : whole);
    expect(recall(call, LATER)).toBeUndefined();
    remember();
    expect(recall(call, LATER)).toBeDefined();
  },
);

test('a few are kept', () => {
  for (let n = 0; n < 20; n += 1) remember({ ...call, argv: [...ARGV, '--target', `n${n}`] });
  expect(readdirSync(cache).length).toBeLessThanOrEqual(16);
});

/** In full, as a command; and what would be said instead of it now. */
async function say(argv: readonly string[]): Promise<Said> {
  const asked = { ...call, argv };
  const terminal = createTestTerminal({ cwd: dir, env: call.env, call: asked });
  const code = await run([...argv, '--inventory', folder], terminal);
  return { code, ...terminal.said };
}
const undated = ({ code, out, err }: Said): Said => ({
  code,
  err,
  out: out.replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| UTC)/g, 'then'),
});

test.each([['text'], ['json'], ['markdown']])(
  'a plan as %s is the same from a warm cache, byte for byte',
  async (format) => {
    await setTimeout(1_050);
    const argv = [...ARGV, '--format', format];
    const cold = await say(argv);
    const warm = recall({ ...call, argv }, LATER);
    expect(warm).toBeDefined();
    expect(undated(warm ?? cold)).toEqual(undated(cold));
    expect(warm?.out).toContain('2100-01-01');
    write('machines/n1.yaml', machine('n3', 1));
    expect(recall({ ...call, argv }, LATER)).toBeUndefined();
    expect((await say(argv)).out).toContain('n3');
  },
);

test('a store has a part in the plan: nothing is remembered', async () => {
  const argv = ['--dry-run', '--data-dir', 'data'];
  mkdirSync(join(dir, 'data', 'images'), { recursive: true });
  await setTimeout(1_050);
  await say(argv);
  expect(recall({ ...call, argv }, LATER)).toBeUndefined();
});
