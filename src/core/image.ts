/** Products of a boot source as its signed lists name them, and images as they lie verified on disk. */
import type { Digest, ImageKey, Instant } from './ids.ts';

/** What a file of an image is for. `boot-…`, `squashfs` and `root-tgz` are simplestreams ftypes. */
export type FileRole = 'boot-kernel' | 'boot-initrd' | 'squashfs' | 'root-tgz' | 'bootloader';

export interface ImageFile {
  readonly role: FileRole;
  /** The last segment of its URL on our side: `boot-kernel`, `squashfs`, `root.tgz`, `bootx64.efi`. */
  readonly name: string;
  readonly sha256: Digest;
  readonly bytes: number;
}

/**
 * The path of an image's file in every URL that names it (maas-wire.md §3.4): only the digest is
 * significant to the server; the last segment is to the consumer, and the rest is for people's logs.
 */
export function imagePath(product: ProductTraits, file: ImageFile): string {
  const { os, architecture, kernel, release, label } = product;
  return `/images/${[file.sha256, os, architecture, kernel, release, label, file.name].join('/')}`;
}

/** One complete, verified version of an image: what may be served and deployed. */
export interface StoredImage {
  readonly key: ImageKey;
  readonly version: string;
  readonly product: ProductTraits;
  readonly files: readonly ImageFile[];
}

/** What a product says of itself (maas-wire.md §2.4). */
export interface ProductTraits {
  readonly kind: 'boot' | 'bootloader';
  readonly os: string;
  /** Codename: `noble`. Empty for boot loaders. */
  readonly release: string;
  /** `24.04`. Empty for boot loaders. */
  readonly releaseVersion: string;
  readonly architecture: string;
  /** Sub-architecture, which names the kernel: `ga-24.04`; `uefi`, `pxe`, … for boot loaders; `generic` without a kernel of its own. */
  readonly kernel: string;
  readonly label: string;
  /** The apt package of the kernel, for curtin: `linux-generic`. */
  readonly kernelPackage?: string;
}

/** A file that the catalogue offers: where it is below the source's root, and what it must hash to. */
export interface CatalogFile {
  /** The simplestreams ftype: a FileRole, or `archive.tar.xz` for a boot loader's package. */
  readonly ftype: string;
  readonly path: string;
  readonly sha256: Digest;
  readonly bytes: number;
}

export interface CatalogProduct {
  readonly key: ImageKey;
  readonly traits: ProductTraits;
  /** Newest last: simplestreams compares version names as plain strings. */
  readonly versions: readonly {
    readonly version: string;
    readonly files: readonly CatalogFile[];
  }[];
}

/** The products of every list the signed index names, as last verified. */
export interface Catalog {
  /** Name of the BootSource document. */
  readonly source: string;
  /** The index's own `updated`, for rollback protection. */
  readonly updated: string;
  readonly fetchedAt: Instant;
  readonly signedBy: string;
  readonly products: readonly CatalogProduct[];
}
