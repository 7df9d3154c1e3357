/** Programs that are measured: their time from start to end, and the CPU that a server takes from one moment to another. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { type Measured, Skipped } from './rounds.ts';

export function need(program: string, debianPackage: string): void {
  const found = spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
  if (found.status !== 0) throw new Skipped(`${program} is missing (apt install ${debianPackage})`);
}

/** Builds a load generator of this folder. */
export function compile(name: string, folder: string): string {
  need('gcc', 'gcc libc6-dev');
  const program = join(folder, name);
  const source = join(import.meta.dirname, 'load', `${name}.c`);
  execFileSync('gcc', ['-O2', '-o', program, source]);
  return program;
}

type Command = readonly [string, ...string[]];

/** What a whole command took; CPU with all that it started. */
export const TIME = 'ms';
export const CPU_TIME = 'CPU ms';

/** bash knows what its children used to the millisecond, which Node does not tell. */
const TIMED = `TIMEFORMAT='%3U %3S'; time "$@" >/dev/null 2>/dev/null`;

/** A whole command, from start to end; throws when it fails. `cache`: the folder of its caches. */
export function timed(command: Command, cwd?: string, cache?: string): Measured {
  const began = performance.now();
  const { status, stderr } = spawnSync('bash', ['-c', TIMED, 'bash', ...command], {
    cwd,
    encoding: 'utf8',
    env: cache === undefined ? process.env : { ...process.env, XDG_CACHE_HOME: cache },
  });
  const took = performance.now() - began;
  if (status !== 0) throw new TypeError(`${command.join(' ')} ended with ${status}`);
  const [user = 0, system = 0] = stderr.trim().split(' ').map(Number);
  return { [TIME]: took, [CPU_TIME]: (user + system) * 1_000 };
}

/** Runs to the end, and says what it said; `status` 3 and the like are its own to judge. */
export function said([program, ...args]: Command): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout === '' ? stderr : stdout;
}

export interface Server extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a server, with both outputs in `log`, and waits until that holds what it says when it is ready. */
export async function serve(
  [program, ...args]: Command,
  log: string,
  ready: RegExp,
): Promise<Server> {
  const out = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', out, out] });
  const exited = once(child, 'exit');
  let ended = false;
  void exited.then(() => (ended = true));
  for (let tries = 0; !ready.test(readFileSync(log, 'utf8')); tries += 1) {
    if (ended || tries === 400)
      throw new TypeError(`${program} did not start:\n${readFileSync(log, 'utf8')}`);
    await setTimeout(25);
  }
  return {
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (!ended) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Seconds on a CPU so far: of every thread of the process, and of its children while they live. */
export function cpuSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const own = threads.map((thread) => {
    const [ran = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(ran) / 1e9;
  });
  return [...own, ...childrenOf(pid).map(cpuSeconds)].reduce((a, b) => a + b, 0);
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // It ended while we looked.
  }
}

/** How many cores are busy just now, with others' work: nothing of ours runs meanwhile. */
export async function busyCores(): Promise<number> {
  const [busy, total] = cpuTicks();
  await setTimeout(1_000);
  const [busyLater, totalLater] = cpuTicks();
  const cores = readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)?.length ?? 1;
  return ((busyLater - busy) / (totalLater - total)) * cores;
}

function cpuTicks(): readonly [number, number] {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((a, b) => a + b, 0);
  return [total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total];
}
