/**
 * `${name}` in text: the only template language there is. Strict: a name that nobody knows is an
 * error with its place, never an empty string. `$${` is a literal `${`.
 */
import { parseSecretRef } from '../core/secret.ts';

export interface Placeholder {
  /** What stands between the braces; of one that is never closed, its whole text from the `$` on. */
  readonly name: string;
  /** Of the `$`, in UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** The names that mean something; a name that ends in `.` stands for every label, one in `:` for every secret. */
export const KNOWN_NAMES: readonly string[] = [
  'machine.name',
  'machine.architecture',
  'machine.owner',
  'machine.labels.',
  'site.name',
  'secret:env:',
  'secret:file:',
];

/** A label's name as `machine.labels.<it>` can say it. */
const LABEL = /^machine\.labels\.[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/;
const EXACT = new Set(['machine.name', 'machine.architecture', 'machine.owner', 'site.name']);
const SECRET = 'secret:';

export function isKnownName(name: string): boolean {
  return EXACT.has(name) || LABEL.test(name) || isSecretName(name);
}

/** `secret:env:NAME`, `secret:file:/path`: resolved only when the bytes for a machine are made. */
const isSecretName = (name: string): boolean =>
  name.startsWith(SECRET) && parseSecretRef(name.slice(SECRET.length)) !== undefined;

const MARK = /\$\$\{|\$\{(?:([^}\n]*)\}|[^\n]*)/g;

/** Every placeholder in order, known or not. */
export function placeholders(text: string): readonly Placeholder[] {
  return [...text.matchAll(MARK)]
    .filter(([whole]) => whole !== '$${')
    .map((match) => ({ name: match[1] ?? match[0], offset: match.index }));
}

/** Names without a value are left as they stand, and listed once each. */
export function substitute(
  text: string,
  lookup: (name: string) => string | undefined,
): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown = new Set<string>();
  const replaced = text.replace(MARK, (whole: string, closed: string | undefined) => {
    if (whole === '$${') return '${';
    const value = closed === undefined ? undefined : lookup(closed);
    if (value === undefined) unknown.add(closed ?? whole);
    return value ?? whole;
  });
  return { text: replaced, unknown: [...unknown] };
}
