/**
 * The command `reconcile`: `bin/reconcile.js` loads this file under a Node.js that can run it. What is known
 * without working anything out is said at once; the rest of the program is loaded where it is needed.
 */
import { existsSync, readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
const said = help() ?? (argv.includes('--dry-run') ? await remembered() : undefined);
if (said === undefined) {
  const { main } = await import('./cli/main.ts');
  await main(argv);
} else {
  process.stdout.write(said.out);
  if (said.err !== '') process.stderr.write(said.err);
  process.exitCode = said.code;
}

async function remembered() {
  const { recall, thisCall } = await import('./cli/remembered.ts');
  const { systemClock } = await import('./lib/clock.ts');
  return recall(thisCall(), systemClock.now());
}

/** The published package has its help printed: `npm run build` asks the program for it. */
function help() {
  const printed = new URL('./help.txt', import.meta.url);
  const isAsked = argv.length === 1 && /^(?:-h|--help)$/.test(argv[0] ?? '');
  return isAsked && existsSync(printed)
    ? { code: 0, out: readFileSync(printed, 'utf8'), err: '' }
    : undefined;
}
