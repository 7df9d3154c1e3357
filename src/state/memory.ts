/** The reference implementation of the store: what it does is what every other one must do. */
import { compare } from '../core/diagnostic.ts';
import { type Instant, later } from '../core/ids.ts';
import type {
  Clock,
  Collection,
  Documents,
  HistoryEntry,
  Leadership,
  StateStore,
  Versioned,
} from '../core/ports.ts';
import { encode, type Row, rowKey, settle } from './settle.ts';

/** Lives as long as the process: for rehearsals, tests, and a dry run where there is no store yet. */
export function createMemoryStore({ clock }: { readonly clock: Pick<Clock, 'now'> }): StateStore {
  const rows = new Map<string, Row>();
  const told: HistoryEntry[] = [];
  let leader: (Leadership & { readonly until: Instant }) | undefined;
  let commits = 0;

  return {
    async get<C extends Collection>(collection: C, key: string) {
      const row = rows.get(rowKey({ collection, key }));
      return row && decode<C>(row);
    },
    async list<C extends Collection>(collection: C) {
      const found = rows.values().filter((row) => row.collection === collection);
      const sorted = [...found].toSorted((a, b) => compare(a.key, b.key));
      return new Map(sorted.map((row) => [row.key, decode<C>(row)]));
    },
    async commit(writes, history) {
      const changed = settle(writes.map(encode), (name) => rows.get(name)?.serial ?? 0);
      for (const [name, row] of changed)
        if (row.json === undefined) rows.delete(name);
        else rows.set(name, row);
      told.push(...structuredClone(history));
      commits += 1;
    },
    async history(subject, limit) {
      const about = told.filter((entry) => subject === undefined || entry.subject === subject);
      return limit > 0 ? about.slice(-limit) : [];
    },
    async lead(holder, ttlMs) {
      const now = clock.now();
      if (leader !== undefined && leader.holder !== holder && leader.until > now) return undefined;
      const term = leader?.holder === holder ? leader.term : (leader?.term ?? 0) + 1;
      leader = { holder, term, until: later(now, ttlMs) };
      return { holder, term };
    },
    version: async () => String(commits),
    close: async () => {},
  };
}

/** Parsed anew for every reader: nobody can change what another one sees. */
function decode<C extends Collection>(row: Row): Versioned<Documents[C]> {
  return { value: JSON.parse(row.json ?? 'null') as Documents[C], serial: row.serial };
}
