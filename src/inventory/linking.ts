/** What every part of linking needs: the documents, the files, and where mistakes are told. */
import { type Diagnostic, didYouMean, type SourceRange } from '../core/diagnostic.ts';
import type { FileRef } from '../core/inventory.ts';
import { memo } from '../core/memo.ts';
import { digestOfBytes } from './digest.ts';
import { type Documents, type DocumentTypes, type Kind, type Sourced } from './kinds.ts';
import type { Path } from '../lib/yaml-document.ts';
import type { SourceDocument } from './read.ts';

/** A file as a source has it; symbolic links are never followed. */
export type InventoryFile = Uint8Array | { readonly symlink: string };

export interface Linking {
  readonly documents: Documents;
  readonly malformed: ReadonlySet<string>;
  /** A file could not be read at all: whatever it declares is not missing. */
  readonly incomplete: boolean;
  /** By path from the inventory's root. */
  readonly files: ReadonlyMap<string, InventoryFile>;
  /** What places say before a file's path: where the inventory lies, as people call it. */
  readonly label: string;
  readonly error: Report;
  readonly warn: Report;
}

export type Report = (code: string, at: At, summary: string, detail?: string) => void;

/** A place, or how to find it: looking for one that nobody reads costs as much as linking a machine. */
export type At = SourceRange | (() => SourceRange);

export const reporter =
  (severity: Diagnostic['severity'], into: Diagnostic[]): Report =>
  (code, at, summary, detail) => {
    const place = typeof at === 'function' ? at() : at;
    into.push({
      severity,
      code,
      summary,
      at: place,
      ...(detail === undefined ? {} : { detail }),
    });
  };

/** The document of that name; where there is none, that is said, once. */
export function resolve<K extends Kind>(
  linking: Linking,
  kind: K,
  name: string,
  at: At,
): Sourced<DocumentTypes[K]> | undefined {
  const all: readonly Sourced<DocumentTypes[K]>[] = linking.documents[kind];
  const found = index(all).get(name) as (typeof all)[number] | undefined;
  if (found !== undefined || linking.incomplete || linking.malformed.has(`${kind}/${name}`))
    return found;
  const names = all.map((d) => d.value.name);
  const near = didYouMean(name, names);
  linking.error(
    'unresolved-reference',
    at,
    `there is no ${kind} "${name}"`,
    near === undefined ? listNames(kind, names) : `did you mean "${near}"?`,
  );
  return undefined;
}

type Named = { readonly value: { readonly name: string } };

/** Every machine refers to some: a list is walked once. */
const index = memo(
  (all: readonly Named[]): ReadonlyMap<string, Named> =>
    new Map(all.map((document) => [document.value.name, document])),
);

const listNames = (kind: Kind, names: readonly string[]): string =>
  names.length === 0
    ? `no document of kind ${kind} is declared`
    : `declared: ${names.toSorted().slice(0, 20).join(', ')}`;

export interface LinkedFile {
  readonly ref: FileRef;
  readonly bytes: Uint8Array;
}

/** The file of this revision that the text at `path` names, from the inventory's root. */
export function resolveFile(
  linking: Linking,
  source: SourceDocument,
  path: Path,
  name: string,
): LinkedFile | undefined {
  const at = source.valueAt(path);
  const why = whyNotInside(name);
  if (why !== undefined) {
    linking.error('bad-file', at, `"${name}" ${why}`, FROM_ROOT);
    return undefined;
  }
  const link = prefixes(name).find((p) => isSymlink(linking.files.get(p)));
  if (link !== undefined) {
    const what = link === name ? 'is' : `lies below ${link}, which is`;
    linking.error('bad-file', at, `"${name}" ${what} a symbolic link`, 'commit the file itself');
    return undefined;
  }
  const bytes = linking.files.get(name);
  if (bytes instanceof Uint8Array)
    return { ref: { path: name, sha256: digestOfBytes(bytes) }, bytes };
  const near = didYouMean(name, linking.files.keys());
  linking.error(
    'missing-file',
    at,
    `there is no file "${name}" in this revision`,
    near === undefined ? FROM_ROOT : `did you mean ${near}?`,
  );
  return undefined;
}

const FROM_ROOT = 'write the path of a file of this revision, from the root of the inventory';

function whyNotInside(name: string): string | undefined {
  if (name.startsWith('/')) return 'is an absolute path';
  if (name.includes('\\') || name.includes('\0')) return 'is no path';
  const steps = name.split('/');
  if (steps.includes('..')) return 'leaves its folder';
  return steps.some((s) => s === '' || s === '.') ? 'is no plain path' : undefined;
}

const isSymlink = (file: InventoryFile | undefined): boolean =>
  file !== undefined && !(file instanceof Uint8Array);

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
const prefixes = (path: string): readonly string[] =>
  path.split('/').map((_, i, steps) => steps.slice(0, i + 1).join('/'));

/** The files that well-formed documents name, whether or not they exist. */
export function filesNamed({ Site, BootSource, CloudInit }: Documents): ReadonlySet<string> {
  return new Set(
    [
      ...Site.map((d) => d.value.curtin?.file),
      ...BootSource.map((d) => d.value.keyring.file),
      ...CloudInit.flatMap((d) => d.value.parts.map((part) => part.file)),
    ].filter((name) => name !== undefined),
  );
}
