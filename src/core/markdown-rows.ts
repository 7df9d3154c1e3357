/** Rows of a plan as rows of a Markdown table. */
import type { Instant } from './ids.ts';
import { pendingSince } from './pending.ts';
import { printBytes } from './plan-image.ts';
import { landing, printReason } from './print-cause.ts';
import {
  headline,
  plural,
  printAge,
  printDisks,
  printPlaces,
  routeAfter,
  type Rows,
  type Section,
  title,
} from './summary.ts';

const MARKS: { readonly [S in Section]: string } = {
  'DATA LOSS': '🔴',
  INSTALL: '🟡',
  RELEASE: '🟠',
  HELD: '⛔',
  FORGET: '⚪',
  COMMISSION: '🔵',
  POWER: '🔵',
  LIVE: '🔵',
  PENDING: '⚪',
};

const SHOWN_NAMES = 12;

export function tableRow(now: Instant, section: Section, rows: Rows): string {
  const [change] = rows;
  const [label, because] = headline(change);
  const what = label === '' ? [] : [`**${label}** ${escape(because)}`];
  const then = routeAfter(change);
  const since = pendingSince(rows.flatMap(({ causes }) => causes));
  const along = change.pending.length > 0 ? [] : landing(change.causes);
  const cell = [
    ...what,
    ...erasures(rows),
    ...change.pending.map((text) => `pending: ${escape(text)}`),
    ...(since === undefined ? [] : [`since ${printAge(now, since)}`]),
    ...(then.length === 0 ? [] : [`then ${then.join(' → ')}`]),
    ...(along.length === 0 ? [] : [`also lands: ${escape(along.join(', '))}`]),
  ];
  return `| ${MARKS[section]} ${names(section, rows)} | ${cell.join('<br>')} | ${askedForBy(rows)} |\n`;
}

function askedForBy(rows: Rows): string {
  const places = printPlaces(rows);
  const at = places === '' ? [] : [places.replace(/^\S+/, '`$&`')];
  return [...at, ...printReason(rows[0]).map(escape)].join('<br>');
}

/** Machines that lose data are named one by one, with their disks. */
function names(section: Section, rows: Rows): string {
  if (section === 'DATA LOSS' && rows.length > 1) return plural(rows.length, 'machine');
  const shown = rows.slice(0, SHOWN_NAMES).map((one) => escape(title(one)));
  const more = rows.length > SHOWN_NAMES ? ` and ${rows.length - SHOWN_NAMES} more` : '';
  return `${shown.join(', ')}${more}`;
}

function erasures(rows: Rows): readonly string[] {
  const verb = rows[0].step.kind === 'hold' ? 'would erase' : 'erases';
  const blank = rows.flatMap(({ dataLoss }) => dataLoss.filter(({ holds }) => holds === ''));
  const lost = rows.flatMap((one) =>
    one.dataLoss
      .filter(({ holds }) => holds !== '')
      .map(({ disk, bytes, holds }) => {
        const whose = rows.length > 1 ? `${escape(title(one))}: ` : '';
        return `${whose}${verb} \`${disk}\` ${printBytes(bytes)} (${escape(holds)})`;
      }),
  );
  return blank.length === 0 ? lost : [...lost, `writes ${printDisks(blank, 'blank disk')}`];
}

/** In a table, and out of one. */
export const escape = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
