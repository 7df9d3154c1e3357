import { expect, test } from 'vitest';
import { imagePath } from '../../../src/core/image.ts';
import { digest, noble } from '../../support/fleet.ts';
import { LOADERS, netboot } from '../../support/netboot.ts';

const blob = (letter: string) => ({
  kind: 'blob',
  path: `/blobs/${digest(letter)}`,
  bytes: 100,
  digest: digest(letter),
});

test.each([
  ['bootx64.efi', '1'],
  ['images/bootx64.efi', '1'],
  ['/images//grubx64.efi', '2'],
  ['grub/x86_64-efi/http.mod', '3'],
  ['chain.c32', '5'],
  // Published for two architectures; i386's is the one MAAS serves.
  ['lpxelinux.0', '4'],
  ['images/aaaaaaa', 'a'],
  [`images/${digest('c')}/ubuntu/squashfs`, 'c'],
])('%s', async (path, letter) => {
  expect(await netboot({}).open(path, 9)).toEqual(blob(letter));
});

test('what we name is what we serve', async () => {
  const image = noble();
  const { open } = netboot({});
  for (const file of image.files)
    expect(await open(imagePath(image.product, file), 9)).toMatchObject({ digest: file.sha256 });
});

test.each([
  'mmx64.efi',
  'revocations_sku.efi',
  `images/${digest('9')}/x`,
  'pxelinux.cfg/default.c32',
])('%s is not there', async (path) => {
  expect(await netboot({}).open(path, 9)).toBeUndefined();
});

test('a few digits that fit two files fit none', async () => {
  const one = noble('1');
  const twin = `aaaaaaa${'0'.repeat(57)}` as (typeof one.files)[number]['sha256'];
  const two = { ...one, version: '2', files: one.files.map((f) => ({ ...f, sha256: twin })) };
  const { open } = netboot({ images: [one, two] });
  expect(await open('images/aaaaaaa', 9)).toBeUndefined();
  expect(await open(`images/${twin}`, 9)).toMatchObject({ digest: twin });
});

test('the newest version of a boot loader is served', async () => {
  const [uefi] = LOADERS;
  const newer = {
    ...uefi!,
    version: '2',
    files: uefi!.files.map((f) => ({ ...f, sha256: digest('7') })),
  };
  const { open } = netboot({ images: [uefi!, newer] });
  expect(await open('bootx64.efi', 9)).toMatchObject({ digest: digest('7') });
});
