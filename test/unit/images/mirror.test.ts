import { existsSync } from 'node:fs';
import { mkdtempDisposable, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ControllerEvent } from '../../../src/core/events.ts';
import { type ImageKey, instant } from '../../../src/core/ids.ts';
import type { Catalog } from '../../../src/core/image.ts';
import type { BootSource } from '../../../src/core/inventory.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { type DiskStore, createDiskStore } from '../../../src/images/disk-store.ts';
import { type Mirror, createMirror } from '../../../src/images/mirror.ts';
import { makeBootSource } from '../../../src/rehearsal/boot-source.ts';
import {
  type MisbehavingServer,
  misbehavingServer,
  pausing,
} from '../../support/misbehaving-server.ts';
import {
  HWE,
  IMAGES,
  NOBLE,
  SHIM,
  SIGNED_AT,
  type SignedStream,
  type StreamContent,
  signedStream,
  streamServer,
  tarOf,
} from '../../support/signed-stream.ts';

const never = new AbortController().signal;
const clock: Clock = { now: () => instant(SIGNED_AT + 1000), sleep: () => Promise.resolve() };
const bytes = (text: string): Uint8Array => Buffer.from(text);
const ROOT = Buffer.alloc(200_000, 'root');
const images: StreamContent = {
  [NOBLE]: {
    '20260101': { 'boot-kernel': bytes('ga'), 'boot-initrd': bytes('ga init'), squashfs: ROOT },
  },
  [HWE]: {
    '20260101': { 'boot-kernel': bytes('hwe'), 'boot-initrd': bytes('hwe init'), squashfs: ROOT },
  },
};

let server: MisbehavingServer;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let store: DiskStore;
let events: ControllerEvent[];
let open: Mirror[];

beforeEach(async () => {
  server = await misbehavingServer();
  folder = await mkdtempDisposable(join(tmpdir(), 'mirror-'));
  store = await createDiskStore(folder.path);
  events = [];
  open = [];
});
afterEach(async () => {
  for (const mirror of open) await mirror.close();
  await server[Symbol.asyncDispose]();
  await folder.remove();
});

function mirrorOf(stream: SignedStream, more: Partial<BootSource> = {}): Mirror {
  server.answer(streamServer(stream.files));
  const source: BootSource = {
    name: 'maas',
    url: server.url,
    keyring: stream.signer.keyring,
    fingerprints: [stream.signer.fingerprint],
    pollMs: 3_600_000,
    proxy: undefined,
    declaredAt: { path: 'site.yaml', line: 1, column: 1 } as never,
    ...more,
  };
  const mirror = createMirror({ source, store, clock, emit: (event) => void events.push(event) });
  open.push(mirror);
  return mirror;
}

/** Ends when every sync has ended, and then as the first that failed. */
async function syncAll(mirror: Mirror, catalog: Catalog) {
  const syncs = catalog.products.flatMap(({ key, traits, versions }) =>
    versions.map(({ version, files }) => mirror.sync({ key, version, traits }, files, never)),
  );
  await Promise.allSettled(syncs);
  return Promise.all(syncs);
}

describe('catalog', () => {
  test('of a clear-signed source, whatever way its URL is written', async () => {
    const stream = await signedStream({ images });
    for (const suffix of ['', '/', '/streams/v1', '/streams/v1/', '/streams/v1/index.sjson']) {
      const catalog = await mirrorOf(stream, { url: `${server.url}${suffix}` }).catalog(
        undefined,
        never,
      );
      expect(catalog, suffix).toMatchObject({
        source: 'maas',
        updated: 'Thu, 01 Jan 2026 00:00:00 +0000',
        fetchedAt: clock.now(),
        signedBy: stream.signer.fingerprint,
      });
      expect(catalog.products.map((product) => product.key)).toEqual([
        'ubuntu/noble/amd64/ga-24.04',
        'ubuntu/noble/amd64/hwe-24.04',
      ]);
    }
    expect(events[0]).toEqual({
      event: 'stream.verified',
      source: 'maas',
      fingerprint: stream.signer.fingerprint,
      products: 2,
    });
  });

  test('of a source with detached signatures', async () => {
    const stream = await signedStream({ images, signature: 'detached' });
    const catalog = await mirrorOf(stream).catalog(undefined, never);
    expect(catalog.products).toHaveLength(2);
    stream.files.delete(`streams/v1/${IMAGES}.json.gpg`);
    await expect(mirrorOf(stream).catalog(undefined, never)).rejects.toMatchObject({
      code: 'E_STREAM_SIGNATURE',
      message: expect.stringContaining('there is no http') as string,
    });
  });

  test('every list is verified on its own, and is the one that the index means', async () => {
    const stream = await signedStream({ images });
    const path = `streams/v1/${IMAGES}.sjson`;
    const good = Buffer.from(stream.files.get(path) ?? []);
    stream.files.set(path, bytes(good.toString().replace('noble', 'n0ble')));
    await expect(mirrorOf(stream).catalog(undefined, never)).rejects.toMatchObject({
      code: 'E_STREAM_SIGNATURE',
    });
    await stream.put(path, { format: 'products:1.0', content_id: 'another', products: {} });
    await expect(mirrorOf(stream).catalog(undefined, never)).rejects.toMatchObject({
      code: 'E_STREAM_FORMAT',
    });
  });

  test('an index or a list that is older than the one in hand is refused', async () => {
    const newer = await signedStream({ updated: 'Fri, 02 Jan 2026 00:00:00 +0000' });
    const older = await signedStream({ images }, newer.signer);
    const previous = await mirrorOf(newer).catalog(undefined, never);
    const rollback = { code: 'E_STREAM_ROLLBACK' };
    await expect(mirrorOf(older).catalog(previous, never)).rejects.toMatchObject(rollback);
    await expect(mirrorOf(newer).catalog(previous, never), 'the same again').resolves.toBeDefined();
    await expect(
      mirrorOf(older, { name: 'other' }).catalog(previous, never),
    ).resolves.toBeDefined();

    const path = `streams/v1/${IMAGES}.sjson`;
    newer.files.set(path, older.files.get(path) ?? new Uint8Array());
    await expect(mirrorOf(newer).catalog(undefined, never)).rejects.toMatchObject(rollback);
  });

  test('what is not there, or no HTTP', async () => {
    const stream = await signedStream({});
    stream.files.clear();
    await expect(mirrorOf(stream).catalog(undefined, never)).rejects.toThrow(
      'there is no streams/v1/index.sjson and no streams/v1/index.json',
    );
    const mirror = mirrorOf(stream);
    server.answer((_, response) => response.writeHead(500).end());
    await expect(mirror.catalog(undefined, never)).rejects.toThrow('answered 500');
    await expect(
      mirrorOf(stream, { url: 'file:///srv' }).catalog(undefined, never),
    ).rejects.toThrow('not an HTTP URL');
  });
});

test('the rehearsal’s boot source is one', async () => {
  const stream = await signedStream({});
  const sign = (text: string): Promise<string> => stream.signer.clearSign(text);
  const files = new Map(await makeBootSource({ seed: 1, sign }));
  const mirror = mirrorOf({ ...stream, files });
  const synced = await syncAll(mirror, await mirror.catalog(undefined, never));
  expect(synced.map((image) => image.key).toSorted()).toEqual([
    'bootloader/pxe/i386',
    'bootloader/uefi/amd64',
    'ubuntu/noble/amd64/ga-24.04',
  ]);
});

describe('sync', () => {
  test('brings whole images; what two share is fetched once', async () => {
    const mirror = mirrorOf(await signedStream({ images }));
    const catalog = await mirror.catalog(undefined, never);
    server.requests.length = 0;
    await syncAll(mirror, catalog);
    expect(server.requests).toHaveLength(5);
    const [image] = (await store.list()).get('ubuntu/noble/amd64/hwe-24.04' as ImageKey) ?? [];
    expect(image?.files.map((file) => [file.role, file.name, file.bytes])).toEqual([
      ['boot-kernel', 'boot-kernel', 3],
      ['boot-initrd', 'boot-initrd', 8],
      ['squashfs', 'squashfs', ROOT.length],
    ]);
    for (const file of image?.files ?? []) {
      const opened = await store.open(file.sha256);
      expect((await readFile(opened?.path ?? '')).length).toBe(file.bytes);
    }
    expect(await readdir(join(folder.path, 'partial'))).toEqual([]);
    expect(events.filter((event) => event.event === 'image.synced')).toHaveLength(2);
    server.requests.length = 0;
    await syncAll(mirror, catalog);
    expect(server.requests, 'nothing is lacking').toEqual([]);
  });

  test('boot loader packages become the files in them, published together', async () => {
    const loaders = {
      [SHIM]: {
        '20260101': {
          'shim-signed': await tarOf({ 'bootx64.efi': 'shim', README: 'same' }),
          'grub2-signed': await tarOf({
            'grubx64.efi': 'grub',
            'grub/x86_64-efi/http.mod': 'mod',
            README: 'same',
          }),
        },
      },
    };
    const mirror = mirrorOf(await signedStream({ loaders }));
    const [image] = await syncAll(mirror, await mirror.catalog(undefined, never));
    expect(image?.key).toBe('bootloader/uefi/amd64');
    expect(image?.files.map((file) => file.name).toSorted()).toEqual([
      'README',
      'bootx64.efi',
      'grubx64.efi',
      'x86_64-efi/http.mod',
    ]);
    expect(await readdir(join(folder.path, 'partial'))).toEqual([]);
    expect((await (await createDiskStore(folder.path)).list()).size).toBe(1);
  });

  test('two packages with different files of one name', async () => {
    const loaders = {
      [SHIM]: { '1': { a: await tarOf({ 'x.efi': 'one' }), b: await tarOf({ 'x.efi': 'two' }) } },
    };
    const mirror = mirrorOf(await signedStream({ loaders }));
    const catalog = await mirror.catalog(undefined, never);
    await expect(syncAll(mirror, catalog)).rejects.toThrow('two different files x.efi');
  });

  test('a file that is not what the list says is never listed', async () => {
    const stream = await signedStream({ images });
    const mirror = mirrorOf(stream);
    const catalog = await mirror.catalog(undefined, never);
    for (const [path, content] of stream.files)
      if (path.startsWith('files/') && content.length === ROOT.length)
        stream.files.set(path, Buffer.alloc(ROOT.length, 'evil'));
    await expect(syncAll(mirror, catalog)).rejects.toMatchObject({ code: 'E_IMAGE_DIGEST' });
    expect((await store.list()).size).toBe(0);
  });

  test('aborting stops every file, and another sync goes on from there', async () => {
    const stream = await signedStream({ images });
    const mirror = mirrorOf(stream);
    const { products } = await mirror.catalog(undefined, never);
    const [product] = products;
    const files = product?.versions[0]?.files ?? [];
    const wanted = {
      key: product?.key as ImageKey,
      version: '20260101',
      traits: product?.traits as never,
    };
    const stop = new AbortController();
    server.answer((request, response) => {
      pausing(ROOT, 1000)(request, response);
      stop.abort('shutting down');
    });
    await expect(mirror.sync(wanted, files, stop.signal)).rejects.toBe('shutting down');
    server.answer(streamServer(stream.files));
    await mirror.sync(wanted, files, never);
    expect((await store.list()).size).toBe(1);
  });

  test('a plan that lay in a file is not trusted with paths', async () => {
    const mirror = mirrorOf(await signedStream({ images }));
    const { products } = await mirror.catalog(undefined, never);
    const [product] = products;
    const [file] = product?.versions[0]?.files ?? [];
    const evil = { ...file, path: '../../etc/passwd' } as NonNullable<typeof file>;
    await expect(
      mirror.sync(
        { key: product?.key as ImageKey, version: '1', traits: product?.traits as never },
        [evil],
        never,
      ),
    ).rejects.toThrow('not a plain relative path');
    expect(existsSync(join(folder.path, 'blobs'))).toBe(true);
  });

  test('through a proxy', async () => {
    const stream = await signedStream({});
    const mirror = mirrorOf(stream, { url: 'http://images.example/stable', proxy: server.url });
    server.answer((request, response) => {
      const { pathname, host } = new URL(request.url ?? '');
      expect(host).toBe('images.example');
      request.url = pathname.replace('/stable', '');
      streamServer(stream.files)(request, response);
    });
    expect((await mirror.catalog(undefined, never)).products).toEqual([]);
    expect(server.requests[0]).toContain('GET http://images.example/stable/streams/v1/index.sjson');
  });
});
