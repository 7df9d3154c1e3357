/** Tables, migrations and connections, by Kysely: what an SQL engine's own file does not have to know. The only import of `kysely`. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Generated,
  Kysely,
  type QueryResult,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Transaction,
} from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { ControllerError } from '../core/errors.ts';
import type { Collection, HistoryEntry } from '../core/ports.ts';

export type SqlRow = Record<string, unknown>;

/** An engine's connection, as an engine's file gives it. Statements are executed one after the other. */
export interface SqlConnection {
  execute(sql: string, parameters: readonly unknown[]): Promise<SqlRow[]>;
  close(): Promise<void>;
}

interface Tables {
  readonly document: { collection: Collection; key: string; serial: number; json: string };
  readonly history: {
    id: Generated<number>;
    at: number;
    subject: string;
    event: HistoryEntry['event'];
    text: string;
  };
  /** One row: who leads. */
  readonly leader: { id: 1; holder: string; term: number; until: number };
  /** One row: commits so far, of every process. */
  readonly counter: { id: 1; commits: number };
}
export type Sql = Kysely<Tables>;
export type SqlTransaction = Transaction<Tables>;

/** A connection as Kysely wants it. `close` of the store closes it. */
export function openSql(connection: SqlConnection): Sql {
  return new Kysely({
    dialect: {
      createDriver: () => createDriver(connection),
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

function createDriver(connection: SqlConnection): Driver {
  const one: DatabaseConnection = {
    async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      return { rows: (await connection.execute(text, parameters)) as R[] };
    },
    streamQuery() {
      throw new ControllerError('E_BUG', 'streaming rows of the state');
    },
  };
  const say = (words: string) => async (): Promise<void> => {
    await one.executeQuery(CompiledQuery.raw(words));
  };
  return {
    init: async () => {},
    acquireConnection: async () => one,
    // Immediate: what the transaction reads before it writes is still so when it writes.
    beginTransaction: say('begin immediate'),
    commitTransaction: say('commit'),
    // A full disk and a failing one have rolled back already (sqlite.org/lang_transaction.html §3), and then
    // this is refused. Whatever it was that failed before, that is the error to tell.
    rollbackTransaction: () => say('rollback')().catch(() => undefined),
    releaseConnection: async () => {},
    destroy: () => connection.close(),
  };
}

/** Brings the tables up to date; processes that open the same file at once take turns. Throws E_STATE_UNAVAILABLE. */
export async function migrate(db: Sql): Promise<void> {
  await db.connection().execute(async (one) => {
    await sql`begin immediate`.execute(one);
    const provider = { getMigrations: async () => MIGRATIONS };
    const { error: cause } = await new Migrator({ db: one, provider }).migrateToLatest();
    if (cause === undefined) return void (await sql`commit`.execute(one));
    await sql`rollback`.execute(one).catch(() => undefined);
    if (cause instanceof ControllerError) throw cause;
    const advice = 'a newer version may have written it: run that one';
    throw new ControllerError('E_STATE_UNAVAILABLE', `migrating the state: ${advice}`, { cause });
  });
}

/** Whether there is nothing to migrate: then looking at the state needs no writer. */
export async function isMigrated(db: Sql): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    const names = new Set(rows.map((row) => row.name));
    return names.symmetricDifference(new Set(Object.keys(MIGRATIONS))).size === 0;
  } catch (error) {
    if (error instanceof ControllerError) throw error;
    return false;
  }
}

/** Applied in the order of their names, once each; never edited after a release. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-documents': statements(
    `create table document (
      collection text not null, key text not null, serial integer not null, json text not null,
      primary key (collection, key))`,
    `create table history (
      id integer primary key autoincrement,
      at integer not null, subject text not null, event text not null, text text not null)`,
    `create index history_of_subject on history (subject, id)`,
    `create table leader (
      id integer primary key, holder text not null, term integer not null, until integer not null)`,
    `create table counter (id integer primary key, commits integer not null)`,
    `insert into counter values (1, 0)`,
  ),
};

function statements(...texts: readonly string[]): Migration {
  return {
    async up(db) {
      for (const text of texts) await sql.raw(text).execute(db);
    },
  };
}
