/** read ∘ validate ∘ link: the files of one revision → an inventory, or everything that is wrong. */
import { type Diagnostic, hasErrors, type SourceRange } from '../core/diagnostic.ts';
import type { Revision } from '../core/ids.ts';
import { memo } from '../core/memo.ts';
import type { LoadedInventory } from '../core/ports.ts';
import { type Sorted, sortByKind } from './kinds.ts';
import { link, type Linked } from './link.ts';
import { filesNamed, type InventoryFile } from './linking.ts';
import { type ReadFile, readFile } from './read.ts';

/** Files by path from the inventory's root. */
export type InventoryFiles = ReadonlyMap<string, InventoryFile>;

export interface ParsedInventory extends Sorted {
  /** A file could not be read at all. */
  readonly incomplete: boolean;
  /** Files that documents name with `file:`: contents, not documents, whatever their names end in. */
  readonly named: ReadonlySet<string>;
  readonly label: string;
}

/** `label`: what places say before a file's path, such as `examples/minimal/`. */
export function loadInventory(
  revision: Revision,
  files: InventoryFiles,
  label = '',
): LoadedInventory {
  return inForce(linkInventory(revision, parseInventory(files, label), files));
}

/** `.yaml` and `.yml` anywhere, except below names that begin with a dot (`.github/workflows`). */
export const holdsDocuments = (path: string): boolean =>
  /\.ya?ml$/.test(path) && !/(?:^|\/)\./.test(path);

/** The documents among the files, file by file in the order of their paths. */
export function parseInventory(files: InventoryFiles, label: string): ParsedInventory {
  const read = [...files]
    .filter(([path]) => holdsDocuments(path))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, file]) => ({ path, ...readOne(label + path, file) }));
  const first = sort(read);
  const named = filesNamed(first.documents);
  const documents = read.filter(({ path }) => !named.has(path));
  const sorted = documents.length === read.length ? first : sort(documents);
  const unreadable = documents.flatMap((r) => r.diagnostics);
  return {
    ...sorted,
    named,
    label,
    incomplete: unreadable.length > 0,
    diagnostics: [...unreadable, ...sorted.diagnostics],
  };
}

const sort = (read: readonly ReadFile[]): Sorted => sortByKind(read.flatMap((r) => r.documents));

/** By path: what was read of the same bytes before. */
const readings = memo((_bytes: Uint8Array) => new Map<string, ReadFile>());

function readOne(path: string, file: InventoryFile): ReadFile {
  if (file instanceof Uint8Array) {
    const known = readings(file);
    const read = known.get(path) ?? readFile(path, file);
    known.set(path, read);
    return read;
  }
  return { documents: [], diagnostics: [symlink({ file: path, line: 1, column: 1 })] };
}

const symlink = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'symbolic-link',
  summary: 'this file is a symbolic link',
  detail: 'commit the file itself: what a revision says must not depend on where it lies',
  at,
});

/** `files` must hold those that `parsed.named` lists, as far as they exist. */
function linkInventory(
  revision: Revision,
  parsed: ParsedInventory,
  files: InventoryFiles,
  before?: Loaded,
): Loaded {
  return { parsed, linked: link(revision, { ...parsed, files }, before?.linked) };
}

interface Loaded {
  readonly parsed: ParsedInventory;
  readonly linked: Linked;
}

function inForce({ parsed, linked }: Loaded): LoadedInventory {
  const diagnostics = [...parsed.diagnostics, ...linked.diagnostics];
  return {
    inventory: hasErrors(diagnostics) ? undefined : linked.inventory,
    diagnostics,
    files: contents(parsed.named, linked.input.files),
  };
}

function contents(
  named: ReadonlySet<string>,
  files: InventoryFiles,
): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...named].flatMap((path): [string, Uint8Array][] => {
      const file = files.get(path);
      return file instanceof Uint8Array ? [[path, file]] : [];
    }),
  );
}

/** One revision, wherever it lies; read in two steps, so that nothing is read that no document names. */
export interface Tree {
  /** What there is, by path from the inventory's root; `undefined` where there is no such root. */
  list(): Promise<ReadonlyMap<string, Entry> | undefined>;
  /** Files that `list` has named. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

export interface Entry {
  readonly kind: 'file' | 'symlink';
  /** Names the bytes: of a file that has the same as before, they are the same. */
  readonly object?: string;
}

/** Loads one revision after the other; throws only what the tree throws. */
export type Loader = (revision: Revision, tree: Tree) => Promise<LoadedInventory>;

/**
 * Of each revision only that is read, checked and linked which differs from the one before; what comes
 * out is the same as from the whole of it (test/property/incremental.test.ts). `label`: as above.
 */
export function createLoader(label: string): Loader {
  let before: (Loaded & { readonly read: ReadInventory }) | undefined;
  return async (revision, tree) => {
    const read = await readTree(label, tree, before?.read);
    if (!read.isThere) return nothingThere(revision, label);
    before = { ...linkInventory(revision, read, read.files, before), read };
    return inForce(before);
  };
}

export interface ReadInventory extends ParsedInventory {
  readonly files: InventoryFiles;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly isThere: boolean;
}

/** What the files say, before anything is linked: first the documents, then the files that they name. */
export async function readTree(
  label: string,
  tree: Tree,
  before?: ReadInventory,
): Promise<ReadInventory> {
  const listed = await tree.list();
  const entries = listed ?? new Map<string, Entry>();
  const reading = { tree, entries, kept: unchanged(entries, before?.entries, before?.files) };
  const files = await readDocuments(reading);
  const parsed = parseInventory(files, label);
  const named = [...parsed.named].filter((path) => !files.has(path));
  await readInto(files, named, reading);
  return { ...parsed, files, entries, isThere: listed !== undefined };
}

/** The bytes that are known already, by path. */
function unchanged(
  entries: ReadonlyMap<string, Entry>,
  before: ReadonlyMap<string, Entry> = new Map(),
  files: InventoryFiles = new Map(),
): ReadonlyMap<string, Uint8Array> {
  const kept = new Map<string, Uint8Array>();
  for (const [path, file] of files) {
    const object = entries.get(path)?.object;
    if (object === undefined || before.get(path)?.object !== object) continue;
    if (file instanceof Uint8Array) kept.set(path, file);
  }
  return kept;
}

interface Reading {
  readonly tree: Tree;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

/** The files that may hold documents, and every symbolic link. */
async function readDocuments(reading: Reading): Promise<Map<string, InventoryFile>> {
  const files = new Map<string, InventoryFile>();
  for (const [path, { kind }] of reading.entries)
    if (kind === 'symlink') files.set(path, { symlink: path });
  await readInto(files, [...reading.entries.keys()].filter(holdsDocuments), reading);
  return files;
}

async function readInto(
  files: Map<string, InventoryFile>,
  paths: readonly string[],
  { tree, entries, kept }: Reading,
): Promise<void> {
  const regular = paths.filter((path) => entries.get(path)?.kind === 'file');
  const fresh = await tree.read(regular.filter((path) => !kept.has(path)));
  for (const path of regular) {
    const bytes = kept.get(path) ?? fresh.get(path);
    if (bytes !== undefined) files.set(path, bytes);
  }
}

function nothingThere(revision: Revision, label: string): LoadedInventory {
  const folder = label.replace(/\/$/, '') || '.';
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'no-inventory',
    summary: `there is no folder ${folder} in ${revision === 'folder' ? 'this place' : `revision ${revision.slice(0, 12)}`}`,
    detail: 'name the folder that holds the inventory, with --inventory or in the configuration',
    at: { file: folder, line: 1, column: 1 },
  };
  return { inventory: undefined, diagnostics: [diagnostic], files: new Map() };
}
