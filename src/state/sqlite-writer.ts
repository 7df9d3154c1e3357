/**
 * The thread that writes. It owns the writing connection, so that an fsync, whose slowest one in
 * twenty takes milliseconds, stops this thread and not the one that answers DHCP.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { asControllerError, type ErrorCode, explain } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import type { Commit } from './settle.ts';
import { createSqlWriter, type SqlWriter } from './sql-writer.ts';
import { migrate, openSql } from './sql.ts';
import { createLock, openSqlite, sqlConnection } from './sqlite.ts';

export type Request =
  | { readonly kind: 'writeGroup'; readonly commits: readonly Commit[] }
  | {
      readonly kind: 'lead';
      readonly holder: string;
      readonly now: Instant;
      readonly ttlMs: number;
    }
  /** Answered by the thread's end. */
  | { readonly kind: 'close' };

/** One for each request, in their order; the one to having opened the file comes before all. */
export type Reply =
  | { readonly kind: 'done'; readonly value: unknown }
  /** An error would lose its class and its code on the way. */
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly because: string;
    };

const port = parentPort;

async function open(path: string): Promise<SqlWriter> {
  const db = openSql(sqlConnection(openSqlite(path, 'write')));
  await migrate(db);
  return createSqlWriter(db, createLock(`${path}-lead`));
}

async function answer(writer: SqlWriter, request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'writeGroup':
      return writer.writeGroup(request.commits);
    case 'lead':
      return writer.lead(request.holder, request.now, request.ttlMs);
    case 'close':
      await writer.close();
      port?.close();
      return undefined;
  }
}

async function reply(work: Promise<unknown>): Promise<void> {
  let made: Reply;
  try {
    made = { kind: 'done', value: await work };
  } catch (error) {
    const { code, message, cause } = asControllerError(error);
    made = { kind: 'failed', code, message, because: explain(cause) };
  }
  port?.postMessage(made);
}

const opening = open(String(workerData));
let last = reply(opening.then(() => undefined));
port?.on('message', (request: Request) => {
  last = last.then(async () => reply(answer(await opening, request)));
});
