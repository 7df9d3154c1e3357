/** The plan for a pull request: at most 65,000 characters, and rows that destroy data are never cut silently. */
import { escape, tableRow } from './markdown-rows.ts';
import type { Plan } from './plan.ts';
import { fenced, fileDetails } from './render-files.ts';
import type { Change } from './step.ts';
import {
  headline,
  plural,
  printDisks,
  printInstant,
  type Rows,
  sections,
  summarise,
  title,
} from './summary.ts';

/** GitHub refuses comments of more than 65,535 characters. */
const LIMIT = 65_000;
/** Kept free for the sentence that says how much was cut. */
const RESERVE = 200;

export interface Comment {
  readonly text: string;
  /** Machines that lose data and are not named, because there is no room for all: nobody can agree to that. */
  readonly unnamed: number;
}

type Filed = ReturnType<typeof sections>;

export const renderMarkdown = (plan: Plan, site: string): string =>
  composeMarkdown(plan, site).text;

/** What loses data is told in full, or by machine and disk alone; where even that is too much, the first line says so. */
export function composeMarkdown(plan: Plan, site: string): Comment {
  const filed = sections(plan);
  const opening = head(plan, site);
  if (filed.length === 0)
    return { text: `${opening}No changes. The machines match the inventory.\n`, unnamed: 0 };
  const lost = filed.find(([section]) => section === 'DATA LOSS')?.[1] ?? [];
  const others = filed.filter(([section]) => section !== 'DATA LOSS');
  const above = `${opening}${totals(plan, filed)}${budget(plan)}`;
  for (const losses of [lossTable(plan, lost), lossList(lost, Infinity).text])
    if (above.length + losses.length < LIMIT - RESERVE)
      return { text: filled(plan, `${above}${losses}`, others), unnamed: 0 };
  return overflowing(above, lost);
}

const OPENING = '\n\n| | next step | asked for by |\n|--|--|--|\n';

const lossTable = (plan: Plan, lost: readonly Rows[]): string =>
  lost.length === 0
    ? ''
    : `\n### DATA LOSS${OPENING}${lost.map((rows) => tableRow(plan.observedAt, 'DATA LOSS', rows)).join('')}`;

/** Machines and disks, and nothing else: as many as there is room for. */
function lossList(
  lost: readonly Rows[],
  room: number,
): { readonly text: string; readonly unnamed: number } {
  let text = '\n### DATA LOSS\n';
  let unnamed = 0;
  for (const [verb, rows] of Map.groupBy(lost.flat(), verbOf)) {
    const disks = rows.flatMap(({ dataLoss }) => dataLoss);
    const heading = `\n**${verb}**: ${plural(rows.length, 'machine')}, ${printDisks(disks)}; each machine with its disks:\n\n`;
    const names: string[] = [];
    let left = room - text.length - heading.length - FENCE;
    for (const name of rows.map(withDisks)) {
      left -= name.length + 2;
      if (left > 0) names.push(name);
      else unnamed++;
    }
    text += `${heading}${fenced(names.join(', '), '')}`;
  }
  return { text, unnamed };
}

/** What a fence around the names takes. */
const FENCE = 20;

const verbOf = (change: Change): string =>
  change.step.kind === 'act' ? change.step.verb : (change.route[0] ?? headline(change)[0]);
const withDisks = (change: Change): string =>
  [title(change), ...change.dataLoss.map(({ disk }) => disk)].join(' ');

function overflowing(above: string, lost: readonly Rows[]): Comment {
  const loud = (unnamed: number): string =>
    `## ⛔ This plan is too large to be agreed to here: ${plural(unnamed, 'machine')} that lose data are not named below\n\nRead all of it with \`reconcile --dry-run\`, or change fewer machines in one commit.\n\n`;
  const room = LIMIT - RESERVE - above.length - loud(LIMIT).length;
  const { text, unnamed } = lossList(lost, room);
  return { text: `${loud(unnamed)}${above}${text}`, unnamed };
}

/** The other sections after what loses data, then what is rendered, as far as there is room. */
function filled(plan: Plan, beginning: string, others: Filed): string {
  let text = beginning;
  let left = 0;
  const fits = (more: number): boolean => text.length + more < LIMIT - RESERVE;
  for (const [section, groups] of others) {
    const opening = `\n### ${section}${OPENING}`;
    let table = '';
    for (const rows of groups) {
      const line = tableRow(plan.observedAt, section, rows);
      if (fits(opening.length + table.length + line.length)) table += line;
      else left += rows.length;
    }
    if (table !== '') text += `${opening}${table}`;
  }
  for (const rows of sections(plan).flatMap(([, groups]) => groups)) {
    const details = fileDetails(rows);
    if (fits(details.length)) text += details;
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

function totals(plan: Plan, filed: Filed): string {
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
