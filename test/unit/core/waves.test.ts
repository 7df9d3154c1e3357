import { describe, expect, test } from 'vitest';
import type { Rollout, Start } from '../../../src/core/budget.ts';
import type { Revision } from '../../../src/core/ids.ts';
import { tallyOf } from '../../../src/core/limits.ts';
import { isOver, rolloutFor, waveVerdict } from '../../../src/core/waves.ts';
import { after, MINUTE, T0 } from '../../support/fleet.ts';
import { budget, limited, reinstall, startRow } from '../../support/starts.ts';

const waves = { canary: 1, size: 2, bake: 30 * MINUTE } as const;
const rollout: Rollout = {
  number: 7,
  openedAt: T0,
  revision: 'c0ffee' as Revision,
  members: ['n1', 'n2', 'n3', 'n4', 'n5'],
};
const declared = limited(6, { waves });
const placed = (n: number, number: number, over: Partial<Start> = {}): Start =>
  startRow(n, { wave: { rollout: 7, number }, ...over });
const done = (n: number, number: number, endedAt = T0): Start =>
  placed(n, number, { outcome: 'done', endedAt });
const verdict = (starts: readonly Start[], at = T0) =>
  waveVerdict(starts, { rollout, waves }, declared, at);
const closed = (step: object) => ({ kind: 'closed', step: expect.objectContaining(step) });

describe('waves', () => {
  test('the canary, alone', () => {
    expect(verdict([])).toEqual({ kind: 'open', number: 1 });
    expect(verdict([placed(1, 1)])).toEqual(closed({ kind: 'wait', guard: 'limit.wave' }));
  });

  test('the next one opens when all of the last are deployed, and have been for the bake time', () => {
    expect(verdict([done(1, 1)], after(30 * MINUTE - 1))).toEqual(
      closed({ kind: 'wait', until: after(30 * MINUTE) }),
    );
    expect(verdict([done(1, 1)], after(30 * MINUTE))).toEqual({ kind: 'open', number: 2 });
    const second = [done(1, 1), done(2, 2, after(HOUR))];
    expect(verdict([...second, placed(3, 2)], after(HOUR))).toEqual(closed({ kind: 'wait' }));
    expect(verdict(second, after(HOUR))).toEqual({ kind: 'open', number: 2 });
  });

  test('a failure holds the next wave; of a canary, its own wave too', () => {
    const failed = placed(1, 1, { outcome: 'failed' });
    expect(verdict([failed])).toEqual(closed({ kind: 'hold', guard: 'limit.wave' }));
    const second = [done(1, 1), placed(2, 2, { outcome: 'failed' })];
    expect(verdict(second, after(HOUR))).toEqual({ kind: 'open', number: 2 });
    expect(verdict([...second, done(3, 2)], after(2 * HOUR))).toEqual(closed({ kind: 'hold' }));
  });

  test('who failed and is asked for something else makes room for another canary', () => {
    expect(verdict([placed(1, 1, { outcome: 'failed', generation: 1 })])).toEqual({
      kind: 'open',
      number: 1,
    });
    expect(verdict([placed(1, 1, { outcome: 'gone' })])).toEqual({ kind: 'open', number: 1 });
  });

  test('starts of other rollouts are in none of its waves', () => {
    expect(verdict([startRow(1, { wave: { rollout: 6, number: 3 } })])).toEqual({
      kind: 'open',
      number: 1,
    });
  });

  test('sizes in percent are of the members, and at least one', () => {
    const percent = { canary: 1, size: '40%', bake: 0 } as const;
    const inWave2 = (starts: readonly Start[]) =>
      waveVerdict([done(1, 1), ...starts], { rollout, waves: percent }, declared, T0);
    expect(inWave2([placed(2, 2)])).toEqual({ kind: 'open', number: 2 });
    expect(inWave2([placed(2, 2), placed(3, 2)])).toEqual(closed({ kind: 'wait' }));
  });
});

const HOUR = 60 * MINUTE;

describe('a rollout', () => {
  const next = { openedAt: T0, revision: 'c0ffee' as Revision };

  test('is over when nothing of it runs, bakes, or is still wanted', () => {
    expect(isOver([placed(1, 1)], { rollout, waves }, T0)).toBe(false);
    expect(isOver([placed(1, 1, { outcome: 'failing' })], { rollout, waves }, T0)).toBe(false);
    expect(isOver([done(1, 1)], { rollout, waves }, T0)).toBe(false);
    expect(isOver([done(1, 1)], { rollout, waves }, after(30 * MINUTE))).toBe(true);
    expect(isOver([placed(1, 1, { outcome: 'failed' })], { rollout, waves }, T0)).toBe(true);
    expect(rolloutFor(['n6'], rollout, true, next)).toMatchObject({ number: 8, members: ['n6'] });
    expect(rolloutFor(['n5', 'n6'], rollout, true, next)).toBe(rollout);
    expect(rolloutFor(['n6'], rollout, false, next)).toBe(rollout);
    expect(rolloutFor([], rollout, true, next)).toBe(rollout);
  });

  test('takes nobody in who was not there when it began', () => {
    const ask = (n: number) =>
      tallyOf({ budget: budget([]), rollout, inventory: declared, at: T0 }).refusal(reinstall(n));
    expect(ask(5)).toBeUndefined();
    expect(ask(6)).toMatchObject({ kind: 'wait', guard: 'limit.wave' });
  });

  test('an attempt keeps its place, and a row says which', () => {
    const starts = [placed(1, 1, { outcome: 'seen' })];
    const tally = tallyOf({ budget: budget(starts), rollout, inventory: declared, at: T0 });
    expect(tally.refusal(reinstall(1))).toBeUndefined();
    expect(tally.admit(reinstall(1)).wave).toEqual({ rollout: 7, number: 1 });
  });
});
