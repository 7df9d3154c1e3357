/** `reconcile render MACHINE`: the final files, secrets hidden. */
import { renderOne } from '../controller/rendered.ts';
import { lookOn, renderer } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function render(
  flags: CommonFlags,
  machine: string,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const look = await lookOn(config, terminal.env, { askPower: false });
  try {
    const { inventory, diagnostics } = await look.source.load(
      await look.source.head(terminal.signal),
      terminal.signal,
    );
    terminal.err(printDiagnostics(diagnostics));
    if (inventory === undefined || hasErrors(diagnostics)) return EXIT.invalid;
    const observed = await look.observe(inventory, terminal.signal);
    const files = await renderOne(machine, { inventory, observed }, renderer);
    if (typeof files === 'string') {
      terminal.err(`${files}\n`);
      return EXIT.failed;
    }
    if (flags.format === 'json') terminal.out(`${JSON.stringify(files, undefined, 2)}\n`);
    else
      for (const { name, text } of files)
        terminal.out(`${terminal.paint('bold', `--- ${name}`)}\n${text.trimEnd()}\n\n`);
    return EXIT.done;
  } finally {
    await look.close();
  }
}
