/** The store in one SQLite file, shared by the processes of one host: the daemon, and the commands typed beside it. */
import { open } from 'node:fs/promises';
import { ControllerError } from '../core/errors.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import { createSqlStore } from './sql-store.ts';
import { isMigrated, migrate, openSql, type SqlConnection } from './sql.ts';
import { openSqlite } from './sqlite.ts';
import { startWriter } from './sqlite-thread.ts';

/**
 * Opens `path`, and makes it when it is not there (its folder must be). Commits and leadership go
 * through a thread of their own, which the first of them starts; reads are answered here, from the
 * last commit of any process. Throws E_STATE_UNAVAILABLE, saying what to do.
 */
export async function createSqliteStore(
  path: string,
  { clock }: { readonly clock: Pick<Clock, 'now'> },
): Promise<StateStore> {
  await keepPrivate(path);
  const reads = openSql(connectHere(path));
  const writes = openSql(connectOnDemand(() => startWriter(path)));
  try {
    if (!(await isMigrated(reads))) await migrate(writes);
    return createSqlStore({ reads, writes, clock });
  } catch (error) {
    await reads.destroy();
    await writes.destroy();
    throw error;
  }
}

/** Tokens are inside. SQLite gives its -wal and -shm files the mode of the file itself. */
async function keepPrivate(path: string): Promise<void> {
  try {
    await using file = await open(path, 'a', 0o600);
    if (((await file.stat()).mode & 0o077) !== 0) await file.chmod(0o600);
  } catch (cause) {
    const advice = 'its folder must exist and belong to this user';
    throw new ControllerError('E_STATE_UNAVAILABLE', `opening the state in ${path}: ${advice}`, {
      cause,
    });
  }
}

function connectHere(path: string): SqlConnection {
  const sqlite = openSqlite(path, 'read');
  return {
    execute: async (text, parameters) => sqlite.execute(text, parameters),
    close: async () => sqlite.close(),
  };
}

function connectOnDemand(connect: () => Promise<SqlConnection>): SqlConnection {
  let connected: Promise<SqlConnection> | undefined;
  const connection = (): Promise<SqlConnection> =>
    (connected ??= connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    }));
  return {
    execute: async (text, parameters) => (await connection()).execute(text, parameters),
    close: async () => (await connected)?.close(),
  };
}
