import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConfigSources, loadConfig } from '../../../src/controller/config.ts';
import { parseYaml } from '../../../src/lib/yaml.ts';

let cwd: string;
beforeEach(async () => void (cwd = await mkdtemp(join(tmpdir(), 'config-'))));
afterEach(() => rm(cwd, { recursive: true }));

const load = (over: Partial<ConfigSources> = {}) =>
  loadConfig({ overrides: {}, env: {}, cwd, file: undefined, parseYaml, ...over });
const write = (name: string, text: string) => writeFile(join(cwd, name), text);
const mistakesIn = async (text: string): Promise<readonly string[]> => {
  await write('reconcile.config.yaml', text);
  return (await load()).mistakes;
};

test('without a word everything has a default', async () => {
  expect(await load()).toEqual({
    mistakes: [],
    config: {
      inventory: { kind: 'folder', path: 'inventory' },
      dataDir: '/var/lib/reconcile',
      listen: {
        address: '0.0.0.0',
        dhcp: 67,
        tftp: 69,
        http: 5248,
        web: { address: '127.0.0.1', port: 5240 },
      },
      snapshotKey: 'snapshot-key.pem',
      pollMs: 15_000,
      log: { level: 'info', format: 'text' },
    },
  });
});

test('flags win over variables, variables over the file, the file over the default', async () => {
  const overrides = { dataDir: 'from-flag' };
  const env = { RECONCILE_DATA_DIR: 'from-env' };
  const dataDir = async (over: Partial<ConfigSources>) => (await load(over)).config.dataDir;
  await write('reconcile.config.yaml', 'dataDir: from-file');
  expect(await dataDir({ overrides, env })).toBe('from-flag');
  expect(await dataDir({ env })).toBe('from-env');
  expect(await dataDir({})).toBe('from-file');
  await rm(join(cwd, 'reconcile.config.yaml'));
  expect(await dataDir({})).toBe('/var/lib/reconcile');
});

describe('the file', () => {
  test.each([
    ['reconcile.config.yaml', 'listen: { http: 8080 }\n'],
    ['reconcile.config.yml', 'listen: { http: 8080 }\n'],
    ['reconcile.config.json', '{"listen": {"http": 8080}}'],
    ['reconcile.config.ts', 'const http: number = 8080;\nexport default { listen: { http } };\n'],
  ])('%s is found in the folder', async (name, text) => {
    await write(name, text);
    expect(await load()).toMatchObject({ mistakes: [], config: { listen: { http: 8080 } } });
  });

  test('may have any name when a flag gives it, relative to the folder', async () => {
    await write('mine.yaml', 'log: { level: debug }');
    expect((await load({ file: 'mine.yaml' })).config.log.level).toBe('debug');
  });

  test.each([
    ['is not there', undefined, /^mine\.yaml: cannot be read: .*no such file/],
    ['is not YAML', 'a: [', /^mine\.yaml: cannot be read: /],
    ['is no map', '[1, 2]', /^mine\.yaml: holds no settings: write a map of them$/],
  ])('that %s is a mistake, not a crash', async (_what, text, expected) => {
    if (text !== undefined) await write('mine.yaml', text);
    const { mistakes } = await load({ file: 'mine.yaml' });
    expect(mistakes).toEqual([expect.stringMatching(expected)]);
  });

  test('that is empty says nothing', async () => {
    expect(await mistakesIn('# nothing yet\n')).toEqual([]);
  });

  test('of the examples has every setting, at its default', async () => {
    const text = await readFile(
      new URL('../../../examples/reconcile.config.yaml', import.meta.url),
      'utf8',
    );
    const { config, mistakes } = await load();
    await write('reconcile.config.yaml', text);
    expect(await load()).toEqual({ config, mistakes });
    const [all = ''] = await mistakesIn('zzzzzzzzzzzz: 1');
    const names = all.split('settings are ')[1]?.split(', ') ?? [];
    expect(names).toContain('listen.web');
    const written = parseYaml(text) as Record<string, Record<string, unknown>>;
    for (const name of names) {
      const [group = '', field] = name.split('.');
      expect(field === undefined ? written[group] : written[group]?.[field], name).toBeDefined();
    }
  });
});

describe('mistakes say where they are and what to write', () => {
  test.each([
    [
      'lisen: { http: 80 }',
      'reconcile.config.yaml: there is no setting lisen.http: did you mean listen.http?',
    ],
    [
      'listen: { http: 70000 }',
      'reconcile.config.yaml: listen.http cannot be "70000": write a port, 0 to 65535; 0 takes a free one',
    ],
    [
      'listen: { web: localhost }',
      'reconcile.config.yaml: listen.web cannot be "localhost": write an IPv4 address and a port, such as 127.0.0.1:5240',
    ],
    [
      'log: { level: trace }',
      'reconcile.config.yaml: log.level cannot be "trace": write info or debug',
    ],
    [
      'inventory: { path: ../other }',
      'reconcile.config.yaml: inventory.path cannot be "../other": write a folder of the repository by its path from the top, such as sites/fra1',
    ],
    [
      'dataDir:',
      'reconcile.config.yaml: dataDir cannot be null: write a folder; it is made if it is not there',
    ],
    [
      'dataDir: [a]',
      'reconcile.config.yaml: dataDir cannot be ["a"]: write a folder; it is made if it is not there',
    ],
  ])('%s', async (text, expected) => {
    expect(await mistakesIn(text)).toEqual([expected]);
  });

  test('all at once, each with its flag or variable', async () => {
    const { mistakes } = await load({
      overrides: { 'inventory.branch': '-x' },
      env: { RECONCILE_LISTEN: '10.0.0.256', RECONCILE_POLL_SECONDS: '0' },
    });
    expect(mistakes).toEqual([
      '--branch: inventory.branch cannot be "-x": write the name of a branch, such as main',
      'RECONCILE_POLL_SECONDS: inventory.pollSeconds cannot be "0": write whole seconds, 1 to 99999',
      'RECONCILE_LISTEN: listen.address cannot be "10.0.0.256": write an IPv4 address of this host, or 0.0.0.0 for all of them',
    ]);
  });
});

test.each([
  ['https://git.example/site', 'git'],
  ['ssh://git@git.example/site', 'git'],
  ['git@git.example:site', 'git'],
  ['file:///srv/site', 'git'],
  ['/srv/site.git', 'git'],
  ['inventory', 'folder'],
  ['./sites/fra1', 'folder'],
  ['/srv/site', 'folder'],
])('%s is a %s', async (source, kind) => {
  const { config } = await load({ overrides: { 'inventory.source': source } });
  expect(config.inventory.kind).toBe(kind);
});
