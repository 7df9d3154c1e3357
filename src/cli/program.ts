/** The command line: every command, its flags and its help. Commands are imported when they run. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../core/diagnostic.ts';
import {
  type ApplyFlags,
  type CandidatesFlags,
  type CommonFlags,
  EXAMPLES,
  EXIT,
  type ReconcileFlags,
} from './flags.ts';
import type { Word } from './machine.ts';
import type { RehearseFlags } from './rehearse.ts';
import type { Terminal } from './terminal.ts';

type Format = CommonFlags['format'];

/** Runs one command and answers its exit code; never calls process.exit. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const finish = (result: Promise<number>): Promise<void> =>
    result.then((value) => void (code = value));
  const program = createProgram(terminal, finish);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

function createProgram(
  terminal: Terminal,
  finish: (result: Promise<number>) => Promise<void>,
): Command {
  const program = withCommonFlags(new Command('reconcile'))
    .description(
      'Bare metal from git: compare the inventory with the machines, show the plan, converge.',
    )
    .usage('[flags]\n       reconcile COMMAND [flags]')
    .option('--dry-run', 'print the plan and do nothing')
    .option(
      '--watch',
      'follow the repository and keep the machines as it says, for ever; with --dry-run: print the plan of a folder after every change',
    )
    .option('--target <selector>', 'only these machines: names, web-*, or label=value, with commas')
    .addOption(observedOption())
    .addOption(timeoutOption('without --watch: stop waiting after this long', '1h'))
    .addOption(
      new Option('--log-format <format>', 'of the log of --watch').choices(['text', 'json']),
    )
    .option('--out <file>', 'with --dry-run: save the plan, for `reconcile apply`')
    .option('--sign <key>', 'with --out: an SSH key’s file, or gpg: and a key’s fingerprint')
    .addOption(
      new Option(
        '--override <guard=machine>',
        'lift a limit or the maintenance window from the next start of one machine, and do nothing else; again for more; with --dry-run: only show the plan of it',
      ).argParser(collect),
    )
    .option('--reason <text>', 'why it is overridden; kept in the history')
    .option('--detailed-exitcode', 'with --dry-run: 2 changes, 3 destructive ones, 4 some held')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .showHelpAfterError('(reconcile --help lists flags and commands)')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) command.error(noCommand(word, command));
      const flags = said(command) as ReconcileFlags;
      const { reconcile } = await import('./reconcile.ts');
      await finish(reconcile(common(command), flags, terminal));
    });
  for (const add of [addReading, addState, addMachine, addRehearse]) add(program, terminal, finish);
  return program;
}

function noCommand(word: string, { commands }: Command): string {
  const names = commands.map((command) => command.name());
  const near = didYouMean(word, names);
  return `error: there is no command ${word}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

type Add = (
  program: Command,
  terminal: Terminal,
  finish: (result: Promise<number>) => Promise<void>,
) => void;

const APPLY =
  'Carry out a saved plan: exactly its operations, each only while the facts that it relied on still hold.';

const addReading: Add = (program, terminal, finish) => {
  sub(program, 'validate', 'Check the inventory and print every mistake as file:line:col.').action(
    async (_options, command: Command) => {
      const { validate } = await import('./validate.ts');
      await finish(validate(common(command), terminal));
    },
  );
  sub(program, 'apply', APPLY)
    .argument('<plan>', 'a file that `reconcile --dry-run --out` wrote')
    .addOption(
      new Option(
        '--stale <what>',
        'where facts have changed since: start nothing, or carry out the other operations',
      )
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .addOption(timeoutOption('stop waiting after this long', '1h'))
    .action(async (file: string, options: ApplyFlags, command: Command) => {
      const { apply } = await import('./apply.ts');
      await finish(apply(common(command), { file, ...options }, terminal));
    });
  sub(program, 'status', 'Machines, their phases, and the next step of each.')
    .option('--pending', 'only differences that wait for the next install')
    .addOption(observedOption())
    .action(async (options: { readonly pending?: true }, command: Command) => {
      const { status } = await import('./status.ts');
      await finish(status(common(command), options, terminal));
    });
  sub(program, 'events', 'What happened, to one machine or to all; newest last.')
    .argument('[machine]', 'name of a machine')
    .option('--limit <count>', 'how many lines', count, 50)
    .action(
      async (
        machine: string | undefined,
        options: { readonly limit: number },
        command: Command,
      ) => {
        const { events } = await import('./events.ts');
        await finish(events(common(command), { machine, ...options }, terminal));
      },
    );
  sub(program, 'render', 'The files a machine would be given, secrets hidden.')
    .argument('<machine>', 'name of a machine')
    .action(async (machine: string, _options, command: Command) => {
      const { render } = await import('./render.ts');
      await finish(render(common(command), machine, terminal));
    });
  sub(program, 'explain', 'One machine: declared, observed, planned, and what stands in its way.')
    .argument('<machine>', 'name of a machine')
    .addOption(observedOption())
    .action(async (machine: string, _options, command: Command) => {
      const { explain } = await import('./explain.ts');
      await finish(explain(common(command), machine, terminal));
    });
  sub(program, 'diff', 'What two commits declare differently, and what that does; from git alone.')
    .argument('<commits>', 'BASE..HEAD, such as origin/main..HEAD')
    .action(async (commits: string, _options, command: Command) => {
      const { diff } = await import('./diff.ts');
      await finish(diff(common(command), commits, terminal));
    });
  sub(program, 'candidates', 'Machines that enlisted themselves by netbooting.')
    .option('--write <dir>', 'write a ready-to-commit Machine file for each')
    .option('--forgotten', 'instead: machines that left the inventory, and may not enlist')
    .action(async (options: CandidatesFlags, command: Command) => {
      const { candidates } = await import('./candidates.ts');
      await finish(candidates(common(command), options, terminal));
    });
};

const addState: Add = (program, terminal, finish) => {
  const state = program.command('state').description("The store's id, and copies of it.");
  sub(state, 'init', 'Make the store, and write its id to Site.stateId: commit that line.').action(
    async (_options, command: Command) => {
      const { stateInit } = await import('./state.ts');
      await finish(stateInit(common(command), terminal));
    },
  );
  sub(state, 'backup', 'Write a copy of the store: one JSON document, as of one moment.')
    .argument('<file>', 'where to; readable for its owner only')
    .action(async (file: string, _options, command: Command) => {
      const { stateBackup } = await import('./state.ts');
      await finish(stateBackup(common(command), file, terminal));
    });
  sub(state, 'restore', RESTORE)
    .argument('<copy>', 'a file that `state backup` wrote, or snapshot:FILE or snapshot:URL')
    .action(async (place: string, _options, command: Command) => {
      const { stateRestore } = await import('./state.ts');
      await finish(stateRestore(common(command), place, terminal));
    });
};

const RESTORE =
  'Bring a copy back into an empty data directory, or what is missing into this one. Generations are only ever raised; what was under way is held; what rested is met as if for the first time.';

const addMachine: Add = (program, terminal, finish) => {
  const machine = program
    .command('machine')
    .description('Words of a person to one machine; each is kept in its history.');
  for (const [word, description] of Object.entries(WORDS) as [Word, string][])
    sub(machine, word, description)
      .argument('<machine>', 'name of a machine')
      .option('--reason <text>', 'why, for the history', 'no reason given')
      .action(async (name: string, { reason }: { readonly reason: string }, command: Command) => {
        const { say } = await import('./machine.ts');
        await finish(say(common(command), { word, name, reason }, terminal));
      });
  sub(machine, 'clear', 'Let a machine that left the inventory netboot and enlist again.')
    .argument('<machine>', 'its name, or a MAC of it')
    .option('--reason <text>', 'why, for the history', 'no reason given')
    .action(async (name: string, { reason }: { readonly reason: string }, command: Command) => {
      const { clear } = await import('./forgotten.ts');
      await finish(clear(common(command), { name, reason }, terminal));
    });
};

const WORDS: { readonly [W in Word]: string } = {
  retry: 'Authorise one more round of attempts for a machine that is held.',
  lock: 'Begin and power nothing any more, at once, until it is unlocked.',
  unlock: 'Take the lock off.',
  abort: 'Give up what runs, as long as no installer was released.',
  'mark-broken': 'Leave a machine alone that is out of order.',
  'mark-fixed': 'A broken machine is mended, and again what it was before.',
};

const REHEARSE =
  'Converge a simulated rack: the inventory that --inventory names, or an example. Real DHCP, TFTP, HTTP and metadata on loopback; no root, no secrets, and nothing leaves this host.';

const addRehearse: Add = (program, terminal, finish) => {
  sub(program, 'rehearse', REHEARSE)
    .option('--machines <count>', "size of the example's rack", count, 6)
    .option('--seed <number>', 'of the dice that decide what goes wrong', count, 1)
    .option('--faults <rate>', 'how often: 0 is never, 1 is every fault to every machine', rate, 0)
    .option('--speed <times>', 'of simulated firmware and installers', count, 1)
    .addOption(timeoutOption('give up after this long', '5m'))
    .action(async (options: RehearseFlags, command: Command) => {
      const { rehearse } = await import('./rehearse.ts');
      await finish(rehearse(common(command), options, terminal));
    });
};

function sub(parent: Command, name: string, description: string): Command {
  return withCommonFlags(parent.command(name)).description(description);
}

function withCommonFlags(command: Command): Command {
  return command
    .option('-i, --inventory <source>', 'folder, or URL of a git repository (default: ./inventory)')
    .option('--branch <name>', 'branch of the repository (default: main)')
    .option('--data-dir <dir>', 'where the store and the images are (default: /var/lib/reconcile)')
    .option('--config <file>', 'settings (default: reconcile.config.{yaml,json,ts} in this folder)')
    .addOption(formatOption())
    .option('--no-color', 'plain text (NO_COLOR and CI are honoured too)');
}

const timeoutOption = (description: string, fallback: string): Option =>
  new Option('--timeout <duration>', description)
    .argParser(duration)
    .default(duration(fallback), fallback);

const observedOption = (): Option =>
  new Option(
    '--observed <snapshot>',
    'plan from a signed snapshot, without a way to the site: snapshot:FILE or snapshot:URL',
  ).argParser(snapshot);

const formatOption = (): Option =>
  new Option('--format <format>', 'of what is printed')
    .choices(['text', 'json', 'markdown'])
    .default('text');

function common(command: Command): CommonFlags {
  const flags = said(command) as Record<string, string | undefined> & { format: Format };
  return {
    format: flags.format,
    ...(flags['config'] === undefined ? {} : { config: flags['config'] }),
    ...(flags['target'] === undefined ? {} : { target: flags['target'] }),
    ...(flags['observed'] === undefined ? {} : { observed: flags['observed'] }),
    overrides: {
      'inventory.source': flags['inventory'],
      'inventory.branch': flags['branch'],
      dataDir: flags['dataDir'],
      'log.format': flags['logFormat'],
    },
  };
}

/** A flag may stand before or after the command's name: nearer the command wins, what was typed wins over defaults. */
function said(command: Command): unknown {
  const lineage: Command[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) lineage.unshift(at);
  const typed = lineage.map((at) =>
    Object.fromEntries(
      Object.entries(at.opts()).filter(([name]) => at.getOptionValueSource(name) !== 'default'),
    ),
  );
  return Object.assign({}, ...lineage.map((at) => at.opts()), ...typed);
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function duration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === '') throw new InvalidArgumentError('write a duration as 90s, 30m, 2h or 1d.');
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

function snapshot(text: string): string {
  const [, place] = /^snapshot:(.+)$/.exec(text) ?? [];
  if (place === undefined) throw new InvalidArgumentError('write snapshot:FILE or snapshot:URL.');
  return place;
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a number from 1.');
  return Number(text);
}

function rate(text: string): number {
  if (!/^(?:0|1|0?\.\d{1,4})$/.test(text)) throw new InvalidArgumentError('write 0, 1 or 0.25.');
  return Number(text);
}
