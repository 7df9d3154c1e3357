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
  const list = createLists(reads);
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
    list: (collection) => opened(() => list(collection)),
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

type Listed<C extends Collection> = ReadonlyMap<string, Versioned<Documents[C]>>;

/** A row with the text that it was made of. */
interface Row<C extends Collection = Collection> {
  readonly json: string;
  readonly document: Versioned<Documents[C]>;
}

/**
 * A pass of the loop lists thousands of rows, of which few have changed: the others are answered with the
 * objects of the time before, and whatever was made of these is known to be still true.
 */
function createLists(db: Sql): <C extends Collection>(collection: C) => Promise<Listed<C>> {
  const known = new Map<Collection, { readonly version: string; readonly rows: Rows }>();
  return async <C extends Collection>(collection: C) => {
    // Read first: what is committed in between is found the next time.
    const version = await readVersion(db);
    const before = known.get(collection);
    const rows =
      before?.version === version ? before.rows : await readRows(db, collection, before?.rows);
    known.set(collection, { version, rows });
    return new Map([...rows].map(([key, { document }]) => [key, document])) as unknown as Listed<C>;
  };
}

type Rows = ReadonlyMap<string, Row>;

async function readRows(db: Sql, collection: Collection, before: Rows = new Map()): Promise<Rows> {
  const rows = await db
    .selectFrom('document')
    .select(['key', 'serial', 'json'])
    .where('collection', '=', collection)
    .orderBy('key')
    .execute();
  return new Map(
    rows.map((row) => {
      const same = before.get(row.key);
      // A row that was deleted and made again may have the serial of the old one.
      if (same?.json === row.json && same.document.serial === row.serial) return [row.key, same];
      return [row.key, { json: row.json, document: decode(row) }];
    }),
  );
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
