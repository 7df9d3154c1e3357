/** Which commits there were. */
import type { Revision } from '../core/ids.ts';
import type { Git } from './git-command.ts';

/** Also those that came by a merge: any of them may have been the head for a while. */
export async function listBetween(
  git: Git,
  from: Revision | undefined,
  to: Revision,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const list = async (range: string): Promise<readonly Revision[]> =>
    (await git.text(['rev-list', range, '--'], signal)).split('\n').filter(Boolean) as Revision[];
  if (from === undefined) return list(to);
  return list(`${from}..${to}`).catch((error: unknown) => {
    signal.throwIfAborted();
    // The branch was written anew, and that commit is gone.
    return list(to).catch(() => Promise.reject(error));
  });
}
