/** Whole files in memory under a budget of bytes: the least recently asked-for one goes first. */

export interface BlobCache<B extends CachedBlob> {
  /** The bytes, when they are in memory or worth bringing there; `undefined`: stream them. */
  readonly get: (blob: B) => Promise<Buffer | undefined>;
  /** Bytes held. */
  readonly size: () => number;
}

export interface CachedBlob {
  /** Names the content: two blobs with the same key hold the same bytes. */
  readonly key: string;
  readonly bytes: number;
}

export interface BlobCacheOptions<B extends CachedBlob> {
  readonly budgetBytes: number;
  /** Larger ones are never held. */
  readonly maxBlobBytes: number;
  readonly read: (blob: B) => Promise<Buffer>;
}

/** Held from the first request on; larger ones from the second: a file asked for once is not hot. */
const SMALL = 1 << 20;
const REMEMBERED = 1024;

export function createBlobCache<B extends CachedBlob>(options: BlobCacheOptions<B>): BlobCache<B> {
  // A Map keeps insertion order: its first entry is the one used longest ago. One promise an entry, so
  // that forty machines asking for the same kernel at once read it once.
  const held = new Map<string, { readonly bytes: number; readonly content: Promise<Buffer> }>();
  const asked = new Set<string>();
  let size = 0;

  const drop = (key: string): void => {
    size -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };
  const hot = (blob: B): boolean => {
    if (blob.bytes <= SMALL || asked.has(blob.key)) return true;
    if (asked.size >= REMEMBERED) asked.clear();
    asked.add(blob.key);
    return false;
  };
  const fill = (blob: B): Promise<Buffer> => {
    const content = options.read(blob);
    held.set(blob.key, { bytes: blob.bytes, content });
    size += blob.bytes;
    for (const key of held.keys()) if (size > options.budgetBytes) drop(key);
    content.catch(() => held.get(blob.key)?.content === content && drop(blob.key));
    return content;
  };
  const get = async (blob: B): Promise<Buffer | undefined> => {
    const entry = held.get(blob.key);
    if (entry !== undefined) {
      held.delete(blob.key);
      held.set(blob.key, entry);
      return entry.content;
    }
    const fits = blob.bytes <= Math.min(options.maxBlobBytes, options.budgetBytes);
    return fits && hot(blob) ? fill(blob) : undefined;
  };
  return { get, size: () => size };
}
