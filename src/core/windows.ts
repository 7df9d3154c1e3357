/** Maintenance windows on the clocks of a time zone, summer time and midnight included. Pure: the zone's rules come with the runtime. */
import { didYouMean } from './diagnostic.ts';
import { instant, type Instant, later } from './ids.ts';
import type { Day, Window } from './inventory.ts';

export const DAYS: readonly Day[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** From when a step may start until before when; `to` undefined: there is no window to close. */
export interface Opening {
  readonly from: Instant;
  readonly to: Instant | undefined;
}

/**
 * The opening that `at` lies in, or the next one; `undefined` where there is none in the next two weeks.
 * `need`: how long a step may take, which must fit into a window that nothing may overrun.
 */
export function openingAt(
  windows: readonly Window[],
  at: Instant,
  need: number,
): Opening | undefined {
  if (windows.length === 0) return { from: at, to: undefined };
  const ahead = windows.flatMap((window) => openings(window, at, need)).filter(({ to }) => at < to);
  return ahead.toSorted((a, b) => a.from - b.from)[0];
}

/** `[from, to)` around `at`, by local days from yesterday on: a window may reach over midnight. */
function openings(
  window: Window,
  at: Instant,
  need: number,
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const today = startOfLocalDay(window.timeZone, at);
  return Array.from({ length: 16 }, (_, i) => today + (i - 1) * DAY_MS)
    .filter((day) => window.days.includes(dayOf(day)))
    .map((day) => {
      const over = window.to <= window.from ? DAY_MS : 0;
      const end = instantAt(window.timeZone, day + over + window.to * MINUTE_MS);
      return {
        from: instantAt(window.timeZone, day + window.from * MINUTE_MS),
        to: window.overrun === 'avoid' ? later(end, 1 - need) : end,
      };
    })
    .filter(({ from, to }) => from < to);
}

const dayOf = (localDay: number): Day => DAYS[new Date(localDay).getUTCDay()] ?? 'sun';

/** Midnight of the local date, written as if it were UTC. */
function startOfLocalDay(timeZone: string, at: Instant): number {
  const local = at + offsetAt(timeZone, at);
  return local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
}

/**
 * The first moment at which the clocks of the zone show `local` (written as if it were UTC). A time that
 * they jump over is the moment of the jump; of one that they show twice, the first is meant.
 */
function instantAt(timeZone: string, local: number): Instant {
  const before = offsetAt(timeZone, local - DAY_MS);
  const after = offsetAt(timeZone, local + DAY_MS);
  const found = [local - before, local - after]
    .toSorted((a, b) => a - b)
    .find((utc) => utc + offsetAt(timeZone, utc) === local);
  return instant(found ?? jumpBetween(timeZone, local - after, local - before));
}

/** When the offset changes, to the minute: transitions are on whole minutes. */
function jumpBetween(timeZone: string, low: number, high: number): number {
  const old = offsetAt(timeZone, low);
  let [from, to] = [low, high];
  while (to - from > MINUTE_MS) {
    const middle = from + Math.floor((to - from) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(timeZone, middle) === old) from = middle;
    else to = middle;
  }
  return to;
}

/** What the zone's clocks are ahead of UTC at that moment. */
function offsetAt(timeZone: string, utc: number): number {
  const seconds = Math.floor(utc / 1000) * 1000;
  const parts = formatOf(timeZone)?.formatToParts(seconds) ?? [];
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return (
    Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    ) - seconds
  );
}

/** Making one costs more than all else here; what it answers depends on its arguments alone. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) formats.set(timeZone, makeFormat(timeZone));
  return formats.get(timeZone);
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** `undefined` for a time zone that there is; otherwise what to write instead. */
export function timeZoneTrouble(name: string): string | undefined {
  if (formatOf(name) !== undefined && !/^[+-]/.test(name)) return undefined;
  const near = didYouMean(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return near === undefined
    ? 'write a name of the IANA database, such as Europe/Berlin'
    : `did you mean "${near}"?`;
}

/** `sat, sun 22:00–04:00 Europe/Berlin` */
export function printWindow({ days, from, to, timeZone }: Window): string {
  const which = days.length === DAYS.length ? 'daily' : days.join(', ');
  return `${which} ${printTime(from)}–${printTime(to)} ${timeZone}`;
}

const printTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
