/** What a plan leaves of the limits over time, for its readers: `3 of 5 destructive starts in 24 hours`. */
import { DAY_MS, HOUR_MS, isInRollout } from './budget.ts';
import { atLeastOne, type Circumstances, type Counts, startsWithin } from './counts.ts';
import { type Instant, later } from './ids.ts';
import { openingAt } from './windows.ts';
import { sizeOf } from './waves.ts';
import { plural } from './summary.ts';

export interface BudgetLine {
  readonly limit:
    | 'perHour'
    | 'perDay'
    | 'percent'
    | 'failureDomain'
    | 'haltAfterFailures'
    | 'waves'
    | 'windows';
  readonly text: string;
  /** With those that the plan starts. */
  readonly used?: number;
  readonly of?: number;
  /** Of windows: when the open one closes, or the next one opens. */
  readonly until?: Instant;
}

/** One line for each limit over time that is declared, after all that the plan starts. */
export function budgetLines(counts: Counts, circumstances: Circumstances): readonly BudgetLine[] {
  return LINES.flatMap((line) => line(counts, circumstances));
}

type Line = (counts: Counts, circumstances: Circumstances) => readonly BudgetLine[];

const LINES: readonly Line[] = [
  starts('perDay', DAY_MS, '24 hours'),
  starts('perHour', HOUR_MS, '60 minutes'),
  ({ down }, { inventory: { machines, site } }) => {
    const { percent } = site.limits;
    if (percent === undefined) return [];
    return [ofThem('percent', down.size, atLeastOne(machines.size, percent), 'machines down')];
  },
  ({ down }, { inventory }) => {
    const { failureDomain } = inventory.site.limits;
    if (failureDomain === undefined) return [];
    const domains = Map.groupBy(down.values(), ({ domain }) => domain ?? '');
    return [...domains]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, 3)
      .map(([domain, machines]) =>
        ofThem('failureDomain', machines.length, failureDomain.atOnce, `down of ${domain}`),
      );
  },
  ({ failed }, { inventory }) => {
    const { haltAfterFailures: limit } = inventory.site.limits;
    return limit === undefined || failed.size === 0
      ? []
      : [ofThem('haltAfterFailures', failed.size, limit, 'failed installs')];
  },
  waves,
  windows,
];

function starts(limit: 'perHour' | 'perDay', span: number, inWords: string): Line {
  return ({ recent }, { inventory, at }) => {
    const of = inventory.site.limits[limit];
    if (of === undefined) return [];
    const used = startsWithin(recent, later(at, -span)).length;
    return [ofThem(limit, used, of, `destructive starts in ${inWords}`)];
  };
}

function waves({ rows }: Counts, { rollout, inventory }: Circumstances): readonly BudgetLine[] {
  const { waves: declared } = inventory.site.limits;
  const mine = [...rows.values()].filter((start) => isInRollout(start, rollout));
  if (declared === undefined || rollout === undefined || mine.length === 0) return [];
  const number = Math.max(...mine.map(({ wave }) => wave?.number ?? 1));
  const used = mine.filter(({ wave }) => wave?.number === number).length;
  const of = sizeOf(number, rollout, declared);
  const what = `started in wave ${number} of a rollout to ${plural(rollout.members.length, 'machine')}`;
  return [ofThem('waves', used, of, what)];
}

function windows(_counts: Counts, { inventory, at }: Circumstances): readonly BudgetLine[] {
  const { windows: declared } = inventory.site;
  const opening = openingAt(declared, at, 0);
  if (opening?.to === undefined) return [];
  const isOpen = opening.from <= at;
  const until = isOpen ? opening.to : opening.from;
  const when = `${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    {
      limit: 'windows',
      text: isOpen ? `window open until ${when}` : `window opens ${when}`,
      until,
    },
  ];
}

const ofThem = (
  limit: BudgetLine['limit'],
  used: number,
  of: number,
  what: string,
): BudgetLine => ({ limit, text: `${used} of ${of} ${what}`, used, of });
