/**
 * Simplestreams documents (`index:1.0`, `products:1.0`; maas-wire.md §2.2–2.6) → products that we can
 * serve. Pure. What we have no use for is left out; what we do use must be well formed, or
 * E_STREAM_FORMAT names the product and the field.
 */
import type { ImageKey } from '../core/ids.ts';
import type { CatalogFile, CatalogProduct, ProductTraits } from '../core/image.ts';
import { kernelName } from './kernel-name.ts';
import { type Field, digest, malformed, record, relativePath, size, text, word } from './field.ts';

/** A product list that the index names. */
export interface IndexEntry {
  readonly contentId: string;
  /** Below the source's root: `streams/v1/com.ubuntu.maas:stable:v3:download.sjson`. */
  readonly path: string;
  /** Milliseconds since 1970, where the index says when the list was last changed. */
  readonly updatedAt: number | undefined;
}

export interface StreamIndex {
  /** As written, and in milliseconds since 1970. */
  readonly updated: string;
  readonly updatedAt: number;
  readonly lists: readonly IndexEntry[];
}

/** `document` is the verified payload; `name` is for people. Throws E_STREAM_FORMAT. */
export function parseIndex(document: string, name: string): StreamIndex {
  const top = { value: json(document, name), at: name };
  requireFormat(top, 'index:1.0');
  const updated = text(top, 'updated');
  const entries = record(top, 'index');
  return {
    updated,
    updatedAt: date(top, updated),
    lists: Object.keys(entries.value).flatMap((contentId) => indexEntry(entries, contentId)),
  };
}

export interface ProductList {
  readonly updatedAt: number | undefined;
  readonly products: readonly CatalogProduct[];
}

/** A list must be the one that the index meant: both are signed, but so is every other list. Throws E_STREAM_FORMAT. */
export function parseProducts(document: string, contentId: string): ProductList {
  const top = { value: json(document, contentId), at: contentId };
  requireFormat(top, 'products:1.0');
  if (text(top, 'content_id') !== contentId)
    throw malformed(top, 'content_id', `is ${text(top, 'content_id')}: another list’s`);
  const products = record(top, 'products');
  return {
    updatedAt: optionalDate(top),
    products: Object.keys(products.value).flatMap((key) => product(products, key)),
  };
}

/** Plain string comparison, as simplestreams does: `20250101` < `20250101.1` < `20250102`. */
export const compareVersions = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function json(document: string, name: string): Field['value'] {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch (cause) {
    throw malformed({ value: {}, at: name }, 'the document', 'is not JSON', cause);
  }
  return record({ value: { document: value }, at: name }, 'document').value;
}

function requireFormat(top: Field, format: string): void {
  const found = text(top, 'format');
  if (found !== format) throw malformed(top, 'format', `is ${found}, not ${format}`);
}

/** RFC 2822 dates, as `Tue, 05 Aug 2025 10:00:00 +0000`. */
function date(field: Field, written: string): number {
  const at = Date.parse(written);
  if (Number.isNaN(at)) throw malformed(field, 'updated', `is ${written}, not a date`);
  return at;
}

const optionalDate = (field: Field): number | undefined =>
  field.value['updated'] === undefined ? undefined : date(field, text(field, 'updated'));

function indexEntry(entries: Field, contentId: string): IndexEntry[] {
  const entry = record(entries, contentId);
  if (entry.value['format'] !== 'products:1.0') return [];
  return [{ contentId, path: relativePath(entry, 'path'), updatedAt: optionalDate(entry) }];
}

/** Told from the product's key, as MAAS does (maas-wire.md §2.3). */
type Family = 'boot' | 'base' | 'bootloader';

function family(key: string): Family | undefined {
  const parts = key.split(':').slice(1);
  if (parts.some((part) => /^v(?:[23]|3\+platform)$/.test(part))) return 'boot';
  if (parts.some((part) => part.endsWith('-bases'))) return 'base';
  return parts.includes('1') ? 'bootloader' : undefined;
}

/** Products that we know and that have a usable version; nothing otherwise. */
function product(products: Field, key: string): CatalogProduct[] {
  const kind = family(key);
  if (kind === undefined) return [];
  const field = { ...record(products, key), at: `product ${key}` };
  const versions = Object.entries(record(field, 'versions').value)
    .map(([version]) => readVersion(field, version, kind))
    .filter((version) => isUsable(version.files, kind))
    .toSorted((a, b) => compareVersions(a.version, b.version));
  const newest = versions.at(-1);
  if (newest === undefined) return [];
  const traits = kind === 'bootloader' ? bootloaderTraits(field) : imageTraits(field, newest);
  const plain = versions.map(({ version, files }) => ({ version, files }));
  return [{ key: imageKey(traits), traits, versions: plain }];
}

function imageKey(traits: ProductTraits): ImageKey {
  const parts =
    traits.kind === 'bootloader'
      ? ['bootloader', traits.kernel, traits.architecture]
      : [traits.os, traits.release, traits.architecture, traits.kernel];
  return parts.join('/') as ImageKey;
}

function imageTraits(field: Field, newest: Version): ProductTraits {
  const hasKernel = newest.files.some((file) => file.ftype === 'boot-kernel');
  const flavour = field.value['kflavor'] === undefined ? 'generic' : word(field, 'kflavor');
  return {
    kind: 'boot',
    os: word(field, 'os'),
    release: word(field, 'release'),
    releaseVersion: text(field, 'version'),
    architecture: word(field, 'arch'),
    kernel: hasKernel ? kernelName(word(field, 'subarch'), flavour) : 'generic',
    label: word(field, 'label'),
    ...(newest.kernelPackage === undefined ? {} : { kernelPackage: newest.kernelPackage }),
  };
}

function bootloaderTraits(field: Field): ProductTraits {
  return {
    kind: 'bootloader',
    os: word(field, 'os'),
    release: '',
    releaseVersion: '',
    architecture: word(field, 'arch'),
    kernel: word(field, 'bootloader-type'),
    label: word(field, 'label'),
  };
}

interface Version {
  readonly version: string;
  readonly files: readonly CatalogFile[];
  readonly kernelPackage: string | undefined;
}

const FTYPES: Readonly<Record<Family, readonly string[]>> = {
  boot: ['boot-kernel', 'boot-initrd', 'squashfs', 'root-tgz'],
  base: ['boot-kernel', 'boot-initrd', 'squashfs', 'root-tgz'],
  bootloader: ['archive.tar.xz'],
};

function readVersion(of: Field, name: string, kind: Family): Version {
  const versions = record(of, 'versions');
  const at = `${of.at}, version ${name}`;
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(name))
    throw malformed({ ...versions, at: of.at }, `version ${name}`, 'is not a version name');
  const items = record({ ...record(versions, name), at }, 'items');
  const known = Object.keys(items.value)
    .map((key) => ({ ...record(items, key), at: `${at}, item ${key}` }))
    .filter((item) => FTYPES[kind].includes(text(item, 'ftype')));
  const twice =
    kind !== 'bootloader' && known.find((one, i) => ftypes(known).indexOf(one.value['ftype']) < i);
  if (twice) throw malformed(twice, 'ftype', `is ${text(twice, 'ftype')} a second time`);
  const kernel = known.find((item) => item.value['ftype'] === 'boot-kernel');
  return {
    version: name,
    files: known.map(file),
    kernelPackage: kernel?.value['kpackage'] === undefined ? undefined : word(kernel, 'kpackage'),
  };
}

const ftypes = (items: readonly Field[]): unknown[] => items.map((item) => item.value['ftype']);

const file = (item: Field): CatalogFile => ({
  ftype: text(item, 'ftype'),
  path: relativePath(item, 'path'),
  sha256: digest(item, 'sha256'),
  bytes: size(item, 'size'),
});

/** Versions of the past have root filesystems of kinds that nothing boots any more. */
function isUsable(files: readonly CatalogFile[], kind: Family): boolean {
  const has = (ftype: string): boolean => files.some((one) => one.ftype === ftype);
  if (kind === 'bootloader') return files.length > 0;
  return (has('squashfs') || has('root-tgz')) && has('boot-kernel') === has('boot-initrd');
}
