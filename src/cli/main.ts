/** Runs a command and sets the exit code of the process. */
import { asControllerError, explain } from '../core/errors.ts';
import { fileTrouble } from './file-trouble.ts';
import { run } from './program.ts';
import { thisCall } from './remembered.ts';
import { createTerminal, type Terminal } from './terminal.ts';

export async function main(argv: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const terminal = createTerminal(
    { out: process.stdout, err: process.stderr },
    { env: process.env, cwd: process.cwd(), signal: stopping.signal, argv, call: thisCall() },
  );
  // Whoever reads what is printed may have seen enough: `reconcile events | head`.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') terminal.err(`reconcile: printing: ${message}\n`);
  });
  try {
    process.exitCode = await run(argv, terminal);
  } catch (error) {
    process.exitCode = tell(error, terminal);
  }
  if (stopping.signal.aborted) process.exitCode = 130;
}

/** Answers the exit code. */
function tell(error: unknown, { err }: Pick<Terminal, 'err'>): number {
  const trouble = fileTrouble(error);
  const { code, stack } = asControllerError(error);
  err(
    trouble === undefined ? `reconcile: ${explain(error)} (${code})\n` : `reconcile: ${trouble}\n`,
  );
  if (trouble === undefined && code === 'E_BUG') err(`${stack ?? ''}\n`);
  return code.endsWith('_SIGNATURE') ? 9 : 1;
}
