/** A process that syncs a boot source's whole catalogue and may be killed at any moment: URL, folder, keyring, fingerprint, clock. */
import { readFile } from 'node:fs/promises';
import { instant } from '../../src/core/ids.ts';
import { createDiskStore } from '../../src/images/disk-store.ts';
import { createMirror } from '../../src/images/mirror.ts';

const [url = '', folder = '', keyring = '', fingerprint = '', at = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const mirror = createMirror({
  source: {
    name: 'maas',
    url,
    keyring: await readFile(keyring),
    fingerprints: [fingerprint],
    pollMs: 3_600_000,
    proxy: undefined,
    declaredAt: { path: 'site.yaml', line: 1, column: 1 } as never,
  },
  store: await createDiskStore(folder),
  clock: { now: () => instant(Number(at)), sleep: () => Promise.resolve() },
  emit: () => undefined,
});
const catalog = await mirror.catalog(undefined, signal);
for (const { key, traits, versions } of catalog.products)
  for (const { version, files } of versions)
    await mirror.sync({ key, version, traits }, files, signal);
await mirror.close();
