/** `reconcile explain MACHINE`: declared, observed, planned, what stands in the way and what makes way for it. Nothing is told anything. */
import { renderDifferences } from '../controller/rendered.ts';
import { type Look, lookOn, renderer } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import { type Explained, explainJson, explainText } from '../core/explain.ts';
import type { MachineName } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { ObservedState } from '../core/observed.ts';
import { plan, type Plan } from '../core/plan.ts';
import { attributed } from './attributed.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Of the history, the last lines. */
const LINES = 12;

export async function explain(
  flags: CommonFlags,
  name: string,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const look = await lookOn(config, terminal.env, { askPower: true, snapshot: flags.observed });
  try {
    const revision = await look.source.head(terminal.signal);
    const { inventory, diagnostics } = await look.source.load(revision, terminal.signal);
    terminal.err(printDiagnostics(diagnostics));
    if (inventory === undefined || hasErrors(diagnostics)) return EXIT.invalid;
    const story = await tell(look, inventory, name, terminal.signal);
    if (story === undefined) {
      terminal.err(`no machine ${name} is declared or known here\n`);
      return EXIT.failed;
    }
    terminal.out(flags.format === 'json' ? explainJson(story) : explainText(story, terminal.paint));
    return EXIT.done;
  } finally {
    await look.close();
  }
}

async function tell(
  look: Look,
  inventory: Inventory,
  name: string,
  signal: AbortSignal,
): Promise<Explained | undefined> {
  const observed = await look.observe(inventory, signal);
  const { plan: whole } = look.date(plan(inventory, observed), inventory);
  const own = whole.changes.filter(
    ({ subject }) => subject.kind === 'machine' && subject.name === name,
  );
  const narrowed: Plan = { ...whole, changes: own };
  const placed = await attributed(narrowed, inventory, look.source, signal);
  const rendered = await renderDifferences(placed, { inventory, observed }, renderer);
  const [change] = rendered.changes;
  if (change === undefined) return undefined;
  const id = change.record ?? idOf(name, observed);
  return {
    name,
    spec: inventory.machines.get(name as MachineName),
    record: id && observed.machines.get(id)?.record,
    ledger: id && observed.ledger.get(id),
    power: observed.power.get(name as MachineName),
    plan: rendered,
    change,
    history: (await look.store?.history(`machine/${name}`, LINES)) ?? [],
  };
}

/** Of a machine that left the inventory, the record that has its name. */
const idOf = (name: string, { machines }: ObservedState) =>
  [...machines].find(([, { record }]) => record.name === name)?.[0];
