/** One request to the metadata service, and what every route needs to answer it. */
import type { ControllerEvent } from '../core/events.ts';
import { parseIpv4 } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import { isErasing } from '../core/erasing.ts';
import type { AddressLease } from '../core/observed.ts';
import type {
  Clock,
  Fleet,
  FoundMachine,
  Random,
  Secrets,
  StateStore,
  Token,
} from '../core/ports.ts';
import type { Release } from '../config/apt.ts';
import type { Caller } from './credentials.ts';
import type { EnvironmentFiles } from './environment.ts';
import { refusal, type Reply } from './reply.ts';

export interface MetadataDeps {
  readonly fleet: Fleet;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly emit: (event: ControllerEvent) => void;
  /** Files of the inventory in force, by path: the installer's archive is one. */
  readonly files: () => ReadonlyMap<string, Uint8Array>;
}

export interface Service extends MetadataDeps {
  readonly environment: EnvironmentFiles;
}

export interface Call {
  readonly caller: Caller;
  readonly peer: string;
  /** Address and port of our end of the connection: what every URL in the answer starts with. */
  readonly authority: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

export const NOT_READY: Reply = refusal(503, 'no inventory is in force yet');

/** Says no, and tells people why; the peer learns no more than the reason. */
export function refuse(
  { emit }: Pick<Service, 'emit'>,
  { path, peer }: Call,
  status: 400 | 401 | 403 | 404 | 503,
  because: string,
): Reply {
  emit({ event: 'metadata.refused', path, peer, because });
  return refusal(status, because);
}

/** The machine whose current lease the peer's address is, whoever the peer says that it is. */
export async function machineAt(
  { fleet }: Pick<Service, 'fleet'>,
  peer: string,
): Promise<FoundMachine | undefined> {
  const lease = await leaseAt({ fleet }, peer);
  return lease === undefined ? undefined : fleet.byMac(lease.mac);
}

export async function leaseAt(
  { fleet }: Pick<Service, 'fleet'>,
  peer: string,
): Promise<AddressLease | undefined> {
  const address = parseIpv4(peer);
  return address === undefined ? undefined : fleet.leaseOf(address);
}

/** Stages come by the second; one row written every so often says "alive" as well. */
const HEARD_EVERY_MS = 10_000;

/** A boot that is only powered off says nothing about the one that the phase waits for. */
export async function hear(
  service: Service,
  { id, record }: FoundMachine,
  environment: Token['environment'],
): Promise<void> {
  const fresh =
    record.heardAt !== undefined && service.clock.now() - record.heardAt < HEARD_EVERY_MS;
  const waited =
    environment === 'erasing'
      ? isErasing(record)
      : record.phase === 'commissioning' || record.phase === 'deploying';
  if (waited && !fresh) await service.fleet.report(id, { kind: 'heard' });
}

/** What an image runs, for the package sources of an environment that boots it. */
export async function releaseOf(
  { fleet }: Pick<Service, 'fleet'>,
  wanted: { readonly os: string; readonly release: string; readonly architecture: string },
): Promise<Release> {
  const { os, release, architecture } = wanted;
  for (const versions of (await fleet.images()).values())
    for (const { product } of versions)
      if (product.os === os && product.release === release && product.kind === 'boot')
        return { os, releaseVersion: product.releaseVersion, architecture };
  return { os, releaseVersion: '', architecture };
}

/** The environment that enlists, commissions and powers off, for one architecture. */
export const commissioningImage = (
  { site }: Inventory,
  architecture: string,
): { readonly os: string; readonly release: string; readonly architecture: string } => ({
  os: site.commissioning.os,
  release: site.commissioning.release,
  architecture,
});

/** For a reason in a record and in a log: one line, and not a book. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);

/** What a machine says, for people: on one line, and without the secrets that it may have been given. */
export const said = ({ secrets }: Pick<Service, 'secrets'>, text: string): string =>
  oneLine(secrets.hide?.(text) ?? text);
