/** Selections × the verified catalogue → the images to have; requests × stored images → the one to boot. */
import { compare } from './diagnostic.ts';
import type { Catalog, CatalogProduct, ProductTraits, StoredImage } from './image.ts';
import type { ImageKey } from './ids.ts';
import type { ImageRequest, ImageSelection, Inventory } from './inventory.ts';
import type { ObservedState } from './observed.ts';

export type StoredImages = ReadonlyMap<ImageKey, readonly StoredImage[]>;

/** Products to mirror: what a selection names, and the boot loaders of the selected architectures unasked. */
export function wantedProducts(
  selections: readonly ImageSelection[],
  catalog: Catalog,
): readonly CatalogProduct[] {
  const boot = catalog.products.filter(
    ({ traits }) => traits.kind === 'boot' && selections.some((s) => selects(s, traits)),
  );
  const architectures = new Set(boot.map(({ traits }) => traits.architecture));
  const loaders = catalog.products.filter(
    ({ traits }) => traits.kind === 'bootloader' && loads(traits, architectures),
  );
  return [...loaders, ...boot].toSorted((a, b) => compare(a.key, b.key));
}

export function selects(selection: ImageSelection, traits: ProductTraits): boolean {
  return (
    selection.os === traits.os &&
    (among(selection.releases, traits.release) ||
      among(selection.releases, traits.releaseVersion)) &&
    among(selection.architectures, traits.architecture) &&
    selection.kernels.some((kernel) => kernelFits(kernel, traits.kernel)) &&
    among(selection.labels, traits.label)
  );
}

const among = (list: readonly string[], value: string): boolean =>
  list.includes('*') || list.includes(value);

/** PXELINUX is published for i386 and boots amd64 (maas-wire.md §2.3). */
function loads(traits: ProductTraits, architectures: ReadonlySet<string>): boolean {
  return (
    architectures.has(traits.architecture) ||
    (traits.architecture === 'i386' && architectures.has('amd64'))
  );
}

/**
 * `ga` fits `ga-24.04`, `hwe-edge` fits `hwe-24.04-edge`, `lowlatency` any low-latency kernel; other
 * words are exact (maas-wire.md §2.6). A product without kernels of its own fits every wish.
 */
export function kernelFits(wish: string, kernel: string): boolean {
  if (wish === '*' || wish === kernel || kernel === 'generic') return true;
  switch (wish) {
    case 'ga':
    case 'hwe':
      return new RegExp(`^${wish}-(?:\\d\\d\\.\\d\\d|\\d+|rolling)$`).test(kernel);
    case 'hwe-edge':
      return /^hwe-(?:[\d.]+|rolling)-edge$/.test(kernel);
    case 'lowlatency':
      return /-lowlatency(?:-edge)?$/.test(kernel);
    default:
      return false;
  }
}

/** The newest stored version that answers the request: the lowest kernel that fits, as MAAS picks. */
export function findImage(request: ImageRequest, images: StoredImages): StoredImage | undefined {
  const fitting = [...images.values()]
    .flatMap((versions) => versions.at(-1) ?? [])
    .filter(({ product }) => answers(request, product));
  return fitting.toSorted((a, b) => compare(a.key, b.key))[0];
}

export function answers(request: ImageRequest, traits: ProductTraits): boolean {
  return (
    traits.kind === 'boot' &&
    traits.os === request.os &&
    (traits.release === request.release || traits.releaseVersion === request.release) &&
    traits.architecture === request.architecture &&
    kernelFits(request.kernel, traits.kernel)
  );
}

/** Kernel, initrd and a root that the initrd can fetch: enough to netboot. */
export function bootable(image: StoredImage): boolean {
  const roles = new Set(image.files.map((file) => file.role));
  return roles.has('boot-kernel') && roles.has('boot-initrd') && roles.has('squashfs');
}

/** The ephemeral environment that enlists, commissions and powers off. */
export function commissioningImage(
  inventory: Inventory,
  images: StoredImages,
): StoredImage | undefined {
  const image = findImage(inventory.site.commissioning, images);
  return image !== undefined && bootable(image) ? image : undefined;
}

/**
 * What is missing before any machine may netboot: the commissioning image, or a boot loader that the
 * catalogue offers. A machine that is powered on too early finds nothing, and waits for nothing.
 */
export function missingForNetboot(
  inventory: Inventory,
  observed: ObservedState,
): string | undefined {
  const { images, catalog } = observed;
  if (commissioningImage(inventory, images) === undefined)
    return `the commissioning image ${printRequest(inventory.site.commissioning)}`;
  const wanted = catalog === undefined ? [] : wantedProducts(inventory.selections, catalog);
  return wanted.find(({ key, traits }) => traits.kind === 'bootloader' && !images.has(key))?.key;
}

export const printRequest = (request: ImageRequest): string =>
  `${request.os}/${request.release}/${request.architecture} (${request.kernel})`;
