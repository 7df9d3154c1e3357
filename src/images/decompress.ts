/**
 * A file's bytes with its compression taken off, told by its first bytes and not by its name: archives
 * of boot loaders are called `archive.tar.xz` whatever they are. xz is not in Node: the program does it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ControllerError, explain } from '../core/errors.ts';

const MAGIC = {
  xz: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  gzip: Buffer.from([0x1f, 0x8b]),
  /** RFC 8878 §3.1.1 */
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
};

/** Yields the plain bytes. Rejects with E_IMAGE_UNPACK where xz is missing, and for broken archives. */
export async function* decompress(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r');
  const head = Buffer.alloc(8);
  await file.read(head, 0, head.length, 0);
  const is = (magic: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
  if (is(MAGIC.xz)) yield* unxz(file, path);
  else if (is(MAGIC.gzip)) yield* through(file, createGunzip());
  else if (is(MAGIC.zstd)) yield* through(file, createZstdDecompress());
  else yield* blocks(file);
}

async function* blocks(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const block = Buffer.allocUnsafe(1 << 18);
    const { bytesRead } = await file.read(block, 0, block.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}

async function* through(
  file: FileHandle,
  stage: NodeJS.ReadWriteStream & AsyncIterable<unknown> & { destroy(error?: Error): unknown },
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(blocks(file));
  source.once('error', (error) => stage.destroy(error));
  source.pipe(stage);
  try {
    for await (const piece of stage) yield piece as Uint8Array;
  } finally {
    source.destroy();
    stage.destroy();
  }
}

/** Enough for `xz -9`, which needs 65 MiB; an archive that wants more is refused by xz itself. */
const XZ = ['--decompress', '--stdout', '--memlimit-decompress=128MiB', '--quiet'];

async function* unxz(file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
  const xz = spawn('xz', XZ, { stdio: [file.fd, 'pipe', 'pipe'], env });
  const ended = endOf(xz);
  ended.catch(() => undefined);
  try {
    for await (const piece of xz.stdout as Readable) yield piece as Uint8Array;
    await ended;
  } catch (error) {
    throw xzError(path, error);
  } finally {
    xz.kill('SIGKILL');
  }
}

/** Resolves when xz succeeded; rejects with what it said, no more than a line of it. */
async function endOf(xz: ChildProcess): Promise<void> {
  let said = '';
  xz.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, 500)));
  const [code] = (await once(xz, 'close')) as [number | null];
  if (code !== 0)
    throw new ControllerError('E_IMAGE_UNPACK', said.trim() || `xz ended with ${code}`);
}

function xzError(path: string, error: unknown): ControllerError {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const because = missing
    ? 'the program xz is not installed (Debian: apt install xz-utils)'
    : explain(error);
  return new ControllerError('E_IMAGE_UNPACK', `unpacking ${path}: ${because}`, { cause: error });
}
