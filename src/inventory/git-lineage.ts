/** The commits between two of a branch, as it went: along first parents, so that what was merged in counts as one. */
import { ControllerError } from '../core/errors.ts';
import type { Revision } from '../core/ids.ts';
import type { Lineage } from '../core/ports.ts';
import type { Git } from './git-command.ts';

/** Years of commits; more are judged as one step. */
const FARTHEST = 10_000;

/** Throws E_GIT_FETCH. */
export async function lineageOf(
  git: Git,
  [from, to]: readonly [Revision, Revision],
  signal: AbortSignal,
): Promise<Lineage> {
  const flags = ['--first-parent', `--max-count=${FARTHEST + 1}`];
  const listed = await git
    .text(['rev-list', ...flags, to, '--'], signal)
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ControllerError('E_GIT_FETCH', `listing the commits up to ${to}`, { cause });
    });
  const newest = listed.split('\n').filter((line) => line !== '') as Revision[];
  const at = newest.indexOf(from);
  return at === -1 ? undefined : newest.slice(0, at).toReversed();
}
