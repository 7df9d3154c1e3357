/**
 * Where a transfer's bytes come from: a text in memory, or a blob read in chunks that all transfers
 * share. Machines of a rack ask for the same files at the same time: each chunk is read once for them.
 */
import { open } from 'node:fs/promises';
import { ControllerError } from '../../core/errors.ts';

export interface Source {
  readonly bytes: number;
  /** Views of memory that hold these bytes; `undefined`: they are to be loaded first. */
  slice(offset: number, length: number): readonly Buffer[] | undefined;
  /** Afterwards `slice` has them. */
  load(offset: number, length: number): Promise<void>;
}

export interface Blob {
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

export interface ChunkCache {
  open(blob: Blob): Source;
}

export function bufferSource(content: Buffer): Source {
  return {
    bytes: content.length,
    slice: (offset, length) => [content.subarray(offset, offset + length)],
    load: async () => undefined,
  };
}

const CHUNK_BYTES = 256 * 1024;

/** Holds up to `budgetBytes`, the chunk that nobody used for longest goes first. */
export function createChunkCache(budgetBytes: number): ChunkCache {
  const chunks = new Map<string, Buffer>();
  const loading = new Map<string, Promise<Buffer>>();
  const keep = (key: string, chunk: Buffer): Buffer => {
    chunks.delete(key);
    chunks.set(key, chunk);
    const [oldest] = chunks.keys();
    if (oldest !== undefined && chunks.size * CHUNK_BYTES > budgetBytes) chunks.delete(oldest);
    return chunk;
  };
  const get = (blob: Blob, index: number): Buffer | undefined => {
    const chunk = chunks.get(`${blob.digest}/${index}`);
    return chunk === undefined ? undefined : keep(`${blob.digest}/${index}`, chunk);
  };
  const load = (blob: Blob, index: number): Promise<Buffer> => {
    const key = `${blob.digest}/${index}`;
    const running = loading.get(key);
    if (running !== undefined) return running;
    const chunk = readChunk(blob, index)
      .then((bytes) => keep(key, bytes))
      .finally(() => loading.delete(key));
    loading.set(key, chunk);
    return chunk;
  };
  return { open: (blob) => blobSource(blob, { get, load }) };
}

interface Chunks {
  get(blob: Blob, index: number): Buffer | undefined;
  load(blob: Blob, index: number): Promise<Buffer>;
}

/** Holds on to the two chunks that its blocks come from, so that few blocks need a look-up and none a second load. */
function blobSource(blob: Blob, chunks: Chunks): Source {
  const near = new Map<number, Buffer>();
  const hold = (index: number, chunk: Buffer): Buffer => {
    const [oldest] = near.keys();
    if (near.size > 1 && oldest !== undefined) near.delete(oldest);
    near.set(index, chunk);
    // Read ahead; a failure shows when the chunk is really wanted.
    const ahead = (index + 1) * CHUNK_BYTES < blob.bytes && !near.has(index + 1);
    if (ahead && chunks.get(blob, index + 1) === undefined)
      chunks.load(blob, index + 1).catch(() => undefined);
    return chunk;
  };
  const chunkAt = (index: number): Buffer | undefined => {
    const chunk = near.get(index) ?? chunks.get(blob, index);
    return chunk === undefined || near.has(index) ? chunk : hold(index, chunk);
  };
  return {
    bytes: blob.bytes,
    slice: (offset, length) => {
      const index = Math.floor(offset / CHUNK_BYTES);
      const from = offset - index * CHUNK_BYTES;
      const chunk = chunkAt(index);
      if (chunk === undefined) return undefined;
      if (from + length <= chunk.length) return [chunk.subarray(from, from + length)];
      const next = chunkAt(index + 1);
      return next && [chunk.subarray(from), next.subarray(0, from + length - chunk.length)];
    },
    load: async (offset, length) => {
      const first = Math.floor(offset / CHUNK_BYTES);
      const last = Math.floor(Math.max(offset, offset + length - 1) / CHUNK_BYTES);
      for (let index = first; index <= last; index += 1)
        hold(index, await chunks.load(blob, index));
    },
  };
}

async function readChunk({ path, bytes }: Blob, index: number): Promise<Buffer> {
  const offset = index * CHUNK_BYTES;
  const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, bytes - offset));
  const file = await open(path);
  try {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
    if (bytesRead === chunk.length) return chunk;
  } finally {
    await file.close();
  }
  throw new ControllerError(
    'E_IMAGE_DIGEST',
    `reading ${path}: it is shorter than when it was verified`,
  );
}
