/** Where a snapshot is read from, and where the key is kept that signs one. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ControllerError, explain } from '../core/errors.ts';
import { generateKey, readKey, type SigningKey } from '../lib/ed25519.ts';
import { createHttpClient, readBody } from '../lib/http-client.ts';
import type { Config } from './config.ts';
import type { Shelf } from './publish.ts';

/** Of 50,000 machines a snapshot has about 150 MB; what is longer is something else. */
const LONGEST = 1 << 29;

/** The document at a path or a URL. Throws E_SNAPSHOT_FETCH. */
export async function readPlace(place: string, signal: AbortSignal): Promise<string> {
  try {
    return /^https?:\/\//.test(place)
      ? await download(place, signal)
      : await readFile(place, { encoding: 'utf8', signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new ControllerError('E_SNAPSHOT_FETCH', `reading the snapshot ${place}`, { cause });
  }
}

async function download(url: string, signal: AbortSignal): Promise<string> {
  const http = createHttpClient();
  try {
    const response = await http.send({ url }, signal);
    const body = await readBody(response, LONGEST);
    if (response.status !== 200 || body === undefined)
      throw new TypeError(body === undefined ? 'it is too long' : `it answers ${response.status}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } finally {
    await http.close();
  }
}

/** The key of snapshots, made where there is none yet. Nobody but its owner may read it. */
export async function keepKey(
  config: Pick<Config, 'dataDir' | 'snapshotKey'>,
): Promise<SigningKey> {
  const path = resolve(config.dataDir, config.snapshotKey ?? 'snapshot-key.pem');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, generateKey(), { flag: 'wx', mode: 0o600 }).catch(unlessThere);
    return readKey(await readFile(path, 'utf8'));
  } catch (error) {
    const what = `reading the key of snapshots in ${path}`;
    const cause = new Error(`${explain(error)}; name another file with RECONCILE_SNAPSHOT_KEY`);
    throw new ControllerError('E_STATE_UNAVAILABLE', what, { cause });
  }
}

/** A folder outside the data directory: what was lost with that would be lost with this. */
export const folderShelf = (folder: string, dataDir: string): Shelf => ({
  name: folder,
  async read(signal) {
    const path = join(folder, SNAPSHOT);
    return readFile(path, { encoding: 'utf8', signal }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  },
  async write(document, publicKey) {
    if (`${resolve(folder)}/`.startsWith(`${resolve(dataDir)}/`))
      throw new TypeError(`Site.snapshots.folder ${folder} is in the data directory`);
    await mkdir(folder, { recursive: true });
    await replace(join(folder, PUBLIC_KEY), `${publicKey}\n`);
    await replace(join(folder, SNAPSHOT), document);
  },
});

/** The names of what is published. */
export const SNAPSHOT = 'snapshot.json';
export const PUBLIC_KEY = 'snapshot.pub';

/** Whole or not at all, for whoever reads meanwhile. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** For its owner's eyes: a copy of a store says who owns what. */
export const writePrivate = (path: string, text: string): Promise<void> =>
  writeFile(path, text, { mode: 0o600 });

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
