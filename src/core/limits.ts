/**
 * Why a start has to wait: limits at once and over time, waves, failures, maintenance windows. Asked when
 * a plan is made, and again, from fresh rows, in the transaction that stores the intent.
 */
import { type Budget, DAY_MS, HOUR_MS, isInRollout, type Start, startKey } from './budget.ts';
import {
  atLeastOne,
  type Circumstances,
  count,
  type Counts,
  countsOf,
  startsWithin,
} from './counts.ts';
import { type Instant, later } from './ids.ts';
import type { Inventory } from './inventory.ts';
import { type Begun, domainOf } from './starts.ts';
import { type Guard, hold, type Step, wait } from './step.ts';
import { listNames, waveVerdict } from './waves.ts';
import { openingAt, printWindow } from './windows.ts';

export interface Tally {
  /** `undefined`: it may start. */
  refusal(begun: Begun): Step | undefined;
  /** Counts it from now on; its row. */
  admit(begun: Begun): Start;
  /** What is counted, with all that was admitted. */
  readonly counts: Counts;
}

export function tallyOf(circumstances: Circumstances): Tally {
  const { budget, inventory, rollout, at } = circumstances;
  const counts = countsOf(circumstances);
  const lifted = overridesAt(budget, at);
  return {
    counts,
    refusal(begun) {
      const before = counts.rows.get(startKey(begun));
      const request = { begun, before, domain: domainFor(begun, inventory) };
      for (const [guard, ask] of GUARDS) {
        if (lifted.has(`${guard}=${begun.name}`)) continue;
        const refused = ask(request, counts, circumstances);
        if (refused !== undefined) return refused;
      }
      return undefined;
    },
    admit(begun) {
      const before = counts.rows.get(startKey(begun));
      const wave = waveFor(begun, before, counts, circumstances);
      const domain = domainFor(begun, inventory);
      const { member: _, ...what } = begun;
      const row: Start = {
        ...what,
        destructive: what.destructive || before?.destructive === true,
        ...(domain === undefined ? {} : { domain }),
        at,
        revision: inventory.revision,
        outcome: 'running',
        ...(wave === undefined || rollout === undefined
          ? {}
          : { wave: { rollout: rollout.number, number: wave } }),
      };
      count(counts, row);
      return row;
    },
  };
}

/** Overrides in force, as `guard=machine`. */
const overridesAt = ({ overrides }: Budget, at: Instant): ReadonlySet<string> =>
  new Set(
    overrides
      .filter(({ expiresAt }) => at < expiresAt)
      .map(({ guard, machine }) => `${guard}=${machine}`),
  );

const domainFor = ({ name }: Begun, inventory: Inventory): string | undefined =>
  domainOf(inventory.machines.get(name), inventory);

interface Request {
  readonly begun: Begun;
  /** Its row, where this is a further attempt. */
  readonly before: Start | undefined;
  readonly domain: string | undefined;
}

type Ask = (request: Request, counts: Counts, circumstances: Circumstances) => Step | undefined;

/** A person's matter first, then what time ends, then what other machines end. */
const GUARDS: readonly (readonly [Guard, Ask])[] = [
  ['limit.failures', ofDestructive(failures)],
  ['window', ofDestructive(outsideWindows)],
  ['limit.wave', ofDestructive(outsideWave)],
  ['limit.perDay', ofDestructive(tooMany('perDay', DAY_MS, '24 hours'))],
  ['limit.perHour', ofDestructive(tooMany('perHour', HOUR_MS, '60 minutes'))],
  ['limit.perDomain', ofDestructive(tooManyInDomain)],
  ['limit.percent', ofDestructive(tooManyDown)],
  ['limit.commissioning', tooBusy('commission', 'commissioning')],
  ['limit.deploying', tooBusy('install', 'deploying')],
];

function ofDestructive(ask: Ask): Ask {
  return (request, counts, circumstances) =>
    request.begun.destructive || request.before?.destructive === true
      ? ask(request, counts, circumstances)
      : undefined;
}

/** What began is tried again by itself, whatever the hour and whoever else failed: it is down already. */
const goesOn = ({ before }: Request): boolean => before?.outcome === 'failing';

function failures(request: Request, { failed }: Counts, { inventory }: Circumstances) {
  const limit = inventory.site.limits.haltAfterFailures;
  if (limit === undefined || goesOn(request)) return undefined;
  const others = [...failed.values()].filter(({ machine }) => machine !== request.begun.machine);
  if (others.length < limit) return undefined;
  return hold(
    `limits.haltAfterFailures is ${limit}: ${listNames(others)} failed to install; look at them, then say \`reconcile machine retry ${others[0]?.name ?? ''}\`, or raise its deploy.generation`,
    'limit.failures',
  );
}

function outsideWindows(request: Request, { openings }: Counts, { inventory, at }: Circumstances) {
  const { windows, timeouts } = inventory.site;
  if (windows.length === 0 || goesOn(request)) return undefined;
  const need = request.begun.what === 'install' ? timeouts.deploying : timeouts.releasing;
  if (!openings.has(need)) openings.set(need, openingAt(windows, at, need));
  const opening = openings.get(need);
  if (opening !== undefined && opening.from <= at) return undefined;
  const declared = windows.map(printWindow).join('; ');
  return opening === undefined
    ? hold(`no maintenance window is long enough for it: ${declared}`, 'window')
    : wait(`the maintenance window is closed: ${declared}`, opening.from, 'window');
}

function outsideWave(request: Request, counts: Counts, circumstances: Circumstances) {
  const { begun, before } = request;
  const { rollout, inventory } = circumstances;
  if (inventory.site.limits.waves === undefined || begun.member === undefined) return undefined;
  if (goesOn(request) || (before !== undefined && isInRollout(before, rollout))) return undefined;
  if (!counts.members.has(begun.member))
    return wait(
      `a rollout of ${rollout?.members.length ?? 0} machines is under way: it is in the next one`,
      undefined,
      'limit.wave',
    );
  const verdict = verdictOf(counts, circumstances);
  return verdict?.kind === 'closed' ? verdict.step : undefined;
}

function verdictOf(counts: Counts, { rollout, inventory, at }: Circumstances) {
  const { waves } = inventory.site.limits;
  if (rollout === undefined || waves === undefined) return undefined;
  counts.wave ??= waveVerdict([...counts.rows.values()], { rollout, waves }, inventory, at);
  return counts.wave;
}

/** Where a start that was admitted counts; one that was let in by an override is in no wave. */
function waveFor(
  begun: Begun,
  before: Start | undefined,
  counts: Counts,
  circumstances: Circumstances,
): number | undefined {
  const { rollout } = circumstances;
  if (!begun.destructive || begun.member === undefined) return before?.wave?.number;
  if (before !== undefined && isInRollout(before, rollout)) return before.wave?.number;
  if (!counts.members.has(begun.member)) return undefined;
  const verdict = verdictOf(counts, circumstances);
  return verdict?.kind === 'open' ? verdict.number : undefined;
}

function tooMany(field: 'perHour' | 'perDay', span: number, inWords: string): Ask {
  return ({ begun }, counts, { inventory, at }) => {
    const limit = inventory.site.limits[field];
    if (limit === undefined) return undefined;
    const own = startKey(begun);
    const cached = counts.recent.has(own) ? `${field} ${own}` : field;
    if (!counts.freed.has(cached))
      counts.freed.set(cached, freedAt(counts.recent, { own, limit, span, at }));
    const freed = counts.freed.get(cached);
    return freed === undefined
      ? undefined
      : wait(
          `limits.${field} is ${limit}: so many destructive starts were in the last ${inWords}`,
          freed,
          `limit.${field}`,
        );
  };
}

/** When fewer than `limit` other starts will lie within the span; `undefined` where that is now. */
function freedAt(
  recent: Counts['recent'],
  asked: {
    readonly own: string;
    readonly limit: number;
    readonly span: number;
    readonly at: Instant;
  },
): Instant | undefined {
  const { own, limit, span, at } = asked;
  const others = startsWithin(recent, later(at, -span), own).toSorted((a, b) => a - b);
  const oldest = others[others.length - limit];
  return oldest === undefined ? undefined : later(oldest, span);
}

function tooManyInDomain(
  { begun, domain }: Request,
  { down }: Counts,
  { inventory }: Circumstances,
) {
  const limit = inventory.site.limits.failureDomain?.atOnce;
  if (limit === undefined) return undefined;
  const others = [...down.values()].filter(
    (start) => start.domain === domain && start.machine !== begun.machine,
  );
  const what = `limits.failureDomain.atOnce is ${limit}, and of ${domain ?? ''}`;
  return others.length < limit ? undefined : isDownAlready(what, others, 'limit.perDomain');
}

function tooManyDown({ begun }: Request, { down }: Counts, { inventory }: Circumstances) {
  const percent = inventory.site.limits.percent;
  if (percent === undefined) return undefined;
  const limit = atLeastOne(inventory.machines.size, percent);
  if (down.size - (down.has(begun.machine) ? 1 : 0) < limit) return undefined;
  const others = [...down.values()].filter(({ machine }) => machine !== begun.machine);
  const what = `limits.percent is ${percent}, which is ${limit} of ${inventory.machines.size} machines, and`;
  return isDownAlready(what, others, 'limit.percent');
}

/** Only a person ends it where all of those that are down have failed. */
function isDownAlready(what: string, others: readonly Start[], guard: Guard): Step {
  const moving = others.some(({ outcome }) => outcome === 'running' || outcome === 'failing');
  const are = `${what} ${listNames(others)} ${others.length === 1 ? 'is' : 'are'} down`;
  return moving
    ? wait(are, undefined, guard)
    : hold(`${are}; say \`reconcile machine retry ${others[0]?.name ?? ''}\``, guard);
}

function tooBusy(what: 'commission' | 'install', lane: 'commissioning' | 'deploying'): Ask {
  return ({ begun }, { busy }, { inventory }) => {
    if (begun.what !== what) return undefined;
    const limit = inventory.site.limits[lane];
    const others = busy[what].size - (busy[what].has(begun.machine) ? 1 : 0);
    return others < limit
      ? undefined
      : wait(
          `limits.${lane} is ${limit}: it starts when another machine is done`,
          undefined,
          `limit.${lane}`,
        );
  };
}
