/** `reconcile validate`: every mistake in the inventory, at once. Read-only, offline but for a repository's fetch. */
import { createSource } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import { plural } from '../core/summary.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function validate(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const source = await createSource(config, terminal.env);
  const revision = await source.head(terminal.signal);
  const { diagnostics, inventory } = await source.load(revision, terminal.signal);
  if (flags.format === 'json')
    terminal.out(`${JSON.stringify({ revision, diagnostics }, undefined, 2)}\n`);
  else terminal.out(printDiagnostics(diagnostics));
  if (hasErrors(diagnostics)) return EXIT.invalid;
  if (flags.format !== 'json')
    terminal.out(
      `${plural(inventory?.machines.size ?? 0, 'machine')}, ${plural(inventory?.subnets.length ?? 0, 'subnet')}: the inventory is valid.\n`,
    );
  return EXIT.done;
}
