/**
 * Files that are either whole or not there, whatever stops the process or the machine: written under
 * another name, flushed, renamed, and the folder flushed, because a rename lives in the folder.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `from` must have been flushed by its writer. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flushFolder(dirname(to));
}

export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await using file = await open(temporary, 'w');
  await file.writeFile(text);
  await file.sync();
  await renameDurably(temporary, path);
}

/** Nothing happens when there is no such file. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export async function flushFolder(path: string): Promise<void> {
  await using folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await folder.sync();
}

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The disk, the quota or the largest file is reached. */
export const isOutOfSpace = (error: unknown): boolean => FULL.has(codeOf(error) ?? '');

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Large enough that hashing, not calling, takes the time (a stream’s 64 KiB costs twice as much). */
const CHUNK = 1 << 20;

/** Feeds the first `length` bytes of the file; `false` where it is shorter. */
export async function readInto(
  file: FileHandle,
  length: number,
  take: (bytes: Uint8Array) => void,
): Promise<boolean> {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(length, 1)));
  for (let at = 0; at < length;) {
    const wanted = Math.min(chunk.length, length - at);
    const { bytesRead } = await file.read(chunk, 0, wanted, at);
    if (bytesRead === 0) return false;
    take(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return true;
}

export interface BatchWriter {
  /** Keeps the bytes until there are enough for one call; waits only for the call before. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Everything given so far is in the file. */
  flush(): Promise<void>;
}

/** Writes on from `position`, without copying, one batch under way while the next one is gathered. */
export function createBatchWriter(file: FileHandle, position: number): BatchWriter {
  let batch: Uint8Array[] = [];
  let gathered = 0;
  let writing: Promise<void> = Promise.resolve();
  const start = async (): Promise<void> => {
    await writing;
    writing = writeAll(file, batch, position);
    // Its failure is met by the next await; until then it must not count as unheard.
    writing.catch(() => undefined);
    position += gathered;
    batch = [];
    gathered = 0;
  };
  return {
    write: (bytes) => {
      batch.push(bytes);
      gathered += bytes.length;
      return gathered < CHUNK ? undefined : start();
    },
    flush: async () => {
      await start();
      await writing;
    },
  };
}

async function writeAll(file: FileHandle, batch: Uint8Array[], position: number): Promise<void> {
  if (batch.length === 0) return;
  const total = batch.reduce((sum, bytes) => sum + bytes.length, 0);
  let { bytesWritten: done } = await file.writev(batch, position);
  if (done === total) return;
  // A short write comes before the error that says why, or at a limit of the kernel's.
  const whole = Buffer.concat(batch);
  while (done < total)
    done += (await file.write(whole, done, total - done, position + done)).bytesWritten;
}
