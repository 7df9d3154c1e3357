/**
 * The thread that writes. It owns the writing connection, so that an fsync, whose slowest one in
 * twenty takes milliseconds, stops this thread and not the one that answers DHCP.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { asControllerError, type ErrorCode, explain } from '../core/errors.ts';
import type { SqlRow } from './sql.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';

export type Request =
  | { readonly kind: 'execute'; readonly sql: string; readonly parameters: readonly unknown[] }
  /** Answered by the thread's end. */
  | { readonly kind: 'close' };

/** Answers come in the order of the requests; one to having opened comes before all. An error loses its class on the way. */
export type Reply =
  | { readonly kind: 'rows'; readonly rows: SqlRow[] }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly because: string;
    };

const port = parentPort;
let sqlite: Sqlite | undefined;

function open(): SqlRow[] {
  sqlite = openSqlite(String(workerData), 'write');
  return [];
}

function answer(request: Request): SqlRow[] {
  if (request.kind === 'execute') return sqlite?.execute(request.sql, request.parameters) ?? [];
  sqlite?.close();
  port?.close();
  return [];
}

function reply(work: () => SqlRow[]): void {
  let made: Reply;
  try {
    made = { kind: 'rows', rows: work() };
  } catch (error) {
    const { code, message, cause } = asControllerError(error);
    made = { kind: 'failed', code, message, because: explain(cause) };
  }
  port?.postMessage(made);
}

port?.on('message', (request: Request) => reply(() => answer(request)));
reply(open);
