/** The command `reconcile`: `bin/reconcile.js` loads this file under a Node.js that can run it. */
import { run } from './cli/program.ts';
import { createTerminal } from './cli/terminal.ts';
import { asControllerError, explain } from './core/errors.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const argv = process.argv.slice(2);
const terminal = createTerminal(
  { out: process.stdout, err: process.stderr },
  { env: process.env, cwd: process.cwd(), signal: stopping.signal, argv },
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
