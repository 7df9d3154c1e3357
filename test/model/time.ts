/**
 * Time, as far as the rules compare it: every instant is one of a few ages, and it is a machine's next
 * deadline that passes, never so many seconds. The real code reads ordinary milliseconds.
 */
import { type Instant, instant } from '../../src/core/ids.ts';
import type { Timeouts } from '../../src/core/inventory.ts';
import { T0 } from '../support/fleet.ts';

export const NOW: Instant = T0;
const HOUR = 3_600_000;

export const TIMEOUTS: Timeouts = {
  commissioning: 3 * HOUR,
  deploying: 3 * HOUR,
  releasing: 3 * HOUR,
  erasing: 3 * HOUR,
  settle: HOUR / 2,
  silence: 1.5 * HOUR,
};

const AGES = { settled: HOUR, silent: 2 * HOUR, overdue: 4 * HOUR } as const;
/** Older than anything that is compared with. */
export const OLD: Instant = instant(NOW - AGES.overdue);
export type Age = keyof typeof AGES;

/** One millisecond: made before the phase that has just begun, and so it stays at any age. */
const isOutdated = (madeAt: Instant): boolean => madeAt % 1000 !== 0;
export const outdated = (madeAt: Instant): Instant =>
  isOutdated(madeAt) ? madeAt : instant(madeAt - 1);

/** Every instant in it at least so old; `since`, when a phase was entered, has an age of its own. */
export function aged<T>(value: T, age: Age, since: Age = age): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => aged(one, age, since)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      typeof one === 'number' && one > NOW - 24 * HOUR
        ? agedInstant(one as Instant, AGES[key === 'since' ? since : age], AGES[since])
        : aged(one, age, since),
    ]),
  ) as T;
}

function agedInstant(one: Instant, age: number, since: number): Instant {
  return isOutdated(one)
    ? outdated(instant(Math.min(one + 1, NOW - since)))
    : instant(Math.min(one, NOW - age));
}
