/** Sends immutable files over HTTP: from memory when they are hot, else through a few reused buffers. */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBlobCache } from './blob-cache.ts';
import { select, type Span } from './byte-range.ts';

export interface HttpBlob {
  /** Absolute path of a file that never changes while it exists. */
  readonly path: string;
  readonly bytes: number;
  /** Names the content (a digest): the entity tag, and the key in memory. */
  readonly key: string;
}

export interface BlobSender {
  /**
   * Answers a GET or HEAD, with ranges and preconditions, and ends the response. Resolves when the
   * last byte was handed to the kernel or the peer went away; rejects, before the head was sent, when
   * the file cannot be read. After the head a failing disk cuts the connection: the peer sees a short body.
   */
  send(request: IncomingMessage, response: ServerResponse, blob: HttpBlob): Promise<void>;
}

export interface BlobSenderOptions {
  /** Memory for whole files that are asked for again and again. */
  readonly cacheBytes?: number;
}

const BUFFER = 256 << 10;
/** Buffers kept for the next response; more are made when more responses run at once, and freed. */
const SPARE = 32;
/** So many large buffers may be out; beyond, a crowd of slow readers gets small ones. */
const MANY = 256;

export function createBlobSender(options: BlobSenderOptions = {}): BlobSender {
  const cacheBytes = options.cacheBytes ?? 256 << 20;
  const cache = createBlobCache<HttpBlob>({
    budgetBytes: cacheBytes,
    maxBlobBytes: cacheBytes >> 1,
    read: readWhole,
  });
  const pool = createPool();
  return {
    async send(request, response, blob) {
      const etag = `"${blob.key}"`;
      const selection = select(request.headers, { etag, bytes: blob.bytes });
      if (selection.status !== 200 && selection.status !== 206)
        return refuse(response, selection.status, { etag, bytes: blob.bytes });
      const span = selection.status === 206 ? selection.span : { first: 0, last: blob.bytes - 1 };
      const head = headOf(etag, selection.status === 206 ? span : undefined, blob.bytes);
      if (request.method === 'HEAD' || blob.bytes === 0)
        return void response.writeHead(selection.status, head).end();
      const held = await cache.get(blob);
      if (held !== undefined)
        return void response
          .writeHead(selection.status, head)
          .end(held.subarray(span.first, span.last + 1));
      await stream(blob, span, {
        response,
        pool,
        start: () => response.writeHead(selection.status, head),
      });
    },
  };
}

/** GRUB 2.06 compares `Content-Length: ` byte by byte: the names must be written with these capitals. */
function headOf(
  etag: string,
  span: Span | undefined,
  bytes: number,
): Record<string, string | number> {
  const head = {
    'Content-Type': 'application/octet-stream',
    'Content-Length': span === undefined ? bytes : span.last - span.first + 1,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: etag,
  };
  if (span === undefined) return head;
  return { ...head, 'Content-Range': `bytes ${span.first}-${span.last}/${bytes}` };
}

function refuse(
  response: ServerResponse,
  status: 304 | 412 | 416,
  what: { readonly etag: string; readonly bytes: number },
): void {
  if (status === 304) return void response.writeHead(304, { ETag: what.etag }).end();
  const text = status === 416 ? 'range not satisfiable\n' : 'precondition failed\n';
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length,
    ...(status === 416 ? { 'Content-Range': `bytes */${what.bytes}` } : {}),
  });
  response.end(text);
}

/** A file that is not as long as it was said to be is not the file that was verified. */
async function readWhole(blob: HttpBlob): Promise<Buffer> {
  const content = await readFile(blob.path);
  if (content.length !== blob.bytes)
    throw new RangeError(`${blob.path} has ${content.length} bytes`);
  return content;
}

interface Pipe {
  readonly response: ServerResponse;
  readonly pool: Pool;
  readonly start: () => unknown;
}

/** Reads into one buffer while the other is on the wire: never more than one write is under way. */
async function stream(blob: HttpBlob, span: Span, { response, pool, start }: Pipe): Promise<void> {
  await using file = await open(blob.path);
  using gone = watchPeer(response);
  let buffers: [Buffer, Buffer] = [pool.take(), pool.take()];
  let written: Promise<void> = Promise.resolve();
  try {
    for (let at = span.first; at <= span.last; buffers = [buffers[1], buffers[0]]) {
      const length = await fill(file, buffers[0], { first: at, last: span.last });
      if (!response.headersSent) start();
      await written;
      written = Promise.race([write(response, buffers[0].subarray(0, length)), gone.promise]);
      written.catch(() => undefined);
      at += length;
    }
    await written;
    response.end();
    // Only now has the kernel copied both: after a broken write their bytes may still be on the way out.
    for (const buffer of buffers) pool.giveBack(buffer);
  } catch (error) {
    pool.lose(buffers.length);
    if (!response.headersSent) throw error;
    response.destroy();
  }
}

/** Rejects when the peer goes away: the write of a response queued behind another never calls back then. */
function watchPeer(response: ServerResponse): { readonly promise: Promise<never> } & Disposable {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const { socket } = response.req;
  const closed = (): void => reject(new RangeError('the connection was closed'));
  if (socket.destroyed) closed();
  socket.once('close', closed);
  return { promise, [Symbol.dispose]: () => void socket.off('close', closed) };
}

async function fill(file: FileHandle, buffer: Buffer, span: Span): Promise<number> {
  const wanted = Math.min(buffer.length, span.last - span.first + 1);
  const { bytesRead } = await file.read(buffer, 0, wanted, span.first);
  if (bytesRead === 0) throw new RangeError('the file is shorter than it was');
  return bytesRead;
}

function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  response.write(bytes, (error) => (error ? reject(error) : resolve()));
  return promise;
}

interface Pool {
  take(): Buffer;
  giveBack(buffer: Buffer): void;
  /** Buffers that never come back: their connection broke. */
  lose(count: number): void;
}

function createPool(): Pool {
  const spare: Buffer[] = [];
  let out = 0;
  return {
    take() {
      out += 1;
      return spare.pop() ?? Buffer.allocUnsafeSlow(out > MANY ? BUFFER >> 2 : BUFFER);
    },
    giveBack(buffer) {
      out -= 1;
      if (spare.length < SPARE && buffer.length === BUFFER) spare.push(buffer);
    },
    lose(count) {
      out -= count;
    },
  };
}
