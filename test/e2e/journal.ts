/** What the controller says, event by event, through all its restarts: the tests wait for what stands here. */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { ControllerEvent } from '../../src/core/events.ts';

export type Entry = ControllerEvent & { readonly time: string; readonly msg: string };

export interface Journal {
  /** A line of the controller's JSON log. */
  readonly take: (line: string) => void;
  readonly entries: readonly Entry[];
  /**
   * The first entry that fits, from the `from`th on: one that was written already, or is to come.
   * Rejects after `ms` (by default the time of a boot), or as soon as `never` fits one, with the end of the journal.
   */
  until(what: string, fits: Fits, options?: UntilOptions): Promise<Entry>;
  tail(lines: number): string;
}

type Fits = (entry: Entry) => boolean;

interface UntilOptions {
  readonly from?: number;
  readonly never?: Fits;
  readonly ms?: number;
}

/** A boot under emulation takes two minutes, on a host that does other things as well. */
const BOOT_MS = 900_000;

export function createJournal(file: string): Journal {
  const entries: Entry[] = [];
  const waiting = new Set<() => void>();
  writeFileSync(file, '');

  const journal: Journal = {
    entries,
    take(line) {
      appendFileSync(file, `${line}\n`);
      const entry = parse(line);
      if (entry === undefined) return;
      entries.push(entry);
      for (const look of waiting) look();
    },
    until(what, fits, { from = 0, never = () => false, ms = BOOT_MS } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<Entry>();
      const fail = (why: string): void =>
        reject(new Error(`${what}: ${why}; the journal ends with\n${journal.tail(40)}`));
      let next = from;
      const look = (): void => {
        for (; next < entries.length; next += 1) {
          const entry = entries[next];
          if (entry === undefined) continue;
          if (fits(entry)) return resolve(entry);
          if (never(entry)) return fail(entry.msg);
        }
      };
      const late = setTimeout(() => fail(`not within ${ms / 1000} s`), ms);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(look);
      });
    },
    tail: (lines) =>
      entries
        .filter(({ event }) => event !== 'pass.finished' && event !== 'metadata.reported')
        .slice(-lines)
        .map(({ time, msg }) => `  ${time.slice(11, 19)} ${msg}`)
        .join('\n'),
  };
  return journal;
}

/** The process may also say things that are no events: they stand in the file alone. */
function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'event' in value
      ? (value as Entry)
      : undefined;
  } catch {
    return undefined;
  }
}
