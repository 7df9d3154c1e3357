/** SQLite as the store uses it: one connection, whole answers, and failures in words. The only import of `node:sqlite`. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { ControllerError } from '../core/errors.ts';
import type { SqlConnection, SqlRow } from './sql.ts';

export interface Sqlite {
  /** Throws E_STATE_UNAVAILABLE for what the file system or another process did; anything else is our own mistake. */
  execute(sql: string, parameters: readonly unknown[]): SqlRow[];
  close(): void;
}

/** A writer owns the thread it runs in, so it may wait for others; a reader waits only while a WAL is recovered. */
const BUSY_MS = { write: 5000, read: 1000 };

/**
 * WAL: readers never wait for the writer, nor for the disk. FULL: a commit that returned survives a
 * power cut (sqlite.org/pragma.html#pragma_synchronous). A reader is `query_only` rather than opened
 * read-only, because a read-only connection leaves its -wal and -shm files behind when it closes.
 */
const PRAGMAS = {
  write: ['pragma journal_mode = wal', 'pragma synchronous = full'],
  read: ['pragma query_only = on'],
};

export function openSqlite(
  path: string,
  access: 'read' | 'write',
  timeout = BUSY_MS[access],
): Sqlite {
  const database = attempt('opening', path, () => new DatabaseSync(path, { timeout }));
  const statements = new Map<string, StatementSync>();
  const verb = access === 'write' ? 'writing' : 'reading';
  const execute: Sqlite['execute'] = (sql, parameters) =>
    attempt(verb, path, () =>
      prepared(database, statements, sql).all(...(parameters as SQLInputValue[])),
    );
  try {
    for (const pragma of PRAGMAS[access]) attempt('opening', path, () => database.exec(pragma));
  } catch (error) {
    database.close();
    throw error;
  }
  return { execute, close: () => database.close() };
}

/** A file that one process at a time holds. */
export interface Lock {
  /** True where nobody held it, and this one does from now on. */
  take(): boolean;
  release(): void;
}

/**
 * Held by an open transaction, so that the kernel lets go of it when its process ends in whatever way.
 * It tells the living from the dead where process numbers would not: across containers.
 */
export function createLock(path: string): Lock {
  let held: DatabaseSync | undefined;
  return {
    take() {
      if (held !== undefined) return false;
      const database = attempt('locking', path, () => new DatabaseSync(path, { timeout: 0 }));
      try {
        database.exec('begin exclusive');
      } catch (error) {
        database.close();
        if (resultCode(error) === SQLITE_BUSY) return false;
        return attempt('locking', path, () => {
          throw error;
        });
      }
      held = database;
      return true;
    },
    release() {
      held?.close();
      held = undefined;
    },
  };
}

/** For SQL that is executed in the thread that asks. */
export const sqlConnection = (sqlite: Sqlite): SqlConnection => ({
  execute: async (text, parameters) => sqlite.execute(text, parameters),
  close: async () => sqlite.close(),
});

/** More texts than the store has queries: those with a list of keys differ by its length. */
const MAX_STATEMENTS = 100;

function prepared(
  database: DatabaseSync,
  statements: Map<string, StatementSync>,
  sql: string,
): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  if (statements.size === MAX_STATEMENTS) statements.clear();
  const statement = database.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

const SQLITE_BUSY = 5;

/** What a person does about SQLite's primary result codes (sqlite.org/rescode.html). */
const ADVICE: Readonly<Record<number, string>> = {
  3: 'let this user read and write the file and its folder',
  5: 'another process keeps it locked; end that one, or wait for it',
  6: 'another process keeps it locked; end that one, or wait for it',
  8: 'let this user write the file and its folder',
  10: 'look at the disk and at the kernel log',
  11: 'it is damaged; restore a backup',
  13: 'the disk is full; free some space there',
  14: 'the folder must exist and belong to this user',
  23: 'let this user read and write the file and its folder',
  26: 'it is some other file; move it away, or name another data directory',
};

function attempt<T>(doing: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const advice = ADVICE[resultCode(cause)];
    if (advice === undefined) throw cause;
    throw new ControllerError('E_STATE_UNAVAILABLE', `${doing} the state in ${path}: ${advice}`, {
      cause,
    });
  }
}

/** The low byte: extended codes say more about the same (sqlite.org/rescode.html#pve). */
const resultCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
