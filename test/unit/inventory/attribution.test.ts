/** Where a field stands, through profiles, lists and files; and which commit wrote that line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FieldRef, refKey } from '../../../src/core/attribution.ts';
import { printPlace } from '../../../src/core/diagnostic.ts';
import type { Revision } from '../../../src/core/ids.ts';
import { createDirectorySource } from '../../../src/inventory/directory.ts';
import { createGitSource } from '../../../src/inventory/git.ts';

const MACHINES = `kind: Machine
name: n1
macs: ['52:54:00:00:00:01']
profiles: [web]
deploy:
  generation: 1
network:
  interfaces:
    - { mac: '52:54:00:00:00:01', address: 192.0.2.11 }
---
kind: Machine
name: n2
macs: ['52:54:00:00:00:02']
`;
const SHARED = `kind: Profile
name: web
deploy:
  image: ubuntu/jammy
---
kind: CloudInit
name: base
parts:
  - { name: one, type: script, file: one.sh }
  - name: two
    type: cloud-config
    content: { packages: [chrony] }
`;

let dir: string;
const { signal } = new AbortController();
const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', join(dir, 'repo'), ...args], { env, encoding: 'utf8' }).trim();

function commit(files: Readonly<Record<string, string>>): Revision {
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, 'repo', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message=change');
  return git('rev-parse', 'HEAD') as Revision;
}

let first: Revision;
let second: Revision;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'attribution-'));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(dir, 'repo')], { env });
  const files = { 'site/machines.yaml': MACHINES, 'site/shared.yaml': SHARED, 'site/one.sh': '' };
  first = commit(files);
  second = commit({ 'site/machines.yaml': MACHINES.replace('generation: 1', 'generation: 2') });
});
afterAll(() => rmSync(dir, { recursive: true }));

const ASKED: readonly (readonly [FieldRef, string, () => Revision])[] = [
  [
    { document: 'Machine/n1', field: 'Machine.deploy.generation' },
    'machines.yaml:6:3',
    () => second,
  ],
  [{ document: 'Machine/n1', field: 'Machine.deploy.image' }, 'shared.yaml:4:3', () => first],
  // What nobody wrote stands where the nearest thing above it does.
  [{ document: 'Machine/n2', field: 'Machine.deploy.image' }, 'machines.yaml:11:1', () => first],
  [
    {
      document: 'Machine/n1',
      field: 'Machine.network.interfaces.address',
      item: '52:54:00:00:00:01',
    },
    'machines.yaml:9:35',
    () => first,
  ],
  [
    { document: 'CloudInit/base', field: 'CloudInit.parts.content', item: 'two' },
    'shared.yaml:12:5',
    () => first,
  ],
  [
    { document: 'CloudInit/base', field: 'CloudInit.parts.content', item: 'one' },
    'shared.yaml:9:32',
    () => first,
  ],
];
const fields = ASKED.map(([ref]) => ref);

test('in a repository', async () => {
  const source = createGitSource({
    url: join(dir, 'repo'),
    branch: 'main',
    path: 'site',
    mirrorDir: join(dir, 'mirror'),
    env,
  });
  const revision = await source.head(signal);
  const files = ['site/machines.yaml', 'site/shared.yaml'];
  const found = await source.attribute?.({ revision, fields, files }, signal);
  for (const [ref, place, commitOf] of ASKED) {
    const { at, commit: wrote } = found?.get(refKey(ref)) ?? {};
    expect(at && printPlace(at), ref.field).toBe(`site/${place}`);
    expect(wrote, ref.field).toBe(commitOf());
  }
});

test('in a folder, which has no commits', async () => {
  const folder = join(dir, 'repo/site');
  const source = createDirectorySource({ dir: folder });
  const files = ['machines.yaml', 'shared.yaml'].map((name) => join(folder, name));
  const revision = await source.head(signal);
  const found = await source.attribute?.({ revision, fields, files }, signal);
  for (const [ref, place] of ASKED) {
    const { at, commit: wrote } = found?.get(refKey(ref)) ?? {};
    expect(at && printPlace(at)).toBe(join(folder, place));
    expect(wrote).toBeUndefined();
  }
});
