import { once } from 'node:events';
import { mkdtempDisposable, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createBlobSender, type HttpBlob } from '../../../src/lib/http-blob.ts';
import { raw, serve } from '../../support/http.ts';

/** Larger than both buffers together, and not a multiple of either. */
const CONTENT = Buffer.from(
  Uint32Array.from({ length: 300_001 }, (_, i) => Math.imul(i, 2_654_435_761)).buffer,
);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function blobServer(cacheBytes: number, content = CONTENT) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'http-blob-'));
  onTestFinished(() => folder.remove());
  const path = join(folder.path, 'blob');
  await writeFile(path, content);
  const blob: HttpBlob = { path, bytes: content.length, key: sha256(content) };
  const errors: unknown[] = [];
  const sender = createBlobSender({ cacheBytes });
  const port = await serve(
    (app) =>
      void app.get('/blob', async (request, reply) => {
        reply.hijack();
        await sender.send(request.raw, reply.raw, blob).catch((error: unknown) => {
          errors.push(error);
          reply.raw.destroy();
        });
      }),
  );
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`http://127.0.0.1:${port}/blob`, { method, headers });
  return { port, path, blob, errors, get };
}

const STREAMED = 0;
const HELD = 64 << 20;

test.each([STREAMED, HELD])(
  'the bytes served are the bytes on disk (cache of %i)',
  async (cache) => {
    const { get, blob } = await blobServer(cache);
    for (let i = 0; i < 3; i++) {
      const answer = await get();
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).toBe(`"${blob.key}"`);
      expect(sha256(await answer.bytes())).toBe(blob.key);
    }
  },
);

test.each([STREAMED, HELD])('a resumed download joins up (cache of %i)', async (cache) => {
  const { get, blob } = await blobServer(cache);
  const cuts = [0, 1, 262_143, 262_144, 700_000, CONTENT.length];
  const parts: Buffer[] = [];
  for (const [i, from] of cuts.slice(0, -1).entries()) {
    const range = `bytes=${from}-${(cuts[i + 1] ?? 0) - 1}`;
    const answer = await get({ range, 'if-range': `"${blob.key}"` });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(
      `${range.replace('=', ' ')}/${CONTENT.length}`,
    );
    parts.push(Buffer.from(await answer.bytes()));
  }
  expect(Buffer.concat(parts).equals(CONTENT)).toBe(true);
});

test('preconditions, HEAD and ranges out of reach', async () => {
  const { get, blob } = await blobServer(STREAMED);
  const head = await get({}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, `${CONTENT.length}`]);
  expect((await get({ 'if-none-match': `"${blob.key}"` })).status).toBe(304);
  expect((await get({ 'if-match': '"other"' })).status).toBe(412);
  const beyond = await get({ range: `bytes=${CONTENT.length}-` });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
    416,
    `bytes */${CONTENT.length}`,
  ]);
  const partOfHead = await get({ range: 'bytes=0-9' }, 'HEAD');
  expect([partOfHead.status, partOfHead.headers.get('content-length')]).toEqual([206, '10']);
});

test('header names are written as GRUB compares them', async () => {
  const { port } = await blobServer(STREAMED, Buffer.from('tiny'));
  const answer = await raw(port, 'GET /blob HTTP/1.0\r\nHost: x\r\n\r\n');
  expect(answer).toContain('\r\nContent-Length: 4\r\n');
  expect(answer.endsWith('\r\n\r\ntiny')).toBe(true);
});

test('an empty file', async () => {
  const { get } = await blobServer(STREAMED, Buffer.alloc(0));
  const answer = await get();
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('a file that shrank is cut short, never padded', async () => {
  const { get, path } = await blobServer(STREAMED);
  await truncate(path, 300_000);
  const answer = await get();
  await expect(answer.bytes()).rejects.toThrow('terminated');
});

test.each([STREAMED, HELD])('a file that is gone is an error before the head', async (cache) => {
  const { get, path, errors } = await blobServer(cache);
  await rm(path);
  await expect(get()).rejects.toThrow('fetch failed');
  await expect(get()).rejects.toThrow('fetch failed');
  expect(errors).toMatchObject([{ code: 'ENOENT' }, { code: 'ENOENT' }]);
});

test('a peer that goes away in the middle leaves others undisturbed', async () => {
  const { port, get, blob } = await blobServer(STREAMED);
  for (let i = 0; i < 20; i++) {
    const socket = connect({ host: '127.0.0.1', port });
    // Pipelined: the second answer is queued behind the first when the connection breaks.
    socket.write('GET /blob HTTP/1.1\r\nHost: x\r\n\r\nGET /blob HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
  const all = await Promise.all(Array.from({ length: 20 }, async () => (await get()).bytes()));
  for (const bytes of all) expect(sha256(bytes)).toBe(blob.key);
});
