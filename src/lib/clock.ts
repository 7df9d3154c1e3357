/** The only file that reads a clock, sleeps or draws random text. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export const systemClock = {
  now: () => Date.now(),
  /** Rejects with the signal's reason when it is aborted. */
  sleep: (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }),
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters of `[a-z0-9]` from a cryptographic source. */
export function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
