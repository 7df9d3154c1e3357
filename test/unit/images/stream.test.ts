import { describe, expect, test } from 'vitest';
import type { ControllerError } from '../../../src/core/errors.ts';
import { isRelativePath } from '../../../src/images/field.ts';
import { kernelName } from '../../../src/images/kernel-name.ts';
import { compareVersions, parseIndex, parseProducts } from '../../../src/images/stream.ts';

const LIST = 'com.ubuntu.maas:stable:v3:download';
const SHA = 'a'.repeat(64);
const item = (ftype: string, more: object = {}): object => ({
  ftype,
  path: `noble/amd64/20250101/${ftype}`,
  sha256: SHA,
  size: 7,
  ...more,
});
const items = {
  'boot-kernel': item('boot-kernel', { kpackage: 'linux-generic' }),
  'boot-initrd': item('boot-initrd', { kpackage: 'linux-generic' }),
  squashfs: item('squashfs'),
  manifest: item('manifest', { sha256: 'not looked at' }),
};
const NOBLE = 'com.ubuntu.maas.stable:v3:boot:24.04:amd64:ga-24.04';
const noble = (versions: object, more: object = {}): object => ({
  arch: 'amd64',
  os: 'ubuntu',
  release: 'noble',
  version: '24.04',
  label: 'stable',
  subarch: 'ga-24.04',
  kflavor: 'generic',
  versions,
  ...more,
});
const list = (products: object, more: object = {}): string =>
  JSON.stringify({ format: 'products:1.0', content_id: LIST, products, ...more });

/** The message of the E_STREAM_FORMAT that it must end in. */
function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    const { code, message } = error as ControllerError;
    return code === 'E_STREAM_FORMAT' ? message : code;
  }
  return 'accepted';
}

const index = (more: object = {}): string =>
  JSON.stringify({
    format: 'index:1.0',
    updated: 'Tue, 05 Aug 2025 10:00:00 +0000',
    index: {
      [LIST]: {
        datatype: 'image-ids',
        format: 'products:1.0',
        path: `streams/v1/${LIST}.sjson`,
        updated: 'Tue, 05 Aug 2025 09:00:00 +0000',
      },
      other: { format: 'something:2.0' },
    },
    ...more,
  });

describe('index', () => {
  test('names the product lists, and when they changed', () => {
    expect(parseIndex(index(), 'index.sjson')).toEqual({
      updated: 'Tue, 05 Aug 2025 10:00:00 +0000',
      updatedAt: Date.UTC(2025, 7, 5, 10),
      lists: [
        {
          contentId: LIST,
          path: `streams/v1/${LIST}.sjson`,
          updatedAt: Date.UTC(2025, 7, 5, 9),
        },
      ],
    });
  });

  test('is refused with the field that is wrong', () => {
    expect(refusal(() => parseIndex('{', 'i'))).toBe('reading i: the document is not JSON');
    expect(refusal(() => parseIndex('[]', 'i'))).toContain('document is not an object');
    expect(refusal(() => parseIndex(index({ format: 'index:2.0' }), 'i'))).toContain('index:2.0');
    expect(refusal(() => parseIndex(index({ updated: 'soon' }), 'i'))).toContain('updated is soon');
    expect(refusal(() => parseIndex(index({ updated: undefined }), 'i'))).toContain('updated is');
    expect(refusal(() => parseIndex(index({ index: [] }), 'i'))).toContain('index is not');
  });
});

describe('products', () => {
  test('an Ubuntu product, its versions oldest first', () => {
    const versions = { '20250102': { items }, '20241231': { items }, '20250101.1': { items } };
    const { products } = parseProducts(list({ [NOBLE]: noble(versions) }), LIST);
    expect(products).toHaveLength(1);
    expect(products[0]?.key).toBe('ubuntu/noble/amd64/ga-24.04');
    expect(products[0]?.traits).toEqual({
      kind: 'boot',
      os: 'ubuntu',
      release: 'noble',
      releaseVersion: '24.04',
      architecture: 'amd64',
      kernel: 'ga-24.04',
      label: 'stable',
      kernelPackage: 'linux-generic',
    });
    expect(products[0]?.versions.map((one) => one.version)).toEqual([
      '20241231',
      '20250101.1',
      '20250102',
    ]);
    expect(products[0]?.versions[0]?.files.map((one) => one.ftype)).toEqual([
      'boot-kernel',
      'boot-initrd',
      'squashfs',
    ]);
  });

  test('without a kernel the last part is generic: CentOS, and a squashfs alone', () => {
    const centos = {
      ...noble({ '20240604_01': { items: { 'root-tgz': item('root-tgz') } } }),
      os: 'centos',
      release: 'centos70',
      version: '7.0',
      subarch: undefined,
    };
    const alone = noble({ '20250101': { items: { squashfs: item('squashfs') } } });
    const { products } = parseProducts(
      list({ 'com.ubuntu.maas.stable:centos-bases:7.0:amd64': centos, [NOBLE]: alone }),
      LIST,
    );
    expect(products.map((one) => one.key)).toEqual([
      'centos/centos70/amd64/generic',
      'ubuntu/noble/amd64/generic',
    ]);
  });

  test('boot loaders are named by type and architecture', () => {
    const loader = {
      arch: 'amd64',
      os: 'grub-efi-signed',
      label: 'stable',
      'bootloader-type': 'uefi',
      versions: {
        '20231004.0': {
          items: {
            'grub2-signed': item('archive.tar.xz'),
            'shim-signed': item('archive.tar.xz'),
          },
        },
      },
    };
    const { products } = parseProducts(
      list({ 'com.ubuntu.maas.stable:1:grub-efi-signed:uefi:amd64': loader }),
      LIST,
    );
    expect(products[0]?.key).toBe('bootloader/uefi/amd64');
    expect(products[0]?.traits).toMatchObject({ kind: 'bootloader', kernel: 'uefi', release: '' });
    expect(products[0]?.versions[0]?.files).toHaveLength(2);
  });

  test('what nothing here can boot is left out', () => {
    const { products } = parseProducts(
      list({
        'com.example:disk-images:1.0': 'not even an object',
        [NOBLE]: noble({ '20150101': { items: { root: item('root-image.gz') } } }),
        [`${NOBLE}-half`]: noble({
          '20250101': {
            items: { squashfs: item('squashfs'), 'boot-kernel': item('boot-kernel') },
          },
        }),
      }),
      LIST,
    );
    expect(products).toEqual([]);
  });

  test('another list’s signed document is refused', () => {
    expect(refusal(() => parseProducts(list({}), 'com.ubuntu.maas:other'))).toContain('content_id');
  });

  test('every malformed field names product, version, item and field', () => {
    const broken = (ftype: string, more: object): string =>
      refusal(() =>
        parseProducts(
          list({
            [NOBLE]: noble({ '20250101': { items: { ...items, [ftype]: item(ftype, more) } } }),
          }),
          LIST,
        ),
      );
    const at = `reading product ${NOBLE}, version 20250101, item squashfs:`;
    expect(broken('squashfs', { sha256: 'abc' })).toBe(
      `${at} sha256 is not a SHA-256 in hexadecimal`,
    );
    expect(broken('squashfs', { sha256: undefined })).toBe(`${at} sha256 is not a text`);
    expect(broken('squashfs', { size: '7' })).toBe(`${at} size is not a number of bytes`);
    expect(broken('squashfs', { size: -1 })).toBe(`${at} size is not a number of bytes`);
    expect(broken('squashfs', { size: 1e300 })).toBe(`${at} size is not a number of bytes`);
    expect(broken('squashfs', { path: '../shadow' })).toContain(`${at} path is "../shadow"`);
    expect(broken('squashfs', { ftype: 3 })).toBe(`${at} ftype is not a text`);
    const product = (more: object): string =>
      refusal(() => parseProducts(list({ [NOBLE]: noble({ '20250101': { items } }, more) }), LIST));
    expect(product({ release: '../noble' })).toContain('release is "../noble", not a plain word');
    expect(product({ arch: undefined })).toBe(`reading product ${NOBLE}: arch is not a text`);
    expect(product({ versions: 1 })).toContain('versions is not an object');
    expect(product({ versions: { '../1': { items } } })).toContain('is not a version name');
    expect(
      product({
        versions: { '20250101': { items: { a: item('squashfs'), b: item('squashfs') } } },
      }),
    ).toContain('squashfs a second time');
  });
});

test('paths that could leave the source’s root in anybody’s eyes', () => {
  for (const bad of [
    '/etc/passwd',
    '..',
    'a/../../b',
    './a',
    'a//b',
    'a/',
    '',
    'http://evil/a',
    'file:a',
    'a\0b',
    'a%2e%2e/b',
    'a\\..\\b',
    '//evil/a',
    'a?b',
    'a#b',
    'a b',
    '%2fetc',
    'a\nb',
  ])
    expect(isRelativePath(bad), JSON.stringify(bad)).toBe(false);
  for (const good of [
    'jammy/amd64/20250615/ga-22.04/generic/boot-kernel',
    'streams/v1/com.ubuntu.maas:stable:v3:download.sjson',
    'centos/centos70/amd64/20240604_01/root-tgz',
    'a..b/...',
  ])
    expect(isRelativePath(good), good).toBe(true);
});

test('versions compare as plain strings', () => {
  const names = ['20250102', '20250101', '20250101.10', '20250101.9'];
  expect(names.toSorted(compareVersions)).toEqual([
    '20250101',
    '20250101.10',
    '20250101.9',
    '20250102',
  ]);
});

test('a kernel’s flavour comes before edge, and only once', () => {
  expect(kernelName('ga-22.04', 'generic')).toBe('ga-22.04');
  expect(kernelName('hwe-22.04', 'lowlatency')).toBe('hwe-22.04-lowlatency');
  expect(kernelName('hwe-22.04-edge', 'lowlatency')).toBe('hwe-22.04-lowlatency-edge');
  expect(kernelName('hwe-22.04-lowlatency-edge', 'lowlatency')).toBe('hwe-22.04-lowlatency-edge');
  expect(kernelName('ga-24.04', 'generic-64k')).toBe('ga-24.04-generic-64k');
});
