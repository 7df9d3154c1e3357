/** The stage of a rehearsal: a rack, a boot source with a throw-away key, an inventory, and a store that may act on it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Config, InventoryPlace } from '../controller/config.ts';
import type { Controller } from '../controller/wire.ts';
import { createStore, throwAwayKey } from '../controller/wire-commands.ts';
import { ControllerError } from '../core/errors.ts';
import { instant } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { InventorySource, LoadedInventory } from '../core/ports.ts';
import { systemClock } from '../lib/clock.ts';
import { exec } from '../lib/exec.ts';
import { parseYaml11 } from '../lib/yaml.ts';
import { makeBootSource, type Offer, serveBootSource } from '../rehearsal/boot-source.ts';
import { offersFor } from '../rehearsal/own-images.ts';
import { type Cast, type OwnStage, rehearsed } from '../rehearsal/own-site.ts';
import { createRack, type Rack, type RackOptions } from '../rehearsal/rack.ts';
import { exampleFaults, exampleMachines, exampleSite, writeRepository } from '../rehearsal/site.ts';
import type { RackEvent } from '../rehearsal/story.ts';

/** All of 127/8 is this host's: every simulated machine speaks from an address of its own. */
const CONTROLLER = '127.42.0.1';
const RELAY = '127.42.0.2';
const BMCS = '127.42.0.3';
const STATE_ID = 'rehearsal';

export interface StageOptions {
  /** Empty, and there while the stage stands. */
  readonly folder: string;
  readonly seed: number;
  readonly faultRate: number;
  /** Of the example: in place of its own. */
  readonly faults?: RackOptions['faults'];
  readonly speed: number;
  readonly tell: (event: RackEvent) => void;
  readonly signal: AbortSignal;
}

export interface Stage extends AsyncDisposable {
  readonly rack: Rack;
  readonly config: Config;
  /** In place of what the configuration names. */
  readonly source: InventorySource | undefined;
  /** Machines find the services of this controller from now on. */
  connect(controller: Pick<Controller, 'places'>): void;
}

/** The example: a rack of this size, declared in a git repository of its own. */
export async function exampleStage(machines: number, options: StageOptions): Promise<Stage> {
  const props = { models: exampleMachines(machines), faults: options.faults ?? exampleFaults };
  const { around, ...stage } = await build(props, options);
  const repository = join(options.folder, 'site');
  await writeRepository(repository, exampleSite({ machines, ...around }), git);
  const url = `file://${repository}`;
  const config = await settle(options.folder, { kind: 'git', url, branch: 'main', path: '.' });
  return { ...stage, config, source: undefined };
}

/** A person's own inventory, as it was loaded once. */
export interface OwnInventory {
  readonly inventory: Inventory;
  readonly files: LoadedInventory['files'];
  readonly place: InventoryPlace;
  readonly cast: Cast;
}

export async function ownStage(own: OwnInventory, options: StageOptions): Promise<Stage> {
  const { inventory, files, place, cast } = own;
  const props = { models: cast.models, images: offersFor(inventory) };
  const { around, ...stage } = await build(props, options);
  const played = { inventory: rehearsed(inventory, cast, around), diagnostics: [], files };
  const source: InventorySource = {
    head: async () => inventory.revision,
    load: async () => played,
  };
  return { ...stage, config: await settle(options.folder, place), source };
}

interface Props {
  readonly models: RackOptions['machines'];
  readonly faults?: RackOptions['faults'];
  readonly images?: readonly Offer[];
}

/** Boot source, rack and BMCs; and `around`, where they are. */
async function build(
  { models, faults = new Map(), images }: Props,
  { seed, faultRate, speed, tell, signal }: StageOptions,
) {
  await using stack = new AsyncDisposableStack();
  const key = await throwAwayKey('rehearsal');
  const sign = (text: string): Promise<string> => key.clearSign(text);
  const files = await makeBootSource({ seed, sign, ...(images && { images }) });
  const bootSource = stack.use(await serveBootSource(BMCS, files));
  let controller: Pick<Controller, 'places'> | undefined;
  const place = (name: string) => controller?.places.get(name);
  const rack = stack.use(
    await createRack({
      machines: models,
      services: () => ({
        dhcp: place('DHCP') ?? { address: CONTROLLER, port: 0 },
        tftpPort: place('TFTP')?.port ?? 0,
      }),
      relayAddress: RELAY,
      bmcAddress: BMCS,
      seed,
      faults,
      faultRate,
      genuine: new Set([...files.values()].map(sha256)),
      parseYaml: parseYaml11,
      clock: { now: () => instant(systemClock.now()), sleep: systemClock.sleep },
      speed,
      tell,
      signal,
    }),
  );
  const around: OwnStage = {
    controller: CONTROLLER,
    bmc: rack.bmc,
    bootSource,
    key,
    stateId: STATE_ID,
  };
  const standing = stack.move();
  return {
    rack,
    around,
    connect: (now: Pick<Controller, 'places'>): void => void (controller = now),
    [Symbol.asyncDispose]: () => standing.disposeAsync(),
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Settings that need no privileges, and the store that the site names. */
async function settle(folder: string, inventory: InventoryPlace): Promise<Config> {
  const config: Config = {
    inventory,
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

async function git(args: readonly string[]): Promise<void> {
  const result = await exec('git', args, { signal: AbortSignal.timeout(30_000) });
  if (result.kind === 'exited' && result.code === 0) return;
  const why = result.kind === 'not-found' ? 'git is not installed' : result.stderr.trim();
  throw new ControllerError('E_GIT_FETCH', `git ${args.join(' ')}: ${why}`);
}
