/** Text for a terminal: 80 columns, a label and what it says, a dozen of many names. */

const WIDTH = 80;

export const MARGIN = ' '.repeat(6);
export const field = (label: string): string => `${MARGIN}${label.padEnd(11)} `;
export const UNDER = field('');

export const SHOWN_NAMES = 12;

/** The first dozen: a name that matters is never only here. */
export function listNames(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN_NAMES).join(', ');
  return all.length > SHOWN_NAMES ? `${shown} and ${all.length - SHOWN_NAMES} more` : shown;
}

/** What is not broken at a line's end: commands and maps; two blanks belong to a word. */
const WORDS = /(?:`[^`]*`|\{[^}]*\}| {2,}|\S)+/g;

/** Words at most 80 columns wide; `first` before the first line, `next` before the others. */
export function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let current = first;
  let empty = true;
  for (const word of text.match(WORDS) ?? []) {
    if (!empty && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      [current, empty] = [next, true];
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, current.trimEnd()].join('\n');
}

/** What does not fit a line is not shown: of lines that are quoted, not told. */
export const clip = (line: string): string =>
  line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
