/** The mirror of one boot source: its catalogue, and its images brought into the store. */
import PQueue from 'p-queue';
import { ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { Digest, ImageKey } from '../core/ids.ts';
import type { CatalogFile, FileRole, ImageFile, StoredImage } from '../core/image.ts';
import type { BootSource } from '../core/inventory.ts';
import type { Clock, ImageMirror } from '../core/ports.ts';
import { type HttpClient, createHttpClient } from '../lib/http-client.ts';
import { unpackBootLoader } from './boot-loader.ts';
import { fetchCatalog } from './catalog.ts';
import type { DiskStore } from './disk-store.ts';
import { type Download, download } from './download.ts';
import { removeFile } from './durable-file.ts';
import { fileUrl, sourceUrls } from './source-url.ts';

export interface MirrorOptions {
  readonly source: BootSource;
  readonly store: DiskStore;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Files under way at once. */
  readonly parallel?: number;
  /** Silence after which a connection counts as broken, in milliseconds. */
  readonly stallMs?: number;
}

export interface Mirror extends ImageMirror {
  close(): Promise<void>;
}

export function createMirror(options: MirrorOptions): Mirror {
  const { source, emit } = options;
  const http = createHttpClient({ proxy: source.proxy, stallMs: options.stallMs ?? 30_000 });
  const room: Room = {
    ...options,
    http,
    queue: new PQueue({ concurrency: options.parallel ?? 4 }),
    turns: new Map(),
  };
  return {
    catalog: async (previous, signal) => {
      const catalog = await fetchCatalog(room, previous, signal);
      const { signedBy: fingerprint, products } = catalog;
      emit({
        event: 'stream.verified',
        source: source.name,
        fingerprint,
        products: products.length,
      });
      return catalog;
    },
    sync: (image, files, signal) => sync(room, image, files, signal),
    close: () => http.close(),
  };
}

interface Room extends MirrorOptions {
  readonly http: HttpClient;
  readonly queue: PQueue;
  /** The download under way, by digest: images share their root filesystems. */
  readonly turns: Map<Digest, Promise<unknown>>;
}

type Wanted = Parameters<ImageMirror['sync']>[0];

async function sync(
  room: Room,
  { key, version, traits }: Wanted,
  files: readonly CatalogFile[],
  signal: AbortSignal,
): Promise<StoredImage> {
  const startedAt = room.clock.now();
  const brought = await allOrNone(files, signal, (file, either) => bring(room, key, file, either));
  const image = { key, version, product: traits, files: withoutTwins(brought.flat(), key) };
  await room.store.publish(image);
  for (const { sha256 } of files.filter(isArchive)) await removeFile(room.store.partial(sha256));
  const bytes = image.files.reduce((sum, file) => sum + file.bytes, 0);
  const ms = room.clock.now() - startedAt;
  room.emit({ event: 'image.synced', key, version, bytes, ms });
  return image;
}

/** The first failure stops the others, and is thrown when they have stopped. */
async function allOrNone<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<readonly R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const running = items.map((item) => work(item, either));
  try {
    return await Promise.all(running);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}

const isArchive = (file: CatalogFile): boolean => file.ftype === 'archive.tar.xz';

/** Roles of files that are stored as they come, and the names they are served under. */
const PLAIN: Readonly<Record<string, readonly [FileRole, string]>> = {
  'boot-kernel': ['boot-kernel', 'boot-kernel'],
  'boot-initrd': ['boot-initrd', 'boot-initrd'],
  squashfs: ['squashfs', 'squashfs'],
  'root-tgz': ['root-tgz', 'root.tgz'],
};

async function bring(
  room: Room,
  key: ImageKey,
  file: CatalogFile,
  signal: AbortSignal,
): Promise<readonly ImageFile[]> {
  const [role, name] = PLAIN[file.ftype] ?? [];
  const what = wantedDownload(room, key, file);
  if (isArchive(file))
    return oneAtATime(room.turns, file.sha256, async () => {
      await queued(room, what, signal);
      return storeLoaders(room, what);
    });
  if (role === undefined || name === undefined)
    throw new ControllerError('E_STREAM_FORMAT', `syncing ${key}: cannot use a ${file.ftype}`);
  await oneAtATime(room.turns, file.sha256, async () => {
    if (await isStored(room.store, file)) return;
    await queued(room, what, signal);
    await room.store.adopt(file, what.partial);
  });
  return [{ role, name, sha256: file.sha256, bytes: file.bytes }];
}

async function isStored(store: DiskStore, file: CatalogFile): Promise<boolean> {
  return (await store.open(file.sha256))?.bytes === file.bytes;
}

const queued = (room: Room, what: Download, signal: AbortSignal): Promise<void> =>
  room.queue.add(() => download(what, room.http, signal), { signal });

async function storeLoaders(room: Room, { partial, url }: Download): Promise<readonly ImageFile[]> {
  const files: ImageFile[] = [];
  for await (const { file, content } of unpackBootLoader(partial, url)) {
    await room.store.ingest(file, once(content));
    files.push(file);
  }
  return files;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Waits for whoever has the digest in hands, however that one ends, and then has it alone. */
async function oneAtATime<T>(
  turns: Map<Digest, Promise<unknown>>,
  digest: Digest,
  work: () => Promise<T>,
): Promise<T> {
  for (let other = turns.get(digest); other !== undefined; other = turns.get(digest))
    await other.catch(() => undefined);
  const mine = work();
  turns.set(digest, mine);
  try {
    return await mine;
  } finally {
    turns.delete(digest);
  }
}

const PROGRESS_MS = 1000;

function wantedDownload(room: Room, key: ImageKey, file: CatalogFile): Download {
  const { root } = sourceUrls(room.source.url);
  const { sha256, bytes: total } = file;
  let toldAt = room.clock.now();
  return {
    url: fileUrl(root, file.path),
    sha256,
    bytes: total,
    partial: room.store.partial(sha256),
    onProgress: (bytes) => {
      const now = room.clock.now();
      if (now - toldAt < PROGRESS_MS && bytes < total) return;
      toldAt = now;
      room.emit({ event: 'image.progress', key, file: file.ftype, bytes, total });
    },
  };
}

/** Two packages may hold the same file; with two contents, which one a machine gets must not be chance. */
function withoutTwins(files: readonly ImageFile[], key: ImageKey): readonly ImageFile[] {
  const byName = new Map<string, ImageFile>();
  for (const file of files) {
    const twin = byName.get(file.name) ?? file;
    if (twin.sha256 !== file.sha256) {
      const message = `syncing ${key}: there are two different files ${file.name}`;
      throw new ControllerError('E_STREAM_FORMAT', message);
    }
    byName.set(file.name, file);
  }
  return [...byName.values()];
}
