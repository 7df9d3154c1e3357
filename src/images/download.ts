/**
 * One file from the boot source: length and SHA-256 are known beforehand from the signed list, and are
 * checked while the bytes pass. What was received stays in a partial file, from which the next
 * connection, or the next process, goes on (RFC 9110 §13.1.5, §14).
 */
import { type Hash, createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { HttpClient, HttpResponse } from '../lib/http-client.ts';
import {
  createBatchWriter,
  isMissing,
  isOutOfSpace,
  readInto,
  removeFile,
} from './durable-file.ts';

export interface Download {
  readonly url: string;
  readonly sha256: Digest;
  readonly bytes: number;
  /** Grows here; `<partial>.json` beside it remembers which representation of the file it is. */
  readonly partial: string;
  /** Told after every piece, with the bytes that are there in all. */
  readonly onProgress?: (received: number) => void;
}

/** A connection that brought something before it broke is followed by another, this often at most. */
const CONNECTIONS = 5;

/**
 * Afterwards `partial` holds exactly the bytes of that digest, flushed. Throws E_IMAGE_DOWNLOAD,
 * E_IMAGE_DIGEST (and the partial file is gone), E_IMAGE_SPACE, or the signal's reason.
 */
export async function download(
  wanted: Download,
  http: HttpClient,
  signal: AbortSignal,
): Promise<void> {
  for (let connection = 1; ; connection += 1) {
    signal.throwIfAborted();
    const left = await attempt(wanted, http, signal);
    if (left === undefined) return;
    if (!left.progress || connection === CONNECTIONS) throw left.failure;
  }
}

/** A connection that ended early: whether another may go on from there. */
interface Interruption {
  readonly progress: boolean;
  readonly failure: ControllerError;
}

async function attempt(
  wanted: Download,
  http: HttpClient,
  signal: AbortSignal,
): Promise<Interruption | undefined> {
  await using file = await openPartial(wanted);
  const have = await resume(wanted, file);
  try {
    await requireSpace(wanted, have.bytes);
    const start = have.bytes;
    const broken =
      start < wanted.bytes ? await fetchRest(wanted, have, { http, file, signal }) : undefined;
    if (broken !== undefined) return { progress: have.bytes > start, failure: broken };
    await finish(wanted, have.hash);
    await file.sync();
    return undefined;
  } catch (error) {
    if (isOutOfSpace(error)) throw spaceError(wanted, have.bytes, error);
    throw error;
  }
}

/** What the partial file holds, and the hash of just that. */
interface Have {
  bytes: number;
  hash: Hash;
}

const openPartial = (wanted: Download): Promise<FileHandle> =>
  open(wanted.partial, constants.O_RDWR | constants.O_CREAT, 0o644);

async function resume(wanted: Download, file: FileHandle): Promise<Have> {
  const { size } = await file.stat();
  const hash = createHash('sha256');
  const whole = size <= wanted.bytes && (await readInto(file, size, (bytes) => hash.update(bytes)));
  if (whole) return { bytes: size, hash };
  await file.truncate(0);
  return { bytes: 0, hash: createHash('sha256') };
}

interface Connection {
  readonly http: HttpClient;
  readonly file: FileHandle;
  readonly signal: AbortSignal;
}

/** Resolves with what broke the connection; `undefined` when every byte arrived. */
async function fetchRest(
  wanted: Download,
  have: Have,
  { http, file, signal }: Connection,
): Promise<ControllerError | undefined> {
  try {
    const response = await http.send(await ask(wanted, have.bytes), signal);
    await accept(wanted, have, response, file);
    await receive(wanted, have, response, file);
    if (have.bytes < wanted.bytes)
      return failure(wanted, `the body ended after ${have.bytes} of ${wanted.bytes} bytes`);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ControllerError || isOutOfSpace(error)) throw error;
    return failure(wanted, 'the connection broke', error);
  }
}

async function ask(wanted: Download, from: number) {
  const etag = from > 0 ? await rememberedTag(wanted) : undefined;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (from > 0) headers['range'] = `bytes=${from}-`;
  if (etag !== undefined) headers['if-range'] = etag;
  return { url: wanted.url, headers };
}

/** Judges the head of the response, and makes `have` and the file what the body continues. */
async function accept(
  wanted: Download,
  have: Have,
  response: HttpResponse,
  file: FileHandle,
): Promise<void> {
  const problem = headProblem(wanted, have.bytes, response);
  const anew = response.status === 416 || (response.status === 200 && problem === undefined);
  if (anew) {
    // The server's file is another one now, or shorter than what we have, or it knows no ranges.
    await file.truncate(0);
    have.bytes = 0;
    have.hash = createHash('sha256');
    await rememberTag(wanted, response.header('etag'));
  }
  if (problem === undefined) return;
  await response.discard();
  throw failure(wanted, problem);
}

function headProblem(wanted: Download, from: number, response: HttpResponse): string | undefined {
  const { status } = response;
  const encoding = response.header('content-encoding');
  if (status !== 200 && status !== 206) return `the server answered ${status}`;
  if (encoding !== undefined && encoding !== 'identity')
    return `the server sent it with content-encoding ${encoding}`;
  if (status === 206) {
    const range = `bytes ${from}-${wanted.bytes - 1}/${wanted.bytes}`;
    const found = response.header('content-range');
    return found === range ? undefined : `asked for ${range}, the server sent ${found}`;
  }
  const length = response.header('content-length');
  return length === undefined || length === String(wanted.bytes)
    ? undefined
    : `the server has ${length} bytes, the signed list says ${wanted.bytes}`;
}

/** Whatever arrived before a break is written, so that the next connection goes on behind it. */
async function receive(
  wanted: Download,
  have: Have,
  response: HttpResponse,
  file: FileHandle,
): Promise<void> {
  const writer = createBatchWriter(file, have.bytes);
  try {
    for await (const bytes of response.body) {
      if (have.bytes + bytes.length > wanted.bytes) throw tooLong(wanted);
      have.bytes += bytes.length;
      have.hash.update(bytes);
      await writer.write(bytes);
      wanted.onProgress?.(have.bytes);
    }
  } finally {
    await writer.flush();
  }
}

async function finish(wanted: Download, hash: Hash): Promise<void> {
  const found = hash.digest('hex');
  if (found === wanted.sha256) return removeFile(tagFile(wanted));
  await forget(wanted);
  throw new ControllerError(
    'E_IMAGE_DIGEST',
    `downloading ${wanted.url}: its SHA-256 is ${found}, the signed list says ${wanted.sha256}`,
  );
}

async function forget(wanted: Download): Promise<void> {
  await removeFile(wanted.partial);
  await removeFile(tagFile(wanted));
}

const tagFile = (wanted: Download): string => `${wanted.partial}.json`;

async function rememberedTag(wanted: Download): Promise<string | undefined> {
  try {
    const tag: unknown = JSON.parse(await readFile(tagFile(wanted), 'utf8'));
    return typeof tag === 'string' ? tag : undefined;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Only a strong tag may stand in If-Range (RFC 9110 §13.1.5); without one, the digest alone decides. */
async function rememberTag(wanted: Download, tag: string | undefined): Promise<void> {
  if (tag === undefined || tag.startsWith('W/')) return removeFile(tagFile(wanted));
  await writeFile(tagFile(wanted), JSON.stringify(tag));
}

async function requireSpace(wanted: Download, have: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(wanted.partial));
  if (wanted.bytes - have > bavail * bsize) throw spaceError(wanted, have);
}

function spaceError(wanted: Download, have: number, cause?: unknown): ControllerError {
  const rest = wanted.bytes - have;
  return new ControllerError(
    'E_IMAGE_SPACE',
    `downloading ${wanted.url}: no room in ${dirname(wanted.partial)} for the remaining ${rest} of ${wanted.bytes} bytes`,
    { cause },
  );
}

const tooLong = (wanted: Download): ControllerError =>
  failure(wanted, `the server sends more than the ${wanted.bytes} bytes of the signed list`);

const failure = (wanted: Download, because: string, cause?: unknown): ControllerError =>
  new ControllerError('E_IMAGE_DOWNLOAD', `downloading ${wanted.url}: ${because}`, { cause });
