/** `reconcile apply PLAN`: exactly the operations of a saved plan, each only while its facts still hold. */
import { approve } from '../controller/approvals.ts';
import { readPlan } from '../controller/plan-file.ts';
import { sha256 } from '../controller/snapshots.ts';
import { type Look, lookOn, now, openStore, planSigner } from '../controller/wire-commands.ts';
import type { Config } from '../controller/config.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import type { ObservedState } from '../core/observed.ts';
import { plan } from '../core/plan.ts';
import {
  judge,
  narrowTo,
  parseSaved,
  printVerdict,
  type SavedPlan,
  unlessSaved,
  type Verdict,
} from '../core/saved-plan.ts';
import { isEmpty, isSettled } from '../core/summary.ts';
import { print } from './dry-run.ts';
import { type ApplyFlags, type CommonFlags, EXIT } from './flags.ts';
import { once } from './reconcile.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** A person's call, with what it works on. */
interface Call {
  readonly config: Config;
  readonly flags: CommonFlags;
  readonly how: ApplyFlags & { readonly file: string };
  readonly terminal: Terminal;
}

export async function apply(
  flags: CommonFlags,
  how: Call['how'],
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const call = { config, flags, how, terminal };
  const text = await readPlan(how.file);
  const saved = parseSaved(text);
  if (saved === undefined) {
    terminal.err(`reconcile: ${how.file} is no saved plan of this version: make it anew\n`);
    return EXIT.failed;
  }
  const judged = await consider(saved, text, call);
  if (typeof judged === 'number') return judged;
  const { verdicts, signer } = judged;
  for (const verdict of verdicts) if (verdict.stale.length > 0) terminal.err(printVerdict(verdict));
  const good = verdicts.filter(({ stale }) => stale.length === 0);
  const isStale = good.length < verdicts.length;
  if (isStale && how.stale === 'fail') {
    terminal.err('reconcile: nothing was started; save a new plan, or say --stale skip\n');
    return EXIT.stale;
  }
  if (good.length === 0) {
    terminal.err(isStale ? '' : 'reconcile: the plan has no operations\n');
    return isStale ? EXIT.stale : EXIT.done;
  }
  const code = await carryOut(good, { text, signer }, call);
  return isStale && code === EXIT.done ? EXIT.stale : code;
}

/** What became of each operation by now; an exit code where nothing can be said of any. */
async function consider(
  saved: SavedPlan,
  text: string,
  { config, how, terminal }: Call,
): Promise<
  { readonly verdicts: readonly Verdict[]; readonly signer: string | undefined } | number
> {
  const look = await lookOn(config, terminal.env, { askPower: true });
  try {
    const seen = await see(look, terminal);
    if (seen === undefined) return EXIT.invalid;
    const { inventory, observed } = seen;
    const { site, revision } = inventory;
    const other = site.name !== saved.site || (site.stateId ?? null) !== saved.stateId;
    if (other) {
      terminal.err(
        `reconcile: the plan is of site ${saved.site}, store ${saved.stateId ?? 'none'}; this is site ${site.name}, store ${site.stateId ?? 'none'}\n`,
      );
      return EXIT.stale;
    }
    if (revision !== saved.revision)
      terminal.err(
        `reconcile: the plan is of revision ${saved.revision.slice(0, 12)}, the branch is at ${revision.slice(0, 12)}: what reads the same there goes on\n`,
      );
    const signer = await planSigner({ file: how.file, text }, site, terminal.signal);
    return { verdicts: judge(saved, inventory, observed), signer };
  } finally {
    await look.close();
  }
}

async function see(
  look: Look,
  { signal, err }: Pick<Terminal, 'signal' | 'err'>,
): Promise<{ readonly inventory: Inventory; readonly observed: ObservedState } | undefined> {
  const { inventory, diagnostics } = await look.source.load(await look.source.head(signal), signal);
  err(printDiagnostics(diagnostics));
  if (inventory === undefined || hasErrors(diagnostics)) return undefined;
  return { inventory, observed: await look.observe(inventory, signal) };
}

/** The approvals first, and then whoever leads: this process, or the daemon that reads them. */
async function carryOut(
  good: readonly Verdict[],
  { text, signer }: { readonly text: string; readonly signer: string | undefined },
  call: Call,
): Promise<number> {
  const { config, flags, how, terminal } = call;
  const store = await openStore(config);
  if (store === undefined) {
    terminal.err(`reconcile: there is no store in ${config.dataDir}\n`);
    return EXIT.failed;
  }
  const who = terminal.env['SUDO_USER'] ?? terminal.env['USER'] ?? 'somebody';
  const by = signer === undefined ? who : `${who}, signed by ${signer},`;
  const operations = good.map(({ operation }) => operation);
  const isLed = await approve(store, operations, { by, at: now(), plan: sha256(text) });
  await store.close();
  const saved = new Set(operations.map(({ subject }) => subject));
  if (!isLed) {
    const options = { env: terminal.env, log: { write: terminal.err }, only: undefined, saved };
    return once(config, options, { flags, how, terminal });
  }
  terminal.err('reconcile: another controller leads and carries it out\n');
  return follow(saved, call);
}

const LOOK_EVERY_MS = 2_000;

/** Until nothing more happens by itself to these. */
async function follow(
  saved: ReadonlySet<string>,
  { config, flags, how, terminal }: Call,
): Promise<number> {
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(how.timeout)]);
  const look = await lookOn(config, terminal.env, { askPower: false });
  try {
    for (;;) {
      await look.pause(LOOK_EVERY_MS, signal).catch(() => undefined);
      const seen = await see(look, { err: () => undefined, signal: terminal.signal });
      if (seen === undefined) return EXIT.invalid;
      const { inventory, observed } = seen;
      const planned = narrowTo(plan(unlessSaved(inventory), observed), saved);
      if (!isSettled(planned) && !signal.aborted) continue;
      terminal.out(print(planned, inventory.site.name, flags, terminal));
      if (terminal.signal.aborted) return EXIT.interrupted;
      return isEmpty(planned) ? EXIT.done : EXIT.incomplete;
    }
  } finally {
    await look.close();
  }
}
