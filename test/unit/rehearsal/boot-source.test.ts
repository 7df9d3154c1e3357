import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeBootSource, serveBootSource } from '../../../src/rehearsal/boot-source.ts';
import { unpackTar } from '../../../src/rehearsal/tar.ts';

const sign = async (text: string) => `signed\n${text}`;
const options = { seed: 1, sign };

interface Item {
  readonly ftype: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}
interface Products {
  readonly products: Record<string, { versions: Record<string, { items: Record<string, Item> }> }>;
}

test('every file that a signed list names is there, with its size and digest', async () => {
  const files = await makeBootSource(options);
  const json = (path: string): unknown =>
    JSON.parse(
      Buffer.from(files.get(path) ?? [])
        .toString()
        .replace('signed\n', ''),
    );
  const { index } = json('streams/v1/index.sjson') as {
    index: Record<string, { path: string; products: string[] }>;
  };
  const lists = Object.values(index).map((entry) => json(entry.path) as Products);
  const items = lists
    .flatMap((list) => Object.values(list.products))
    .flatMap((product) => Object.values(product.versions))
    .flatMap((version) => Object.values(version.items));
  expect(items.map((item) => item.ftype).toSorted()).toEqual([
    ...Array.from({ length: 3 }, () => 'archive.tar.xz'),
    'boot-initrd',
    'boot-kernel',
    'squashfs',
  ]);
  for (const item of items) {
    const bytes = files.get(item.path) ?? new Uint8Array();
    expect(bytes.length, item.path).toBe(item.size);
    expect(createHash('sha256').update(bytes).digest('hex'), item.path).toBe(item.sha256);
  }
});

test('boot loaders are in the archives, and the same seed makes the same source', async () => {
  const files = await makeBootSource(options);
  const names = [...files]
    .filter(([path]) => path.endsWith('.tar.xz'))
    .flatMap(([, bytes]) => unpackTar(bytes).map((entry) => entry.name));
  expect(names).toContain('bootx64.efi');
  expect(names).toContain('grubx64.efi');
  expect(names).toContain('lpxelinux.0');
  expect(names).toContain('chain.c32');
  expect(await makeBootSource(options)).toEqual(files);
});

test('it is served over HTTP', async () => {
  await using server = await serveBootSource('127.43.2.1', await makeBootSource(options));
  const get = (path: string) => fetch(`http://${server.address}:${server.port}/${path}`);
  expect(await (await get('streams/v1/index.sjson')).text()).toContain('index:1.0');
  expect((await get('nothing')).status).toBe(404);
});
