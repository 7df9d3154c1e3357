/**
 * The image store in a folder: `blobs/<sha256>` holds verified bytes, `manifests/…json` says which
 * blobs make a complete image, `partial/` holds what is still arriving, and `quarantine/` what was
 * found damaged. Files of any other name are somebody else's, and stay.
 */
import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import { type Digest, type ImageKey, parseDigest } from '../core/ids.ts';
import type { StoredImage } from '../core/image.ts';
import type { Clock, ImageStore } from '../core/ports.ts';
import { inspectBlob, installBlob, quarantine, writeVerified } from './blobs.ts';
import { flushFolder, removeFile, writeDurably } from './durable-file.ts';
import { digestsOf, formatManifest, isStorable, manifestName, parseManifest } from './manifest.ts';
import { compareVersions } from './stream.ts';

export interface DiskStore extends ImageStore {
  /** Where a download of this digest grows, across restarts. */
  partial(digest: Digest): string;
  /** Takes over a file whose bytes its writer has verified and flushed. */
  adopt(file: { readonly sha256: Digest; readonly bytes: number }, path: string): Promise<void>;
}

interface Shelves {
  readonly blobs: string;
  readonly manifests: string;
  readonly partial: string;
  readonly quarantine: string;
}

/** What the folder holds, kept in memory so that looking costs no disk. */
interface Index {
  readonly blobs: Map<Digest, number>;
  /** By manifest name; complete or not. */
  readonly manifests: Map<string, StoredImage>;
  /** The complete ones, as `list` gives them. */
  listed: ReadonlyMap<ImageKey, readonly StoredImage[]>;
}

/** Reads and checks what is there. With a clock, what nobody went on with for a week is given up. */
export async function createDiskStore(dir: string, clock?: Clock): Promise<DiskStore> {
  const shelves = {
    blobs: join(dir, 'blobs'),
    manifests: join(dir, 'manifests'),
    partial: join(dir, 'partial'),
    quarantine: join(dir, 'quarantine'),
  };
  for (const shelf of Object.values(shelves)) await mkdir(shelf, { recursive: true });
  const index: Index = { blobs: new Map(), manifests: new Map(), listed: new Map() };
  await readManifests(shelves, index);
  await readBlobs(shelves, index);
  relist(index);
  if (clock !== undefined) await clearAbandoned(shelves, index, clock.now() - WEEK_MS);
  return storeOn(shelves, index);
}

function storeOn(shelves: Shelves, index: Index): DiskStore {
  const oneByOne = createTurns();
  let ingested = 0;
  const blob = (digest: Digest): string => join(shelves.blobs, digest);
  const adopt: DiskStore['adopt'] = (file, path) =>
    oneByOne(async () => {
      await installBlob(path, blob(file.sha256));
      index.blobs.set(file.sha256, file.bytes);
    });
  return {
    list: async () => index.listed,
    has: async (digest) => index.blobs.has(digest),
    open: async (digest) => {
      const bytes = index.blobs.get(digest);
      return bytes === undefined ? undefined : { bytes, path: blob(digest) };
    },
    partial: (digest) => join(shelves.partial, digest),
    adopt,
    ingest: async (file, bytes) => {
      if (index.blobs.has(file.sha256)) return;
      ingested += 1;
      const path = join(shelves.partial, `${file.sha256}.ingest-${ingested}`);
      await writeVerified(path, file, bytes);
      await adopt(file, path);
    },
    publish: (image) => oneByOne(() => publish(shelves, index, image)),
    prune: (key, version) => oneByOne(() => prune(shelves, index, manifestName(key, version))),
  };
}

async function publish(shelves: Shelves, index: Index, image: StoredImage): Promise<void> {
  const what = `publishing ${image.key} ${image.version}`;
  if (!isStorable(image)) throw new ControllerError('E_STREAM_FORMAT', `${what}: not a plain name`);
  const lacking = image.files.find((file) => index.blobs.get(file.sha256) !== file.bytes);
  if (lacking !== undefined)
    throw new ControllerError(
      'E_IMAGE_DOWNLOAD',
      `${what}: ${lacking.name} (${lacking.sha256}, ${lacking.bytes} bytes) is not stored`,
    );
  const name = manifestName(image.key, image.version);
  await writeDurably(join(shelves.manifests, name), formatManifest(image));
  index.manifests.set(name, image);
  relist(index);
}

/** Forgets in memory first, so that from here on nobody is given what is about to go. */
async function prune(shelves: Shelves, index: Index, name: string): Promise<void> {
  const pruned = index.manifests.get(name);
  index.manifests.delete(name);
  relist(index);
  const needed = digestsOf(index.manifests.values());
  const orphans = [...digestsOf(pruned ? [pruned] : [])].filter((digest) => !needed.has(digest));
  for (const digest of orphans) index.blobs.delete(digest);
  await removeFile(join(shelves.manifests, name));
  await flushFolder(shelves.manifests);
  for (const digest of orphans) await removeFile(join(shelves.blobs, digest));
}

/** Complete images by key, oldest version first. */
function relist(index: Index): void {
  const complete = [...index.manifests.values()].filter((image) =>
    image.files.every((file) => index.blobs.get(file.sha256) === file.bytes),
  );
  const byKey = Map.groupBy(complete, (image) => image.key);
  for (const images of byKey.values()) images.sort((a, b) => compareVersions(a.version, b.version));
  index.listed = byKey;
}

async function readBlobs(shelves: Shelves, index: Index): Promise<void> {
  const files = [...index.manifests.values()].flatMap((image) => image.files);
  const expected = new Map(files.map((file) => [file.sha256, file.bytes]));
  for (const name of await readdir(shelves.blobs)) {
    const digest = parseDigest(name);
    if (digest === undefined) continue;
    const found = await inspectBlob(shelves.blobs, digest, expected.get(digest));
    if (found === 'damaged')
      await quarantine(join(shelves.blobs, name), join(shelves.quarantine, name));
    else if (found !== 'missing') index.blobs.set(digest, found.bytes);
  }
}

const MANIFEST = /^[\w.+-]+(?:,[\w.+-]+)+\.json$/;

async function readManifests(shelves: Shelves, index: Index): Promise<void> {
  for (const entry of await readdir(shelves.manifests, { withFileTypes: true })) {
    const { name } = entry;
    if (!entry.isFile() || !MANIFEST.test(name)) continue;
    const path = join(shelves.manifests, name);
    const image = parseManifest(await readFile(path, 'utf8'));
    if (image !== undefined && manifestName(image.key, image.version) === name)
      index.manifests.set(name, image);
    else await quarantine(path, join(shelves.quarantine, name));
  }
}

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Interrupted downloads, and blobs of images that were never completed. A blob's modification time is
 * its mark, so the change time tells its age.
 */
async function clearAbandoned(shelves: Shelves, index: Index, before: number): Promise<void> {
  const needed = digestsOf(index.manifests.values());
  for (const name of await readdir(shelves.partial)) {
    const path = join(shelves.partial, name);
    const ours = parseDigest(name.slice(0, 64)) !== undefined;
    if (ours && (await stat(path)).mtimeMs < before) await removeFile(path);
  }
  for (const digest of [...index.blobs.keys()].filter((one) => !needed.has(one))) {
    const path = join(shelves.blobs, digest);
    if ((await stat(path)).ctimeMs >= before) continue;
    index.blobs.delete(digest);
    await removeFile(path);
  }
}

/** Changes of the folder happen one after the other. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
