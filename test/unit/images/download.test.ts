import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ControllerError } from '../../../src/core/errors.ts';
import type { Digest } from '../../../src/core/ids.ts';
import { type Download, download } from '../../../src/images/download.ts';
import { type HttpClient, createHttpClient } from '../../../src/lib/http-client.ts';
import {
  type MisbehavingServer,
  misbehavingServer,
  pausing,
  serving,
} from '../../support/misbehaving-server.ts';

const BODY = randomBytes(300_000);
const SHA256 = createHash('sha256').update(BODY).digest('hex') as Digest;
const never = new AbortController().signal;

let server: MisbehavingServer;
let http: HttpClient;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let wanted: Download;
let count = 0;

beforeAll(async () => {
  server = await misbehavingServer();
  http = createHttpClient({ stallMs: 100 });
  folder = await mkdtempDisposable(join(tmpdir(), 'download-'));
});
afterAll(async () => {
  await http.close();
  await server[Symbol.asyncDispose]();
  await folder.remove();
});
beforeEach(() => {
  server.requests.length = 0;
  count += 1;
  const partial = join(folder.path, String(count));
  wanted = { url: `${server.url}/squashfs`, sha256: SHA256, bytes: BODY.length, partial };
});

async function failureOf(more: Partial<Download> = {}): Promise<ControllerError> {
  const error = await download({ ...wanted, ...more }, http, never).then(
    () => undefined,
    (reason: ControllerError) => reason,
  );
  expect(error?.message).toContain(`downloading ${server.url}/squashfs: `);
  return error as ControllerError;
}
const received = () => readFile(wanted.partial);

test('one request, and the progress of every piece', async () => {
  server.answer(serving(BODY));
  const progress: number[] = [];
  await download({ ...wanted, onProgress: (bytes) => progress.push(bytes) }, http, never);
  expect((await received()).equals(BODY)).toBe(true);
  expect(progress.at(-1)).toBe(BODY.length);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(server.requests).toEqual(['GET /squashfs']);
  expect(existsSync(`${wanted.partial}.json`)).toBe(false);
});

test('goes on where a connection broke', async () => {
  server.answer(pausing(BODY, 100_000), pausing(BODY, 100_000), serving(BODY));
  const onProgress = (bytes: number): void => void (bytes % 100_000 === 0 && server.cut());
  await download({ ...wanted, onProgress }, http, never);
  expect((await received()).equals(BODY)).toBe(true);
  expect(server.requests).toEqual([
    'GET /squashfs',
    'GET /squashfs bytes=100000-',
    'GET /squashfs bytes=200000-',
  ]);
});

test('goes on in another process: the partial file is hashed, only the rest is asked for', async () => {
  await writeFile(wanted.partial, BODY.subarray(0, 123_456));
  await writeFile(`${wanted.partial}.json`, '"\\"one\\""');
  server.answer(serving(BODY));
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
  expect(server.requests).toEqual(['GET /squashfs bytes=123456-']);
});

test('a partial file that is complete needs no request', async () => {
  await writeFile(wanted.partial, BODY);
  await download(wanted, http, never);
  expect(server.requests).toEqual([]);
});

test('begins anew when the file changed in the meantime', async () => {
  await writeFile(wanted.partial, randomBytes(1000));
  await writeFile(`${wanted.partial}.json`, '"\\"zero\\""');
  server.answer(serving(BODY));
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
});

test('changing in the middle, unnoticed by its tag, is found by the digest; the next try is clean', async () => {
  await writeFile(wanted.partial, randomBytes(1000));
  server.answer(serving(BODY));
  const error = await failureOf();
  expect(error.code).toBe('E_IMAGE_DIGEST');
  expect(error.message).toContain(`the signed list says ${SHA256}`);
  expect(existsSync(wanted.partial)).toBe(false);
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
});

test('a partial file longer than the file begins anew', async () => {
  await writeFile(wanted.partial, randomBytes(BODY.length + 1));
  server.answer(serving(BODY));
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
});

test('the server’s file is shorter than what we have', async () => {
  await writeFile(wanted.partial, BODY.subarray(0, 200_000));
  server.answer(serving(BODY.subarray(0, 1000)), serving(BODY));
  const error = await failureOf();
  expect(error.code).toBe('E_IMAGE_DOWNLOAD');
  expect(error.message).toContain('the server answered 416');
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
});

test('lies about its size: in Content-Length, by sending more, by sending less', async () => {
  server.answer((_, response) => response.writeHead(200, { 'content-length': 5 }).end('12345'));
  expect((await failureOf()).message).toContain(
    `the server has 5 bytes, the signed list says ${BODY.length}`,
  );

  server.answer((_, response) => {
    response.writeHead(200);
    response.end(Buffer.concat([BODY, Buffer.from('!')]));
  });
  const more = await failureOf();
  expect(more.message).toContain('sends more than the 300000 bytes');
  expect(more.code).toBe('E_IMAGE_DOWNLOAD');

  server.answer((_, response) => response.writeHead(200).end(BODY.subarray(0, 10)));
  const less = await failureOf({ partial: `${wanted.partial}-less` });
  expect(less.message).toContain('the body ended after 10 of 300000 bytes');
  expect(less.code).toBe('E_IMAGE_DOWNLOAD');
});

test('an endless body is left as soon as it is too long', async () => {
  let closed = (): void => undefined;
  const left = new Promise<void>((resolve) => (closed = resolve));
  server.answer((_, response) => {
    response.writeHead(200);
    const send = (error?: Error | null): void => {
      if (error === undefined || error === null) response.write(BODY, send);
    };
    response.on('close', closed);
    send();
  });
  expect((await failureOf({ bytes: 1000 })).message).toContain('sends more than the 1000 bytes');
  await left;
});

test('stalls in the middle, or never answers', async () => {
  server.answer((request, response) => {
    if (request.url === '/squashfs?mute') return;
    response.writeHead(200, { 'content-length': BODY.length }).flushHeaders();
  });
  const mute = { url: `${wanted.url}?mute`, partial: `${wanted.partial}-mute` };
  const failures = await Promise.all(
    [wanted, { ...wanted, ...mute }].map((one) =>
      download(one, http, never).catch((reason: ControllerError) => reason),
    ),
  );
  for (const error of failures) {
    expect(error).toMatchObject({ code: 'E_IMAGE_DOWNLOAD' });
    expect(String(error?.cause)).toContain('Timeout');
  }
});

test('a wrong range, a wrong status, an encoding that nobody asked for', async () => {
  await writeFile(wanted.partial, BODY.subarray(0, 10));
  server.answer((_, response) =>
    response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789'),
  );
  expect((await failureOf()).message).toContain('the server sent bytes 0-9/10');
  server.answer((_, response) => response.writeHead(503).end());
  expect((await failureOf()).message).toContain('the server answered 503');
  server.answer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
  expect((await failureOf()).message).toContain('content-encoding gzip');
  expect((await received()).length, 'what was there is kept').toBe(10);
});

test('redirects are followed, five at most, and only to http', async () => {
  const redirect = (to: string) => (_: unknown, response: ServerResponse) =>
    void response.writeHead(302, { location: to }).end();
  server.answer(redirect('/elsewhere'), serving(BODY));
  await download(wanted, http, never);
  expect(server.requests).toEqual(['GET /squashfs', 'GET /elsewhere']);

  server.requests.length = 0;
  server.answer(redirect('/squashfs'));
  const partial = `${wanted.partial}-round`;
  expect((await failureOf({ partial })).message).toContain('the server answered 302');
  expect(server.requests).toHaveLength(6);

  server.answer(redirect('file:///etc/passwd'));
  expect((await failureOf({ partial })).message).toContain('the server answered 302');
});

test('a full disk says how much was needed, before a byte is asked for', async () => {
  const error = await failureOf({ bytes: 2 ** 52 });
  expect(error.code).toBe('E_IMAGE_SPACE');
  expect(error.message).toContain(`the remaining ${2 ** 52} of ${2 ** 52} bytes`);
  expect(server.requests).toEqual([]);
});

test('aborting keeps what was received', async () => {
  const abort = new AbortController();
  server.answer((_, response) => {
    response.writeHead(200, { 'content-length': BODY.length });
    response.write(BODY.subarray(0, 70_000));
  });
  const onProgress = (bytes: number): void => void (bytes >= 70_000 && abort.abort('enough'));
  await expect(download({ ...wanted, onProgress }, http, abort.signal)).rejects.toBe('enough');
  expect(existsSync(wanted.partial)).toBe(true);
  server.answer(serving(BODY));
  await download(wanted, http, never);
  expect((await received()).equals(BODY)).toBe(true);
});

test('nothing listens', async () => {
  const url = 'http://127.0.0.1:1/squashfs';
  await expect(download({ ...wanted, url }, http, never)).rejects.toMatchObject({
    code: 'E_IMAGE_DOWNLOAD',
  });
});
