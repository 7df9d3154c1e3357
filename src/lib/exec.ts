/** Runs programs: no shell, an environment of their own, bounded output, and no survivors at the deadline. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

interface ExecOptions {
  /** The program's whole environment, besides PATH and the C locale, in which messages can be parsed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Kept of stdout and of stderr, each; what is beyond is read and dropped. */
  readonly maxBytes?: number;
  /** At its end the program and all that it started are killed. */
  readonly signal: AbortSignal;
}

export type ExecResult =
  | {
      readonly kind: 'exited';
      /** As shells say it: 128 and the signal's number where a signal ended it. */
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** There is no such program on PATH. */
  | { readonly kind: 'not-found' };

/** Rejects with the signal's reason when that ended it, and with the system's error when it could not be started. */
export type Exec = (
  program: string,
  args: readonly string[],
  options: ExecOptions,
) => Promise<ExecResult>;

const MAX_BYTES = 64 * 1024;

export const exec: Exec = async (program, args, { env, stdin, maxBytes = MAX_BYTES, signal }) => {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>();
  // Detached: the leader of a process group of its own, so that the whole group can be killed.
  const child = spawn(program, args, {
    detached: true,
    env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...env },
  });
  const stdout = collect(child.stdout, maxBytes);
  const stderr = collect(child.stderr, maxBytes);
  child.stdin.on('error', () => {}); // It may exit without reading.
  child.stdin.end(stdin);

  const abort = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
    // Whoever left the group may hold the pipes open for ever.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  child.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? resolve({ kind: 'not-found' }) : reject(error),
  );
  child.on('close', (code, by) =>
    resolve({ kind: 'exited', code: exitCode(code, by), stdout: stdout(), stderr: stderr() }),
  );
  try {
    const result = await promise;
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // The last of the group has exited just now.
  }
}

const exitCode = (code: number | null, by: NodeJS.Signals | null): number =>
  code ?? 128 + (by === null ? 0 : constants.signals[by]);

/** Reads a stream to its end; gives its first `limit` bytes as text. */
function collect(stream: Readable, limit: number): () => string {
  const pieces: Uint8Array[] = [];
  let room = limit;
  stream.on('data', (piece: Uint8Array) => {
    if (room > 0) pieces.push(piece.subarray(0, room));
    room -= piece.length;
  });
  return () => Buffer.concat(pieces).toString();
}
