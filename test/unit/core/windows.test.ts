import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../../src/core/ids.ts';
import type { Window } from '../../../src/core/inventory.ts';
import { DAYS, openingAt, printWindow, timeZoneTrouble } from '../../../src/core/windows.ts';

const window = (over: Partial<Window> = {}): Window => ({
  days: DAYS,
  from: 22 * 60,
  to: 4 * 60,
  timeZone: 'Europe/Berlin',
  overrun: 'finish',
  ...over,
});
const utc = (text: string): Instant => instant(Date.parse(`${text}Z`));
const shown = (windows: readonly Window[], at: string, need = 0): string => {
  const opening = openingAt(windows, utc(at), need);
  if (opening === undefined) return 'never';
  const print = (moment: Instant): string => new Date(moment).toISOString().slice(0, 16);
  return `${print(opening.from)} ${opening.to === undefined ? 'always' : print(opening.to)}`;
};

describe('a window', () => {
  test('opens and closes on the clocks of its zone, across midnight', () => {
    expect(shown([window()], '2026-11-20T12:00')).toBe('2026-11-20T21:00 2026-11-21T03:00');
    expect(shown([window()], '2026-11-20T23:30')).toBe('2026-11-20T21:00 2026-11-21T03:00');
    expect(shown([window()], '2026-11-21T02:59')).toBe('2026-11-20T21:00 2026-11-21T03:00');
    expect(shown([window()], '2026-11-21T03:00')).toBe('2026-11-21T21:00 2026-11-22T03:00');
  });

  test('belongs to the day on which it opens', () => {
    const weekend = window({ days: ['sat', 'sun'] });
    expect(shown([weekend], '2026-11-20T22:00')).toBe('2026-11-21T21:00 2026-11-22T03:00');
    expect(shown([weekend], '2026-11-23T01:00')).toBe('2026-11-22T21:00 2026-11-23T03:00');
    expect(shown([weekend], '2026-11-23T04:00')).toBe('2026-11-28T21:00 2026-11-29T03:00');
  });

  test('of a whole day closes where it opens', () => {
    const sunday = window({ days: ['sun'], from: 0, to: 0, timeZone: 'UTC' });
    expect(shown([sunday], '2026-11-22T10:00')).toBe('2026-11-22T00:00 2026-11-23T00:00');
    const until24 = window({ days: ['sun'], from: 0, to: 24 * 60, timeZone: 'UTC' });
    expect(shown([until24], '2026-11-22T10:00')).toBe('2026-11-22T00:00 2026-11-23T00:00');
  });

  test('the first of several that is open, or opens', () => {
    const both = [
      window({ days: ['wed'] }),
      window({ days: ['tue'], timeZone: 'America/New_York' }),
    ];
    expect(shown(both, '2026-11-20T12:00')).toBe('2026-11-25T03:00 2026-11-25T09:00');
    expect(shown(both, '2026-11-25T22:00')).toBe('2026-11-25T21:00 2026-11-26T03:00');
  });

  test('none: every moment', () => {
    expect(shown([], '2026-11-20T12:00')).toBe('2026-11-20T12:00 always');
  });
});

// Europe/Berlin in 2026: 29 March 02:00 → 03:00, 25 October 03:00 → 02:00 (both at 01:00 UTC).
describe('summer time', () => {
  test('begins: the night is an hour shorter, and 02:30 is when the clocks jump', () => {
    expect(shown([window()], '2026-03-28T23:00')).toBe('2026-03-28T21:00 2026-03-29T02:00');
    const inTheGap = window({ from: 150, to: 300 });
    expect(shown([inTheGap], '2026-03-29T00:00')).toBe('2026-03-29T01:00 2026-03-29T03:00');
    expect(shown([window({ from: 60, to: 150 })], '2026-03-29T00:00')).toBe(
      '2026-03-29T00:00 2026-03-29T01:00',
    );
  });

  test('ends: the night is an hour longer, and 02:30 is the first of the two', () => {
    expect(shown([window()], '2026-10-24T22:00')).toBe('2026-10-24T20:00 2026-10-25T03:00');
    expect(shown([window({ from: 150, to: 240 })], '2026-10-25T00:00')).toBe(
      '2026-10-25T00:30 2026-10-25T03:00',
    );
    expect(shown([window({ from: 60, to: 150 })], '2026-10-25T00:00')).toBe(
      '2026-10-24T23:00 2026-10-25T00:30',
    );
  });

  test('half hours, and zones beyond the date line', () => {
    const kolkata = window({ timeZone: 'Asia/Kolkata', from: 60, to: 120 });
    expect(shown([kolkata], '2026-11-20T12:00')).toBe('2026-11-20T19:30 2026-11-20T20:30');
    const apia = window({ timeZone: 'Pacific/Apia', days: ['sat'], from: 0, to: 60 });
    expect(shown([apia], '2026-11-19T12:00')).toBe('2026-11-20T11:00 2026-11-20T12:00');
    // Lord Howe's clocks jump by half an hour: 4 October 2026, 02:00 → 02:30.
    const howe = window({ timeZone: 'Australia/Lord_Howe', from: 135, to: 180 });
    expect(shown([howe], '2026-10-03T12:00')).toBe('2026-10-03T15:30 2026-10-03T16:00');
  });
});

describe('a window that nothing may overrun', () => {
  const strict = window({ overrun: 'avoid' });
  const hour = 3_600_000;

  test('is closed to what may take longer than it', () => {
    expect(shown([strict], '2026-11-21T01:30', hour)).toBe('2026-11-20T21:00 2026-11-21T02:00');
    expect(openingAt([strict], utc('2026-11-21T02:00'), hour)?.from).toBe(utc('2026-11-20T21:00'));
    expect(shown([strict], '2026-11-21T02:01', hour)).toBe('2026-11-21T21:00 2026-11-22T02:00');
    expect(shown([window()], '2026-11-21T02:01', hour)).toBe('2026-11-20T21:00 2026-11-21T03:00');
  });

  test('never opens where it is too short', () => {
    expect(shown([strict], '2026-11-21T01:30', 7 * hour)).toBe('never');
  });
});

test('time zones are told from slips of the fingers', () => {
  expect(timeZoneTrouble('Europe/Berlin')).toBeUndefined();
  expect(timeZoneTrouble('UTC')).toBeUndefined();
  expect(timeZoneTrouble('Europe/Belrin')).toBe('did you mean "Europe/Berlin"?');
  expect(timeZoneTrouble('+02:00')).toContain('write a name of the IANA database');
  expect(timeZoneTrouble('nowhere')).toContain('such as Europe/Berlin');
});

test('a window in words', () => {
  expect(printWindow(window({ days: ['sat', 'sun'] }))).toBe('sat, sun 22:00–04:00 Europe/Berlin');
  expect(printWindow(window({ from: 0, to: 90, timeZone: 'UTC' }))).toBe('daily 00:00–01:30 UTC');
});

prop.prop([
  fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
  ),
  fc.subarray([...DAYS], { minLength: 1 }),
  fc.integer({ min: 0, max: 1439 }),
  fc.integer({ min: 0, max: 1440 }),
  fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }),
])(
  'is open or opens within a week and a day, and lasts at most a day and an hour',
  (timeZone, days, from, to, at) => {
    const opening = openingAt([window({ timeZone, days, from, to })], instant(at), 0);
    expect(opening).toBeDefined();
    if (opening?.to === undefined) return;
    expect(opening.to).toBeGreaterThan(at);
    expect(opening.from - at).toBeLessThanOrEqual(8 * 86_400_000 + 3_600_000);
    expect(opening.to - opening.from).toBeLessThanOrEqual(25 * 3_600_000);
  },
);
