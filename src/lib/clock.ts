/** The only file that reads a clock, sleeps or draws random text. */
import { setTimeout as sleep } from 'node:timers/promises';

export const systemClock = {
  now: () => Date.now(),
  /** Rejects with the signal's reason when it is aborted. */
  sleep: (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }),
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters of `[a-z0-9]` from a cryptographic source. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length)
    for (const byte of crypto.getRandomValues(new Uint8Array(length - text.length)))
      // The bytes beyond the last multiple of 36 would favour the first letters.
      if (byte < 252) text += LETTERS[byte % LETTERS.length];
  return text;
}
