/**
 * The composition root of the controller: with wire-services.ts and wire-commands.ts, the only files that
 * know adapters. It connects; it decides nothing.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { BootSource, SnapshotPolicy } from '../core/inventory.ts';
import { narrate } from '../core/narrate.ts';
import type { ImageMirror, InventorySource, Secrets } from '../core/ports.ts';
import type { Selector } from '../core/selector.ts';
import { createDiskStore, type DiskStore } from '../images/disk-store.ts';
import { createMirror, type Mirror } from '../images/mirror.ts';
import { createGitSource } from '../inventory/git.ts';
import { type GitShelfOptions, readBranch, writeBranch } from '../inventory/git-publish.ts';
import { createSecrets } from '../inventory/secrets.ts';
import { randomText, systemClock } from '../lib/clock.ts';
import { exec } from '../lib/exec.ts';
import type { Place } from '../lib/http-server.ts';
import { createLog } from '../lib/log.ts';
import { createFileSpace } from '../netboot/file-space.ts';
import { createGrubConnections } from '../netboot/grub-connections.ts';
import { createPowerDrivers } from '../power/registry.ts';
import { createPowerHttp } from '../power/tools.ts';
import { createMetrics } from '../web/metrics.ts';
import { createApply } from './apply.ts';
import type { Config } from './config.ts';
import { createFleet } from './fleet.ts';
import { createHistorian } from './historian.ts';
import { findItself, sayItself } from './find-itself.ts';
import { createIntake, type Intake } from './intake.ts';
import { createJobs } from './jobs.ts';
import { createLeases } from './leases.ts';
import { createLoop, type Stop } from './loop.ts';
import { createObserve } from './observe.ts';
import { createPowerWatch } from './power-watch.ts';
import { createPublisher, type Publisher, type Shelf } from './publish.ts';
import { createRecords } from './records.ts';
import { startServices } from './services.ts';
import { folderShelf, keepKey, PUBLIC_KEY, SNAPSHOT } from './snapshot-place.ts';
import { clock, createStore, type Environment } from './wire-commands.ts';
import { type Parts, random, servicesOf } from './wire-services.ts';

export interface ControllerOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Where the log goes. */
  readonly log: { write(line: string): unknown };
  /** Machines that may be acted on; all, without it. */
  readonly only: Selector | undefined;
  /** Subject keys of the operations of a saved plan, when one is applied. */
  readonly saved?: ReadonlySet<string> | undefined;
  /** Ends the run after following another controller for this long. */
  readonly followMs: number | undefined;
  /** Sees every event, besides the log. */
  readonly emit?: Emit;
  /** In place of the repository and of the host's secrets: rehearsals bring their own. */
  readonly source?: InventorySource;
  readonly secrets?: Secrets;
}

export interface Controller {
  /** Starts the services and runs passes until the signal, or until `stop` says so. Closes all at its end. */
  run(stop: Stop): Promise<'led' | 'following'>;
  /** Where `HTTP`, `page`, `DHCP` and `TFTP` listen, from when they do. */
  readonly places: ReadonlyMap<string, Place>;
  readonly intake: Intake;
}

export async function createController(
  config: Config,
  options: ControllerOptions,
): Promise<Controller> {
  const { env, signal } = options;
  const store = await createStore(config);
  const images = await createDiskStore(join(config.dataDir, 'images'), clock);
  const metrics = createMetrics();
  const log = createLog({
    ...config.log,
    stream: options.log,
    now: systemClock.now,
    tell: narrate,
  });
  const historian = createHistorian(store, clock);
  const emit: Emit = (event) => {
    for (const sink of [log.sink, metrics.sink, historian.sink, options.emit]) sink?.(event);
  };
  const secrets = options.secrets ?? createSecrets(env);
  const http = createPowerHttp();
  const drivers = createPowerDrivers({ exec, http, clock });
  const itself = await findItself();
  emit({ event: 'host.found', name: hostname(), because: sayItself(itself) });
  const records = createRecords({
    store,
    clock,
    random,
    emit,
    inventory: () => inventory(),
    itself,
    doubt: (of) => publisher.doubt(of),
  });
  const repository = options.source ?? followed(config, env);
  const intake = createIntake({ source: repository, store, clock, emit });
  const poke = (): void => loop.poke();
  const mirrors = createMirrors(images, emit);
  const apply = createApply({
    records,
    store,
    images,
    mirror: (source) => mirrors.of(source),
    drivers,
    secrets,
    clock,
    emit,
  });
  const jobs = createJobs({ apply, store, clock, emit, signal, poke });
  const power = createPowerWatch({ drivers, secrets, clock, poke });
  const publisher = createPublisher({
    store,
    clock,
    emit,
    key: () => keepKey(config),
    boot: randomText(12),
    last: () => loop.last(),
    shelves: (policy) => shelvesOf(policy, config, env),
  });
  const doubt: Publisher['doubt'] = (inventory) => publisher.doubt(inventory);
  const inFlight = () => jobs.inFlight;
  const observe = createObserve({ store, images, power, clock, itself, inFlight, doubt });
  const holder = `${hostname()}:${process.pid}:${randomText(6)}`;
  const loop = createLoop({
    ...options,
    intake,
    observe,
    jobs,
    store,
    clock,
    emit,
    holder,
    pollMs: config.pollMs,
  });
  const leases = createLeases(store, clock);
  const inventory = () => intake.current()?.inventory;
  const fleet = createFleet({
    inventory,
    store,
    images,
    records,
    leases,
    poke,
    inFlight,
    doubt,
  });
  const grub = createGrubConnections();
  const space = createFileSpace({ fleet, store: images, clock, emit, booting: grub.reset });
  const places = new Map<string, Place>();
  const parts: Parts = {
    config,
    emit,
    store,
    images,
    secrets,
    intake,
    leases,
    fleet,
    loop,
    metrics,
    space,
    grub,
    places,
    publisher,
    signal,
  };

  return {
    places,
    intake,
    async run(stop) {
      const ending = new AbortController();
      const until = AbortSignal.any([signal, ending.signal]);
      try {
        const { stopped } = await startServices(servicesOf(parts), { clock, emit, signal: until });
        const publishing = publisher.run(until);
        const end = await loop.run(until, stop);
        ending.abort();
        await Promise.all([stopped, publishing]);
        return end;
      } finally {
        ending.abort();
        await jobs.idle();
        await Promise.all([mirrors.close(), http.close(), historian.settled()]);
        await store.close();
      }
    },
  };
}

/** The branch that is followed: converging needs revisions. */
function followed({ inventory, dataDir }: Config, env: Environment): InventorySource {
  if (inventory.kind === 'folder')
    throw new ControllerError(
      'E_BUG',
      `converging from the folder ${inventory.path}, which has no revisions`,
    );
  return createGitSource({ ...inventory, mirrorDir: join(dataDir, 'inventory'), env });
}

/** A folder converges nothing, so what follows one publishes to no branch. */
function shelvesOf(
  { folder, branch }: SnapshotPolicy,
  { dataDir, inventory }: Config,
  env: Environment,
): readonly Shelf[] {
  const shelves = folder === undefined ? [] : [folderShelf(folder, dataDir)];
  if (branch === undefined || inventory.kind === 'folder') return shelves;
  const options = { url: inventory.url, branch, dir: join(dataDir, 'publish'), env };
  return [...shelves, branchShelf(options, inventory.branch)];
}

function branchShelf(options: GitShelfOptions, head: string): Shelf {
  const { branch } = options;
  return {
    name: `branch ${branch}`,
    read: (signal) => readBranch(options, SNAPSHOT, signal),
    async write(document, publicKey, signal) {
      if (branch === head)
        throw new TypeError(`Site.snapshots.branch ${branch} is the branch of the inventory`);
      const files = [
        [SNAPSHOT, document],
        [PUBLIC_KEY, `${publicKey}\n`],
      ] as const;
      await writeBranch(options, new Map(files), signal);
    },
  };
}

/** One mirror for the source in force; a changed source gets a new one. */
function createMirrors(store: DiskStore, emit: Emit) {
  let current: { readonly source: BootSource; readonly mirror: Mirror } | undefined;
  return {
    of(source: BootSource): ImageMirror {
      if (current !== undefined && JSON.stringify(current.source) === JSON.stringify(source))
        return current.mirror;
      void current?.mirror.close();
      current = { source, mirror: createMirror({ source, store, clock, emit }) };
      return current.mirror;
    },
    close: async (): Promise<void> => current?.mirror.close(),
  };
}
