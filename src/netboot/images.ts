/** Which stored image boots for which purpose, and which stored file a path names. */
import type { BootPurpose } from '../core/boot.ts';
import { compare } from '../core/diagnostic.ts';
import type { Architecture } from '../core/hardware.ts';
import type { Digest, ImageKey } from '../core/ids.ts';
import type { FileRole, ImageFile, StoredImage } from '../core/image.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Deployment, MachineRecord } from '../core/machine.ts';
import { findImage, printRequest, type StoredImages } from '../core/select.ts';

/** The three files of an ephemeral environment; the root may be of another image than the kernel. */
export interface EphemeralImage {
  readonly kernel: Stored;
  readonly initrd: Stored;
  readonly root: Stored;
}

export interface Stored {
  readonly image: StoredImage;
  readonly file: ImageFile;
}

/** What boots, or the sentence that says what is missing. */
export type ImageChoice =
  | { readonly found: EphemeralImage }
  | { readonly found: undefined; readonly because: string };

/** Enlistment, commissioning and power-off: the newest stored version of the site's commissioning image. */
export function commissioningImage(
  inventory: Inventory,
  images: StoredImages,
  architecture: Architecture,
): ImageChoice {
  const request = { ...inventory.site.commissioning, architecture };
  const image = findImage(request, images);
  const name = `the commissioning image ${printRequest(request)}`;
  return image === undefined ? missing(name) : assemble(image, image, name);
}

/** An installation boots exactly the versions that were decided when it started, newer ones or not. */
function deploymentImage(deployment: Deployment, images: StoredImages): ImageChoice {
  const { bootImage, bootVersion, image, version, inMemory } = deployment;
  const boot = versionOf(images, bootImage, bootVersion);
  if (boot === undefined) return missing(`${bootImage} ${bootVersion}`);
  // In memory it is the target's own root that runs; an installer runs in the one it was booted from.
  const root = inMemory ? versionOf(images, image, version) : boot;
  if (root === undefined) return missing(`${image} ${version}`);
  return assemble(boot, root, `${bootImage} ${bootVersion}`);
}

/** `purpose` is the record's own, and not `local`. */
export function imageFor(
  record: MachineRecord,
  purpose: BootPurpose,
  world: {
    readonly inventory: Inventory;
    readonly images: StoredImages;
    readonly architecture: Architecture;
  },
): ImageChoice {
  return purpose === 'xinstall' && record.deployment !== undefined
    ? deploymentImage(record.deployment, world.images)
    : commissioningImage(world.inventory, world.images, world.architecture);
}

const missing = (name: string): ImageChoice => ({
  found: undefined,
  because: `${name} is not stored: \`reconcile status\` says whether it is being mirrored`,
});

function versionOf(images: StoredImages, key: ImageKey, version: string): StoredImage | undefined {
  return images.get(key)?.find((image) => image.version === version);
}

function assemble(boot: StoredImage, rootOf: StoredImage, name: string): ImageChoice {
  const kernel = fileOf(boot, 'boot-kernel');
  const initrd = fileOf(boot, 'boot-initrd');
  const root = fileOf(rootOf, 'squashfs') ?? fileOf(rootOf, 'root-tgz');
  return kernel === undefined || initrd === undefined || root === undefined
    ? { found: undefined, because: `${name} has no kernel, initrd and root to netboot` }
    : { found: { kernel, initrd, root } };
}

function fileOf(image: StoredImage, role: FileRole): Stored | undefined {
  const file = image.files.find((candidate) => candidate.role === role);
  return file === undefined ? undefined : { image, file };
}

/**
 * The file of a complete stored version with this digest, or with these first digits of it, while no
 * other file shares them. The whole digest is what our own URLs carry.
 */
export function fileByDigest(images: StoredImages, digest: string): ImageFile | undefined {
  const found = new Map<Digest, ImageFile>();
  for (const versions of images.values())
    for (const { files } of versions)
      for (const file of files) if (file.sha256.startsWith(digest)) found.set(file.sha256, file);
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/**
 * A boot loader's file in the newest stored version that has it. PXELINUX is published for two
 * architectures with the same names and contents; i386 comes first, as for MAAS (maas-wire.md §2.3).
 */
export function loaderFile(images: StoredImages, name: string): ImageFile | undefined {
  const loaders = [...images.values()]
    .flatMap((versions) => versions.toReversed())
    .filter(({ product }) => product.kind === 'bootloader')
    .toSorted((a, b) => preference(a) - preference(b) || compare(a.key, b.key));
  for (const { files } of loaders) {
    const file = files.find((candidate) => candidate.name === name);
    if (file !== undefined) return file;
  }
  return undefined;
}

const preference = ({ product }: StoredImage): number =>
  product.kernel === 'pxe' && product.architecture === 'amd64' ? 1 : 0;
