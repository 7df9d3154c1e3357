/** Which commit wrote a line, and which commit a name means. */
import type { Attributed } from '../core/attribution.ts';
import type { SourceRange } from '../core/diagnostic.ts';
import type { Revision } from '../core/ids.ts';
import type { Git } from './git-command.ts';

/** One command a file: beyond so many, rows name their place and no commit. */
const MAX_FILES = 100;
const AT_ONCE = 4;

/** The places, each with the commit that last wrote its line. `file` of a place is its path in the repository. */
export async function blame(
  git: Git,
  revision: Revision,
  places: ReadonlyMap<string, SourceRange>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Attributed>> {
  const files = Map.groupBy(places.values(), ({ file }) => file);
  const queue = [...files].slice(0, MAX_FILES);
  const commits = new Map<string, Revision>();
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [file, wanted] = next;
      const lines = [...new Set(wanted.map(({ line }) => line))];
      for (const [line, commit] of await blameLines(git, { revision, file, lines }, signal))
        commits.set(`${file}:${line}`, commit);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return new Map(
    [...places].map(([key, at]) => [key, { at, commit: commits.get(`${at.file}:${at.line}`) }]),
  );
}

/** A shallow clone, or a file that is not text, has no answer: the place alone has to do. */
async function blameLines(
  git: Git,
  what: { readonly revision: Revision; readonly file: string; readonly lines: readonly number[] },
  signal: AbortSignal,
): Promise<readonly (readonly [number, Revision])[]> {
  const ranges = what.lines.flatMap((line) => ['-L', `${line},${line}`]);
  const told = await git
    .text(['blame', '--porcelain', ...ranges, what.revision, '--', what.file], signal)
    .catch(() => '');
  signal.throwIfAborted();
  // `<commit> <line then> <line now> [<lines in the group>]`
  return [...told.matchAll(/^([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?$/gm)].map(
    ([, commit = '', line]) => [Number(line), commit as Revision],
  );
}

/** `undefined` where no commit is called so. */
export async function resolveName(
  git: Git,
  name: string,
  signal: AbortSignal,
): Promise<Revision | undefined> {
  const wanted = ['--end-of-options', `${name}^{commit}`];
  const found = await git
    .text(['rev-parse', '--verify', '--quiet', ...wanted], signal)
    .catch(() => '');
  signal.throwIfAborted();
  return found.trim() === '' ? undefined : (found.trim() as Revision);
}
