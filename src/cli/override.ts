/** `reconcile --override GUARD=MACHINE --reason TEXT`: a word for one start of one machine; with `--dry-run`, the plan as if. */
import { lift, type Look, openStore } from '../controller/wire-commands.ts';
import { NO_BUDGET, type Override } from '../core/budget.ts';
import type { Instant } from '../core/ids.ts';
import { overrideAt, parseOverride } from '../core/overrides.ts';
import { printInstant } from '../core/summary.ts';
import { type CommonFlags, EXIT, type ReconcileFlags } from './flags.ts';
import { settings } from './settings.ts';
import { type Terminal, whoSays } from './terminal.ts';

type Typed = Pick<Override, 'guard' | 'machine'>;

/** `undefined` where one of them cannot be; that is said. */
export function typedOverrides(
  how: Pick<ReconcileFlags, 'override'>,
  terminal: Terminal,
): readonly Typed[] | undefined {
  const said = how.override ?? [];
  const typed: Typed[] = [];
  for (const one of said.map(parseOverride))
    if (typeof one === 'string') terminal.err(`reconcile: --override: ${one}\n`);
    else typed.push(one);
  return typed.length === said.length ? typed : undefined;
}

/** Stores them, for whichever controller leads; it converges nothing itself. */
export async function override(
  flags: CommonFlags,
  how: Pick<ReconcileFlags, 'override' | 'reason'>,
  terminal: Terminal,
): Promise<number> {
  const typed = typedOverrides(how, terminal);
  const config = await settings(flags, terminal);
  if (typed === undefined || config === undefined) return EXIT.usage;
  if (how.reason === undefined) {
    terminal.err('reconcile: --override needs a --reason: it is kept in the history\n');
    return EXIT.usage;
  }
  const store = await openStore(config);
  try {
    const rows = [...((await store?.list('machine'))?.values() ?? [])];
    const stranger = typed.find(({ machine }) => !rows.some(({ value }) => value.name === machine));
    if (store === undefined || stranger !== undefined) {
      terminal.err(`no machine ${stranger?.machine ?? ''} is known in ${config.dataDir}\n`);
      return EXIT.failed;
    }
    const said = { by: whoSays(terminal), why: how.reason };
    for (const one of typed) {
      const { expiresAt } = await lift(store, one, said);
      terminal.out(
        `${one.machine}: ${one.guard} is lifted from its next start, until ${printInstant(expiresAt)}; the controller looks again within a second.\n`,
      );
    }
    return EXIT.done;
  } finally {
    await store?.close();
  }
}

/** The look of somebody for whom these had been said; nothing is stored. */
export function asIfOverridden(
  look: Look,
  typed: readonly Typed[],
  { reason = 'as if' }: Pick<ReconcileFlags, 'reason'>,
  terminal: Terminal,
): Look {
  const said = (at: Instant) => ({ by: whoSays(terminal), why: reason, at });
  return {
    ...look,
    async observe(inventory, signal) {
      const seen = await look.observe(inventory, signal);
      const { overrides, ...budget } = seen.budget ?? NO_BUDGET;
      const more = typed.map((one) => overrideAt(one, said(seen.at)));
      return { ...seen, budget: { ...budget, overrides: [...overrides, ...more] } };
    },
  };
}
