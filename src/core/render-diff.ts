/** What two commits declare differently, as people and programs read it: grouped by effect, the gravest first. */
import type { FieldChange } from './diff.ts';
import { type Effect, EFFECTS } from './effects.ts';
import type { Revision } from './ids.ts';
import { field, listNames, MARGIN, UNDER, wrap } from './layout.ts';
import { printCause } from './print-cause.ts';
import { type Paint, plain } from './render-text.ts';
import { plural, printPlaces } from './summary.ts';

export interface Compared {
  readonly base: Revision;
  readonly head: Revision;
  readonly changes: readonly FieldChange[];
}

/** Changes that read the same, on one machine or many. */
type Group = readonly [FieldChange, ...FieldChange[]];
type Weight = Effect | 'unknown';

function groups({ changes }: Compared): readonly (readonly [Weight, readonly Group[]])[] {
  const weights: readonly Weight[] = ['unknown', ...EFFECTS.toReversed()];
  return weights.flatMap((weight) => {
    const found = changes.filter(({ effect }) => (effect ?? 'unknown') === weight);
    const same = Map.groupBy(found, (change) => `${owner(change)}\0${printCause(change)}`);
    return found.length === 0
      ? []
      : [[weight, [...same.values()] as readonly unknown[] as readonly Group[]]];
  });
}

/** Of machines the change alone is told; another document is named. */
const owner = ({ document }: FieldChange): string =>
  document.startsWith('Machine/') ? '' : document;

const WORDS: { readonly [W in Weight]: string } = {
  unknown: 'nobody knows what it does: it is held',
  erase: 'the disks of a released machine are erased',
  reinstall: 'a machine that is deployed is installed again',
  release: 'a machine that is deployed is given up',
  install: 'installed, where commissioning finds blank disks',
  forget: 'no power action, nothing is erased',
  recommission: 'boots the ephemeral environment; no disk is written',
  power: 'is switched on or off',
  live: 'in force at once',
  pending: 'takes effect at the next install; nothing happens now',
};

/** Under the name of its document, what of it changed. */
const what = (change: FieldChange): string => {
  const name = owner(change);
  return name === '' ? printCause(change) : printCause(change).replace(`${name} `, '');
};

const who = (group: Group): readonly string[] =>
  owner(group[0]) === '' ? group.map(({ document }) => nameOf(document)) : [group[0].document];
const nameOf = (document: string): string => document.slice(document.indexOf('/') + 1);

const NOTHING = 'The documents declare the same.';
const head = ({ base, head: to }: Compared): string => `${base.slice(0, 12)}..${to.slice(0, 12)}`;

export function diffText(compared: Compared, paint: Paint = plain): string {
  const filed = groups(compared);
  const title = wrap(
    `Declared differently in ${head(compared)}, from git alone: what it would do, were every machine as it was declared`,
    '',
    '',
  );
  if (filed.length === 0) return `${title}\n\n${paint('green', NOTHING)}\n`;
  const totals = filed.map(([weight, same]) => {
    const count = String(same.flatMap(who).length).padStart(4);
    return `${wrap(WORDS[weight], `  ${weight.padEnd(13)}${count}   `, ' '.repeat(22))}\n`;
  });
  const blocks = filed.map(
    ([weight, same]) =>
      `\n${paint('bold', weight.toUpperCase())}\n${same.map((group) => block(group, weight, paint)).join('')}`,
  );
  return `${title}\n\n${totals.join('')}${blocks.join('')}`;
}

const GRAVE: ReadonlySet<Weight> = new Set(['erase', 'reinstall', 'unknown']);

function block(group: Group, weight: Weight, paint: Paint): string {
  const [change] = group;
  const name = wrap(listNames(who(group)), ' '.repeat(MARGIN.length), MARGIN);
  const text = wrap(what(change), field('change'), UNDER);
  const lines = [paint('bold', name), GRAVE.has(weight) ? paint('red', text) : text];
  if (owner(change) !== '' && change.machines.length > 0)
    lines.push(wrap(reach(change), field('reaches'), UNDER));
  lines.push(paint('dim', wrap(printPlaces(group), field('why'), UNDER)));
  return `${lines.join('\n')}\n`;
}

const reach = ({ machines }: FieldChange): string =>
  `${plural(machines.length, 'machine')}: ${listNames(machines)}`;

/** As much as a comment holds, the gravest first. */
const LIMIT = 64_000;

export function diffMarkdown(compared: Compared): string {
  const filed = groups(compared);
  const title = `## Declared differently in \`${head(compared)}\`\n\n`;
  if (filed.length === 0) return `${title}${NOTHING}\n`;
  let text = `${title}| effect | | change | where |\n|--|--|--|--|\n`;
  const left = new Map<Weight, number>();
  for (const [weight, same] of filed)
    for (const group of same) {
      const row = markdownRow(weight, group);
      if (text.length + row.length < LIMIT) text += row;
      else left.set(weight, (left.get(weight) ?? 0) + 1);
    }
  if (left.size === 0) return text;
  const rest = [...left].map(([weight, count]) => `${count} ${weight}`).join(', ');
  return `**Not all of it is shown here** (not: ${rest}); \`reconcile diff\` prints it.\n\n${text}`;
}

function markdownRow(weight: Weight, group: Group): string {
  const [change] = group;
  const isOwn = owner(change) === '' || change.machines.length === 0;
  const reached = isOwn ? '' : `<br>reaches ${reach(change)}`;
  return `| ${weight} | ${listNames(who(group))} | ${escape(what(change))}${reached} | \`${printPlaces(group)}\` |\n`;
}

const escape = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

/** schemas/diff.schema.json, version 1. */
export function diffJson({ base, head: to, changes }: Compared): string {
  const rows = changes.map(
    ({ field: name, document, item, before, after, effect, at, machines }) => ({
      field: name,
      document,
      ...(item === undefined ? {} : { item }),
      before: before ?? null,
      after: after ?? null,
      effect: effect ?? null,
      machines,
      at: at ?? null,
    }),
  );
  return `${JSON.stringify({ version: 1, base, head: to, changes: rows }, undefined, 2)}\n`;
}
