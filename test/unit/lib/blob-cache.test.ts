import { expect, test } from 'vitest';
import { type CachedBlob, createBlobCache } from '../../../src/lib/blob-cache.ts';

const MIB = 1 << 20;

function cacheOf(budgetBytes: number) {
  const reads: string[] = [];
  const read = async ({ key, bytes }: CachedBlob): Promise<Buffer> => {
    reads.push(key);
    if (key === 'broken') throw new RangeError('the disk failed');
    return Buffer.alloc(bytes, key);
  };
  return { reads, ...createBlobCache({ budgetBytes, maxBlobBytes: budgetBytes / 2, read }) };
}

test('forty machines asking for one kernel at once read it once', async () => {
  const { get, reads } = cacheOf(8 * MIB);
  const blob = { key: 'kernel', bytes: 1000 };
  const all = await Promise.all(Array.from({ length: 40 }, () => get(blob)));
  expect(reads).toEqual(['kernel']);
  expect(new Set(all).size).toBe(1);
});

test('a large file is held from its second request on', async () => {
  const { get, reads, size } = cacheOf(8 * MIB);
  const blob = { key: 'initrd', bytes: 2 * MIB };
  expect(await get(blob)).toBeUndefined();
  expect((await get(blob))?.length).toBe(2 * MIB);
  await get(blob);
  expect(reads).toEqual(['initrd']);
  expect(size()).toBe(2 * MIB);
});

test('what was asked for longest ago makes room', async () => {
  const { get, reads, size } = cacheOf(2 * MIB);
  const blob = (key: string): CachedBlob => ({ key, bytes: MIB });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(blob(key));
  expect(reads).toEqual(['a', 'b', 'c', 'b']);
  expect(size()).toBe(2 * MIB);
});

test('what does not fit is never held', async () => {
  const { get, reads } = cacheOf(8 * MIB);
  const blob = { key: 'squashfs', bytes: 5 * MIB };
  for (let i = 0; i < 3; i++) expect(await get(blob)).toBeUndefined();
  expect(reads).toEqual([]);
});

test('a failed read is tried again, and its bytes are not counted', async () => {
  const { get, reads, size } = cacheOf(8 * MIB);
  const blob = { key: 'broken', bytes: 10 };
  await expect(get(blob)).rejects.toThrow('the disk failed');
  expect(size()).toBe(0);
  await expect(get(blob)).rejects.toThrow('the disk failed');
  expect(reads).toEqual(['broken', 'broken']);
});
