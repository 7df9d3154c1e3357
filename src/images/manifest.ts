/** A stored image as one JSON file: written once it is complete, removed when it is pruned. Pure. */
import { type Digest, type ImageKey, parseDigest } from '../core/ids.ts';
import type { FileRole, ImageFile, ProductTraits, StoredImage } from '../core/image.ts';

const FORMAT = 'image:1';

/** Keys and versions are words with slashes between them; a comma is in neither. */
export const manifestName = (key: ImageKey, version: string): string =>
  `${[...key.split('/'), version].join(',')}.json`;

/** What may become a file's name: nothing with a slash, a dot in front, or a comma. */
export const isStorable = (image: StoredImage): boolean =>
  [...image.key.split('/'), image.version].every((word) => /^[A-Za-z0-9][\w.+-]*$/.test(word));

export const formatManifest = (image: StoredImage): string =>
  `${JSON.stringify({ format: FORMAT, image }, null, 2)}\n`;

/** `undefined` for text that `formatManifest` did not write. */
export function parseManifest(text: string): StoredImage | undefined {
  try {
    const read = JSON.parse(text) as { format?: unknown; image?: Partial<StoredImage> };
    const { key, version, product, files } = read.image ?? {};
    if (read.format !== FORMAT || typeof key !== 'string' || typeof version !== 'string') return;
    if (!isTraits(product) || !Array.isArray(files) || !files.every(isImageFile)) return;
    return { key, version, product, files };
  } catch {
    return;
  }
}

const ROLES: readonly FileRole[] = [
  'boot-kernel',
  'boot-initrd',
  'squashfs',
  'root-tgz',
  'bootloader',
];

function isImageFile(value: unknown): value is ImageFile {
  const file = value as Partial<Record<keyof ImageFile, unknown>> | null;
  return (
    typeof file === 'object' &&
    file !== null &&
    ROLES.includes(file.role as FileRole) &&
    typeof file.name === 'string' &&
    typeof file.sha256 === 'string' &&
    parseDigest(file.sha256) !== undefined &&
    Number.isSafeInteger(file.bytes)
  );
}

const TRAITS = ['os', 'release', 'releaseVersion', 'architecture', 'kernel', 'label'] as const;

function isTraits(value: unknown): value is ProductTraits {
  const traits = value as Partial<Record<keyof ProductTraits, unknown>> | null;
  return (
    typeof traits === 'object' &&
    traits !== null &&
    (traits.kind === 'boot' || traits.kind === 'bootloader') &&
    TRAITS.every((name) => typeof traits[name] === 'string') &&
    ['undefined', 'string'].includes(typeof traits.kernelPackage)
  );
}

/** Every digest that one of the images needs. */
export const digestsOf = (images: Iterable<StoredImage>): ReadonlySet<Digest> =>
  new Set([...images].flatMap((image) => image.files.map((file) => file.sha256)));
