/** `reconcile --dry-run`: the plan, and nothing else. BMCs are asked whether machines are on; none is told anything. */
import { type Config, SETTINGS_FILES } from '../controller/config.ts';
import { signPlan, writePlan } from '../controller/plan-file.ts';
import { renderDifferences } from '../controller/rendered.ts';
import { type Look, lookOn, renderer, storePlaces } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import type { MachineName } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import { plan, type Plan } from '../core/plan.ts';
import { renderJson } from '../core/render-json.ts';
import { composeMarkdown, renderMarkdown } from '../core/render-markdown.ts';
import { renderText } from '../core/render-text.ts';
import { printSaved, type SavedPlan, savedPlan } from '../core/saved-plan.ts';
import { narrow, parseSelector } from '../core/selector.ts';
import { subjectKey } from '../core/step.ts';
import { exitCode, plural } from '../core/summary.ts';
import { keep, type Keeping } from './keeping.ts';
import { asIfOverridden, typedOverrides } from './override.ts';
import { attributed } from './attributed.ts';
import { type CommonFlags, EXIT, type ReconcileFlags } from './flags.ts';
import { watchFolder, type Watching } from './remembered.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function dryRun(
  flags: CommonFlags,
  how: Pick<ReconcileFlags, 'detailedExitcode' | 'watch' | 'out' | 'sign' | 'override' | 'reason'>,
  terminal: Terminal,
): Promise<number> {
  const { detailedExitcode, watch, out, sign } = how;
  const overrides = typedOverrides(how, terminal);
  const config = await settings(flags, terminal);
  if (config === undefined || overrides === undefined) return EXIT.usage;
  const watching = watch === true ? undefined : watched(config, terminal);
  const seen = await lookOn(config, terminal.env, { askPower: true, snapshot: flags.observed });
  const look = overrides.length === 0 ? seen : asIfOverridden(seen, overrides, how, terminal);
  try {
    const keeping = keep(terminal);
    const detailed = detailedExitcode === true;
    const named = overrides.map(({ machine }) => machine);
    const code = await show(look, flags, { ...keeping, detailed, out, sign, named });
    const kept = keeping.kept();
    if (kept !== undefined) watching?.remember({ code, ...kept }, kept.at);
    return watch === true ? await showAgain(look, flags, terminal) : code;
  } finally {
    await look.close();
  }
}

/** A folder's files from before the first of them is read. */
function watched(config: Config, { call }: Terminal): Watching | undefined {
  if (call === undefined || config.inventory.kind !== 'folder') return undefined;
  return watchFolder(call, config.inventory.path, [...storePlaces(config), ...SETTINGS_FILES]);
}

/** A folder's plan after every change, while a person edits it. */
async function showAgain(look: Look, flags: CommonFlags, terminal: Terminal): Promise<number> {
  if (look.follow === undefined) {
    terminal.err(
      'reconcile: --dry-run --watch follows a folder; a repository is followed by --watch alone\n',
    );
    return EXIT.usage;
  }
  await look.follow(async () => {
    terminal.out('\n');
    await show(look, flags, { terminal, detailed: false });
  }, terminal.signal);
  return EXIT.interrupted;
}

interface Showing {
  readonly terminal: Terminal;
  readonly detailed: boolean;
  /** Where the plan is saved. */
  readonly out?: string | undefined;
  /** The key that signs it. */
  readonly sign?: string | undefined;
  /** Machines that flags name, and that have to be declared. */
  readonly named?: readonly MachineName[];
  /** Is told what the plan was made of. */
  readonly seen?: Keeping['seen'];
}

/** One plan, printed. */
export async function show(
  look: Look,
  flags: CommonFlags,
  { terminal, detailed, out, sign, named = [], seen }: Showing,
): Promise<number> {
  const revision = await look.source.head(terminal.signal);
  const { inventory, diagnostics } = await look.source.load(revision, terminal.signal);
  terminal.err(printDiagnostics(diagnostics));
  if (inventory === undefined || hasErrors(diagnostics)) return EXIT.invalid;
  const stranger = named.find((name) => !inventory.machines.has(name));
  if (stranger !== undefined) {
    terminal.err(`reconcile: --override: no machine ${stranger} is declared\n`);
    return EXIT.usage;
  }
  const observed = await look.observe(inventory, terminal.signal);
  const { plan: whole, note } = look.date(plan(inventory, observed), inventory);
  if (note !== undefined) terminal.err(`reconcile: ${note}\n`);
  const shown = chosen(whole, inventory, flags, terminal);
  if (shown === undefined) return EXIT.usage;
  const placed = await attributed(shown, inventory, look.source, terminal.signal);
  const told = await renderDifferences(placed, { inventory, observed }, renderer);
  seen?.(told, observed);
  const unnamed = tell(told, inventory.site.name, flags, terminal);
  if (out !== undefined)
    await save(savedPlan(inventory, observed, subjectsOf(shown)), { out, sign, terminal });
  if (whole.freeze?.inFlight === 'finish') return EXIT.invalid;
  if (unnamed > 0) return EXIT.failed;
  return detailed ? exitCode(shown) : EXIT.done;
}

/** Prints it; answers how many machines that lose data there was no room to name. */
function tell(planned: Plan, site: string, flags: CommonFlags, terminal: Terminal): number {
  if (flags.format !== 'markdown') {
    terminal.out(print(planned, site, flags, terminal));
    return 0;
  }
  const { text, unnamed } = composeMarkdown(planned, site);
  terminal.out(text);
  if (unnamed > 0)
    terminal.err(
      `reconcile: ${unnamed} machines that lose data do not fit a comment, and are not named in it; change fewer machines in one commit\n`,
    );
  return unnamed;
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

const subjectsOf = ({ changes }: Plan): ReadonlySet<string> =>
  new Set(changes.map(({ subject }) => subjectKey(subject)));

/** The file, and beside it the signature that was asked for. */
async function save(
  saved: SavedPlan,
  { out, sign, terminal }: Required<Pick<Showing, 'out' | 'sign' | 'terminal'>>,
): Promise<void> {
  if (out === undefined) return;
  await writePlan(out, printSaved(saved));
  const { length } = saved.operations;
  terminal.err(
    length === 0
      ? `reconcile: saved to ${out}, with no operations: nothing of it could be begun now\n`
      : `reconcile: ${plural(length, 'operation')} saved to ${out}; say \`reconcile apply ${out}\` to carry ${length === 1 ? 'it' : 'them'} out\n`,
  );
  if (sign === undefined) return;
  const signature = await signPlan(out, sign, terminal.env, terminal.signal);
  terminal.err(`reconcile: signed in ${signature}; keep the two files together\n`);
}
