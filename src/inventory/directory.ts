/**
 * The inventory from a folder as it lies there: for looking, not for converging (a truncated file is
 * not a commit). Symbolic links are refused, not followed. The only file that imports chokidar.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Revision } from '../core/ids.ts';
import type { InventorySource } from '../core/ports.ts';
import { placesIn } from './describe.ts';
import { createLoader, type Entry, type Tree } from './load.ts';

export interface DirectorySource extends InventorySource {
  /** Calls `changed` after anything in the folder has changed, until the signal. Resolves when it watches. */
  watch(changed: () => void, signal: AbortSignal): Promise<void>;
}

const FOLDER = 'folder' as Revision;

export function createDirectorySource({ dir }: { readonly dir: string }): DirectorySource {
  const shown = dir.replace(/\/+$/, '');
  const label = shown === '.' || shown === '' ? '' : `${shown}/`;
  const load = createLoader(label);
  return {
    head: async () => FOLDER,
    load: async (_revision, signal) => load(FOLDER, treeOf(dir, signal)),
    async attribute(question, signal) {
      const places = await placesIn(question, label, treeOf(dir, signal));
      return new Map([...places].map(([key, at]) => [key, { at, commit: undefined }]));
    },
    watch: async (changed, signal) => watchFolder(dir, changed, signal),
  };
}

function treeOf(dir: string, signal: AbortSignal): Tree {
  return {
    list: async () => {
      try {
        return await list(dir);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw unreadable(dir, error);
      }
    },
    read: async (paths) => {
      signal.throwIfAborted();
      try {
        // One by one: for thousands of small files a thread's answer costs three times the reading.
        const files = new Map<string, Uint8Array>();
        for (const path of paths) files.set(path, readFileSync(`${dir}/${path}`));
        return files;
      } catch (error) {
        throw unreadable(dir, error);
      }
    },
  };
}

const unreadable = (dir: string, cause: unknown): ControllerError =>
  new ControllerError('E_GIT_FETCH', `reading the inventory in ${dir}`, { cause });

/** Folders whose names begin with a dot hold no inventory, and may be large (`.git`). */
async function list(dir: string, below = ''): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  for (const entry of await readdir(`${dir}/${below}`, { withFileTypes: true })) {
    const name = below + entry.name;
    if (entry.isSymbolicLink()) found.set(name, { kind: 'symlink' });
    else if (entry.isFile()) found.set(name, { kind: 'file' });
    else if (entry.isDirectory() && !entry.name.startsWith('.'))
      for (const [path, inner] of await list(dir, `${name}/`)) found.set(path, inner);
  }
  return found;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

async function watchFolder(dir: string, changed: () => void, signal: AbortSignal): Promise<void> {
  const { watch } = await import('chokidar');
  const watcher = watch(dir, {
    ignoreInitial: true,
    followSymlinks: false,
    // An editor writes in pieces: wait until a file has kept its size for a moment.
    awaitWriteFinish: { stabilityThreshold: 100, pollInterval: 20 },
    ignored: (path) => /(?:^|\/)\.[^/.]/.test(relative(dir, path)),
  });
  watcher.on('all', () => changed());
  signal.addEventListener('abort', () => void watcher.close(), { once: true });
  await once(watcher, 'ready', { signal });
}
