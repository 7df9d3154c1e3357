/** `reconcile`: one convergence, or for ever with `--watch`; `--dry-run` only shows the plan. */
import type { Config } from '../controller/config.ts';
import { type Pass, settled } from '../controller/loop.ts';
import type { Controller, ControllerOptions } from '../controller/wire.ts';
import { printDiagnostics } from '../core/diagnostic.ts';
import { parseSelector } from '../core/selector.ts';
import { isEmpty } from '../core/summary.ts';
import { dryRun, print } from './dry-run.ts';
import { override } from './override.ts';
import { type CommonFlags, EXIT, type ReconcileFlags } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function reconcile(
  flags: CommonFlags,
  how: ReconcileFlags,
  terminal: Terminal,
): Promise<number> {
  if (how.dryRun) return dryRun(flags, how, terminal);
  if (how.override !== undefined) return override(flags, how, terminal);
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  if (config.inventory.kind === 'folder') {
    terminal.err(
      `reconcile: ${config.inventory.path} is a folder, which is for looking only: machines are converged from a git repository.\n` +
        'Name one with --inventory URL (file:///srv/inventory.git will do), or look with --dry-run.\n',
    );
    return EXIT.usage;
  }
  const only = flags.target === undefined ? undefined : parseSelector(flags.target);
  if (flags.target !== undefined && only === undefined) {
    terminal.err(`reconcile: --target ${flags.target} has an empty part\n`);
    return EXIT.usage;
  }
  const options = { env: terminal.env, log: { write: terminal.err }, only };
  return how.watch
    ? watch(config, options, terminal)
    : once(config, options, { flags, how, terminal });
}

/** The whole controller, with its servers, is not loaded for a look. */
async function controllerFor(config: Config, options: ControllerOptions): Promise<Controller> {
  const { createController } = await import('../controller/wire.ts');
  return createController(config, options);
}

type Options = Pick<ControllerOptions, 'env' | 'log' | 'only' | 'saved'>;

async function watch(config: Config, options: Options, terminal: Terminal): Promise<number> {
  const { signal } = terminal;
  const controller = await controllerFor(config, { ...options, signal, followMs: undefined });
  await controller.run(() => false);
  return EXIT.interrupted;
}

/** Longer than a leader that was killed keeps the lead. */
const FOLLOW_MS = 30_000;

interface Call {
  readonly flags: CommonFlags;
  readonly how: Pick<ReconcileFlags, 'timeout'>;
  readonly terminal: Terminal;
}

/** Until only holds, and waits without a deadline, remain. */
export async function once(
  config: Config,
  options: Options,
  { flags, how, terminal }: Call,
): Promise<number> {
  const limit = AbortSignal.timeout(how.timeout);
  const signal = AbortSignal.any([terminal.signal, limit]);
  const controller = await controllerFor(config, { ...options, signal, followMs: FOLLOW_MS });
  let last: Pass | undefined;
  const running = controller.run((pass) => {
    last = pass;
    return settled(pass);
  });
  const end = await unless(signal, running);
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (end === 'following') {
    terminal.err('reconcile: another controller leads; it converges the machines\n');
    return EXIT.notLeader;
  }
  if (limit.aborted)
    terminal.err('reconcile: not converged in time; what runs goes on with the next start\n');
  terminal.err(printDiagnostics(controller.intake.diagnostics()));
  if (last !== undefined) terminal.out(print(last.plan, siteOf(last), flags, terminal));
  const trouble = controller.intake.trouble();
  if (trouble !== undefined) throw trouble;
  if (last !== undefined) return exitCodeOf(last);
  return limit.aborted ? EXIT.incomplete : EXIT.invalid;
}

/** `undefined` where it was called off while services started. */
const unless = <T>(signal: AbortSignal, running: Promise<T>): Promise<T | undefined> =>
  running.catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });

const siteOf = ({ inForce }: Pass): string => inForce.inventory.site.name;

function exitCodeOf({ plan, inForce }: Pass): number {
  if (inForce.rejected !== undefined) return EXIT.invalid;
  return isEmpty(plan) ? EXIT.done : EXIT.incomplete;
}
