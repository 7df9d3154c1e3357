/** Who may import whom (src/README.md). A failure prints the sentence of the rule that was broken. */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
await init();

interface Import {
  readonly from: string;
  /** A path below src/, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
  /** Loaded with its importer, not when it is needed. */
  readonly eager: boolean;
}

const sources = globSync('src/**/*.ts', { cwd: ROOT });
const imports = sources.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const [found] = parse(readFileSync(join(ROOT, file), 'utf8'));
  return found.flatMap((one) => {
    if (!('specifier' in one) || typeof one.specifier !== 'string') return [];
    const typeOnly = 'typeOnly' in one && one.typeOnly;
    const eager = one.type === 'static' && !typeOnly;
    return [{ from: file, to: resolve(file, one.specifier), typeOnly, eager }];
  });
}

function resolve(file: string, name: string): string {
  if (name.startsWith('.')) return relative(ROOT, join(ROOT, dirname(file), name));
  if (name.startsWith('node:')) return name;
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

const room = (path: string): string => path.split('/')[1] ?? '';
const isOurs = (path: string): boolean => path.startsWith('src/');
const isPackage = (path: string): boolean => !isOurs(path) && !path.startsWith('node:');

const ADAPTERS = ['inventory', 'images', 'netboot', 'metadata', 'power', 'state', 'web'];
/** The composition roots: of the controller, and of commands that look. */
const WIRES = ['wire', 'wire-services', 'wire-commands'].map((name) => `src/controller/${name}.ts`);

/** What a room may import besides its own folder. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  lib: [],
  config: ['core'],
  ...Object.fromEntries(ADAPTERS.map((name) => [name, ['core', 'lib']])),
  inventory: ['core', 'lib', 'config'],
  metadata: ['core', 'lib', 'config'],
  controller: ['core', 'lib'],
  rehearsal: ['core', 'lib'],
  cli: ['core', 'lib', 'config', 'controller', 'rehearsal'],
  'cli.ts': ['cli', 'lib'],
};

test('this test reads imports at all', () => {
  expect(imports.length).toBeGreaterThan(sources.length);
});

test('adapters do not meet; core knows nothing; only wire.ts builds', () => {
  const broken = imports.filter(({ from, to }) => {
    if (!isOurs(to) || WIRES.includes(from) || room(from) === room(to)) return false;
    return !(MAY[room(from)] ?? []).includes(room(to));
  });
  expect(broken.map(({ from, to }) => `${from} may not import ${to}`)).toEqual([]);
});

test('core and config are pure: no node:, no package, no clock, no randomness', () => {
  const pure = (path: string): boolean => ['core', 'config'].includes(room(path));
  const broken = imports.filter(({ from, to, typeOnly }) => pure(from) && !isOurs(to) && !typeOnly);
  expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  for (const file of sources.filter(pure)) {
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
    expect(
      /\basync\b|\bawait\b|\bthrow\b|Math\.random/.exec(text)?.[0],
      `${file} is not pure`,
    ).toBeUndefined();
  }
});

/** Only these may touch files, sockets, processes, threads: adding a line is an architectural decision. */
const IO =
  /^(?:node:)?(?:fs|fs\/promises|net|dgram|child_process|worker_threads|timers|timers\/promises|process|os|http|https|sqlite|readline|dns|tls)$/;
const MAY_DO_IO: readonly (string | RegExp)[] = readFileSync(
  join(ROOT, 'test/unit/io-files.txt'),
  'utf8',
)
  .split('\n')
  .map((line) => line.replace(/\s*#.*/, ''))
  .filter((line) => line !== '');

test('input and output live in named files', () => {
  const doing = new Set(
    imports.filter(({ to, typeOnly }) => IO.test(to) && !typeOnly).map(({ from }) => from),
  );
  expect(
    [...doing].filter((file) => !MAY_DO_IO.includes(file)),
    'not in test/unit/io-files.txt',
  ).toEqual([]);
  expect(
    MAY_DO_IO.filter((file) => !doing.has(String(file))),
    'in test/unit/io-files.txt without need',
  ).toEqual([]);
});

test('one library, one place', () => {
  const places = new Map<string, Set<string>>();
  for (const { from, to, typeOnly } of imports)
    if (isPackage(to) && !builtinModules.includes(to) && !typeOnly)
      places.set(to, (places.get(to) ?? new Set()).add(from));
  const spread = [...places].filter(([, files]) => files.size > 1);
  expect(
    spread.map(([name, files]) => `${name} is imported by ${[...files].join(' and ')}`),
  ).toEqual([]);
});

test('time and chance come from lib/clock.ts alone', () => {
  const broken = sources
    .filter((file) => file !== 'src/lib/clock.ts')
    .filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
      return /\bDate\.now\(|new Date\(\)|Math\.random\(|\bset(?:Timeout|Interval)\(/.test(text);
    });
  expect(broken).toEqual([]);
});

test('no default exports, no export *, no bare Error', () => {
  const broken = sources.filter((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
    return /^export default|^export \*|throw new Error\(/m.test(text);
  });
  expect(broken).toEqual([]);
});

/** Files that are loaded with this one, along the imports that `follow` says. */
function reachedFrom(start: string, follow: (one: Import) => boolean): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const one of imports)
      if (one.from === file && isOurs(one.to) && follow(one)) visit(one.to);
  };
  visit(start);
  return reached;
}

test('a look at a folder without a store waits for no large package', () => {
  const packagesOf = (file: string): ReadonlySet<string> => {
    const reached = reachedFrom(file, ({ eager }) => eager);
    const loads = imports.filter(
      ({ from, to, eager }) => eager && reached.has(from) && isPackage(to),
    );
    return new Set(loads.map(({ to }) => to).filter((name) => !builtinModules.includes(name)));
  };
  expect(packagesOf('src/cli.ts')).toEqual(new Set());
  expect(packagesOf('src/cli/main.ts')).toEqual(new Set(['commander']));
  for (const command of ['reconcile', 'dry-run', 'validate'])
    expect(packagesOf(`src/cli/${command}.ts`)).toEqual(new Set(['cosmiconfig', 'yaml']));
});

test('definitions of schemas are not loaded at run time: TypeBox is for development', () => {
  const reached = reachedFrom('src/cli.ts', ({ typeOnly }) => !typeOnly);
  expect(reached.size).toBeGreaterThan(50);
  const loads = imports.filter(
    ({ from, to, typeOnly }) => to === 'typebox' && !typeOnly && reached.has(from),
  );
  expect(loads.map(({ from }) => from)).toEqual([]);
});
