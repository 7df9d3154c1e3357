/** The store on SQL: the same queries for every engine. */
import { ControllerError } from '../core/errors.ts';
import { instant } from '../core/ids.ts';
import type {
  Clock,
  Collection,
  Documents,
  HistoryEntry,
  Leadership,
  StateStore,
  Versioned,
} from '../core/ports.ts';
import { createGroupCommit } from './group-commit.ts';
import { type Commit, encode, type Row, rowKey, type Settlement, settleGroup } from './settle.ts';
import type { Sql, SqlTransaction } from './sql.ts';

/**
 * `reads` sees at once what `writes` committed; on an engine whose commits do not block, they may be
 * the same. `close` closes both.
 */
export function createSqlStore(deps: {
  readonly reads: Sql;
  readonly writes: Sql;
  readonly clock: Pick<Clock, 'now'>;
}): StateStore {
  const group = createGroupCommit<Commit>((commits) => writeGroup(deps.writes, commits));
  let closed: Promise<void> | undefined;
  const opened = (): typeof deps => {
    if (closed === undefined) return deps;
    throw new ControllerError('E_STATE_UNAVAILABLE', 'using the state after it was closed');
  };
  async function close(): Promise<void> {
    await group.idle();
    await deps.reads.destroy();
    await deps.writes.destroy();
  }
  return {
    get: async (collection, key) => getDocument(opened().reads, collection, key),
    list: async (collection) => listDocuments(opened().reads, collection),
    commit: async (writes, history) =>
      opened() && group.submit({ writes: writes.map(encode), history: structuredClone(history) }),
    history: async (subject, limit) => readHistory(opened().reads, subject, limit),
    lead: async (holder, ttlMs) =>
      takeLead(opened().writes, { holder, now: deps.clock.now(), ttlMs }),
    version: async () => readVersion(opened().reads),
    close: () => (closed ??= close()),
  };
}

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

/** One upsert decides: a holder renews its own row, and takes another's only once that has lapsed. */
async function takeLead(
  db: Sql,
  { holder, now, ttlMs }: { readonly holder: string; readonly now: number; readonly ttlMs: number },
): Promise<Leadership | undefined> {
  return db
    .insertInto('leader')
    .values({ id: 1, holder, term: 1, until: now + ttlMs })
    .onConflict((row) =>
      row
        .column('id')
        .doUpdateSet({
          holder: (eb) => eb.ref('excluded.holder'),
          until: (eb) => eb.ref('excluded.until'),
          term: (eb) =>
            eb
              .case()
              .when('leader.holder', '=', holder)
              .then(eb.ref('leader.term'))
              .else(eb('leader.term', '+', 1))
              .end(),
        })
        .where((eb) => eb.or([eb('leader.holder', '=', holder), eb('leader.until', '<=', now)])),
    )
    .returning(['holder', 'term'])
    .executeTakeFirst();
}

async function writeGroup(db: Sql, commits: readonly Commit[]): Promise<Settlement['refusals']> {
  return db.transaction().execute(async (trx) => {
    const serials = await serialsOf(trx, commits);
    const { refusals, rows, history, accepted } = settleGroup(commits, serials);
    await saveRows(trx, [...rows.values()]);
    for (const some of slices(history)) await trx.insertInto('history').values(some).execute();
    if (accepted > 0)
      await trx
        .updateTable('counter')
        .set((eb) => ({ commits: eb('commits', '+', accepted) }))
        .execute();
    return refusals;
  });
}

/** Serials of the rows that the commits write, as far as there are such rows. */
async function serialsOf(
  trx: SqlTransaction,
  commits: readonly Commit[],
): Promise<Map<string, number>> {
  const serials = new Map<string, number>();
  const writes = commits.flatMap((commit) => commit.writes);
  for (const [collection, touched] of Map.groupBy(writes, (write) => write.collection))
    for (const some of slices([...new Set(touched.map((write) => write.key))])) {
      const rows = await trx
        .selectFrom('document')
        .select(['key', 'serial'])
        .where('collection', '=', collection)
        .where('key', 'in', some)
        .execute();
      for (const { key, serial } of rows) serials.set(rowKey({ collection, key }), serial);
    }
  return serials;
}

async function saveRows(trx: SqlTransaction, rows: readonly Row[]): Promise<void> {
  const present = rows.flatMap(({ json, ...row }) =>
    json === undefined ? [] : [{ ...row, json }],
  );
  for (const some of slices(present))
    await trx
      .insertInto('document')
      .values(some)
      .onConflict((row) =>
        row.columns(['collection', 'key']).doUpdateSet({
          serial: (eb) => eb.ref('excluded.serial'),
          json: (eb) => eb.ref('excluded.json'),
        }),
      )
      .execute();
  const deleted = rows.filter((row) => row.json === undefined);
  for (const [collection, gone] of Map.groupBy(deleted, (row) => row.collection))
    for (const some of slices(gone.map((row) => row.key)))
      await trx
        .deleteFrom('document')
        .where('collection', '=', collection)
        .where('key', 'in', some)
        .execute();
}

/** SQLite takes 32,766 parameters in a statement (sqlite.org/limits.html#max_variable_number). */
const SLICE = 500;

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += SLICE) yield items.slice(at, at + SLICE);
}
