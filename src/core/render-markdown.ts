/** The plan for a pull request: at most 65,000 characters, and rows that destroy data are never cut. */
import { printPlace } from './diagnostic.ts';
import type { Plan } from './plan.ts';
import { printBytes } from './plan-image.ts';
import { printInstant } from './render-text.ts';
import type { Change } from './step.ts';
import { byUrgency, isEmpty, summarise, title } from './summary.ts';

/** GitHub refuses comments of more than 65,535 characters. */
const LIMIT = 65_000;

export function renderMarkdown(plan: Plan, site: string): string {
  const summary = summarise(plan);
  const head = [
    `## Plan for ${site}`,
    '',
    `\`${plan.revision.slice(0, 12)}\` · observed ${printInstant(plan.observedAt)}`,
    '',
    ...(plan.freeze === undefined ? [] : [`> **Frozen:** ${escape(plan.freeze.because)}`, '']),
    ...(isEmpty(plan) ? ['No changes. The machines match the inventory.'] : []),
    `**${summary.dataLoss.length} lose data**, ${summary.act} to do, ${summary.hold} held, ${summary.wait} waiting, ${summary.pending} pending, ${summary.done} unchanged`,
    '',
  ].join('\n');
  const rows = plan.changes
    .filter((c) => c.step.kind !== 'done' || c.pending.length > 0)
    .toSorted(byUrgency);
  if (rows.length === 0) return head;
  const table = '| | | next step | why |\n|--|--|--|--|\n';
  return fit(`${head}${table}`, rows);
}

/** Rows in order of urgency until the limit; those that destroy data go in whatever the length. */
function fit(head: string, rows: readonly Change[]): string {
  let text = head;
  let left = 0;
  for (const change of rows) {
    const line = row(change);
    if (change.dataLoss.length > 0 || text.length + line.length < LIMIT - 100) text += line;
    else left++;
  }
  return left === 0
    ? text
    : `${text}\n${left} more rows are not shown here; \`reconcile --dry-run\` prints all.\n`;
}

function row(change: Change): string {
  const { step } = change;
  const what =
    step.kind === 'act'
      ? `**${step.verb}** ${step.because}`
      : step.kind === 'done'
        ? ''
        : step.because;
  const lost = change.dataLoss.map(
    ({ disk, bytes }) => `erases \`${disk}\` (${printBytes(bytes)})`,
  );
  const cell = [what, ...lost, ...change.pending.map((text) => `pending: ${text}`)].filter(
    (t) => t !== '',
  );
  const mark =
    lost.length > 0 ? '🔴' : { act: '🔵', hold: '⛔', wait: '⏳', done: '⚪' }[step.kind];
  const at = change.at === undefined ? '' : `\`${printPlace(change.at)}\``;
  return `| ${mark} | ${escape(title(change))} | ${escape(cell.join('; '))} | ${at} |\n`;
}

const escape = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
