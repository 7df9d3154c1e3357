import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Limits, unpackBootLoader } from '../../../src/images/boot-loader.ts';
import { installed } from '../../support/program.ts';

type Entry = Partial<Header> & { readonly name: string };

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeAll(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'loader-'));
});
afterAll(() => folder.remove());

async function tar(...members: (Entry | [name: string, content: string])[]): Promise<Buffer> {
  const archive = pack();
  for (const member of members)
    if (Array.isArray(member)) archive.entry({ name: member[0] }, member[1]);
    else archive.entry(member, '');
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

async function unpack(archive: Uint8Array, limits?: Limits): Promise<Record<string, string>> {
  const path = join(folder.path, 'archive.tar.xz');
  await writeFile(path, archive);
  const files: Record<string, string> = {};
  for await (const { file, content } of unpackBootLoader(path, 'shim-signed', limits))
    files[file.name] = Buffer.from(content).toString();
  return files;
}

const hasXz = installed('xz', 'xz-utils');
const xz = (bytes: Uint8Array): Uint8Array => spawnSync('xz', ['-c'], { input: bytes }).stdout;

describe('compression is told by the first bytes', () => {
  test.each([
    ['plain', (bytes: Uint8Array) => bytes],
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('%s', async (_, compress) => {
    const archive = compress(await tar(['bootx64.efi', 'shim']));
    expect(await unpack(archive)).toEqual({ 'bootx64.efi': 'shim' });
  });

  test.runIf(hasXz)('xz', async () => {
    const archive = xz(await tar(['bootx64.efi', 'shim']));
    expect(await unpack(archive)).toEqual({ 'bootx64.efi': 'shim' });
  });

  test.runIf(hasXz)('xz that is cut short, or broken', async () => {
    const archive = xz(randomBytes(100_000));
    for (const broken of [
      archive.subarray(0, 50_000),
      Buffer.concat([archive, archive.fill(7, 9000, 9100)]),
    ])
      await expect(unpack(broken)).rejects.toMatchObject({ code: 'E_IMAGE_UNPACK' });
  });

  test('a machine without xz says so', async () => {
    const path = process.env['PATH'];
    try {
      process.env['PATH'] = folder.path;
      const head = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0]);
      await expect(unpack(head)).rejects.toThrow('the program xz is not installed');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test.each([
    ['gzip cut short', gzipSync(randomBytes(5000)).subarray(0, 2000)],
    ['zstd cut short', zstdCompressSync(randomBytes(5000)).subarray(0, 2000)],
    ['no archive at all', randomBytes(5000)],
  ])('%s', async (_, archive) => {
    await expect(unpack(archive)).rejects.toMatchObject({ code: 'E_IMAGE_UNPACK' });
  });
});

test('members lose their folders, GRUB’s modules keep their platform’s', async () => {
  const archive = await tar(
    { name: './usr/lib/', type: 'directory' },
    ['./usr/lib/shim/bootx64.efi', 'shim'],
    ['grub/x86_64-efi/http.mod', 'http'],
    ['grub/arm64-efi/http.mod', 'arm'],
    [`${'long/'.repeat(40)}mmx64.efi`, 'mok'],
  );
  expect(await unpack(archive)).toEqual({
    'bootx64.efi': 'shim',
    'x86_64-efi/http.mod': 'http',
    'arm64-efi/http.mod': 'arm',
    'mmx64.efi': 'mok',
  });
});

describe('is refused, with the member’s name', () => {
  test.each<[string, Entry, string]>([
    ['an absolute name', { name: '/etc/shadow' }, 'not a plain relative name'],
    ['a way out', { name: 'a/../../etc/shadow' }, 'not a plain relative name'],
    ['a backslash', { name: 'a\\b' }, 'not a plain relative name'],
    ['a hidden file', { name: '.profile' }, 'not a plain relative name'],
    ['a symbolic link', { name: 'a', type: 'symlink', linkname: '/etc/shadow' }, 'is a symlink'],
    ['a hard link', { name: 'a', type: 'link', linkname: 'b' }, 'is a link'],
    ['a device', { name: 'sda', type: 'block-device' }, 'is a block-device'],
    ['a pipe', { name: 'fifo', type: 'fifo' }, 'is a fifo'],
  ])('%s', async (_, header, because) => {
    const refused = unpack(await tar(header));
    await expect(refused).rejects.toMatchObject({ code: 'E_STREAM_FORMAT' });
    await expect(refused).rejects.toThrow(because);
  });

  test('an archive that unpacks without end', async () => {
    const path = join(folder.path, 'bomb.tar.zst');
    const bomb = await tar(['grubx64.efi', '']);
    bomb.write((300 << 20).toString(8).padStart(11, '0'), 124);
    bomb.write('        ', 148);
    const sum = bomb.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bomb.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    await writeFile(path, zstdCompressSync(bomb));
    const first = unpackBootLoader(path, 'grub').next();
    await expect(first).rejects.toThrow('the archive is too large');
  });

  test('zeros without end behind the last member', async () => {
    const padded = Buffer.concat([await tar(['grubx64.efi', 'grub']), Buffer.alloc(1 << 20)]);
    const limits = { members: 10, bytes: 100_000 };
    const refused = unpack(zstdCompressSync(padded), limits);
    await expect(refused).rejects.toThrow('the archive is too large');
  });
});
