/** Two texts as a unified difference, with two lines around each change. */

const AROUND = 2;

type Line = readonly [mark: ' ' | '-' | '+', text: string];

/** Empty where the texts are equal; without the names of files above the first `@@`. */
export function unifiedDiff(before: string, after: string): string {
  const lines = compareLines(before.split('\n'), after.split('\n'));
  if (lines.every(([mark]) => mark === ' ')) return '';
  return hunks(lines).map(printHunk).join('');
}

/** Longest common subsequence, of what lies between the common beginning and the common end. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (texts: readonly string[]): readonly Line[] => texts.map((text) => [' ', text]);
  return [
    ...same(before.slice(0, start)),
    ...longest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** Beyond so many comparisons all of the one text goes and all of the other comes. */
const MOST_CELLS = 4_000_000;

function longest(before: readonly string[], after: readonly string[]): readonly Line[] {
  const gone = before.map((text): Line => ['-', text]);
  const come = after.map((text): Line => ['+', text]);
  if (gone.length * come.length > MOST_CELLS) return [...gone, ...come];
  const table = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < gone.length && j < come.length) {
    const [old, now] = [gone[i], come[j]];
    if (old === undefined || now === undefined) break;
    if (old[1] === now[1]) {
      lines.push([' ', old[1]]);
      [i, j] = [i + 1, j + 1];
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      lines.push(old);
      i++;
    } else {
      lines.push(now);
      j++;
    }
  }
  return [...lines, ...gone.slice(i), ...come.slice(j)];
}

/** Of every two tails: how many lines they have in common, in order. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly Uint32Array[] {
  let below = new Uint32Array(after.length + 1);
  const rows = [below];
  for (const line of before.toReversed()) {
    const row = new Uint32Array(after.length + 1);
    for (let j = after.length - 1; j >= 0; j--)
      row[j] =
        line === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    rows.push(row);
    below = row;
  }
  return rows.toReversed();
}

interface Hunk {
  /** Lines of either text before it. */
  readonly before: number;
  readonly after: number;
  readonly lines: readonly Line[];
}

function hunks(lines: readonly Line[]): readonly Hunk[] {
  const isNear = lines.map((_, i) =>
    lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(([mark]) => mark !== ' '),
  );
  const found: { before: number; after: number; lines: Line[] }[] = [];
  let [before, after] = [0, 0];
  for (const [i, line] of lines.entries()) {
    if (isNear[i] === true) {
      if (isNear[i - 1] !== true) found.push({ before, after, lines: [] });
      found.at(-1)?.lines.push(line);
    }
    if (line[0] !== '+') before++;
    if (line[0] !== '-') after++;
  }
  return found;
}

function printHunk({ before, after, lines }: Hunk): string {
  const range = (from: number, mark: '-' | '+'): string => {
    const count = lines.filter((line) => line[0] === ' ' || line[0] === mark).length;
    return `${mark}${count === 0 ? from : from + 1},${count}`;
  };
  const head = `@@ ${range(before, '-')} ${range(after, '+')} @@\n`;
  return `${head}${lines.map(([mark, text]) => `${mark}${text}\n`).join('')}`;
}
