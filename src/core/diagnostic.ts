/** What a person wrote wrong: values in a list, all of them in one run, sorted when printed. */

/** A place in a file of the inventory; lines and columns count from 1. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, for machines: `unknown-key`, `unresolved-reference`, … */
  readonly code: string;
  /** A sentence fragment without a full stop: what is wrong. */
  readonly summary: string;
  /** What to write instead. */
  readonly detail?: string;
  readonly at: SourceRange;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.severity === 'error');

/** `a.yaml:3:5: error: summary` and, on the next line, the detail. Sorted by place, then code. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.toSorted(byPlace).map(printDiagnostic).join('');
}

export const printPlace = (at: SourceRange): string => `${at.file}:${at.line}:${at.column}`;

function printDiagnostic(d: Diagnostic): string {
  const head = `${printPlace(d.at)}: ${d.severity}: ${d.summary}\n`;
  return d.detail === undefined ? head : `${head}    ${d.detail}\n`;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compare(a.code, b.code) ||
    compare(a.summary, b.summary)
  );
}

/** Code-unit order: the same on every machine, whatever its locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The known word nearest to `word`, when it is near enough to be a slip of the fingers. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let distance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (d < distance) [best, distance] = [candidate, d];
  }
  return best;
}

/** Insertions, deletions, replacements, and neighbours that changed places (`onwer`), one each. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const other = swapped ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, other));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
