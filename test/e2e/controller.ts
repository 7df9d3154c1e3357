/** `reconcile`, as a person starts it: a process of its own on the controller's side of the lab. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execute, NAMESPACE, type Ran } from './lab.ts';
import type { Journal } from './journal.ts';

const RECONCILE = join(import.meta.dirname, '../../bin/reconcile.js');

/** Where it keeps its state, and how it reaches the BMCs: as `env:BMC_PASSWORD` in the inventory. */
export interface Settings {
  readonly dataDir: string;
  readonly bmcPassword: string;
}

const environment = ({ dataDir, bmcPassword }: Settings): Readonly<Record<string, string>> => ({
  RECONCILE_DATA_DIR: dataDir,
  RECONCILE_POLL_SECONDS: '1',
  RECONCILE_LOG_LEVEL: 'debug',
  RECONCILE_LOG_FORMAT: 'json',
  BMC_PASSWORD: bmcPassword,
});

const inNamespace = (argv: readonly string[]): readonly string[] => [
  'netns',
  'exec',
  NAMESPACE,
  'setpriv',
  '--pdeathsig',
  'KILL',
  process.execPath,
  RECONCILE,
  ...argv,
];

/** One command, to its end. */
export const reconcile = (settings: Settings, ...argv: readonly string[]): Promise<Ran> =>
  execute('ip', inNamespace(argv), environment(settings));

export interface Daemon {
  /** Ends it, at once or in order; resolves when it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** `reconcile --watch`; resolves when it answers machines. */
export async function watch(
  settings: Settings,
  inventory: string,
  journal: Journal,
): Promise<Daemon> {
  const from = journal.entries.length;
  // `ip` and `setpriv` become the program they start: this process is the controller, and dies with the test's.
  const child = spawn('ip', inNamespace(['--watch', '--inventory', inventory]), {
    env: { ...process.env, ...environment(settings) },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', journal.take);
  const exited = once(child, 'exit');
  const end: Daemon['end'] = async (signal) => {
    child.kill(signal);
    await exited;
  };
  const started = journal.until(
    'the controller listens',
    (entry) => entry.event === 'service.started' && entry.name === 'TFTP',
    { from },
  );
  const early = exited.then(([code]: unknown[]) => {
    throw new Error(`the controller ended with ${String(code)}\n${journal.tail(20)}`);
  });
  await Promise.race([started, early]).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  early.catch(() => undefined);
  return { end };
}
