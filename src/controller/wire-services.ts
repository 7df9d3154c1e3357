/** The services that machines and people talk to, each from its room. */
import { ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { Ipv4 } from '../core/ids.ts';
import type { Fleet, Secrets, StateStore } from '../core/ports.ts';
import type { DiskStore } from '../images/disk-store.ts';
import { randomText } from '../lib/clock.ts';
import { createBlobSender } from '../lib/http-blob.ts';
import { createHttpServer, type HttpApp, type Place } from '../lib/http-server.ts';
import { localIpv4Addresses } from '../lib/udp.ts';
import { registerMetadata } from '../metadata/routes.ts';
import { createCurrentWorld } from '../netboot/dhcp/current-world.ts';
import { createDhcpServer } from '../netboot/dhcp/server.ts';
import type { FileSpace } from '../netboot/file-space.ts';
import type { GrubConnections } from '../netboot/grub-connections.ts';
import { registerNetboot } from '../netboot/routes.ts';
import { createTftpServer } from '../netboot/tftp/server.ts';
import type { Metrics } from '../web/metrics.ts';
import { recent } from '../web/recent.ts';
import { registerWeb } from '../web/routes.ts';
import { statusView } from '../web/status.ts';
import type { Config } from './config.ts';
import type { Intake } from './intake.ts';
import type { Leases } from './leases.ts';
import type { Loop } from './loop.ts';
import { createObserve } from './observe.ts';
import type { Publisher } from './publish.ts';
import type { Service } from './services.ts';
import { clock } from './wire-commands.ts';

export const random = { text: randomText };

/** What the services are made of. */
export interface Parts {
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

/** HTTP first: what DHCP and TFTP tell machines holds its port. */
export function servicesOf(parts: Parts): readonly Service[] {
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
