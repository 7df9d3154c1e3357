/** `reconcile rehearse`: the real controller against a simulated rack, over loopback and without privileges. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../controller/config.ts';
import { settled } from '../controller/loop.ts';
import { type Controller, createController } from '../controller/wire.ts';
import { createStore, throwAwayKey } from '../controller/wire-commands.ts';
import { ControllerError } from '../core/errors.ts';
import type { ControllerEvent } from '../core/events.ts';
import { instant } from '../core/ids.ts';
import { narrate } from '../core/narrate.ts';
import { isEmpty } from '../core/summary.ts';
import { systemClock } from '../lib/clock.ts';
import { exec } from '../lib/exec.ts';
import { parseYaml11 } from '../lib/yaml.ts';
import { makeBootSource, serveBootSource } from '../rehearsal/boot-source.ts';
import { createRack, type Rack } from '../rehearsal/rack.ts';
import { exampleFaults, exampleMachines, exampleSite, writeRepository } from '../rehearsal/site.ts';
import { isMilestone, printRackEvent, type RackEvent } from '../rehearsal/story.ts';
import { dryRun, print } from './dry-run.ts';
import { type CommonFlags, EXIT } from './program.ts';
import type { Terminal } from './terminal.ts';

export interface RehearseFlags {
  readonly machines: number;
  readonly seed: number;
  readonly timeout: number;
}

/** All of 127/8 is this host's: every simulated machine speaks from an address of its own. */
const CONTROLLER = '127.42.0.1';
const RELAY = '127.42.0.2';
const BMCS = '127.42.0.3';
const STATE_ID = 'rehearsal';

export async function rehearse(
  flags: CommonFlags,
  how: RehearseFlags,
  terminal: Terminal,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-rehearsal-'));
  const stage = new AbortController();
  const signal = AbortSignal.any([terminal.signal, stage.signal]);
  try {
    await using stack = new AsyncDisposableStack();
    return await play(flags, how, { terminal, folder, signal, stack });
  } finally {
    stage.abort();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Stage {
  readonly terminal: Terminal;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly stack: AsyncDisposableStack;
}

async function play(flags: CommonFlags, how: RehearseFlags, stage: Stage): Promise<number> {
  const { terminal, stack, signal } = stage;
  const say = narrator(terminal);
  say.title(
    `A simulated rack of ${how.machines} machines, a boot source signed with a throw-away key, a git repository`,
  );
  let controller: Controller | undefined;
  const rack = stack.use(await buildRack(how, stage, () => controller, say.rack));
  const config = await buildSite(how, stage, rack);

  say.title('reconcile --dry-run');
  await dryRun({ ...flags, overrides: overridesOf(config) }, {}, terminal);

  say.title('reconcile');
  const limit = AbortSignal.timeout(how.timeout);
  const options = {
    env: terminal.env,
    log: { write: () => true },
    only: undefined,
    followMs: undefined,
  };
  controller = await createController(config, {
    ...options,
    signal: AbortSignal.any([signal, limit]),
    emit: say.controller,
  });
  let last: Parameters<Parameters<Controller['run']>[0]>[0] | undefined;
  await controller.run((pass) => settled((last = pass)));
  say.end();
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (last === undefined) return EXIT.failed;
  say.title(`After ${say.seconds()} s`);
  terminal.out(print(last.plan, 'rehearsal', flags, terminal));
  return isEmpty(last.plan) ? EXIT.done : EXIT.incomplete;
}

async function buildRack(
  { machines, seed }: RehearseFlags,
  { signal }: Stage,
  controller: () => Controller | undefined,
  tell: (event: RackEvent) => void,
): Promise<Rack> {
  const places = () => controller()?.places;
  return createRack({
    machines: exampleMachines(machines),
    services: () => ({
      dhcp: places()?.get('DHCP') ?? { address: CONTROLLER, port: 0 },
      tftpPort: places()?.get('TFTP')?.port ?? 0,
    }),
    relayAddress: RELAY,
    bmcAddress: BMCS,
    seed,
    faults: exampleFaults,
    parseYaml: parseYaml11,
    clock: { now: () => instant(systemClock.now()), sleep: systemClock.sleep },
    speed: 1,
    tell,
    signal,
  });
}

/** The repository, the store that its Site names, and settings that need no privileges. */
async function buildSite(
  { machines, seed }: RehearseFlags,
  { folder, stack }: Stage,
  rack: Rack,
): Promise<Config> {
  const key = await throwAwayKey('rehearsal');
  const files = await makeBootSource({ seed, sign: (text) => key.clearSign(text) });
  const bootSource = stack.use(await serveBootSource(BMCS, files));
  const site = exampleSite({
    machines,
    controller: CONTROLLER,
    bmc: rack.bmc,
    bootSource,
    key,
    stateId: STATE_ID,
  });
  const repository = join(folder, 'site');
  await writeRepository(repository, site, git);
  const config: Config = {
    inventory: { kind: 'git', url: `file://${repository}`, branch: 'main', path: '.' },
    dataDir: join(folder, 'data'),
    listen: {
      address: CONTROLLER,
      dhcp: 0,
      tftp: 0,
      http: 0,
      web: { address: CONTROLLER, port: 0 },
    },
    pollMs: 5_000,
    log: { level: 'info', format: 'text' },
  };
  const store = await createStore(config);
  await store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STATE_ID } }],
    [],
  );
  await store.close();
  return config;
}

const overridesOf = ({ inventory, dataDir }: Config): CommonFlags['overrides'] => ({
  'inventory.source': inventory.kind === 'git' ? inventory.url : inventory.path,
  dataDir,
});

async function git(args: readonly string[]): Promise<void> {
  const result = await exec('git', args, { signal: AbortSignal.timeout(30_000) });
  if (result.kind === 'exited' && result.code === 0) return;
  const why = result.kind === 'not-found' ? 'git is not installed' : result.stderr.trim();
  throw new ControllerError('E_GIT_FETCH', `git ${args.join(' ')}: ${why}`);
}

/** Tells the story as it happens: machines in the margin, seconds in front. */
function narrator(terminal: Terminal) {
  const started = systemClock.now();
  let over = false;
  const seconds = (): string => ((systemClock.now() - started) / 1000).toFixed(1);
  const line = (text: string): void =>
    terminal.out(`${terminal.paint('dim', seconds().padStart(6))}  ${text}\n`);
  return {
    seconds,
    /** What follows is the stage being cleared. */
    end: (): void => void (over = true),
    title: (text: string): void => terminal.out(`\n${terminal.paint('bold', text)}\n\n`),
    controller: (event: ControllerEvent): void => {
      const { subject, text } = narrate(event);
      if (TOLD.has(event.event))
        line(`${terminal.paint(COLOURS[event.event] ?? 'bold', subject.padEnd(10))} ${text}`);
    },
    rack: (event: RackEvent): void => {
      if (!over && isMilestone(event))
        line(terminal.paint('dim', `           ${printRackEvent(event)}`));
    },
  };
}

/** What the machines do themselves is told by the rack. */
const TOLD: ReadonlySet<ControllerEvent['event']> = new Set([
  'machine.moved',
  'machine.refused',
  'action.failed',
  'guard.refused',
  'image.synced',
  'stream.verified',
  'inventory.accepted',
  'service.failed',
]);

const COLOURS: { readonly [E in ControllerEvent['event']]?: 'red' | 'green' | 'yellow' } = {
  'machine.moved': 'green',
  'action.failed': 'yellow',
  'guard.refused': 'red',
  'service.failed': 'red',
};
