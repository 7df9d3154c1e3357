/** The store in one SQLite file, shared by the processes of one host: the daemon, and the commands typed beside it. */
import { open } from 'node:fs/promises';
import { ControllerError } from '../core/errors.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import { createSqlStore } from './sql-store.ts';
import type { SqlWriter } from './sql-writer.ts';
import { isMigrated, openSql } from './sql.ts';
import { openSqlite, sqlConnection } from './sqlite.ts';
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
  const reads = openSql(sqlConnection(openSqlite(path, 'read')));
  try {
    const writer = (await isMigrated(reads)) ? writerOnDemand(path) : await startWriter(path);
    return createSqlStore({ reads, writer, clock });
  } catch (error) {
    await reads.destroy();
    throw error;
  }
}

/** Most commands only look: they need no thread. */
function writerOnDemand(path: string): SqlWriter {
  let starting: Promise<SqlWriter> | undefined;
  const started = (): Promise<SqlWriter> =>
    (starting ??= startWriter(path).catch((error: unknown) => {
      starting = undefined;
      throw error;
    }));
  return {
    writeGroup: async (commits) => (await started()).writeGroup(commits),
    lead: async (...asked) => (await started()).lead(...asked),
    close: async () => (await starting)?.close(),
  };
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
