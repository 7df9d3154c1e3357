/** `reconcile --dry-run`: the plan, and nothing else. BMCs are asked whether machines are on; none is told anything. */
import { lookOn } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import { plan, type Plan } from '../core/plan.ts';
import { renderJson } from '../core/render-json.ts';
import { renderMarkdown } from '../core/render-markdown.ts';
import { renderText } from '../core/render-text.ts';
import { narrow, parseSelector } from '../core/selector.ts';
import { exitCode } from '../core/summary.ts';
import { type CommonFlags, EXIT } from './program.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function dryRun(
  flags: CommonFlags,
  detailed: boolean,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const look = await lookOn(config, terminal.env, true);
  try {
    const revision = await look.source.head(terminal.signal);
    const { inventory, diagnostics } = await look.source.load(revision, terminal.signal);
    terminal.err(printDiagnostics(diagnostics));
    if (inventory === undefined || hasErrors(diagnostics)) return EXIT.invalid;
    const whole = plan(inventory, await look.observe(inventory, terminal.signal));
    const shown = chosen(whole, inventory, flags, terminal);
    if (shown === undefined) return EXIT.usage;
    terminal.out(print(shown, inventory.site.name, flags, terminal));
    if (whole.freeze?.inFlight === 'finish') return EXIT.invalid;
    return detailed ? exitCode(shown) : EXIT.done;
  } finally {
    await look.close();
  }
}

function chosen(
  whole: Plan,
  inventory: Inventory,
  { target }: CommonFlags,
  terminal: Terminal,
): Plan | undefined {
  if (target === undefined) return whole;
  const selector = parseSelector(target);
  const narrowed = selector && narrow(whole, inventory, selector);
  if (narrowed === undefined) terminal.err(`--target ${target} fits no declared machine\n`);
  return narrowed;
}

export function print(
  planned: Plan,
  site: string,
  { format }: CommonFlags,
  terminal: Terminal,
): string {
  switch (format) {
    case 'json':
      return renderJson(planned, site);
    case 'markdown':
      return renderMarkdown(planned, site);
    case 'text':
      return renderText(planned, site, terminal.paint);
  }
}
