/** A document kept on a branch of its own: always one commit, which replaces the one before, so that no history grows. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createGit, type Git } from './git-command.ts';

export interface GitShelfOptions {
  readonly url: string;
  readonly branch: string;
  /** A folder of our own; made again for every writing. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const US = { NAME: 'rackwright', EMAIL: 'rackwright@localhost' };

/** The file's text on the branch; `undefined` where there is no such branch or file. */
export async function readBranch(
  options: GitShelfOptions,
  file: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const git = await empty(options, signal);
  const ref = `refs/heads/${options.branch}`;
  const heads = await git.text(['ls-remote', '--', options.url, ref], signal);
  if (heads.trim() === '') return undefined;
  await git.text(['fetch', '--depth=1', '--no-tags', '--', options.url, `+${ref}:${ref}`], signal);
  const listed = await git.text(['ls-tree', ref, '--', file], signal);
  return listed === '' ? undefined : git.text(['cat-file', 'blob', `${ref}:${file}`], signal);
}

/** Replaces whatever the branch held. */
export async function writeBranch(
  options: GitShelfOptions,
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const git = await empty(options, signal);
  for (const [name, text] of files) {
    const path = join(resolve(options.dir), 'file');
    await writeFile(path, text);
    const object = (await git.text(['hash-object', '-w', '--', path], signal)).trim();
    await git.text(['update-index', '--add', '--cacheinfo', `100644,${object},${name}`], signal);
  }
  const tree = (await git.text(['write-tree'], signal)).trim();
  const commit = (await git.text(['commit-tree', tree, '-m', 'What was observed'], signal)).trim();
  const ref = `refs/heads/${options.branch}`;
  await git.text(['push', '--force', '--quiet', '--', options.url, `${commit}:${ref}`], signal);
}

async function empty({ dir, env }: GitShelfOptions, signal: AbortSignal): Promise<Git> {
  const folder = resolve(dir);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const repository = join(folder, 'publish.git');
  const people = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(US).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  ) as Record<string, string>;
  const own = { GIT_DIR: repository, GIT_INDEX_FILE: join(folder, 'index'), ...people };
  const git = createGit(folder, env, own);
  await git.text(['init', '--bare', '--quiet', repository], signal);
  return git;
}
