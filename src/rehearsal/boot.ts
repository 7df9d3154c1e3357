/** What a boot loader's script may do, and where it ends: shared by the three interpreters. */

/** The file behind a URL or path, as the loader's own transport gets it; `undefined`: not found. */
export type Fetch = (file: string) => Promise<Uint8Array | undefined>;

/** A file that was really fetched, and from where. */
export interface Loaded {
  readonly from: string;
  readonly bytes: Uint8Array;
}

export type BootResult =
  | {
      readonly kind: 'linux';
      readonly kernel: Loaded;
      readonly initrd: Loaded | undefined;
      /** The kernel command line as the kernel sees it. */
      readonly args: string;
    }
  /** Hand over to the boot code of the BIOS drive (0 is the first), or to a file of the EFI system partition. */
  | { readonly kind: 'drive'; readonly drive: number }
  | { readonly kind: 'efi'; readonly path: string }
  | { readonly kind: 'poweroff' }
  /** Nothing to boot from here: the firmware's next device. `because` is what a person would read on the screen. */
  | { readonly kind: 'next'; readonly because: string };

export const next = (because: string): BootResult => ({ kind: 'next', because });

export const asText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The last segment of a path: what iPXE calls an image by. */
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
