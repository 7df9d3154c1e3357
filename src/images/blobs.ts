/**
 * Blobs: files named by their SHA-256, which under that name are always whole. A blob gets a fixed
 * modification time when its bytes were verified; whatever wrote to it since has moved that time, so a
 * start needs to hash again only what somebody touched.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import {
  createBatchWriter,
  isMissing,
  isOutOfSpace,
  readInto,
  removeFile,
  renameDurably,
} from './durable-file.ts';

/** 2001-09-09T01:46:40Z: no clock says that any more. */
const VERIFIED = 1_000_000_000;

/** Marks bytes that were just verified, takes away the right to write, and flushes. */
async function seal(file: FileHandle): Promise<void> {
  await file.chmod(0o444);
  await file.utimes(VERIFIED, VERIFIED);
  await file.sync();
}

/** Gives a verified, flushed file its final name. */
export async function installBlob(path: string, blob: string): Promise<void> {
  await using file = await open(path, 'r');
  await seal(file);
  await renameDurably(path, blob);
}

/**
 * What lies under a blob's name: its length if it is what the name says, a fault otherwise. `expected`
 * is the length that a manifest gives it; where that differs, the mark is not believed.
 */
export async function inspectBlob(
  folder: string,
  digest: Digest,
  expected: number | undefined,
): Promise<{ readonly bytes: number } | 'missing' | 'damaged'> {
  const path = join(folder, digest);
  try {
    const found = await stat(path);
    if (!found.isFile()) return 'damaged';
    const marked = found.mtimeMs === VERIFIED * 1000;
    if (marked && found.size === (expected ?? found.size)) return { bytes: found.size };
    return (await rehash(path, found.size, digest)) ? { bytes: found.size } : 'damaged';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
}

async function rehash(path: string, bytes: number, digest: Digest): Promise<boolean> {
  await using file = await open(path, 'r');
  const hash = createHash('sha256');
  const whole = await readInto(file, bytes, (chunk) => hash.update(chunk));
  if (!whole || hash.digest('hex') !== digest) return false;
  await seal(file);
  return true;
}

/** Out of the way, but kept for a person to look at. */
export async function quarantine(path: string, to: string): Promise<void> {
  await rename(path, to);
}

/**
 * Writes `bytes` under the temporary name `path` and verifies them on the way, or removes it again.
 * Throws E_IMAGE_DIGEST, E_IMAGE_SPACE.
 */
export async function writeVerified(
  path: string,
  wanted: { readonly sha256: Digest; readonly bytes: number },
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    await using file = await open(path, 'w');
    const found = await copy(file, wanted.bytes, bytes);
    if (found === wanted.sha256) return await file.sync();
    throw new ControllerError(
      'E_IMAGE_DIGEST',
      `storing ${wanted.sha256} (${wanted.bytes} bytes): the bytes given are ${found}`,
    );
  } catch (error) {
    await removeFile(path);
    if (!isOutOfSpace(error)) throw error;
    const message = `storing ${wanted.sha256}: no room for its ${wanted.bytes} bytes`;
    throw new ControllerError('E_IMAGE_SPACE', message, { cause: error });
  }
}

/** Resolves with the digest, or with words for a length that is not the one wanted. */
async function copy(
  file: FileHandle,
  wanted: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256');
  const writer = createBatchWriter(file, 0);
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > wanted) return 'more';
    hash.update(chunk);
    await writer.write(chunk);
  }
  await writer.flush();
  return length === wanted ? hash.digest('hex') : `only ${length}`;
}
