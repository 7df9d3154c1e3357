/**
 * A disk as a map of block ranges to what was written there. Nothing is stored that nobody wrote,
 * so a disk of terabytes costs nothing, and a test can ask what survived an install.
 */
export interface Partition {
  readonly number: number;
  readonly first: number;
  readonly bytes: number;
  readonly flag?: string;
}

export type Content =
  | {
      readonly kind: 'partition-table';
      readonly label: 'gpt' | 'msdos';
      readonly partitions: Partition[];
    }
  /** The first stage in the MBR, or the core image in a bios_grub partition. */
  | { readonly kind: 'boot-code'; readonly stage: 'mbr' | 'core' }
  | Filesystem
  | { readonly kind: 'zeros' }
  /** The end of something whose beginning was overwritten. */
  | { readonly kind: 'remains' };

export interface Filesystem {
  readonly kind: 'filesystem';
  readonly fstype: string;
  readonly label: string | undefined;
  /** Path → content; `/` holds the digest of the root image that was extracted here. */
  readonly files: Map<string, string>;
}

/** A range of the disk, in bytes. */
export interface Extent {
  readonly first: number;
  readonly bytes: number;
  readonly content: Content;
}

export interface BlockDisk {
  readonly serial: string;
  readonly bytes: number;
  /** Cuts whatever the range overlaps. `false`: the range is not on this disk. */
  write(extent: Extent): boolean;
  /** In order of their place, without overlaps. */
  extents(): readonly Extent[];
  /** What starts exactly here. */
  at(first: number): Content | undefined;
  partitions(): readonly Partition[];
  /** What `wipefs` would find: partition tables and filesystems whose beginning is intact. */
  signatures(): readonly string[];
}

export const SECTOR = 512;

export function createDisk(serial: string, bytes: number): BlockDisk {
  let extents: readonly Extent[] = [];
  return {
    serial,
    bytes,
    write(extent) {
      if (extent.first < 0 || extent.first + extent.bytes > bytes) return false;
      extents = [...extents.flatMap((old) => cut(old, extent)), extent].toSorted(
        (a, b) => a.first - b.first,
      );
      return true;
    },
    extents: () => extents,
    at: (first) => extents.find((e) => e.first === first)?.content,
    partitions: () => tableOf(extents)?.partitions ?? [],
    signatures: () => [...new Set(extents.flatMap(({ content }) => signature(content)))],
  };
}

const tableOf = (extents: readonly Extent[]) =>
  extents
    .map(({ content }) => content)
    .find((c): c is Content & { kind: 'partition-table' } => c.kind === 'partition-table');

function signature(content: Content): readonly string[] {
  if (content.kind === 'partition-table') return [content.label];
  return content.kind === 'filesystem' ? [content.fstype] : [];
}

const REMAINS: Content = { kind: 'remains' };

/** What is left of `old` under `over`: a beginning keeps its meaning, an end has none. */
function cut(old: Extent, over: Extent): readonly Extent[] {
  const oldEnd = old.first + old.bytes;
  const overEnd = over.first + over.bytes;
  if (oldEnd <= over.first || overEnd <= old.first) return [old];
  const head = { ...old, bytes: over.first - old.first };
  const tail = { first: overEnd, bytes: oldEnd - overEnd, content: REMAINS };
  return [head, tail].filter((piece) => piece.bytes > 0);
}
