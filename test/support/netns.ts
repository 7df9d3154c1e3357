/**
 * Network namespaces with cables between them, for tests against programs that want real interfaces and
 * privileged ports. Names are this process's own; what is left of a dead process can be told by its pid.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { installed, run } from './program.ts';

/** Namespaces can be made here; says why where they cannot. */
export function canMakeNamespaces(): boolean {
  if (process.getuid?.() === 0) return installed('ip', 'iproute2');
  console.log('skipped: network namespaces want root');
  return false;
}

/** One host of the test's network. */
export interface Namespace {
  readonly name: string;
  /** Runs to the end; rejects on a non-zero exit. */
  run(program: string, ...args: readonly string[]): ReturnType<typeof run>;
  start(program: string, ...args: readonly string[]): Running;
}

/** A program that runs on, line by line. */
export interface Running {
  readonly pid: number;
  /** The next line of either output that matches and was not taken yet; rejects when there will be none. */
  line(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<unknown>;
}

export interface Network extends AsyncDisposable {
  namespace(): Promise<Namespace>;
  /** A cable: an interface of this name in each, and its address (`10.0.0.1/24`) where there is one. */
  cable(...ends: readonly [End, End]): Promise<void>;
}

export interface End {
  readonly at: Namespace;
  readonly interface: string;
  readonly address?: string;
  readonly mac?: string;
}

let made = 0;

export function createNetwork(): Network {
  const names: string[] = [];
  const started: Running[] = [];
  const ip = (...args: readonly string[]): Promise<unknown> => run('ip', args);
  return {
    async namespace() {
      made += 1;
      const name = `rw-${process.pid}-${made}`;
      await ip('netns', 'add', name);
      names.push(name);
      const inside = (args: readonly string[]): readonly string[] => [
        'netns',
        'exec',
        name,
        ...args,
      ];
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      return {
        name,
        run: (...args) => run('ip', inside(args)),
        start: (...args) => {
          const running = follow(spawn('ip', inside(args)));
          started.push(running);
          return running;
        },
      };
    },
    async cable(one, other) {
      const [a, b] = [one, other].map((end) => ['netns', end.at.name]);
      const peer = ['peer', 'name', other.interface, ...(b ?? [])];
      await ip('link', 'add', one.interface, ...(a ?? []), 'type', 'veth', ...peer);
      for (const end of [one, other]) {
        const set = (...args: readonly string[]): Promise<unknown> =>
          ip('-n', end.at.name, 'link', 'set', end.interface, ...args);
        if (end.mac !== undefined) await set('address', end.mac);
        await set('up');
        if (end.address !== undefined)
          await ip('-n', end.at.name, 'address', 'add', end.address, 'dev', end.interface);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const running of started) running.kill('SIGKILL');
      await Promise.all(started.map(({ exited }) => exited));
      for (const name of names) await ip('netns', 'delete', name);
    },
  };
}

function follow(child: ChildProcessWithoutNullStreams): Running {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    waiting.forEach((resolve) => resolve());
    waiting.clear();
  };
  let ended = false;
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      wake();
    });
  const exited = once(child, 'close').finally(() => {
    ended = true;
    wake();
  });
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const at = lines.findIndex((text) => pattern.test(text));
      if (at >= 0) return lines.splice(0, at + 1).at(-1) ?? '';
      if (ended) throw new TypeError(`no line ${String(pattern)} in:\n${lines.join('\n')}`);
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  return { pid: child.pid ?? 0, line, kill: (signal) => void child.kill(signal), exited };
}
