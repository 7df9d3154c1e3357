/** The plan for a terminal, 80 columns wide: what is lost first, then one block per machine, identical ones together. */
import { field, listNames, MARGIN, SHOWN_NAMES, UNDER, wrap } from './layout.ts';
import type { Plan } from './plan.ts';
import { printBytes } from './plan-image.ts';
import { pendingSince } from './pending.ts';
import { landing, printReason } from './print-cause.ts';
import { fileLines } from './render-files.ts';
import type { Change } from './step.ts';
import {
  headline,
  isEmpty,
  plural,
  printAge,
  printDisks,
  printInstant,
  printPlaces,
  routeAfter,
  type Rows,
  type Section,
  sections,
  type Summary,
  summarise,
  title,
} from './summary.ts';

/** Styles by name; the identity for files, pipes and NO_COLOR. */
export type Paint = (style: 'red' | 'yellow' | 'green' | 'dim' | 'bold', text: string) => string;
export const plain: Paint = (_style, text) => text;

export function renderText(plan: Plan, site: string, paint: Paint = plain): string {
  const summary = summarise(plan);
  const revision =
    plan.revision === 'folder' ? 'from a folder' : `at ${plan.revision.slice(0, 12)}`;
  const head = `Plan for ${site} ${revision}, observed ${printInstant(plan.observedAt)}\n`;
  const frozen = freeze(plan, paint);
  if (isEmpty(plan) && summary.pending === 0)
    return `${head}${frozen}\n${paint('green', 'No changes. The machines match the inventory.')}\n`;
  const filed = sections(plan);
  const printed = filed.map(
    ([section, groups]) =>
      `\n${paint('bold', section)}\n${groups.map((rows) => block(plan, section, rows, paint)).join('')}`,
  );
  return `${head}${frozen}\n${totals(filed, summary, paint)}${budget(plan)}${printed.join('')}`;
}

function budget({ budgets = [] }: Plan): string {
  if (budgets.length === 0) return '';
  return `\n${wrap(budgets.map(({ text }) => text).join('; '), 'Budget: ', '        ')}\n`;
}

/** The rows of a plan, without what is above them. */
export const blocks = (plan: Plan, paint: Paint): string =>
  sections(plan)
    .flatMap(([section, groups]) => groups.map((rows) => block(plan, section, rows, paint)))
    .join('');

function freeze({ freeze: reason }: Plan, paint: Paint): string {
  if (reason === undefined) return '';
  const nothing = reason.inFlight === 'stop' ? 'Nothing is touched' : 'Nothing new is started';
  return `\n${paint('yellow', wrap(`${nothing}: ${reason.because}.`, '', ''))}\n`;
}

const COLOURS: { readonly [S in Section]: Parameters<Paint>[0] | undefined } = {
  'DATA LOSS': 'red',
  INSTALL: 'yellow',
  RELEASE: 'yellow',
  HELD: 'yellow',
  FORGET: undefined,
  COMMISSION: undefined,
  POWER: undefined,
  LIVE: undefined,
  PENDING: undefined,
};

function totals(
  filed: ReturnType<typeof sections>,
  { pending, machines, unchanged }: Summary,
  paint: Paint,
): string {
  const lines = filed.map(([section, groups]) => {
    const rows = groups.flat();
    const style = COLOURS[section];
    const text = total(section, rows.length, gist(section, rows));
    return style === undefined ? text : paint(style, text);
  });
  const also = pending > 0 && !filed.some(([section]) => section === 'PENDING');
  return [
    ...lines,
    ...(also ? [total('pending', pending, 'of the above have more to install')] : []),
    ...(unchanged > 0 ? [total('unchanged', unchanged, `of ${plural(machines, 'machine')}`)] : []),
  ].join('');
}

const total = (label: string, count: number, what: string): string =>
  `${wrap(what, `  ${label.padEnd(10)}${String(count).padStart(5)}   `, ' '.repeat(20))}\n`;

/** What a section comes to, in one line. */
function gist(section: Section, rows: readonly Change[]): string {
  const disks = rows.flatMap(({ dataLoss }) => dataLoss);
  switch (section) {
    case 'DATA LOSS':
      return `erases ${printDisks(disks, 'disk')}: ${names(rows)}`;
    case 'INSTALL':
      return disks.length === 0 ? verbs(rows) : `writes ${printDisks(disks, 'blank disk')}`;
    case 'HELD':
      return 'until a person or a commit decides';
    case 'FORGET':
      return 'no power action, nothing is erased';
    case 'RELEASE':
    case 'COMMISSION':
    case 'POWER':
    case 'LIVE':
      return verbs(rows);
    case 'PENDING':
      return 'takes effect at the next install; nothing happens now';
  }
}

/** `2 commission, 1 waits`, in the order of first appearance. */
const verbs = (rows: readonly Change[]): string =>
  [...Map.groupBy(rows, (row) => headline(row)[0])]
    .map(([verb, same]) => `${same.length} ${verb}`)
    .join(', ');

const MARKS: { readonly [S in Section]: string } = {
  'DATA LOSS': '-/+',
  INSTALL: '+',
  RELEASE: '-',
  HELD: '!',
  FORGET: '-',
  COMMISSION: '~',
  POWER: '~',
  LIVE: '~',
  PENDING: '·',
};

function block(plan: Plan, section: Section, rows: Rows, paint: Paint): string {
  const [change] = rows;
  const [label, because] = headline(change);
  const count = rows.length > SHOWN_NAMES ? ` (${rows.length})` : '';
  const lines = [
    paint('bold', wrap(`${names(rows)}${count}`, ` ${MARKS[section].padEnd(4)} `, MARGIN)),
  ];
  if (label !== '') lines.push(wrap(because, field(label), UNDER));
  lines.push(...untilLine(rows), ...diskLines(rows, paint));
  for (const text of change.pending) lines.push(wrap(text, field('pending'), UNDER));
  lines.push(...sinceLine(plan, rows));
  const then = routeAfter(change);
  if (then.length > 0) lines.push(`${field('then')}${then.join(' → ')}`);
  lines.push(...landingLines(change), ...fileLines(rows, paint));
  if (change.at !== undefined)
    lines.push(
      paint(
        'dim',
        wrap([printPlaces(rows), ...printReason(change)].join('  '), field('why'), UNDER),
      ),
    );
  return `${lines.join('\n')}\n`;
}

function sinceLine({ observedAt }: Plan, rows: Rows): readonly string[] {
  const since = pendingSince(rows.flatMap(({ causes }) => causes));
  if (since === undefined) return [];
  const more = rows.length > 1 ? ', the first of them' : '';
  return [`${field('since')}${printAge(observedAt, since)}${more}`];
}

/** What comes along with an install, besides what asks for it. */
function landingLines({ causes, pending }: Change): readonly string[] {
  const along = pending.length > 0 ? [] : landing(causes);
  return along.length === 0 ? [] : [wrap(along.join(', '), field('also lands'), UNDER)];
}

const names = (rows: readonly Change[]): string => listNames(rows.map(title));

function untilLine(rows: Rows): readonly string[] {
  const moments = rows.flatMap(({ step }) =>
    step.kind === 'wait' && step.until !== undefined ? [step.until] : [],
  );
  if (moments.length === 0) return [];
  const last = moments.reduce((a, b) => (a > b ? a : b));
  const several = moments.some((moment) => moment !== last);
  return [`${field('until')}${printInstant(last)}${several ? ', the last of them' : ''}`];
}

/** Every disk that holds data is named with its machine; blank ones of many machines are counted. */
function diskLines(rows: Rows, paint: Paint): readonly string[] {
  const held = rows[0].step.kind === 'hold' ? ', once it is not held' : '';
  const disks = rows.flatMap((row) =>
    row.dataLoss.map((loss) => ({ name: rows.length > 1 ? `${title(row)}  ` : '', loss })),
  );
  const blank = disks.filter(({ loss }) => loss.holds === '');
  const lost = disks
    .filter(({ loss }) => loss.holds !== '')
    .map(({ name, loss: { disk, bytes, holds } }, i) =>
      paint(
        'red',
        wrap(
          `${name}${disk}  ${printBytes(bytes)}  (${holds})${held}`,
          field(i === 0 ? 'erases' : ''),
          UNDER,
        ),
      ),
    );
  const [first] = blank;
  if (first === undefined) return lost;
  const size =
    blank.length === 1
      ? `${first.loss.disk}  ${printBytes(first.loss.bytes)}  (blank when it was commissioned)`
      : `${printDisks(
          blank.map(({ loss }) => loss),
          'disk',
        )} (blank when they were commissioned)`;
  return [...lost, wrap(`${size}${held}`, field('writes'), UNDER)];
}
