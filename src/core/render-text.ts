/** The plan for a terminal: what is lost first, then one block per machine, identical ones together. */
import { printPlace } from './diagnostic.ts';
import type { Instant } from './ids.ts';
import type { Plan } from './plan.ts';
import { printBytes } from './plan-image.ts';
import type { Change } from './step.ts';
import { byUrgency, isEmpty, summarise, type Summary, title } from './summary.ts';

/** Styles by name; the identity for files, pipes and NO_COLOR. */
export type Paint = (style: 'red' | 'yellow' | 'green' | 'dim' | 'bold', text: string) => string;
export const plain: Paint = (_style, text) => text;

const WIDTH = 80;
const INDENT = ' '.repeat(13);

export function renderText(plan: Plan, site: string, paint: Paint = plain): string {
  const summary = summarise(plan);
  const head = `Plan for ${site} at ${plan.revision.slice(0, 12)}   observed ${printInstant(plan.observedAt)}\n`;
  const freeze =
    plan.freeze === undefined
      ? ''
      : `\n${paint('yellow', wrap(`${plan.freeze.inFlight === 'stop' ? 'Nothing is touched' : 'Nothing new is started'}: ${plan.freeze.because}.`, '', ''))}\n`;
  if (isEmpty(plan) && summary.pending === 0)
    return `${head}${freeze}\n${paint('green', 'No changes. The machines match the inventory.')}\n`;
  const rows = plan.changes.filter((c) => c.step.kind !== 'done' || c.pending.length > 0);
  const blocks = group(rows.toSorted(byUrgency)).map((changes) => block(changes, paint));
  return `${head}${freeze}\n${totals(plan, summary, paint)}\n${blocks.join('')}`;
}

/** `2026-11-20 14:03:22 UTC` */
export const printInstant = (at: Instant): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function totals(plan: Plan, summary: Summary, paint: Paint): string {
  const lost = summary.dataLoss.flatMap((change) => change.dataLoss);
  const bytes = lost.reduce((sum, { bytes: b }) => sum + b, 0);
  return (
    paint(
      'red',
      line(
        'DATA LOSS',
        summary.dataLoss.length,
        `erases ${plural(lost.length, 'disk')}, ${printBytes(bytes)}`,
      ),
    ) +
    line('to do', summary.act, verbs(plan)) +
    paint('yellow', line('held', summary.hold, 'until a person or a commit decides')) +
    line('waiting', summary.wait, '') +
    line('pending', summary.pending, 'takes effect at the next install; nothing happens now') +
    line('unchanged', summary.done, '')
  );
}

const line = (label: string, count: number, what: string): string =>
  count === 0 ? '' : `  ${label.padEnd(10)}${String(count).padStart(5)}   ${what}`.trimEnd() + '\n';

/** `2 commission, 1 deploy`, in the order of first appearance. */
function verbs(plan: Plan): string {
  const counts = new Map<string, number>();
  for (const { step } of plan.changes)
    if (step.kind === 'act') counts.set(step.verb, (counts.get(step.verb) ?? 0) + 1);
  return [...counts].map(([verb, count]) => `${count} ${verb}`).join(', ');
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Rows that read the same but for the name stand together; what destroys data stands alone. */
function group(rows: readonly Change[]): readonly (readonly [Change, ...Change[]])[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of rows) {
    const alone = change.dataLoss.length > 0 ? title(change) : '';
    const key = JSON.stringify([
      change.subject.kind,
      change.step.kind,
      labelOf(change),
      change.pending,
      change.route,
      alone,
    ]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [change]);
    else same.push(change);
  }
  return [...groups.values()];
}

const labelOf = ({ step }: Change): readonly string[] => {
  switch (step.kind) {
    case 'act':
      return [step.verb, step.because];
    case 'wait':
      return ['wait', step.because];
    case 'hold':
      return ['held', step.because];
    case 'done':
      return ['', ''];
  }
};

const MARKS = { act: '~', wait: '…', hold: '!', done: '·' } as const;

function block(changes: readonly [Change, ...Change[]], paint: Paint): string {
  const [change] = changes;
  const names = changes.map(title).join(', ');
  const [label = '', because = ''] = labelOf(change);
  const mark = change.dataLoss.length > 0 ? paint('red', '-') : MARKS[change.step.kind];
  const count = changes.length > 1 ? ` (${changes.length})` : '';
  const lines = [wrap(`${paint('bold', names)}${count}`, `${mark} `, '  ')];
  if (label !== '') lines.push(wrap(because, `    ${label.padEnd(9)}`, INDENT));
  for (const { disk, bytes } of change.dataLoss)
    lines.push(paint('red', `    ${'erases'.padEnd(9)}${disk}  ${printBytes(bytes)}`));
  for (const text of change.pending) lines.push(wrap(text, `    ${'pending'.padEnd(9)}`, INDENT));
  if (change.route.length > 1)
    lines.push(
      `    ${'then'.padEnd(9)}${change.route.slice(change.step.kind === 'act' ? 1 : 0).join(' → ')}`,
    );
  if (change.at !== undefined) lines.push(paint('dim', `    ${'why'.padEnd(9)}${places(changes)}`));
  return `\n${lines.join('\n')}\n`;
}

const places = (changes: readonly Change[]): string => {
  const [first, ...rest] = changes.flatMap(({ at }) => (at === undefined ? [] : [printPlace(at)]));
  return rest.length === 0
    ? (first ?? '')
    : `${first ?? ''} and ${plural(rest.length, 'more place')}`;
};

/** Words at most 80 columns wide; `first` before the first line, `next` before the others. */
function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let current = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      [current, empty] = [next, true];
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, current].join('\n');
}
