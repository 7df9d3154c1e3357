/**
 * The inventory from a branch of a git repository, through a bare mirror. There is never a work
 * tree, and a revision is read as one object. The mirror is only a copy: when the remote answers and
 * the mirror does not (a `kill -9` left a lock or half a clone behind), it is made again.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Revision } from '../core/ids.ts';
import type { InventorySource } from '../core/ports.ts';
import { declaredIn, placesIn } from './describe.ts';
import { blame, resolveName } from './git-blame.ts';
import { createGit, type Git } from './git-command.ts';
import { listBetween } from './git-history.ts';
import { lineageOf } from './git-lineage.ts';
import { missingBranch, withoutPassword, whyRefused } from './git-refusal.ts';
import { createLoader, type Entry, type Tree } from './load.ts';

export interface GitSourceOptions {
  /** Anything that `git fetch` takes: `https://…`, `ssh://…`, `git@host:path`, a folder. */
  readonly url: string;
  readonly branch: string;
  /** Folder of the inventory in the repository; empty for its root. */
  readonly path: string;
  /** A folder of this controller's own; the mirror is made below it. */
  readonly mirrorDir: string;
  /** The controller's environment, of which git sees a few variables (`git-command.ts`). */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Repository {
  /** Ours, to be made again where it is broken; `undefined` for a person's own. */
  readonly dir: string | undefined;
  /** Commands in the repository. */
  readonly git: Git;
}

interface Mirror extends Repository {
  readonly options: GitSourceOptions;
  readonly dir: string;
  /** Commands that need no repository. */
  readonly outside: Git;
}

/** `head` and `load` throw E_GIT_FETCH, whose cause says what to do. */
export function createGitSource(options: GitSourceOptions): InventorySource {
  const parent = resolve(options.mirrorDir);
  const dir = join(parent, 'mirror.git');
  // Named and bounded, so that git never goes looking for a repository in the folders above.
  const git = createGit(dir, options.env, { GIT_DIR: dir });
  const outside = createGit(parent, options.env, { GIT_CEILING_DIRECTORIES: dirname(parent) });
  const mirror = { options, dir, git, outside };
  const folder = options.path.replace(/^\.?\/+|^\.$|\/+$/g, '');
  const label = folder === '' ? '' : `${folder}/`;
  const load = createLoader(label);
  return {
    head: (signal) => head(mirror, signal),
    load: (revision, signal) => load(revision, treeOf(mirror, revision, folder, signal)),
    lineage: (from, to, signal) => lineageOf(git, [from, to], signal),
    async attribute(question, signal) {
      const tree = treeOf(mirror, question.revision, folder, signal);
      return blame(git, question.revision, await placesIn(question, label, tree), signal);
    },
    revisions: {
      resolve: (name, signal) =>
        resolveName(git, name.replace(/^HEAD\b/, `refs/heads/${options.branch}`), signal),
      declared: (revision, signal) => declaredIn(label, treeOf(mirror, revision, folder, signal)),
      between: (from, to, signal) => listBetween(git, from, to, signal),
    },
  };
}

async function head(mirror: Mirror, signal: AbortSignal): Promise<Revision> {
  try {
    return await fetchHead(mirror, signal);
  } catch {
    signal.throwIfAborted();
    await blameRemote(mirror, signal);
  }
  // Another process may have held a lock for that moment. One that still holds it is dead.
  const again = await fetchHead(mirror, signal).catch(() => undefined);
  if (again !== undefined) return again;
  signal.throwIfAborted();
  try {
    await discard(mirror);
    return await fetchHead(mirror, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw failed(mirror.options, whyRefused(error));
  }
}

async function fetchHead({ options, dir, git }: Mirror, signal: AbortSignal): Promise<Revision> {
  if (!existsSync(join(dir, 'HEAD'))) {
    await mkdir(dir, { recursive: true });
    await git.text(['init', '--bare', '--quiet', dir], signal);
  }
  const ref = `refs/heads/${options.branch}`;
  const flags = ['--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  // With --progress a slow transfer is not taken for a silent remote.
  await git.text(['fetch', '--progress', ...flags, '--', options.url, `+${ref}:${ref}`], signal);
  const commit = await git.text(['rev-parse', '--verify', `${ref}^{commit}`], signal);
  return commit.trim() as Revision;
}

/** Throws where the remote is at fault; returns where it answers and has the branch. */
async function blameRemote(mirror: Mirror, signal: AbortSignal): Promise<void> {
  const { options, outside } = mirror;
  let heads: string;
  try {
    heads = await outside.text(['ls-remote', '--heads', '--', options.url], signal);
  } catch (remote) {
    signal.throwIfAborted();
    throw failed(options, whyRefused(remote));
  }
  const branches = [...heads.matchAll(/\trefs\/heads\/(.+)$/gm)].map(([, name = '']) => name);
  if (!branches.includes(options.branch))
    throw failed(options, missingBranch(options.branch, branches));
}

function failed({ branch, url }: GitSourceOptions, why: Error): ControllerError {
  const what = `fetching branch "${branch}" of ${withoutPassword(url)}`;
  return new ControllerError('E_GIT_FETCH', what, { cause: why });
}

export function treeOf(
  mirror: Repository,
  revision: Revision,
  folder: string,
  signal: AbortSignal,
): Tree {
  let entries: ReadonlyMap<string, Entry> | undefined;
  return {
    list: async () => (entries = await entriesOf(mirror, revision, folder, signal)),
    read: (paths) => {
      const wanted = paths.map((path) => ({ path, object: entries?.get(path)?.object ?? '' }));
      return readBlobs(mirror, revision, wanted, signal);
    },
  };
}

/** `undefined`: the commit is there, and the folder is not. */
async function entriesOf(
  mirror: Repository,
  revision: Revision,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Entry> | undefined> {
  const { git } = mirror;
  try {
    const tree = `${revision}:${folder}`;
    const listed = await git.text(['ls-tree', '-r', '-z', '--full-tree', tree], signal);
    return new Map(listed.split('\0').flatMap(parseEntry));
  } catch (error) {
    signal.throwIfAborted();
    const type = await git.text(['cat-file', '-t', revision], signal).catch(() => '');
    if (type.trim() === 'commit') return undefined;
    return unreadable(mirror, revision, error);
  }
}

/** The next `head` makes a new mirror. */
async function unreadable(mirror: Repository, revision: string, error: unknown): Promise<never> {
  await discard(mirror);
  throw new ControllerError('E_GIT_FETCH', `reading revision ${revision} from the mirror`, {
    cause: error,
  });
}

const discard = async ({ dir }: Repository): Promise<void> =>
  dir === undefined ? undefined : rm(dir, { recursive: true, force: true });

/** `100644 blob <object>\t<path>`; 120000 is a symbolic link, 160000 a submodule, which holds nothing here. */
function parseEntry(line: string): (readonly [string, Entry])[] {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', object = ''] = line.slice(0, tab).split(' ');
  if (type !== 'blob') return [];
  return [[line.slice(tab + 1), { kind: mode === '120000' ? 'symlink' : 'file', object }]];
}

async function readBlobs(
  mirror: Repository,
  revision: Revision,
  wanted: readonly { readonly path: string; readonly object: string }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (wanted.length === 0) return new Map();
  try {
    const objects = wanted.map(({ object }) => `${object}\n`).join('');
    const batch = await mirror.git.batch(['--batch'], objects, signal);
    return splitBatch(batch, wanted);
  } catch (error) {
    signal.throwIfAborted();
    return unreadable(mirror, revision, error);
  }
}

/** `<object> blob <bytes>\n<contents>\n`, once for each file, in order. */
function splitBatch(
  batch: Uint8Array,
  wanted: readonly { readonly path: string; readonly object: string }[],
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let offset = 0;
  for (const { path, object } of wanted) {
    const end = batch.indexOf(10, offset);
    const header = new TextDecoder().decode(batch.subarray(offset, end));
    const size = header.startsWith(`${object} blob `) ? Number(header.split(' ')[2]) : Number.NaN;
    if (end === -1 || !Number.isSafeInteger(size))
      throw new ControllerError('E_GIT_FETCH', `reading ${path}: git answered "${header}"`);
    files.set(path, batch.subarray(end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
  return files;
}
