/** Rendered differences, under the rows of a plan: the first machine's stands for all that read the same. */
import { clip, field, UNDER, wrap } from './layout.ts';
import { escape } from './markdown-rows.ts';
import type { FileDiff } from './rendering.ts';
import type { Paint } from './render-text.ts';
import { plural, type Rows, title } from './summary.ts';

/** Of one row on a terminal; JSON has all of them. */
const MOST_LINES = 16;
const INDENT = ' '.repeat(10);

export function fileLines(rows: Rows, paint: Paint): readonly string[] {
  const [{ rendered = [] }] = rows;
  if (rendered.length === 0) return [];
  const lines = rendered.flatMap(({ file, diff }) => [
    `--- ${file}`,
    ...diff.trimEnd().split('\n'),
  ]);
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => coloured(clip(`${INDENT}${line}`).trimEnd(), line, paint));
  const left = lines.length - shown.length;
  const more = left > 0 ? [`${INDENT}… ${plural(left, 'more line')}: --format json has all`] : [];
  return [wrap(whose(rows), field('rendered'), UNDER), ...shown, ...more];
}

const whose = (rows: Rows): string =>
  rows.length === 1
    ? summary(rows[0].rendered ?? [])
    : `${summary(rows[0].rendered ?? [])}; ${title(rows[0])}, and alike on ${rows.length - 1} more`;

/** `user-data +2 -1, curtin.yaml +1 -1`; of a snapshot only that they differ. */
const summary = (files: readonly FileDiff[]): string =>
  files
    .map(({ file, diff }) => {
      const count = (mark: string): number =>
        diff.split('\n').filter((line) => line.startsWith(mark)).length;
      const [more, less] = [count('+'), count('-')];
      return more + less === 0 ? `${file} differs` : `${file} +${more} -${less}`;
    })
    .join(', ');

function coloured(text: string, line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', text);
  return line.startsWith('-') && !line.startsWith('---') ? paint('red', text) : paint('dim', text);
}

/** Folded away below the tables of a comment. */
export function fileDetails(rows: Rows): string {
  const [{ rendered = [] }] = rows;
  if (rendered.length === 0) return '';
  const files = rendered.map(({ file, diff }) => `--- ${file}\n${diff}`).join('');
  const head = `${escape(title(rows[0]))}: ${escape(whose(rows))}`;
  return `\n<details><summary>Rendered difference of ${head}</summary>\n\n${fenced(files, 'diff')}\n</details>\n`;
}

/** A fence longer than any in the text: what is rendered must not end it. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
}
