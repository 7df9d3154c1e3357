/** `reconcile status`: machines, their phases and next steps, from the store, the inventory and the BMCs; nothing is told anything. */
import { lookOn } from '../controller/wire-commands.ts';
import { printDiagnostics } from '../core/diagnostic.ts';
import { plan, type Plan } from '../core/plan.ts';
import { pendingJson, pendingText } from '../core/render-pending.ts';
import { printInstant } from '../core/summary.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { ObservedState } from '../core/observed.ts';
import type { Change } from '../core/step.ts';
import { attributed } from './attributed.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

export async function status(
  flags: CommonFlags,
  { pending }: { readonly pending?: true },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const look = await lookOn(config, terminal.env, { askPower: true, snapshot: flags.observed });
  try {
    const revision = await look.source.head(terminal.signal);
    const { inventory, diagnostics } = await look.source.load(revision, terminal.signal);
    terminal.err(printDiagnostics(diagnostics));
    if (inventory === undefined) return EXIT.invalid;
    const observed = await look.observe(inventory, terminal.signal);
    const { plan: planned, note } = look.date(plan(inventory, observed), inventory);
    if (note !== undefined) terminal.err(`reconcile: ${note}\n`);
    terminal.out(
      pending === true
        ? printPending(
            await attributed(planned, inventory, look.source, terminal.signal),
            flags,
            terminal,
          )
        : printRows(machineRows(planned, observed), planned, flags),
    );
    return EXIT.done;
  } finally {
    await look.close();
  }
}

interface Row {
  readonly name: string;
  readonly change: Change;
  readonly record: MachineRecord | undefined;
}

function machineRows({ changes }: Plan, { machines }: ObservedState): readonly Row[] {
  const records = new Map(
    [...machines.values()].map(({ record }) => [String(record.name), record]),
  );
  return changes.flatMap((change) =>
    change.subject.kind === 'machine'
      ? [{ name: change.subject.name, change, record: records.get(change.subject.name) }]
      : [],
  );
}

function nextOf({ step, pending }: Change): string {
  if (step.kind === 'done') return pending.length === 0 ? '' : `pending: ${pending.join('; ')}`;
  return step.kind === 'act' ? `${step.verb}: ${step.because}` : `${step.kind}: ${step.because}`;
}

const printPending = (planned: Plan, { format }: CommonFlags, { paint }: Terminal): string =>
  format === 'json' ? pendingJson(planned) : pendingText(planned, paint);

const printRows = (rows: readonly Row[], planned: Plan, { format }: CommonFlags): string =>
  format === 'json' ? printJson(rows) : printText(rows, planned);

function printText(rows: readonly Row[], { freeze, budgets = [] }: Plan): string {
  const frozen = freeze === undefined ? '' : `Frozen: ${freeze.because}.\n\n`;
  const left = budgets.map(({ text }) => text).join('; ');
  const banner = left === '' ? frozen : `${frozen}Budget: ${left}.\n\n`;
  if (rows.length === 0) return `${banner}No machines.\n`;
  const lines = rows.map(({ name, record, change }) => [
    name,
    record?.phase ?? 'unknown here',
    record === undefined ? '' : printInstant(record.since),
    nextOf(change),
  ]);
  return banner + table([['machine', 'phase', 'since', 'next'], ...lines]);
}

/** What other tools read: stable keys, one object a machine. */
function printJson(rows: readonly Row[]): string {
  const machines = rows.map(({ name, record, change }) => ({
    name,
    phase: record?.phase ?? null,
    since: record === undefined ? null : new Date(record.since).toISOString(),
    owner: record?.owner ?? null,
    generation: record?.deployment?.generation ?? null,
    image:
      record?.deployment === undefined
        ? null
        : `${record.deployment.image} ${record.deployment.version}`,
    step: change.step.kind,
    because: change.step.kind === 'done' ? null : change.step.because,
    pending: change.pending,
  }));
  return `${JSON.stringify({ version: 1, machines }, undefined, 2)}\n`;
}
