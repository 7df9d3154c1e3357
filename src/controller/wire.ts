/** The composition root of the controller: with wire-commands.ts, the only files that know adapters. It connects; it decides nothing. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { instant, type Ipv4 } from '../core/ids.ts';
import type { BootSource, SnapshotPolicy } from '../core/inventory.ts';
import { narrate } from '../core/narrate.ts';
import type {
  Clock,
  Fleet,
  ImageMirror,
  InventorySource,
  Secrets,
  StateStore,
} from '../core/ports.ts';
import type { Selector } from '../core/selector.ts';
import { createDiskStore, type DiskStore } from '../images/disk-store.ts';
import { createMirror, type Mirror } from '../images/mirror.ts';
import { createGitSource } from '../inventory/git.ts';
import { type GitShelfOptions, readBranch, writeBranch } from '../inventory/git-publish.ts';
import { createSecrets } from '../inventory/secrets.ts';
import { randomText, systemClock } from '../lib/clock.ts';
import { exec } from '../lib/exec.ts';
import { createBlobSender } from '../lib/http-blob.ts';
import { createHttpServer, type HttpApp, type Place } from '../lib/http-server.ts';
import { createLog } from '../lib/log.ts';
import { localIpv4Addresses } from '../lib/udp.ts';
import { registerMetadata } from '../metadata/routes.ts';
import { createCurrentWorld } from '../netboot/dhcp/current-world.ts';
import { createDhcpServer } from '../netboot/dhcp/server.ts';
import { createFileSpace, type FileSpace } from '../netboot/file-space.ts';
import { createGrubConnections, type GrubConnections } from '../netboot/grub-connections.ts';
import { registerNetboot } from '../netboot/routes.ts';
import { createTftpServer } from '../netboot/tftp/server.ts';
import { createPowerDrivers } from '../power/registry.ts';
import { createPowerHttp } from '../power/tools.ts';
import { createMetrics, type Metrics } from '../web/metrics.ts';
import { recent } from '../web/recent.ts';
import { registerWeb } from '../web/routes.ts';
import { statusView } from '../web/status.ts';
import { createApply } from './apply.ts';
import type { Config } from './config.ts';
import { createFleet } from './fleet.ts';
import { createHistorian } from './historian.ts';
import { findItself, sayItself } from './find-itself.ts';
import { createIntake, type Intake } from './intake.ts';
import { createJobs } from './jobs.ts';
import { createLeases, type Leases } from './leases.ts';
import { createLoop, type Loop, type Stop } from './loop.ts';
import { createObserve } from './observe.ts';
import { createPowerWatch } from './power-watch.ts';
import { createPublisher, type Publisher, type Shelf } from './publish.ts';
import { createRecords } from './records.ts';
import { type Service, startServices } from './services.ts';
import { folderShelf, keepKey, PUBLIC_KEY, SNAPSHOT } from './snapshot-place.ts';
import { createStore, type Environment } from './wire-commands.ts';

const clock: Clock = { now: () => instant(systemClock.now()), sleep: systemClock.sleep };
const random = { text: randomText };

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

/** Everything that the parts below are made of. */
interface Parts {
  readonly config: Config;
  readonly emit: Emit;
  readonly store: StateStore;
  readonly images: DiskStore;
  readonly secrets: Secrets;
  readonly intake: Intake;
  readonly leases: Leases;
  readonly fleet: Fleet;
  readonly loop: Loop;
  readonly metrics: Metrics;
  readonly space: FileSpace;
  readonly grub: GrubConnections;
  readonly places: Map<string, Place>;
  readonly publisher: Publisher;
  readonly signal: AbortSignal;
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
    inFlight: () => jobs.inFlight,
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

/** HTTP first: what DHCP and TFTP tell machines holds its port. */
function servicesOf(parts: Parts): readonly Service[] {
  const { listen } = parts.config;
  return [
    httpService('HTTP', { address: listen.address, port: listen.http }, parts, machineRoutes),
    httpService('page', listen.web, parts, pageRoutes),
    {
      name: 'DHCP',
      address: `${listen.address}:${listen.dhcp}/udp`,
      run: (signal, listening) => dhcp(parts).run(signal, placed(parts, 'DHCP', listening)),
    },
    {
      name: 'TFTP',
      address: `${listen.address}:${listen.tftp}/udp`,
      run: (signal, listening) => tftp(parts).run(signal, placed(parts, 'TFTP', listening)),
    },
  ];
}

const placed =
  ({ places }: Parts, name: string, listening: () => void) =>
  (place: Place): void => {
    places.set(name, place);
    listening();
  };

const httpPort = ({ places, config }: Parts): number =>
  places.get('HTTP')?.port ?? config.listen.http;

function dhcp(parts: Parts) {
  const { config, emit, leases, intake, loop } = parts;
  const world = createCurrentWorld({
    clock,
    inventory: () => intake.current()?.inventory,
    records: () => loop.last()?.observed.machines,
    addresses: () => localIpv4Addresses() as readonly Ipv4[],
    httpPort: () => httpPort(parts),
  });
  const listen = { address: config.listen.address, port: config.listen.dhcp };
  return createDhcpServer({ clock, emit, listen, world, leases });
}

function tftp(parts: Parts) {
  const { config, emit, space } = parts;
  const listen = { address: config.listen.address, port: config.listen.tftp };
  return createTftpServer({ clock, emit, listen, httpPort: httpPort(parts), files: space });
}

function httpService(
  name: string,
  place: Place,
  parts: Parts,
  register: (app: HttpApp, parts: Parts) => void,
): Service {
  const unavailable = (message: string, cause: unknown): Error =>
    new ControllerError('E_SERVICE_ADDRESS', message, { cause });
  return {
    name,
    address: `${place.address}:${place.port}/tcp`,
    run(signal, listening) {
      const server = createHttpServer({ ...place, unavailable });
      register(server.app, parts);
      return server.run(signal, placed(parts, name, listening));
    },
  };
}

function machineRoutes(app: HttpApp, parts: Parts): void {
  const { fleet, store, secrets, emit, intake, space, grub } = parts;
  const files = (): ReadonlyMap<string, Uint8Array> => intake.current()?.files ?? new Map();
  registerMetadata(app, { fleet, store, clock, random, secrets, emit, files });
  registerNetboot(app, space, { blobs: createBlobSender(), grub });
}

function pageRoutes(app: HttpApp, parts: Parts): void {
  const { loop, intake, store, images, metrics, signal, publisher } = parts;
  // Followers have no pass of their own, and their page tells the rows all the same.
  const look = createObserve({ store, images, power: undefined, clock, inFlight: () => new Set() });
  const make = async () => {
    const inventory = intake.current()?.inventory;
    const pass = loop.last();
    const seen = await look(inventory, signal);
    const observed = { ...seen, power: pass?.observed.power ?? seen.power };
    const site = (await store.get('site', 'site'))?.value;
    return statusView({
      inventory,
      plan: pass?.plan,
      observed,
      site,
      history: await store.history(undefined, 50),
    });
  };
  const history = (name: string) => store.history(`machine/${name}`, 100);
  const snapshot = recent(() => publisher.document(), 1_000, clock);
  registerWeb(app, { view: recent(make, 1_000, clock), metrics, history, snapshot });
}
