/** Commits and leadership on SQL: whole groups, so that a writer in another thread is asked once for each. */
import { type Instant, later } from '../core/ids.ts';
import type { Leadership } from '../core/ports.ts';
import { type Commit, type Row, rowKey, type Settlement, settleGroup } from './settle.ts';
import type { Sql, SqlTransaction } from './sql.ts';
import type { Lock } from './sqlite.ts';

/** Everything that goes in and out is plain data. */
export interface SqlWriter {
  /** One transaction; one verdict for each commit. */
  writeGroup(commits: readonly Commit[]): Promise<Settlement['refusals']>;
  lead(holder: string, now: Instant, ttlMs: number): Promise<Leadership | undefined>;
  close(): Promise<void>;
}

/** `lock` is held by whoever leads: who finds it free follows on one that is dead. */
export function createSqlWriter(db: Sql, lock?: Lock): SqlWriter {
  return {
    writeGroup: (commits) => db.transaction().execute((trx) => writeGroup(trx, commits)),
    async lead(holder, now, ttlMs) {
      const orphaned = ttlMs > 0 && lock?.take() === true;
      const lead = await takeLead(db, { holder, now, until: later(now, ttlMs), orphaned });
      if (ttlMs === 0) lock?.release();
      return lead;
    },
    async close() {
      lock?.release();
      await db.destroy();
    },
  };
}

interface Claim {
  readonly holder: string;
  readonly now: Instant;
  readonly until: Instant;
  /** Whoever the row names does not live any more. */
  readonly orphaned: boolean;
}

/** One upsert decides: a holder renews its own row, and takes another's once that has lapsed, or is orphaned. */
async function takeLead(
  db: Sql,
  { holder, now, until, orphaned }: Claim,
): Promise<Leadership | undefined> {
  const free = orphaned ? Number.MAX_SAFE_INTEGER : now;
  return db
    .insertInto('leader')
    .values({ id: 1, holder, term: 1, until })
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
        .where((eb) => eb.or([eb('leader.holder', '=', holder), eb('leader.until', '<=', free)])),
    )
    .returning(['holder', 'term'])
    .executeTakeFirst();
}

async function writeGroup(
  trx: SqlTransaction,
  commits: readonly Commit[],
): Promise<Settlement['refusals']> {
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
