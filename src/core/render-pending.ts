/** What waits for the next install, and for how long: identical differences of many machines together. */
import type { Cause } from './causes.ts';
import { field, listNames, UNDER, wrap } from './layout.ts';
import { pendingSince } from './pending.ts';
import type { Plan } from './plan.ts';
import { type Paint, plain } from './render-text.ts';
import type { Change } from './step.ts';
import { plural, printAge, printPlaces, title } from './summary.ts';

/** Machines of which the same is pending, those that wait longest first. */
interface PendingGroup {
  readonly text: string;
  readonly rows: readonly Change[];
  /** The first that was noted of any of them. */
  readonly since: number | undefined;
}

function pendingGroups({ changes }: Plan): readonly PendingGroup[] {
  const rows = changes.filter(({ pending }) => pending.length > 0);
  return [...Map.groupBy(rows, ({ pending }) => pending.join('; '))]
    .map(([text, same]) => ({ text, rows: same, since: sinceOf(same) }))
    .toSorted((a, b) => (a.since ?? Infinity) - (b.since ?? Infinity));
}

const sinceOf = (rows: readonly Change[]): number | undefined =>
  pendingSince(rows.flatMap(({ causes }) => causes));

export function pendingText(plan: Plan, paint: Paint = plain): string {
  const groups = pendingGroups(plan);
  if (groups.length === 0) return 'Nothing is pending.\n';
  const count = groups.flatMap(({ rows }) => rows).length;
  const machines = plan.changes.filter(({ subject }) => subject.kind === 'machine').length;
  const head = `Pending on ${count} of ${plural(machines, 'machine')}: it takes effect at the next install, and nothing acts on it before`;
  return `${wrap(head, '', '')}\n${groups.map((group) => block(group, plan, paint)).join('')}`;
}

function block({ text, rows, since }: PendingGroup, plan: Plan, paint: Paint): string {
  const size = rows.length > 1 ? ` (${rows.length})` : '';
  const age = since === undefined ? 'not noted yet' : printAge(plan.observedAt, since);
  const lines = [
    paint('bold', wrap(`${listNames(rows.map(title))}${size}`, ' ·    ', '      ')),
    wrap(text, field('pending'), UNDER),
    `${field('since')}${age}`,
    paint('dim', wrap(printPlaces(rows), field('why'), UNDER)),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** Stable keys; one object for machines of which the same is pending. */
export function pendingJson(plan: Plan): string {
  const pending = pendingGroups(plan).map(({ text, rows, since }) => ({
    text,
    since: since === undefined ? null : new Date(since).toISOString(),
    machines: rows.map(title),
    differences: (rows[0]?.causes ?? []).filter(({ effect }) => effect === 'pending').map(told),
  }));
  return `${JSON.stringify({ version: 1, pending }, undefined, 2)}\n`;
}

const told = ({ field: name, document, item, before, after }: Cause): unknown => ({
  field: name,
  document,
  ...(item === undefined ? {} : { item }),
  before: before ?? null,
  after: after ?? null,
});
