/** Runs a command and sets the exit code of the process. */
import { asControllerError, explain } from '../core/errors.ts';
import { run } from './program.ts';
import { thisCall } from './remembered.ts';
import { createTerminal } from './terminal.ts';

export async function main(argv: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const terminal = createTerminal(
    { out: process.stdout, err: process.stderr },
    { env: process.env, cwd: process.cwd(), signal: stopping.signal, argv, call: thisCall() },
  );
  try {
    process.exitCode = await run(argv, terminal);
  } catch (error) {
    const { code, stack } = asControllerError(error);
    terminal.err(`reconcile: ${explain(error)} (${code})\n`);
    if (code === 'E_BUG') terminal.err(`${stack ?? ''}\n`);
    process.exitCode = code.endsWith('_SIGNATURE') ? 9 : 1;
  }
  if (stopping.signal.aborted) process.exitCode = 130;
}
