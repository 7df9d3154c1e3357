/** The DHCP server as a function (RFC 2131 §4.3): a request, what is declared, what is handed out → what to say, and what to remember. */
import { type Instant, type Ipv4, later, type Mac } from '../../core/ids.ts';
import { chooseBoot, type BootMethod } from '../firmware.ts';
import { grant, leaseSeconds, type Outgoing, refusal } from './answer.ts';
import { type Client, clientOf, type Request } from './client.ts';
import { MESSAGE, readOption } from './options.ts';
import { NO_ADDRESS } from './packet.ts';
import {
  type AddressTable,
  type Change,
  isFree,
  isPermitted,
  pickAddress,
  type Seeker,
} from './pool.ts';
import { inScope, type Scope, type World } from './world.ts';

export interface Reply extends Outgoing {
  readonly kind: 'offer' | 'ack' | 'nak';
  readonly mac: Mac;
  readonly address: Ipv4 | undefined;
  readonly firmware: string | undefined;
  readonly because: string;
  readonly change: Change | undefined;
}

export interface Silence {
  readonly kind: 'silence';
  readonly mac: Mac | undefined;
  readonly because: string;
  readonly change: Change | undefined;
}

export type Decision = Reply | Silence;

/**
 * One decision for each wire that the client may be on: nobody can tell on which of ours a broadcast
 * came in, and only the client's own wire hears the answer that is meant for it.
 */
export function decide(
  request: Request,
  world: World,
  table: AddressTable,
  at: Instant,
): readonly Decision[] {
  const client = clientOf(request, world);
  if (client === undefined) return [silence(undefined, 'not a DHCP request of an Ethernet client')];
  const scopes = scopesFor(client, world);
  if (typeof scopes === 'string') return [silence(client.mac, scopes)];
  const admitted = scopes.filter((scope) => isAdmitted(client, scope, table, at));
  if (admitted.length === 0) {
    const names = scopes.map(({ subnet }) => subnet.name).join(', ');
    return [
      silence(client.mac, `nothing declares it, and subnet ${names} ignores unknown machines`),
    ];
  }
  return admitted.map((scope) => answer({ client, scope, at, world, table }));
}

interface Question {
  readonly client: Client;
  readonly scope: Scope;
  readonly at: Instant;
  readonly world: World;
  readonly table: AddressTable;
}

const silence = (mac: Mac | undefined, because: string, change?: Change): Silence => ({
  kind: 'silence',
  mac,
  because,
  change,
});

/** The subnets that the client may be in, or why there is none. */
function scopesFor(client: Client, { scopes }: World): readonly Scope[] | string {
  const { relay, packet, serverId, requested } = client;
  const { ciaddr } = packet;
  if (relay !== undefined)
    return some(
      scopes.filter((scope) => inScope(relay.link, scope)),
      `relayed from ${relay.link}, which is in no subnet that is served`,
    );
  // It has an address and is reached by routing, also in a subnet whose other messages come through a relay.
  if (ciaddr !== NO_ADDRESS)
    return some(
      scopes.filter((scope) => inScope(ciaddr, scope)),
      `it has ${ciaddr}, which is in no subnet that is served`,
    );
  if (serverId !== undefined)
    return some(
      scopes.filter((scope) => scope.address === serverId && holds(scope, requested)),
      `it chose the server ${serverId}`,
    );
  return wiresOf(client, scopes);
}

const some = (scopes: readonly Scope[], because: string): readonly Scope[] | string =>
  scopes.length === 0 ? because : scopes;

const holds = (scope: Scope, address: Ipv4 | undefined): boolean =>
  address !== undefined && inScope(address, scope);

/** For a broadcast without an address: a declared MAC names its subnet, any other may be on every wire of ours. */
function wiresOf({ host, requested }: Client, scopes: readonly Scope[]): readonly Scope[] | string {
  const local = scopes.filter((scope) => scope.onLink && scope.subnet.dhcp === 'server');
  const own = local.filter(
    (scope) =>
      (host?.subnet === undefined || host.subnet === scope.subnet.name) &&
      (host?.address === undefined || inScope(host.address, scope)),
  );
  const remembered = own.filter((scope) => holds(scope, requested));
  const because =
    host === undefined
      ? 'no subnet of ours is served directly'
      : `${host.name} is declared in a subnet that is not served directly`;
  return some(remembered.length > 0 ? remembered : own, because);
}

/** An unknown machine with a lease in hand keeps it: it may have left the inventory while it was being installed. */
function isAdmitted(client: Client, scope: Scope, table: AddressTable, at: Instant): boolean {
  if (client.host !== undefined || scope.subnet.unknown === 'enlist') return true;
  const lease = table.leaseOf(client.mac);
  return (
    lease !== undefined &&
    client.messageType !== MESSAGE.DISCOVER &&
    lease.expiresAt > at &&
    inScope(lease.address, scope)
  );
}

function answer(question: Question): Decision {
  const { client, scope } = question;
  const boot = chooseBoot(client.hints, scope.authority);
  if (boot.kind === 'refused') return silence(client.mac, boot.because);
  const method = boot.kind === 'boot' ? boot : undefined;
  switch (client.messageType) {
    case MESSAGE.DISCOVER:
      return offer(question, method);
    case MESSAGE.REQUEST:
      return confirm(question, method);
    case MESSAGE.INFORM:
      return inform(question, method);
    case MESSAGE.DECLINE:
      return decline(question);
    case MESSAGE.RELEASE:
      return release(question);
    default:
      return silence(client.mac, `message type ${client.messageType} is not a client's`);
  }
}

/** How long an offered address is kept for its client: firmware may listen to other offers for half a minute. */
const OFFER_HOLD_MS = 60_000;
/** How long an address that a client found in use is left alone. */
const SET_ASIDE_MS = 600_000;

const seekerOf = ({ client, scope, at }: Question): Seeker => ({
  mac: client.mac,
  host: client.host,
  scope,
  at,
});

function offer(question: Question, boot: BootMethod | undefined): Decision {
  const { client, scope, at, world, table } = question;
  const { mac, requested } = client;
  const address = pickAddress(seekerOf(question), requested, world, table);
  if (address === undefined)
    return silence(mac, `no address of subnet ${scope.subnet.name} is free for it`);
  const claim = { mac, until: later(at, OFFER_HOLD_MS) };
  return {
    ...said(question, address, boot),
    kind: 'offer',
    ...grant('OFFER', client, scope, { address, boot }),
    // Two machines that ask in the same second never get one address: it is taken when it is offered.
    change: { kind: 'hold', address, claim },
  };
}

/** RFC 2131 §4.3.2: SELECTING names a server, RENEWING and REBINDING have a ciaddr, INIT-REBOOT has neither. */
function confirm(question: Question, boot: BootMethod | undefined): Decision {
  const { client, scope, world, table } = question;
  const { mac, serverId, requested, packet } = client;
  if (serverId !== undefined && serverId !== scope.address)
    return silence(mac, `it chose the server ${serverId}`);
  const address = packet.ciaddr === NO_ADDRESS ? requested : packet.ciaddr;
  if (address === undefined) return silence(mac, 'a REQUEST that names no address');
  const rebooting = serverId === undefined && packet.ciaddr === NO_ADDRESS;
  const seeker = seekerOf(question);
  const known = client.host !== undefined || table.leaseOf(mac) !== undefined;
  // "If the DHCP server has no record of this client, then it MUST remain silent."
  if (rebooting && !known) return silence(mac, `it asks for ${address} again, and has no lease`);
  if (!isPermitted(address, seeker, world))
    return nak(question, address, `${address} is not for this machine here`);
  if (!isFree(address, seeker, table)) return nak(question, address, `${address} is taken`);
  const reserved = client.host?.address;
  if (rebooting && reserved !== undefined && reserved !== address && holds(scope, reserved))
    return nak(question, address, `${reserved} is reserved for it`);
  return ack(question, address, boot);
}

function ack(question: Question, address: Ipv4, boot: BootMethod | undefined): Reply {
  const { client, scope, at } = question;
  const hostname = client.host?.name ?? hostNameOf(client);
  const lease = {
    mac: client.mac,
    address,
    subnet: scope.subnet.name,
    expiresAt: later(at, leaseSeconds(client) * 1000),
    ...(hostname === undefined ? {} : { hostname }),
  };
  return {
    ...said(question, address, boot),
    kind: 'ack',
    ...grant('ACK', client, scope, { address, boot }),
    change: { kind: 'lease', lease },
  };
}

function nak(question: Question, address: Ipv4, because: string): Reply {
  const { client, scope } = question;
  return {
    ...said(question, address, undefined),
    kind: 'nak',
    because,
    ...refusal(client, scope, because),
  };
}

function inform(question: Question, boot: BootMethod | undefined): Decision {
  const { client, scope } = question;
  if (client.packet.ciaddr === NO_ADDRESS)
    return silence(client.mac, 'an INFORM without an address');
  return {
    ...said(question, undefined, boot),
    kind: 'ack',
    ...grant('ACK', client, scope, { address: undefined, boot }),
  };
}

function decline({ client, table, at }: Question): Silence {
  const { mac, requested } = client;
  if (requested === undefined || table.claimOn(requested)?.mac !== mac)
    return silence(mac, 'it declines an address that it was not given');
  return silence(mac, `it found ${requested} in use: set aside for ten minutes`, {
    kind: 'set-aside',
    address: requested,
    claim: { mac: undefined, until: later(at, SET_ASIDE_MS) },
  });
}

function release({ client, table }: Question): Silence {
  const { mac, packet } = client;
  if (table.leaseOf(mac)?.address !== packet.ciaddr)
    return silence(mac, 'it releases an address that it does not hold');
  return silence(mac, `released ${packet.ciaddr}`, { kind: 'release', mac });
}

function said(
  { client, scope }: Question,
  address: Ipv4 | undefined,
  boot: BootMethod | undefined,
): Pick<Reply, 'mac' | 'address' | 'firmware' | 'because' | 'change'> {
  const { mac, host } = client;
  const who = host === undefined ? 'an unknown machine' : host.name;
  const how = host?.address === address && host !== undefined ? 'reserved' : 'dynamic';
  return {
    mac,
    address,
    firmware: boot?.firmware,
    because: `${who} in subnet ${scope.subnet.name}${address === undefined ? '' : `, ${how}`}`,
    change: undefined,
  };
}

/** A stranger's own name, where it is one. */
function hostNameOf({ packet }: Client): string | undefined {
  const name = readOption(packet.options, 'hostName');
  return name !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/.test(name) ? name : undefined;
}
