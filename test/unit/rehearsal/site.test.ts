import { execFileSync } from 'node:child_process';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { exampleMachines, exampleSite, writeRepository } from '../../../src/rehearsal/site.ts';

const options = {
  machines: 7,
  controller: '127.42.0.1',
  bmc: { address: '127.42.0.3', port: 8080 },
  bootSource: { address: '127.42.0.4', port: 8081 },
  key: { armoured: 'KEY', fingerprint: 'A'.repeat(40) },
  stateId: 'abcdef',
};

const documents = () =>
  [...exampleSite(options)]
    .filter(([path]) => path.endsWith('.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text).map((doc) => doc.toJS() as Doc));
interface Doc {
  readonly kind: string;
  readonly name: string;
  readonly macs?: string[];
  readonly profiles?: string[];
}

test('every kind of document that a rack needs, and every kind of firmware', () => {
  expect(new Set(documents().map((doc) => doc.kind))).toEqual(
    new Set([
      'Site',
      'BootSource',
      'ImageSelection',
      'Subnet',
      'Profile',
      'SshKeys',
      'CloudInit',
      'Machine',
    ]),
  );
  expect(new Set(exampleMachines(6).map((model) => model.firmware)).size).toBe(4);
});

test('what is declared is what is in the rack', () => {
  const declared = documents().filter((doc) => doc.kind === 'Machine');
  expect(declared.map(({ name, macs }) => [name, macs])).toEqual(
    exampleMachines(7).map(({ name, mac }) => [name, [mac]]),
  );
  expect(declared.map((doc) => doc.profiles?.[0])).toEqual([
    'on-disk',
    undefined,
    'on-disk',
    'in-memory',
    'on-disk',
    'on-disk',
    'on-disk',
  ]);
});

test('machines are all different', () => {
  const machines = exampleMachines(5000);
  for (const key of ['name', 'mac', 'uuid', 'serial'] as const)
    expect(new Set(machines.map((model) => model[key])).size, key).toBe(5000);
});

test('the repository has one commit with all the files', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'site-'));
  const git = async (args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' });
  const files = exampleSite(options);
  await writeRepository(folder.path, files, git);
  expect(await git(['-C', folder.path, 'log', '--format=%s'])).toBe('Declare the rack\n');
  const listed = await git(['-C', folder.path, 'ls-tree', '-r', '--name-only', 'HEAD']);
  expect(listed.trim().split('\n').toSorted()).toEqual([...files.keys()].toSorted());
});
