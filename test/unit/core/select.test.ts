import { describe, expect, test } from 'vitest';
import type { Catalog, CatalogProduct, ProductTraits } from '../../../src/core/image.ts';
import type { ImageKey } from '../../../src/core/ids.ts';
import type { BootSource, ImageSelection } from '../../../src/core/inventory.ts';
import { plan } from '../../../src/core/plan.ts';
import { findImage, kernelFits, wantedProducts } from '../../../src/core/select.ts';
import {
  after,
  at,
  deployment,
  digest,
  inventory,
  noble,
  observed,
  record,
} from '../../support/fleet.ts';

const traits = (over: Partial<ProductTraits> = {}): ProductTraits => ({
  ...noble().product,
  ...over,
});
const product = (
  key: string,
  over: Partial<ProductTraits>,
  versions: readonly string[] = ['1'],
): CatalogProduct => ({
  key: key as ImageKey,
  traits: traits(over),
  versions: versions.map((version) => ({
    version,
    files: [{ ftype: 'squashfs', path: 'p', sha256: digest('a'), bytes: 10 }],
  })),
});
const catalog = (...products: readonly CatalogProduct[]): Catalog => ({
  source: 'maas',
  updated: 'u',
  fetchedAt: after(0),
  signedBy: 'F',
  products,
});
const selection = (over: Partial<ImageSelection> = {}): ImageSelection => ({
  name: 'noble',
  os: 'ubuntu',
  releases: ['noble'],
  architectures: ['amd64'],
  kernels: ['ga'],
  labels: ['*'],
  declaredAt: at(1),
  ...over,
});

describe('kernels (maas-wire.md §2.6)', () => {
  test.each([
    ['ga', 'ga-24.04', true],
    ['ga', 'ga-24.04-lowlatency', false],
    ['ga', 'hwe-24.04', false],
    ['hwe', 'hwe-24.04', true],
    ['hwe', 'hwe-24.04-edge', false],
    ['hwe-edge', 'hwe-24.04-edge', true],
    ['lowlatency', 'hwe-24.04-lowlatency', true],
    ['hwe-24.04', 'hwe-24.04', true],
    ['*', 'ga-24.04-lowlatency', true],
    ['hwe', 'generic', true],
  ])('%s fits %s: %s', (wish, kernel, fits) => {
    expect(kernelFits(wish, kernel)).toBe(fits);
  });
});

describe('selections', () => {
  const loaders = [
    product('bootloader/uefi/amd64', { kind: 'bootloader', architecture: 'amd64' }),
    product('bootloader/pxe/i386', { kind: 'bootloader', architecture: 'i386' }),
    product('bootloader/uefi/arm64', { kind: 'bootloader', architecture: 'arm64' }),
  ];
  const all = catalog(
    product('ubuntu/noble/amd64/ga-24.04', {}),
    product('ubuntu/noble/amd64/hwe-24.04', { kernel: 'hwe-24.04' }),
    product('ubuntu/jammy/amd64/ga-22.04', {
      release: 'jammy',
      releaseVersion: '22.04',
      kernel: 'ga-22.04',
    }),
    ...loaders,
  );
  const keys = (...selections: readonly ImageSelection[]) =>
    wantedProducts(selections, all).map(({ key }) => key);

  test('boot loaders of the selected architectures come unasked', () => {
    expect(keys(selection())).toEqual([
      'bootloader/pxe/i386',
      'bootloader/uefi/amd64',
      'ubuntu/noble/amd64/ga-24.04',
    ]);
    expect(keys()).toEqual([]);
  });

  test('releases go by codename or version, lists may say *', () => {
    expect(keys(selection({ releases: ['22.04'] }))).toContain('ubuntu/jammy/amd64/ga-22.04');
    expect(keys(selection({ releases: ['*'], kernels: ['*'] }))).toHaveLength(5);
  });

  test('a selection that nothing answers is held, not ignored', () => {
    const source: BootSource = {
      name: 'maas',
      url: 'http://s/',
      keyring: new Uint8Array(),
      fingerprints: [],
      pollMs: 60_000,
      proxy: undefined,
      declaredAt: at(1),
    };
    const seen = observed({ over: { catalog: all, images: new Map() } });
    const { changes } = plan(
      inventory([], { bootSource: source, selections: [selection({ releases: ['nobel'] })] }),
      seen,
    );
    expect(changes.at(-1)).toMatchObject({
      subject: { kind: 'selection', name: 'noble' },
      step: { kind: 'hold' },
    });
  });

  test('without a boot source mirroring is held, and said', () => {
    const { changes } = plan(inventory([], { selections: [selection()] }), observed({}));
    expect(changes).toMatchObject([
      {
        subject: { kind: 'source' },
        step: { kind: 'hold', because: expect.stringContaining('exactly one BootSource') },
      },
    ]);
  });
});

describe('stored images', () => {
  test('a request gets the newest version of the lowest kernel that fits', () => {
    const images = new Map([[noble().key, [noble('1'), noble('2')]]]);
    expect(
      findImage({ os: 'ubuntu', release: '24.04', architecture: 'amd64', kernel: 'ga' }, images)
        ?.version,
    ).toBe('2');
    expect(
      findImage({ os: 'ubuntu', release: 'noble', architecture: 'arm64', kernel: 'ga' }, images),
    ).toBeUndefined();
  });

  test('old versions go, but never one that a machine is deployed with', () => {
    const images = new Map([[noble().key, ['1', '2', '3', '4'].map((v) => noble(v))]]);
    const used = record(1, 'deployed', {
      deployment: deployment({ version: '1', bootVersion: '1' }),
    });
    const { changes } = plan(inventory([]), observed({ records: [[1, used]], over: { images } }));
    expect(
      changes.filter(({ step }) => step.kind === 'act' && step.verb === 'prune'),
    ).toMatchObject([{ subject: { version: '2' } }]);
  });
});
