import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explain } from '../../../src/core/errors.ts';
import type { InventorySource, LoadedInventory } from '../../../src/core/ports.ts';
import { createGitSource, type GitSourceOptions } from '../../../src/inventory/git.ts';

let dir: string;
const { signal } = new AbortController();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'git-'));
  git('init', '--quiet', '--initial-branch=main', 'remote');
});
afterEach(() => rmSync(dir, { recursive: true }));

const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: dir, env, encoding: 'utf8', stdio: 'pipe' }).trim();

function commit(files: Record<string, string | Uint8Array>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, 'remote', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  git('-C', 'remote', 'add', '--all');
  git('-C', 'remote', 'commit', '--quiet', '--message=change');
  return git('-C', 'remote', 'rev-parse', 'HEAD');
}

const source = (options: Partial<GitSourceOptions> = {}): InventorySource =>
  createGitSource({
    url: join(dir, 'remote'),
    branch: 'main',
    path: '',
    mirrorDir: join(dir, 'data'),
    env,
    ...options,
  });

async function loadHead(from: InventorySource): Promise<LoadedInventory> {
  return from.load(await from.head(signal), signal);
}

const refusal = async (options: Partial<GitSourceOptions>): Promise<string> => {
  const error = await source(options)
    .head(signal)
    .catch((e: unknown) => e);
  expect(error).toHaveProperty('code', 'E_GIT_FETCH');
  return explain(error);
};

test('the head of the branch, and what that commit holds', async () => {
  const keys = Uint8Array.from({ length: 256 }, (_, i) => i);
  const first = commit({
    'inventory/site.yaml': 'kind: Site\nname: one\n',
    'inventory/source.yaml': `kind: BootSource\nname: b\nkeyring: { file: keys.gpg }\nfingerprints: [${'A'.repeat(40)}]\n`,
    'inventory/keys.gpg': keys,
    'other.yaml': 'not: ours\n',
  });
  const from = source({ path: 'inventory' });
  expect(await from.head(signal)).toBe(first);
  const second = commit({ 'inventory/site.yaml': 'kind: Site\nname: two\n' });
  expect(await from.head(signal)).toBe(second);
  const names = await Promise.all(
    [first, second].map(async (r) => (await from.load(r as never, signal)).inventory?.site.name),
  );
  expect(names).toEqual(['one', 'two']);
  const { inventory } = await loadHead(from);
  expect(Buffer.from(inventory?.bootSource?.keyring ?? []).equals(keys)).toBe(true);
  expect(inventory?.bootSource?.declaredAt.file).toBe('inventory/source.yaml');
});

test('history that was rewritten is followed', async () => {
  commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  const from = source();
  await from.head(signal);
  git('-C', 'remote', 'checkout', '--quiet', '--orphan', 'fresh');
  const other = commit({ 'site.yaml': 'kind: Site\nname: other\n' });
  git('-C', 'remote', 'branch', '--force', 'main', 'fresh');
  expect(await from.head(signal)).toBe(other);
  expect((await loadHead(from)).inventory?.site.name).toBe('other');
});

test('commits are told along first parents, however they were pushed', async () => {
  const from = source();
  const first = commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  git('-C', 'remote', 'checkout', '--quiet', '-b', 'side');
  const side = commit({ 'a.yaml': '# side\n' });
  git('-C', 'remote', 'checkout', '--quiet', 'main');
  const second = commit({ 'site.yaml': 'kind: Site\nname: two\n' });
  git('-C', 'remote', 'merge', '--quiet', '--no-edit', 'side');
  const merge = git('-C', 'remote', 'rev-parse', 'HEAD');
  const head = await from.head(signal);
  const lineage = (rev: string) => from.lineage?.(rev as never, head, signal);
  expect(head).toBe(merge);
  expect(await lineage(first)).toEqual([second, merge]);
  expect(await lineage(merge)).toEqual([]);
  expect(await lineage(side)).toBeUndefined();
  expect(await lineage('0'.repeat(40))).toBeUndefined();
});

test('a symbolic link in the tree is refused', async () => {
  commit({ 'site.yaml': 'kind: Site\nname: s\n' });
  symlinkSync('/etc/passwd', join(dir, 'remote/link.yaml'));
  commit({});
  const { diagnostics } = await loadHead(source());
  expect(diagnostics.map((d) => [d.code, d.at.file])).toEqual([['symbolic-link', 'link.yaml']]);
});

test('a folder that the revision does not have is a mistake that names it', async () => {
  const revision = commit({ 'site.yaml': 'kind: Site\nname: s\n' });
  const { diagnostics } = await loadHead(source({ path: 'inventory/' }));
  expect(diagnostics[0]?.summary).toBe(
    `there is no folder inventory in revision ${revision.slice(0, 12)}`,
  );
});

test('what is refused is said with what to do', async () => {
  expect(await refusal({})).toContain('it has no branches yet; push one');
  commit({ 'site.yaml': 'kind: Site\nname: s\n' });
  expect(await refusal({ branch: 'mian' })).toContain('did you mean "main"?');
  expect(await refusal({ branch: 'production' })).toContain('it has main');
  expect(await refusal({ url: join(dir, 'nope') })).toContain('check its address');
  const closed = await refusal({ url: 'http://name:hunter2@127.0.0.1:1/x.git' });
  expect(closed).toContain('cannot be reached');
  expect(closed).toContain('http://***@127.0.0.1:1/x.git');
  expect(closed).not.toContain('hunter2');
  expect(await refusal({ url: '--upload-pack=touch pwned' })).not.toBe('');
  expect(await refusal({ url: `ext::touch ${dir}/pwned` })).not.toBe('');
  expect(existsSync(join(dir, 'pwned'))).toBe(false);
});

test('a mirror that a crash left behind heals itself', async () => {
  const first = commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  const mirror = join(dir, 'data/mirror.git');
  // Killed before there was anything.
  mkdirSync(mirror, { recursive: true });
  writeFileSync(join(mirror, 'HEAD'), '');
  expect(await source().head(signal)).toBe(first);
  // Killed while a reference was written: its lock stays.
  writeFileSync(join(mirror, 'refs/heads/main.lock'), '');
  const second = commit({ 'site.yaml': 'kind: Site\nname: two\n' });
  expect(await source().head(signal)).toBe(second);
  expect((await loadHead(source())).inventory?.site.name).toBe('two');
});

test('a mirror whose objects are gone is made again by the next look', async () => {
  commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  const from = source();
  const revision = await from.head(signal);
  const objects = join(dir, 'data/mirror.git/objects');
  for (const name of readdirSync(objects)) rmSync(join(objects, name), { recursive: true });
  await expect(from.load(revision, signal)).rejects.toMatchObject({ code: 'E_GIT_FETCH' });
  expect((await loadHead(from)).inventory?.site.name).toBe('one');
});

test('the mirror never becomes a repository above it', async () => {
  const first = commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  git('init', '--quiet', 'checkout');
  await source({ mirrorDir: join(dir, 'checkout/data') }).head(signal);
  expect(git('-C', 'checkout', 'for-each-ref')).toBe('');
  expect(git('-C', 'checkout/data/mirror.git', 'rev-parse', 'main')).toBe(first);
});

test('stops when it is told to', async () => {
  commit({ 'site.yaml': 'kind: Site\nname: one\n' });
  const reason = new Error('stop');
  await expect(source().head(AbortSignal.abort(reason))).rejects.toBe(reason);
});
