/** The file space over HTTP, asked by curl; boot configuration, read by GRUB's own parser. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempDisposable, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { createBlobSender } from '../../src/lib/http-blob.ts';
import type { FileSpace } from '../../src/netboot/file-space.ts';
import { createGrubConnections } from '../../src/netboot/grub-connections.ts';
import { registerNetboot } from '../../src/netboot/routes.ts';
import { serve } from '../support/http.ts';
import { installed, run } from '../support/program.ts';

const SIZE = 40_000_003;
const curl = installed('curl', 'curl');
const grub = installed('grub-script-check', 'grub-common');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function imageServer() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'interop-http-'));
  onTestFinished(() => folder.remove());
  const content = randomBytes(SIZE);
  const path = join(folder.path, 'blob');
  await writeFile(path, content);
  const blob = { kind: 'blob', path, bytes: SIZE, digest: sha256(content) as Digest } as const;
  const space: FileSpace = {
    open: async (name) => (name === 'images/x/squashfs' ? blob : undefined),
  };
  // Too small for this file: it is streamed, as a squashfs is.
  const sender = createBlobSender({ cacheBytes: 1 << 20 });
  const port = await serve((app) =>
    registerNetboot(app, space, { blobs: sender, grub: createGrubConnections() }),
  );
  return { content, blob, folder: folder.path, url: `http://127.0.0.1:${port}/images/x/squashfs` };
}

test.runIf(curl)('a part', async () => {
  const { content, folder, url } = await imageServer();
  const out = join(folder, 'part');
  await run('curl', ['-sf', '-r', '1000000-30999999', '-o', out, url]);
  expect((await readFile(out)).equals(content.subarray(1_000_000, 31_000_000))).toBe(true);
  await run('curl', ['-sf', '-r', '-77', '-o', out, url]);
  expect((await readFile(out)).equals(content.subarray(-77))).toBe(true);
});

test.runIf(curl)('a download that broke off is resumed', async () => {
  const { content, folder, url } = await imageServer();
  const out = join(folder, 'resumed');
  await run('curl', ['-sf', '-o', out, url]);
  await truncate(out, 12_345_678);
  await run('curl', ['-sf', '-C', '-', '-o', out, url]);
  expect((await readFile(out)).equals(content)).toBe(true);
});

test.runIf(curl)('HEAD, preconditions and a range out of reach', async () => {
  const { blob, url } = await imageServer();
  const status = async (...args: readonly string[]): Promise<string> =>
    (await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args, url])).stdout;
  const head = (await run('curl', ['-sI', url])).stdout;
  expect(head).toContain(`Content-Length: ${SIZE}\r\n`);
  expect(head).toContain(`ETag: "${blob.digest}"\r\n`);
  expect(await status('-H', `If-None-Match: "${blob.digest}"`)).toBe('304');
  expect(await status('-H', `If-Match: "other"`)).toBe('412');
  expect(await status('-r', `${SIZE}-`)).toBe('416');
  expect(await status('-r', '0-9', '-H', 'If-Range: "other"')).toBe('200');
  expect(await status('-r', '0-9', '-H', `If-Range: "${blob.digest}"`)).toBe('206');
});

test.runIf(curl)('a crowd, and one of them slow', async () => {
  const { blob, folder, url } = await imageServer();
  const outs = Array.from({ length: 16 }, (_, i) => join(folder, `copy-${i}`));
  const slow = run('curl', ['-sf', '--limit-rate', '20M', '-o', join(folder, 'slow'), url]);
  await run('curl', ['-sf', '-Z', ...outs.flatMap((out) => ['-o', out, url])]);
  await slow;
  for (const out of [...outs, join(folder, 'slow')])
    expect(sha256(await readFile(out))).toBe(blob.digest);
});

test.runIf(curl)(
  'a client that reads nothing does not make us read the file into memory',
  async () => {
    const { url } = await imageServer();
    const before = process.memoryUsage().rss;
    const stuck = Array.from({ length: 50 }, () =>
      run('curl', ['-s', '--limit-rate', '1k', '-m', '2', '-o', '/dev/null', url]).catch(
        () => undefined,
      ),
    );
    await Promise.all(stuck);
    // 50 × 40 MB would be 2 GB; two buffers each are 25 MB, and curl's own buffering is not ours.
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
  },
);

test.runIf(grub)('GRUB’s parser accepts every configuration', async () => {
  const folder = new URL('../golden/script/', import.meta.url).pathname;
  const files = (await readdir(folder)).filter((name) => name.startsWith('grub-'));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    await run('grub-script-check', [join(folder, name)]);
    expect((await stat(join(folder, name))).size).toBeGreaterThan(0);
  }
});
