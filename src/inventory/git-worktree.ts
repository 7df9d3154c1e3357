/** The commits of the repository that a folder lies in: read where it is, never changed. */
import type { Revisions } from '../core/ports.ts';
import { declaredIn } from './describe.ts';
import { treeOf } from './git.ts';
import { resolveName } from './git-blame.ts';
import { createGit } from './git-command.ts';
import { listBetween } from './git-history.ts';

/** `undefined` where the folder is in no repository. */
export async function worktreeRevisions(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Revisions | undefined> {
  const git = createGit(folder, env, {});
  const prefix = await git.text(['rev-parse', '--show-prefix'], signal).catch(() => undefined);
  signal.throwIfAborted();
  if (prefix === undefined) return undefined;
  const label = prefix.trim();
  const repository = { git, dir: undefined };
  return {
    between: (from, to, aborted) => listBetween(git, from, to, aborted),
    resolve: (name, aborted) => resolveName(git, name, aborted),
    declared: (revision, aborted) =>
      declaredIn(label, treeOf(repository, revision, label.replace(/\/$/, ''), aborted)),
  };
}
