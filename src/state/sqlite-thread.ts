/** Our side of the writing thread. */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ControllerError } from '../core/errors.ts';
import type { SqlConnection, SqlRow } from './sql.ts';
import type { Reply, Request } from './sqlite-writer.ts';

interface Asked {
  readonly resolve: (rows: SqlRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A writing connection to `path`. Throws E_STATE_UNAVAILABLE when the file cannot be opened. */
export async function startWriter(path: string): Promise<SqlConnection> {
  // Sources run as .ts, the published package as .js.
  const program = new URL(`./sqlite-writer${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(program, { workerData: path, execArgv: [] });
  const asked: Asked[] = [];
  let ended: ControllerError | undefined;

  worker.on('message', (reply: Reply) => {
    const first = asked.shift();
    // An open store keeps no process alive; a commit under way does.
    if (asked.length === 0) worker.unref();
    if (reply.kind === 'rows') first?.resolve(reply.rows);
    else first?.reject(new ControllerError(reply.code, reply.message, { cause: reply.because }));
  });
  const end = (cause: unknown): void => {
    ended ??= new ControllerError('E_STATE_UNAVAILABLE', `the writer of ${path} has ended`, {
      cause,
    });
    for (const { reject } of asked.splice(0)) reject(ended);
  };
  worker.on('error', end);
  worker.on('exit', (code) => end(`exit code ${code}`));

  function expectReply(): Promise<SqlRow[]> {
    const { promise, resolve, reject } = Promise.withResolvers<SqlRow[]>();
    if (ended === undefined) asked.push({ resolve, reject });
    else reject(ended);
    worker.ref();
    return promise;
  }
  function ask(request: Request): Promise<SqlRow[]> {
    if (ended === undefined) post(worker, request);
    return expectReply();
  }

  try {
    await expectReply();
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    execute: (sql, parameters) => ask({ kind: 'execute', sql, parameters }),
    async close() {
      if (ended !== undefined) return;
      const exited = once(worker, 'exit');
      post(worker, { kind: 'close' });
      worker.ref();
      await exited;
    },
  };
}

function post(worker: Worker, request: Request): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(request);
}
