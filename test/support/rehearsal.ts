/** The real controller and the example's rack, with commits in between: what a rehearsal does, told by a test. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/program.ts';
import { exampleStage, type Stage } from '../../src/cli/rehearse-stage.ts';
import type { Config } from '../../src/controller/config.ts';
import { type Pass, settled } from '../../src/controller/loop.ts';
import { createController } from '../../src/controller/wire.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import type { Step } from '../../src/core/step.ts';
import type { Fault } from '../../src/rehearsal/faults.ts';
import type { RackMachine } from '../../src/rehearsal/machine.ts';
import type { RackEvent } from '../../src/rehearsal/story.ts';
import { createTestTerminal } from './terminal.ts';

export interface Rehearsal extends AsyncDisposable {
  readonly stage: Stage;
  readonly events: RackEvent[];
  /** Until nothing more happens by itself. */
  converge(until?: (pass: Pass | undefined) => boolean): Promise<Pass>;
  /** Rewrites a machine's file and commits. */
  declare(name: string, rewrite: (text: string) => string): void;
  /** Takes its file away and commits. */
  remove(name: string): void;
  /** What a command of a person prints. */
  say(...argv: readonly string[]): Promise<string>;
  machine(name: string): RackMachine;
}

interface Props {
  readonly machines: number;
  readonly speed?: number;
  readonly faults?: ReadonlyMap<string, readonly Fault[]>;
}

export async function rehearse({ machines, speed = 20, faults }: Props): Promise<Rehearsal> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'rehearsal-')));
  const stop = new AbortController();
  const { signal } = stop;
  stack.defer(() => stop.abort());
  const events: RackEvent[] = [];
  const stage = stack.use(
    await exampleStage(machines, {
      folder: folder.path,
      seed: 1,
      faultRate: 0,
      speed,
      ...(faults && { faults }),
      tell: (event) => void events.push(event),
      signal,
    }),
  );
  const site = join(folder.path, 'site');
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-C', site, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args],
      {
        encoding: 'utf8',
      },
    );
  const standing = stack.move();
  return {
    stage,
    events,
    converge: (until = settled) => converge(stage, stage.config, until, signal),
    declare(name, rewrite) {
      const file = join(site, 'machines', `${name}.yaml`);
      writeFileSync(file, rewrite(readFileSync(file, 'utf8')));
      git('commit', '--quiet', '--all', '--message', `Change ${name}`);
    },
    remove(name) {
      git('rm', '--quiet', join('machines', `${name}.yaml`));
      git('commit', '--quiet', '--message', `Remove ${name}`);
    },
    async say(...argv) {
      const { inventory, dataDir } = stage.config;
      const terminal = createTestTerminal();
      const place = inventory.kind === 'git' ? inventory.url : inventory.path;
      await run([...argv, '--inventory', place, '--data-dir', dataDir], terminal);
      return terminal.said.out + terminal.said.err;
    },
    machine(name) {
      const machine = stage.rack.machines.get(name);
      if (machine === undefined) throw new TypeError(`there is no ${name}`);
      return machine;
    },
    [Symbol.asyncDispose]: () => standing.disposeAsync(),
  };
}

async function converge(
  stage: Stage,
  config: Config,
  until: (pass: Pass | undefined) => boolean,
  signal: AbortSignal,
): Promise<Pass> {
  const controller = await createController(config, {
    env: process.env,
    log: { write: () => true },
    only: undefined,
    followMs: undefined,
    signal,
  });
  stage.connect(controller);
  let last: Pass | undefined;
  await controller.run((pass) => {
    last = pass;
    return until(pass);
  });
  if (last === undefined) throw new TypeError('there was no pass');
  return last;
}

export const stepOf = ({ plan }: Pass, name: string): Step | undefined =>
  plan.changes.find(({ subject }) => subject.kind === 'machine' && subject.name === name)?.step;

export const recordOf = ({ observed }: Pass, name: string): MachineRecord | undefined =>
  [...observed.machines.values()].find(({ record }) => record.name === name)?.record;
