/** Our side of the writing thread. */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ControllerError } from '../core/errors.ts';
import type { SqlWriter } from './sql-writer.ts';
import type { Reply, Request } from './sqlite-writer.ts';

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens `path` for writing, its tables up to date. Throws E_STATE_UNAVAILABLE. */
export async function startWriter(path: string): Promise<SqlWriter> {
  const worker = startThread(path);
  const asked: Asked[] = [];
  let ended: ControllerError | undefined;
  const end = (cause: unknown): void => {
    ended ??= new ControllerError('E_STATE_UNAVAILABLE', `the writer of ${path} has ended`, {
      cause,
    });
    for (const { reject } of asked.splice(0)) reject(ended);
  };
  worker.on('message', (reply: Reply) => settle(asked.shift(), reply));
  // An open store keeps no process alive; a commit under way does.
  worker.on('message', () => asked.length > 0 || worker.unref());
  worker.on('error', end);
  worker.on('exit', (code) => end(`exit code ${code}`));

  function expectReply(): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    asked.push({ resolve, reject });
    worker.ref();
    return promise;
  }
  /** The reply to a kind of request has the type that SqlWriter gives it: the thread runs one. */
  async function ask<T>(request: Request): Promise<T> {
    if (ended !== undefined) throw ended;
    post(worker, request);
    return (await expectReply()) as T;
  }

  await expectReply().catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  return {
    writeGroup: (commits) => ask({ kind: 'writeGroup', commits }),
    lead: (holder, now, ttlMs) => ask({ kind: 'lead', holder, now, ttlMs }),
    async close() {
      if (ended !== undefined) return;
      const exited = once(worker, 'exit');
      post(worker, { kind: 'close' });
      worker.ref();
      await exited;
    },
  };
}

function startThread(path: string): Worker {
  // Sources run as .ts, the published package as .js.
  const program = new URL(`./sqlite-writer${extname(import.meta.url)}`, import.meta.url);
  return new Worker(program, { workerData: path, execArgv: [] });
}

function settle(asked: Asked | undefined, reply: Reply): void {
  if (reply.kind === 'done') asked?.resolve(reply.value);
  else asked?.reject(new ControllerError(reply.code, reply.message, { cause: reply.because }));
}

function post(worker: Worker, request: Request): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(request);
}
