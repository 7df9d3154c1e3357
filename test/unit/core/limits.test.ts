import { describe, expect, test } from 'vitest';
import type { Budget, Start } from '../../../src/core/budget.ts';
import type { Instant, MachineName } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { tallyOf } from '../../../src/core/limits.ts';
import type { Begun } from '../../../src/core/starts.ts';
import { after, MINUTE, T0 } from '../../support/fleet.ts';
import { budget, limited, reinstall, startRow } from '../../support/starts.ts';

const HOUR = 60 * MINUTE;
const refusal = (
  declared: Inventory,
  starts: readonly Start[],
  begun: Begun,
  { at = T0, ...over }: Partial<Budget> & { readonly at?: Instant } = {},
) => {
  const all = budget(starts, over);
  return tallyOf({ budget: all, rollout: all.rollout, inventory: declared, at }).refusal(begun);
};

describe('per hour and per day', () => {
  const declared = limited(5, { perHour: 1, perDay: 2 });
  const done = (n: number, at: number): Start =>
    startRow(n, { at: after(at), outcome: 'done', endedAt: after(at) });

  test('a start waits until enough others are older than the span', () => {
    expect(refusal(declared, [done(1, -HOUR + 1)], reinstall(2))).toMatchObject({
      kind: 'wait',
      guard: 'limit.perHour',
      until: after(1),
    });
    expect(refusal(declared, [done(1, -HOUR)], reinstall(2))).toBeUndefined();
    expect(
      refusal(declared, [done(1, -2 * HOUR), done(2, -20 * HOUR)], reinstall(3)),
    ).toMatchObject({
      guard: 'limit.perDay',
      until: after(4 * HOUR),
    });
    expect(
      refusal(declared, [done(1, -2 * HOUR), done(2, -24 * HOUR)], reinstall(3)),
    ).toBeUndefined();
  });

  test('another attempt at the same generation is the same start, another generation is not', () => {
    const own = done(1, -MINUTE);
    expect(refusal(declared, [own], reinstall(1))).toBeUndefined();
    expect(refusal(declared, [own], reinstall(1, { generation: 3 }))).toMatchObject({
      guard: 'limit.perHour',
    });
  });

  test('a start of the future counts: the clock was set back', () => {
    expect(refusal(declared, [done(1, HOUR)], reinstall(2))).toMatchObject({
      until: after(2 * HOUR),
    });
  });

  test('first installs on blank disks and commissionings are not counted', () => {
    expect(refusal(declared, [done(1, 0)], reinstall(2, { destructive: false }))).toBeUndefined();
    const blank = [startRow(1, { destructive: false, at: T0 })];
    expect(refusal(declared, blank, reinstall(2))).toBeUndefined();
  });

  test('what one plan admits counts for what follows', () => {
    const tally = tallyOf({ budget: budget([]), rollout: undefined, inventory: declared, at: T0 });
    expect(tally.refusal(reinstall(1))).toBeUndefined();
    tally.admit(reinstall(1));
    expect(tally.refusal(reinstall(2))).toMatchObject({
      guard: 'limit.perHour',
      until: after(HOUR),
    });
  });
});

describe('machines that are down', () => {
  const failed = startRow(1, { outcome: 'failed', endedAt: T0 });

  test('in percent of the declared ones, rounded down, and at least one', () => {
    const down = [startRow(1), startRow(2, { outcome: 'failing' })];
    expect(refusal(limited(5, { percent: 50 }), down, reinstall(3))).toMatchObject({
      kind: 'wait',
      guard: 'limit.percent',
    });
    expect(refusal(limited(6, { percent: 50 }), down, reinstall(3))).toBeUndefined();
    expect(refusal(limited(6, { percent: 1 }), [], reinstall(3))).toBeUndefined();
    expect(refusal(limited(5, { percent: 50 }), down, reinstall(2))).toBeUndefined();
  });

  test('of one failure domain; another one does not count', () => {
    const racks = limited(5, { failureDomain: { label: 'rack', atOnce: 1 } });
    const down = [startRow(1, { domain: 'rack r0' })];
    expect(refusal(racks, down, reinstall(3))).toMatchObject({
      kind: 'wait',
      guard: 'limit.perDomain',
    });
    expect(refusal(racks, down, reinstall(2))).toBeUndefined();
  });

  test('where all of them have failed, it takes a person', () => {
    const step = refusal(limited(5, { percent: 20 }), [failed], reinstall(3));
    expect(step).toMatchObject({ kind: 'hold', guard: 'limit.percent' });
    expect(step).toMatchObject({
      because: expect.stringContaining('`reconcile machine retry n1`'),
    });
  });

  test('done and gone ones are not down', () => {
    const rows = [startRow(1, { outcome: 'done' }), startRow(2, { outcome: 'gone' })];
    expect(refusal(limited(5, { percent: 20 }), rows, reinstall(3))).toBeUndefined();
  });
});

describe('failures', () => {
  const two = [1, 2].map((n) => startRow(n, { outcome: 'failed', endedAt: T0 }));
  const halting = limited(5, { haltAfterFailures: 2 });

  test('so many of them hold everything destructive, and say who failed', () => {
    expect(refusal(halting, two, reinstall(3))).toMatchObject({
      kind: 'hold',
      guard: 'limit.failures',
      because: expect.stringContaining('n1, n2 failed to install'),
    });
    expect(refusal(halting, two, reinstall(3, { destructive: false }))).toBeUndefined();
  });

  test('a person has seen one, or raised its generation: that one counts no more', () => {
    const [first = startRow(1), second = startRow(2)] = two;
    expect(refusal(halting, [first, { ...second, outcome: 'seen' }], reinstall(3))).toBeUndefined();
    expect(refusal(halting, [first, { ...second, generation: 1 }], reinstall(3))).toBeUndefined();
  });

  test('those that failed may be tried again', () => {
    expect(refusal(halting, two, reinstall(1))).toBeUndefined();
  });
});

describe('windows', () => {
  const nights = (over: object = {}) => {
    const declared = limited(3, {});
    const window = {
      days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const,
      from: 22 * 60,
      to: 4 * 60,
      timeZone: 'UTC',
      overrun: 'finish' as const,
    };
    return { ...declared, site: { ...declared.site, windows: [{ ...window, ...over }] } };
  };

  test('outside of them a destructive start waits until one opens', () => {
    expect(refusal(nights(), [], reinstall(1))).toMatchObject({
      kind: 'wait',
      guard: 'window',
      until: after(10 * HOUR),
    });
    expect(refusal(nights(), [], reinstall(1), { at: after(10 * HOUR) })).toBeUndefined();
    expect(refusal(nights(), [], reinstall(1, { destructive: false }))).toBeUndefined();
  });

  test('what began inside and is tried again by itself goes on; a retry of a person waits', () => {
    expect(refusal(nights(), [startRow(1, { outcome: 'failing' })], reinstall(1))).toBeUndefined();
    expect(refusal(nights(), [startRow(1, { outcome: 'seen' })], reinstall(1))).toMatchObject({
      guard: 'window',
    });
  });

  test('one that is too short for what must not overrun it holds', () => {
    expect(refusal(nights({ to: 22 * 60 + 10, overrun: 'avoid' }), [], reinstall(1))).toMatchObject(
      {
        kind: 'hold',
        guard: 'window',
      },
    );
  });
});

describe('overrides', () => {
  const declared = limited(5, { perHour: 1, percent: 20 });
  const busy = [startRow(1)];
  const said = (
    guard: 'limit.perHour' | 'limit.percent',
    machine: string,
    expiresAt = after(1),
  ) => ({
    guard,
    machine: machine as MachineName,
    by: 'ann',
    why: 'INC-4711',
    at: T0,
    expiresAt,
  });

  test('lift one guard from one machine', () => {
    const both = [said('limit.perHour', 'n2'), said('limit.percent', 'n2')];
    expect(refusal(declared, busy, reinstall(2), { overrides: both })).toBeUndefined();
    expect(refusal(declared, busy, reinstall(3), { overrides: both })).toBeDefined();
    expect(refusal(declared, busy, reinstall(2), { overrides: both.slice(1) })).toMatchObject({
      guard: 'limit.perHour',
    });
  });

  test('are nothing once their time is over', () => {
    const old = [said('limit.perHour', 'n2', T0), said('limit.percent', 'n2', T0)];
    expect(refusal(declared, busy, reinstall(2), { overrides: old })).toBeDefined();
  });
});
