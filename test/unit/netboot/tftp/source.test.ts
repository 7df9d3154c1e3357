import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChunkCache, type Source } from '../../../../src/netboot/tftp/source.ts';

const BYTES = 900_001;
const content = Buffer.from(Array.from({ length: BYTES }, (_, i) => (i * 31 + (i >> 9)) & 255));
let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chunks-'));
  path = join(folder, 'blob');
  await writeFile(path, content);
});
afterAll(() => rm(folder, { recursive: true }));

async function read(source: Source, offset: number, length: number): Promise<Buffer> {
  if (source.slice(offset, length) === undefined) await source.load(offset, length);
  return Buffer.concat(source.slice(offset, length) ?? []);
}

test('every block of a file, across chunks, even with no budget at all', async () => {
  for (const budget of [0, 10_000_000]) {
    const source = createChunkCache(budget).open({ path, bytes: BYTES, digest: 'a' });
    const blocks: Buffer[] = [];
    for (let at = 0; at < BYTES; at += 1468)
      blocks.push(await read(source, at, Math.min(1468, BYTES - at)));
    expect(Buffer.concat(blocks).equals(content)).toBe(true);
    expect(await read(source, BYTES, 0)).toHaveLength(0);
  }
});

test('what one transfer has read, another one has in memory', async () => {
  const cache = createChunkCache(10_000_000);
  const blob = { path, bytes: BYTES, digest: 'a' };
  await read(cache.open(blob), 0, 1000);
  expect(cache.open(blob).slice(0, 1000)).toBeDefined();
  expect(cache.open({ ...blob, digest: 'b' }).slice(0, 1000)).toBeUndefined();
});

test('a file that is gone, or shorter than it was, is an error', async () => {
  const open = (name: string) =>
    createChunkCache(10_000_000).open({ path: name, bytes: BYTES, digest: 'a' });
  await expect(open(join(folder, 'gone')).load(0, 10)).rejects.toMatchObject({ code: 'ENOENT' });
  const short = join(folder, 'short');
  await writeFile(short, content);
  await truncate(short, 100_000);
  await expect(open(short).load(0, 10)).rejects.toMatchObject({ code: 'E_IMAGE_DIGEST' });
});
