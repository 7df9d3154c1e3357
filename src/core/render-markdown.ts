/** The plan for a pull request: at most 65,000 characters, and rows that destroy data are never cut. */
import type { Instant } from './ids.ts';
import { pendingSince } from './pending.ts';
import type { Plan } from './plan.ts';
import { printBytes } from './plan-image.ts';
import { landing, printReason } from './print-cause.ts';
import {
  headline,
  plural,
  printAge,
  printDisks,
  printInstant,
  printPlaces,
  routeAfter,
  type Rows,
  type Section,
  sections,
  summarise,
  title,
} from './summary.ts';

/** GitHub refuses comments of more than 65,535 characters. */
const LIMIT = 65_000;
/** Kept free for the sentence that says how much was cut. */
const RESERVE = 200;

export function renderMarkdown(plan: Plan, site: string): string {
  const filed = sections(plan);
  const heading = head(plan, site);
  if (filed.length === 0) return `${heading}No changes. The machines match the inventory.\n`;
  let text = `${heading}${totals(plan, filed)}${budget(plan)}`;
  let left = 0;
  for (const [section, groups] of filed) {
    const opening = `\n### ${section}\n\n| | next step | asked for by |\n|--|--|--|\n`;
    let table = '';
    for (const rows of groups) {
      const line = row(plan.observedAt, section, rows);
      const fits = text.length + opening.length + table.length + line.length < LIMIT - RESERVE;
      if (section === 'DATA LOSS' || fits) table += line;
      else left += rows.length;
    }
    if (table !== '') text += `${opening}${table}`;
  }
  return left === 0
    ? text
    : `${text}\n${left} more rows are not shown here; \`reconcile --dry-run\` prints all of them.\n`;
}

function head(plan: Plan, site: string): string {
  const nothing =
    plan.freeze?.inFlight === 'stop' ? 'Nothing is touched' : 'Nothing new is started';
  const freeze =
    plan.freeze === undefined ? '' : `> **${nothing}:** ${escape(plan.freeze.because)}\n\n`;
  const at = plan.revision === 'folder' ? 'From a folder' : `At \`${plan.revision.slice(0, 12)}\``;
  return `## Plan for ${escape(site)}\n\n${at}, observed ${printInstant(plan.observedAt)}\n\n${freeze}`;
}

function totals(plan: Plan, filed: ReturnType<typeof sections>): string {
  const { unchanged, machines } = summarise(plan);
  const lost = filed.find(([section]) => section === 'DATA LOSS')?.[1].flat() ?? [];
  const disks = lost.flatMap(({ dataLoss }) => dataLoss);
  const loss =
    lost.length === 0
      ? '**No data is lost.**'
      : `**${plural(lost.length, 'machine')} ${lost.length === 1 ? 'loses' : 'lose'} data: ${printDisks(disks)}.**`;
  const rest = filed
    .filter(([section]) => section !== 'DATA LOSS')
    .map(([section, groups]) => `${groups.flat().length} ${section.toLowerCase()}`);
  return `${loss} ${[...rest, `${unchanged} of ${plural(machines, 'machine')} unchanged`].join(', ')}.\n`;
}

function budget({ budgets = [] }: Plan): string {
  if (budgets.length === 0) return '';
  return `\nBudget: ${escape(budgets.map(({ text }) => text).join('; '))}.\n`;
}

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

function row(now: Instant, section: Section, rows: Rows): string {
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

const escape = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
