/** A plan in numbers and sections: what its three renderers and the exit code agree on. */
import { printPlace, type SourceRange } from './diagnostic.ts';
import { type Effect, EFFECTS } from './effects.ts';
import type { Plan } from './plan.ts';
import { printBytes } from './plan-image.ts';
import { printCause } from './print-cause.ts';
import { type Change, type DataLoss, IN_FLIGHT, NO_SOURCE, subjectKey, wouldBe } from './step.ts';

/** What a row is filed under, in the order of printing: what destroys data leads. */
export const SECTIONS = [
  'DATA LOSS',
  'INSTALL',
  'RELEASE',
  'HELD',
  'FORGET',
  'COMMISSION',
  'POWER',
  'LIVE',
  'PENDING',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Summary {
  /** Machines that an install overwrites, when nobody stops it. */
  readonly dataLoss: readonly Change[];
  /** Machines that are to be installed, as far as anybody knows without losing anything. */
  readonly install: number;
  /** Rows by what they amount to, held ones too. */
  readonly effects: { readonly [E in Effect]: number };
  readonly act: number;
  readonly wait: number;
  readonly hold: number;
  /** Machines with differences that take effect at the next install. */
  readonly pending: number;
  readonly done: number;
  readonly machines: number;
  /** Machines with nothing to do and nothing pending. */
  readonly unchanged: number;
}

const SECTION_OF: { readonly [E in Effect]: Section } = {
  erase: 'DATA LOSS',
  reinstall: 'INSTALL',
  install: 'INSTALL',
  release: 'RELEASE',
  forget: 'FORGET',
  recommission: 'COMMISSION',
  power: 'POWER',
  live: 'LIVE',
  pending: 'PENDING',
};

/** `undefined` for a row that says nothing: unchanged, and nothing pending. */
function sectionOf({ step, effect, dataLoss }: Change): Section | undefined {
  if (step.kind === 'hold') return 'HELD';
  if (dataLoss.some(({ holds }) => holds !== '')) return 'DATA LOSS';
  return effect && SECTION_OF[effect];
}

export function summarise({ changes }: Plan): Summary {
  const count = (kind: Change['step']['kind']): number =>
    changes.filter(({ step }) => step.kind === kind).length;
  const machines = changes.filter(({ subject }) => subject.kind === 'machine');
  return {
    dataLoss: changes.filter((change) => sectionOf(change) === 'DATA LOSS'),
    install: changes.filter((change) => sectionOf(change) === 'INSTALL').length,
    effects: byEffect(changes),
    act: count('act'),
    wait: count('wait'),
    hold: count('hold'),
    done: count('done'),
    pending: changes.filter(({ pending }) => pending.length > 0).length,
    machines: machines.length,
    unchanged: machines.filter((change) => sectionOf(change) === undefined).length,
  };
}

const byEffect = (changes: readonly Change[]): Summary['effects'] =>
  Object.fromEntries(
    EFFECTS.toReversed().map((effect) => [
      effect,
      changes.filter((change) => change.effect === effect).length,
    ]),
  ) as Summary['effects'];

/** Nothing to do, nothing to wait for, nothing held. */
export const isEmpty = (plan: Plan): boolean =>
  plan.changes.every(({ step }) => step.kind === 'done');

/** Only holds, and waits without a deadline, remain: nothing more happens by itself. */
export const isSettled = (plan: Plan): boolean =>
  plan.changes.every(
    ({ step }) =>
      step.kind === 'done' ||
      step.kind === 'hold' ||
      (step.kind === 'wait' && step.until === undefined && step.because !== IN_FLIGHT),
  );

/** With `--detailed-exitcode`, the highest that applies. */
export function exitCode(plan: Plan): 0 | 2 | 3 | 4 {
  const summary = summarise(plan);
  if (summary.hold > 0) return 4;
  if (summary.dataLoss.length > 0) return 3;
  return summary.act + summary.wait > 0 ? 2 : 0;
}

/** How a row is called: `n1`, `image ubuntu/noble/amd64/ga-24.04 20260801`, `boot source maas`. */
export function title({ subject }: Change): string {
  switch (subject.kind) {
    case 'machine':
      return subject.name;
    case 'image':
      return `image ${subject.key} ${subject.version}`.trimEnd();
    case 'source':
      return subject.name === NO_SOURCE ? 'boot source' : `boot source ${subject.name}`;
    case 'selection':
      return `selection ${subject.name}`;
  }
}

/** `reinstall`, `wait`, `held` and why; two empty words for a row that is done. */
export function headline({ step }: Change): readonly [label: string, because: string] {
  switch (step.kind) {
    case 'act':
      return [step.verb, step.because];
    case 'wait':
      return ['waits', step.because];
    case 'hold':
      return ['held', step.because];
    case 'done':
      return ['', ''];
  }
}

/** The verbs that follow the step; of what is held, only a way that its reason does not name already. */
export function routeAfter({ step, route }: Change): Change['route'] {
  const [next = ''] = route;
  switch (step.kind) {
    case 'act':
      return step.verb === next ? route.slice(1) : route;
    case 'wait':
      return route;
    case 'hold':
      if (step.because.startsWith(wouldBe(next))) return route.slice(1);
      return route.length > 1 ? route : [];
    case 'done':
      return [];
  }
}

export type Rows = readonly [Change, ...Change[]];

/** The rows of each section that has any: those that read the same but for name and disk together. */
export function sections(plan: Plan): readonly (readonly [Section, readonly Rows[]])[] {
  const bySection = new Map<Section, Map<string, [Change, ...Change[]]>>();
  for (const change of plan.changes.toSorted(byUrgency)) {
    const section = sectionOf(change);
    if (section === undefined) continue;
    const groups = bySection.get(section) ?? new Map<string, [Change, ...Change[]]>();
    bySection.set(section, groups);
    const who = change.subject.kind === 'machine' ? '' : key(change);
    const said = [
      headline(change),
      change.pending,
      routeAfter(change),
      change.causes.map(printCause),
    ];
    const alike = JSON.stringify([who, ...said]);
    const same = groups.get(alike);
    if (same === undefined) groups.set(alike, [change]);
    else same.push(change);
  }
  return SECTIONS.flatMap((section) => {
    const groups = bySection.get(section);
    return groups === undefined ? [] : [[section, [...groups.values()]] as const];
  });
}

/** Stable order for people: by section, by subject within. */
export function byUrgency(a: Change, b: Change): number {
  return rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1);
}

function rank(change: Change): number {
  const section = sectionOf(change);
  return section === undefined ? SECTIONS.length : SECTIONS.indexOf(section);
}

const key = ({ subject }: Change): string => subjectKey(subject);

/** The first place, and how many more there are: a profile's line asks for many machines. */
export function printPlaces(rows: readonly { readonly at: SourceRange | undefined }[]): string {
  const all = new Set(rows.flatMap(({ at }) => (at === undefined ? [] : [printPlace(at)])));
  const [first = '', ...rest] = all;
  return rest.length === 0 ? first : `${first} and ${plural(rest.length, 'more place')}`;
}

/** `2026-11-08 12:00:00 UTC, 12 days ago` */
export function printAge(now: number, since: number): string {
  const minutes = Math.max(0, Math.floor((now - since) / 60_000));
  const hours = Math.floor(minutes / 60);
  const age =
    hours >= 48
      ? plural(Math.floor(hours / 24), 'day')
      : hours > 0
        ? plural(hours, 'hour')
        : plural(minutes, 'minute');
  return `${printInstant(since)}, ${age} ago`;
}

/** `2026-11-20 14:03:22 UTC` */
export const printInstant = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** `1 disk`, `2 disks`. */
export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `2 disks, 960 GB` */
export const printDisks = (disks: readonly DataLoss[], noun = 'disk'): string =>
  `${plural(disks.length, noun)}, ${printBytes(disks.reduce((sum, { bytes }) => sum + bytes, 0))}`;
