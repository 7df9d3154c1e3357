/** The store on SQL: reads from here, commits and leadership through a writer that may be elsewhere. */
import { ControllerError } from '../core/errors.ts';
import { instant } from '../core/ids.ts';
import type {
  Clock,
  Collection,
  Documents,
  HistoryEntry,
  StateStore,
  Versioned,
} from '../core/ports.ts';
import { createGroupCommit } from './group-commit.ts';
import { type Commit, encode } from './settle.ts';
import type { SqlWriter } from './sql-writer.ts';
import type { Sql } from './sql.ts';

/** `reads` sees at once what `writer` has committed. `close` closes both. */
export function createSqlStore(deps: {
  readonly reads: Sql;
  readonly writer: SqlWriter;
  readonly clock: Pick<Clock, 'now'>;
}): StateStore {
  const { reads, writer, clock } = deps;
  const group = createGroupCommit<Commit>(async (commits) =>
    (await writer.writeGroup(commits)).map(asError),
  );
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    await group.idle();
    await reads.destroy();
    await writer.close();
  }
  function opened<T>(use: () => Promise<T>): Promise<T> {
    const why = 'using the state after it was closed';
    return closed === undefined ? use() : Promise.reject(unavailable(why));
  }
  return {
    get: (collection, key) => opened(() => getDocument(reads, collection, key)),
    list: (collection) => opened(() => listDocuments(reads, collection)),
    commit: (writes, history) =>
      opened(async () =>
        group.submit({ writes: writes.map(encode), history: structuredClone(history) }),
      ),
    history: (subject, limit) => opened(() => readHistory(reads, subject, limit)),
    lead: (holder, ttlMs) => opened(() => writer.lead(holder, clock.now(), ttlMs)),
    version: () => opened(() => readVersion(reads)),
    close: () => (closed ??= close()),
  };
}

const asError = (refusal: string | undefined): ControllerError | undefined =>
  refusal === undefined ? undefined : new ControllerError('E_STATE_CONFLICT', refusal);

const unavailable = (why: string): ControllerError =>
  new ControllerError('E_STATE_UNAVAILABLE', why);

async function getDocument<C extends Collection>(
  db: Sql,
  collection: C,
  key: string,
): Promise<Versioned<Documents[C]> | undefined> {
  const row = await db
    .selectFrom('document')
    .select(['serial', 'json'])
    .where('collection', '=', collection)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && decode<C>(row);
}

async function listDocuments<C extends Collection>(
  db: Sql,
  collection: C,
): Promise<ReadonlyMap<string, Versioned<Documents[C]>>> {
  const rows = await db
    .selectFrom('document')
    .select(['key', 'serial', 'json'])
    .where('collection', '=', collection)
    .orderBy('key')
    .execute();
  return new Map(rows.map((row) => [row.key, decode<C>(row)]));
}

const decode = <C extends Collection>(row: {
  readonly serial: number;
  readonly json: string;
}): Versioned<Documents[C]> => ({
  value: JSON.parse(row.json) as Documents[C],
  serial: row.serial,
});

async function readHistory(
  db: Sql,
  subject: string | undefined,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const rows = await db
    .selectFrom('history')
    .select(['at', 'subject', 'event', 'text'])
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => ({ ...row, at: instant(row.at) }));
}

async function readVersion(db: Sql): Promise<string> {
  const row = await db.selectFrom('counter').select('commits').executeTakeFirstOrThrow();
  return String(row.commits);
}
