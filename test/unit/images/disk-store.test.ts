import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtempDisposable,
  readFile,
  readdir,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Digest, ImageKey } from '../../../src/core/ids.ts';
import { instant } from '../../../src/core/ids.ts';
import type { ImageFile, StoredImage } from '../../../src/core/image.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { createDiskStore } from '../../../src/images/disk-store.ts';

const KEY = 'ubuntu/noble/amd64/ga-24.04' as ImageKey;
const digestOf = (text: string): Digest =>
  createHash('sha256').update(text).digest('hex') as Digest;
const file = (name: string, text: string): ImageFile => ({
  role: 'squashfs',
  name,
  sha256: digestOf(text),
  bytes: text.length,
});
async function* bytesOf(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
const image = (version: string, ...files: ImageFile[]): StoredImage => ({
  key: KEY,
  version,
  product: {
    kind: 'boot',
    os: 'ubuntu',
    release: 'noble',
    releaseVersion: '24.04',
    architecture: 'amd64',
    kernel: 'ga-24.04',
    label: 'stable',
  },
  files,
});

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'store-'));
});
afterEach(() => folder.remove());

const reopen = () => createDiskStore(folder.path);
const blob = (text: string): string => join(folder.path, 'blobs', digestOf(text));
const names = (shelf: string): Promise<string[]> => readdir(join(folder.path, shelf));

async function stored(version: string, ...texts: string[]) {
  const store = await reopen();
  const files = texts.map((text, at) => file(`f${at}`, text));
  for (const [at, text] of texts.entries())
    await store.ingest(files[at] as ImageFile, bytesOf(text));
  await store.publish(image(version, ...files));
  return store;
}

test('what is published is listed, opened and still there after a restart', async () => {
  const store = await stored('2', 'root', 'kernel');
  await store.ingest(file('f0', 'older'), bytesOf('old', 'er'));
  await store.publish(image('1', file('f0', 'older')));
  for (const one of [store, await reopen()]) {
    const versions = (await one.list()).get(KEY)?.map((found) => found.version);
    expect(versions, 'oldest first').toEqual(['1', '2']);
    const opened = await one.open(digestOf('root'));
    expect(opened).toEqual({ bytes: 4, path: blob('root') });
    expect(await readFile(blob('root'), 'utf8')).toBe('root');
    expect(await one.has(digestOf('nothing'))).toBe(false);
    expect(await one.open(digestOf('nothing'))).toBeUndefined();
  }
  expect((await stat(blob('root'))).mode & 0o222, 'nobody may write to it').toBe(0);
});

describe('ingest stores nothing that is not', () => {
  test.each([
    ['another content', file('f', 'root'), 'boot'],
    ['less', { ...file('f', 'root'), bytes: 5 }, 'root'],
    ['more', { ...file('f', 'root'), bytes: 3 }, 'root'],
  ])('%s', async (_, wanted, given) => {
    const store = await reopen();
    await expect(store.ingest(wanted, bytesOf(given))).rejects.toMatchObject({
      code: 'E_IMAGE_DIGEST',
    });
    expect(await store.has(wanted.sha256)).toBe(false);
    expect([...(await names('blobs')), ...(await names('partial'))]).toEqual([]);
  });

  test('a source that breaks', async () => {
    const store = await reopen();
    const broken = async function* (): AsyncIterable<Uint8Array> {
      yield* bytesOf('ro');
      throw new RangeError('cable');
    };
    await expect(store.ingest(file('f', 'root'), broken())).rejects.toThrow('cable');
    expect([...(await names('blobs')), ...(await names('partial'))]).toEqual([]);
  });
});

test('an image with a file missing is not published', async () => {
  const store = await reopen();
  await store.ingest(file('f', 'root'), bytesOf('root'));
  await expect(
    store.publish(image('1', file('f', 'root'), file('boot-kernel', 'kernel'))),
  ).rejects.toThrow(`boot-kernel (${digestOf('kernel')}, 6 bytes) is not stored`);
  expect(await names('manifests')).toEqual([]);
});

test('names that are no names never reach the disk', async () => {
  const store = await reopen();
  await expect(store.publish(image('../1'))).rejects.toThrow('not a plain name');
  await store.prune('../../etc' as ImageKey, '1');
});

test('prune takes the blobs that no other image needs', async () => {
  const store = await stored('1', 'shared', 'first');
  await stored('2', 'shared', 'second');
  const both = await reopen();
  await both.prune(KEY, '1');
  for (const one of [both, await reopen()]) {
    expect((await one.list()).get(KEY)?.map((found) => found.version)).toEqual(['2']);
    expect(await one.has(digestOf('shared'))).toBe(true);
    expect(await one.has(digestOf('first'))).toBe(false);
  }
  expect(await names('blobs')).toEqual([digestOf('shared'), digestOf('second')].toSorted());
  await both.prune(KEY, '2');
  expect((await both.list()).size).toBe(0);
  expect(await names('blobs')).toEqual([]);
  await store.prune(KEY, '1');
});

describe('a start', () => {
  test('quarantines a blob whose bytes were changed, and lists its image no more', async () => {
    await stored('1', 'root', 'kernel');
    await chmod(blob('root'), 0o644);
    await writeFile(blob('root'), 'evil');
    const store = await reopen();
    expect((await store.list()).size).toBe(0);
    expect(await store.has(digestOf('root'))).toBe(false);
    expect(await store.has(digestOf('kernel'))).toBe(true);
    expect(await names('quarantine')).toEqual([digestOf('root')]);
    await store.ingest(file('f0', 'root'), bytesOf('root'));
    expect((await reopen().then((again) => again.list())).get(KEY)).toHaveLength(1);
  });

  test('quarantines a blob that was truncated, even with its mark restored', async () => {
    await stored('1', 'root');
    const { atime, mtime } = await stat(blob('root'));
    await chmod(blob('root'), 0o644);
    await truncate(blob('root'), 2);
    await utimes(blob('root'), atime, mtime);
    const store = await reopen();
    expect((await store.list()).size).toBe(0);
    expect(await store.has(digestOf('root'))).toBe(false);
  });

  test('hashes a blob that was only touched, and keeps it', async () => {
    await stored('1', 'root');
    await utimes(blob('root'), 5, 5);
    expect((await (await reopen()).list()).get(KEY)).toHaveLength(1);
    expect((await stat(blob('root'))).mtimeMs).toBe(1e12);
  });

  test('quarantines a manifest that is none of ours inside', async () => {
    await stored('1', 'root');
    const [name = ''] = await names('manifests');
    await writeFile(join(folder.path, 'manifests', name), '{"format":"image:1","image":{}}');
    expect((await (await reopen()).list()).size).toBe(0);
    expect(await names('quarantine')).toEqual([name]);
  });

  test('leaves strangers alone', async () => {
    await stored('1', 'root');
    const strangers = ['blobs/README', 'manifests/notes.json', 'partial/x', 'lost+found'];
    for (const one of strangers) await writeFile(join(folder.path, one), 'mine');
    await mkdir(join(folder.path, 'manifests', 'a,b.json'));
    const store = await createDiskStore(folder.path, clockAt(Date.UTC(2100, 0, 1)));
    expect((await store.list()).size).toBe(1);
    for (const one of strangers)
      expect(await readFile(join(folder.path, one), 'utf8')).toBe('mine');
  });

  test('gives up what nobody went on with for a week', async () => {
    const store = await stored('1', 'root');
    await store.ingest(file('f', 'orphan'), bytesOf('orphan'));
    await writeFile(store.partial(digestOf('half')), 'ha');
    const { ctimeMs } = await stat(blob('orphan'));
    const young = await createDiskStore(folder.path, clockAt(ctimeMs));
    expect(await young.has(digestOf('orphan'))).toBe(true);
    const old = await createDiskStore(folder.path, clockAt(ctimeMs + 8 * 24 * 3_600_000));
    expect(await old.has(digestOf('orphan'))).toBe(false);
    expect(await old.has(digestOf('root'))).toBe(true);
    expect(await names('partial')).toEqual([]);
  });
});

const clockAt = (ms: number): Clock => ({
  now: () => instant(ms),
  sleep: () => Promise.resolve(),
});
