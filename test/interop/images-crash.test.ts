import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposable, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createDiskStore } from '../../src/images/disk-store.ts';
import { type Answer, misbehavingServer } from '../support/misbehaving-server.ts';
import {
  HWE,
  NOBLE,
  SHIM,
  SIGNED_AT,
  type StreamContent,
  signedStream,
  streamServer,
  tarOf,
} from '../support/signed-stream.ts';

const CHILD = fileURLToPath(new URL('../support/sync-child.ts', import.meta.url));

/** Passes answers on, and calls `at` when the `count`-th of them has been sent. */
function counting(answer: Answer, count: number, at: () => void): Answer {
  let sent = 0;
  return (request, response) => {
    response.on('finish', () => {
      sent += 1;
      if (sent === count) at();
    });
    answer(request, response);
  };
}

async function everyBlobIsItsName(folder: string): Promise<void> {
  for (const name of await readdir(join(folder, 'blobs')).catch(() => [])) {
    const bytes = await readFile(join(folder, 'blobs', name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(name);
  }
}

test(
  'kill -9 in the middle of a sync leaves only whole blobs, and the next run ends it',
  { timeout: 30_000 },
  async () => {
    const squashfs = randomBytes(3_000_000);
    const boot = () => ({
      'boot-kernel': randomBytes(100_000),
      'boot-initrd': randomBytes(200_000),
    });
    const images: StreamContent = {
      [NOBLE]: { '1': { ...boot(), squashfs }, '2': { ...boot(), squashfs } },
      [HWE]: { '2': { ...boot(), squashfs } },
    };
    const loaders = { [SHIM]: { '1': { shim: await tarOf({ 'bootx64.efi': 'shim' }) } } };
    const stream = await signedStream({ images, loaders });
    await using server = await misbehavingServer();
    await using folder = await mkdtempDisposable(join(tmpdir(), 'crash-'));
    const store = join(folder.path, 'store');
    const keyring = join(folder.path, 'keyring.gpg');
    await writeFile(keyring, stream.signer.keyring);

    const args = [server.url, store, keyring, stream.signer.fingerprint, String(SIGNED_AT + 1)];
    const run = async (killAfter: number): Promise<number | null> => {
      let child: ChildProcess | undefined;
      const kill = (): void => void child?.kill('SIGKILL');
      server.answer(counting(streamServer(stream.files), killAfter, kill));
      child = spawn(process.execPath, [CHILD, ...args], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      await everyBlobIsItsName(store);
      return code;
    };
    // Three documents come first; then a kill after each of some files, wherever that finds the process.
    for (const killAfter of [4, 5, 6, 4, 5, 4, 4, 1])
      expect(await run(killAfter), 'was killed').toBeNull();
    expect(await run(Infinity), 'ended by itself').toBe(0);
    const listed = [...(await (await createDiskStore(store)).list())].map(([key, all]) => [
      key,
      all.map((image) => image.version),
    ]);
    expect(Object.fromEntries(listed)).toEqual({
      'bootloader/uefi/amd64': ['1'],
      'ubuntu/noble/amd64/ga-24.04': ['1', '2'],
      'ubuntu/noble/amd64/hwe-24.04': ['2'],
    });
  },
);
