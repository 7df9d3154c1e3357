/** `reconcile events [MACHINE]`: the history that the store keeps for people. */
import { openStore } from '../controller/wire-commands.ts';
import { printInstant } from '../core/summary.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

export async function events(
  flags: CommonFlags,
  { machine, limit }: { readonly machine: string | undefined; readonly limit: number },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  if (store === undefined) {
    terminal.err(`there is no store in ${config.dataDir}: nothing has happened here\n`);
    return EXIT.failed;
  }
  try {
    const entries = await store.history(
      machine === undefined ? undefined : `machine/${machine}`,
      limit,
    );
    if (flags.format === 'json')
      terminal.out(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    else if (entries.length === 0) terminal.out('Nothing happened yet.\n');
    else
      terminal.out(
        table(entries.map(({ at, subject, text }) => [printInstant(at), subject, text])),
      );
    return EXIT.done;
  } finally {
    await store.close();
  }
}
