/** read ∘ validate ∘ link: the files of one revision → an inventory, or everything that is wrong. */
import { type Diagnostic, hasErrors, type SourceRange } from '../core/diagnostic.ts';
import type { Revision } from '../core/ids.ts';
import type { LoadedInventory } from '../core/ports.ts';
import { type Sorted, sortByKind } from './kinds.ts';
import { link } from './link.ts';
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
  return linkInventory(revision, parseInventory(files, label), files);
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

function readOne(path: string, file: InventoryFile): ReadFile {
  if (file instanceof Uint8Array) return readFile(path, file);
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
): LoadedInventory {
  const linked = link(revision, { ...parsed, files });
  const diagnostics = [...parsed.diagnostics, ...linked.diagnostics];
  return {
    inventory: hasErrors(diagnostics) ? undefined : linked.inventory,
    diagnostics,
    files: contents(parsed.named, files),
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
  list(): Promise<ReadonlyMap<string, 'file' | 'symlink'> | undefined>;
  /** Files that `list` has named. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Reads the documents, then the files that they name. Throws only what the tree throws. */
export async function loadTree(
  revision: Revision,
  label: string,
  tree: Tree,
): Promise<LoadedInventory> {
  const read = await readTree(label, tree);
  return read.isThere ? linkInventory(revision, read, read.files) : nothingThere(revision, label);
}

/** What the files say, before anything is linked. */
export async function readTree(
  label: string,
  tree: Tree,
): Promise<ParsedInventory & { readonly files: InventoryFiles; readonly isThere: boolean }> {
  const listed = await tree.list();
  const isThere = listed !== undefined;
  const entries = listed ?? new Map<string, 'file' | 'symlink'>();
  const links = [...entries].filter(([, kind]) => kind === 'symlink').map(([path]) => path);
  const regular = (paths: Iterable<string>): string[] =>
    [...paths].filter((path) => entries.get(path) === 'file');
  const files = new Map<string, InventoryFile>(links.map((path) => [path, { symlink: path }]));
  const add = async (paths: readonly string[]): Promise<void> => {
    for (const [path, bytes] of await tree.read(paths)) files.set(path, bytes);
  };
  await add(regular(entries.keys()).filter(holdsDocuments));
  const parsed = parseInventory(files, label);
  await add(regular(parsed.named).filter((path) => !files.has(path)));
  return { ...parsed, files, isThere };
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
