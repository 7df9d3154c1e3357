/**
 * `npm run mutants [WORD]`: plants each bug in a copy of the sources, and fails where nothing finds it.
 * `model`: those that the model finds, which throws no dice.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant, Patch } from './mutant.ts';
import { BY_MODEL } from './mutants-of-model.ts';
import { BY_TESTS } from './mutants-of-tests.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'test', 'schemas', 'examples', 'package.json', 'vitest.config.ts'];

await using folder = await mkdtempDisposable(join(tmpdir(), 'mutants-'));
const copy = folder.path;
for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

const word = process.argv[2] ?? '';
const chosen =
  word === 'model'
    ? BY_MODEL
    : [...BY_MODEL, ...BY_TESTS].filter(({ name }) => name.includes(word));
const survivors: string[] = [];
const rings = chosen.flatMap(({ found }) => ('tests' in found ? found.tests : []));
const whole = rings.length === 0 ? undefined : await tested([...new Set(rings)]);
if (whole?.killed) throw new TypeError(`without a planted bug, this fails: ${whole.how}`);
for (const mutant of chosen) {
  const said = await judge(mutant);
  process.stdout.write(`${said.killed ? 'found   ' : 'SURVIVED'} ${mutant.name}: ${said.how}\n`);
  if (!said.killed) survivors.push(mutant.name);
}
process.stdout.write(
  `${chosen.length - survivors.length} of ${chosen.length} planted bugs found\n`,
);
process.exitCode = survivors.length === 0 ? 0 : 1;

interface Judgement {
  readonly killed: boolean;
  readonly how: string;
}

async function judge(mutant: Mutant): Promise<Judgement> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const patch of mutant.patches) undo.push(await apply(patch));
    return 'world' in mutant.found
      ? await explored(mutant.found)
      : await tested(mutant.found.tests);
  } catch (error) {
    return { killed: false, how: String(error) };
  } finally {
    for (const one of undo.toReversed()) await one();
  }
}

/** Answers how to take it back. */
async function apply({ file, find, replace }: Patch): Promise<() => Promise<void>> {
  const path = join(copy, 'src', file);
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2)
    throw new TypeError(`src/${file} has ${text.split(find).length - 1} times: ${find}`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
  return () => writeFile(path, text);
}

async function explored(found: {
  readonly world: string;
  readonly promise: string;
  readonly more?: number;
}): Promise<Judgement> {
  const more = { MISHAPS: String(found.more ?? 0) };
  const { code, out } = await run(['test/model/model.ts', found.world], more);
  const broken = /^broken: (.*)$/m.exec(out)?.[1] ?? `nothing (exit ${code}) ${out.slice(-300)}`;
  return { killed: code === 1 && broken.startsWith(found.promise), how: broken };
}

async function tested(where: readonly string[]): Promise<Judgement> {
  const { code, out } = await run(['node_modules/vitest/vitest.mjs', 'run', '--bail=1', ...where]);
  const failed = /^.*FAIL\s+(.*)$/m.exec(out)?.[1];
  return {
    killed: code === 1 && failed !== undefined,
    how: failed ?? `every test passes (${code})`,
  };
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string }> {
  const options = { cwd: copy, maxBuffer: 1e8, env: { ...process.env, ...env, NO_COLOR: '1' } };
  return new Promise((resolve) =>
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 70;
      resolve({ code, out: stdout + stderr });
    }),
  );
}
