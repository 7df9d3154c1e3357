/** What DHCP answers from, without the leases: subnets we serve and machines that are declared in them. */
import {
  type Ipv4,
  type Mac,
  type MachineName,
  parseIpv4,
  type SubnetName,
} from '../../core/ids.ts';
import type { Inventory, Site, Subnet } from '../../core/inventory.ts';
import {
  type AddressRange,
  broadcast,
  fromNumber,
  inCidr,
  netmask,
  toNumber,
} from '../../core/ipv4.ts';
import { type Encoded, encodeOption } from './options.ts';

export interface World {
  /** Only subnets whose DHCP is not off: nothing is answered for any other. */
  readonly scopes: readonly Scope[];
  readonly hosts: ReadonlyMap<Mac, Host>;
  /** Addresses that the pools leave alone: reservations, and our own and the gateways' (`undefined`). */
  readonly reserved: ReadonlyMap<Ipv4, Mac | undefined>;
}

/** A subnet, and what its machines are told. Everything that all of them are told is encoded once. */
export interface Scope {
  readonly subnet: Subnet;
  /** The controller as machines there reach it: server identifier, next server, and the host of every URL. */
  readonly address: Ipv4;
  /** Where its machines reach our HTTP service: `10.0.0.1:5248`. */
  readonly authority: string;
  /** `address` is ours and in the subnet: its machines hear our broadcasts. */
  readonly onLink: boolean;
  /** The dynamic ranges, less what is reserved in them. */
  readonly spans: readonly Span[];
  /** `address`, as option 54. */
  readonly identifier: Encoded;
  /** Options that every reply with an address holds. */
  readonly always: readonly Encoded[];
  /** Options for who asks for them (option 55), or does not say what it wants. */
  readonly wanted: readonly Encoded[];
}

/** Addresses from first to last, as numbers. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A declared MAC. */
export interface Host {
  readonly name: MachineName;
  readonly subnet: SubnetName | undefined;
  /** The reservation. */
  readonly address: Ipv4 | undefined;
}

/** What a subnet says, or else the site. */
export type Services = Pick<Site, 'dns' | 'ntp'>;

/** The controller's own addresses on this host, and the port of its HTTP service. */
export interface Ourselves {
  readonly addresses: readonly Ipv4[];
  readonly httpPort: number;
}

/**
 * The world that an inventory makes for this controller. `others` are machines that left the inventory
 * but are still being served. Costs about a microsecond per machine: make it when
 * the inventory or the addresses change, not for every packet.
 */
export function worldOf(
  inventory: Inventory,
  ourselves: Ourselves,
  others: ReadonlyMap<Mac, Host> = new Map(),
): World {
  const hosts = new Map([...others, ...hostsOf(inventory)]);
  const reserved = new Map<Ipv4, Mac | undefined>();
  for (const [mac, host] of hosts) if (host.address !== undefined) reserved.set(host.address, mac);
  for (const { gateway } of inventory.subnets)
    if (gateway !== undefined) reserved.set(gateway, undefined);
  for (const address of ourselves.addresses) reserved.set(address, undefined);
  const scopes = inventory.subnets
    .filter((subnet) => subnet.dhcp !== 'off')
    .map((subnet) => scopeFor(subnet, inventory, ourselves))
    .filter((scope) => scope !== undefined);
  return { scopes, hosts, reserved };
}

export const NO_WORLD: World = { scopes: [], hosts: new Map(), reserved: new Map() };

function* hostsOf(inventory: Inventory): Generator<readonly [Mac, Host]> {
  for (const { name, identity, interfaces } of inventory.machines.values()) {
    for (const mac of identity.macs) yield [mac, { name, subnet: undefined, address: undefined }];
    for (const { mac, subnet, address } of interfaces) yield [mac, { name, subnet, address }];
  }
}

function scopeFor(
  subnet: Subnet,
  { site, subnets }: Inventory,
  { addresses, httpPort }: Ourselves,
): Scope | undefined {
  const own = addresses.find((address) => inCidr(address, subnet.cidr));
  const elsewhere = addresses.find((address) => subnets.some(({ cidr }) => inCidr(address, cidr)));
  const address = own ?? site.provisioningAddress ?? elsewhere;
  return address === undefined
    ? undefined
    : scopeOf(subnet, site, { address, httpPort, onLink: own !== undefined });
}

export function scopeOf(
  subnet: Subnet,
  site: Services,
  us: { readonly address: Ipv4; readonly httpPort: number; readonly onLink: boolean },
): Scope {
  const { address, httpPort, onLink } = us;
  const authority = `${address}:${httpPort}`;
  const identifier = encodeOption('serverIdentifier', address);
  const spans = spansOf(subnet);
  return { subnet, address, authority, onLink, spans, identifier, ...optionsOf(subnet, site) };
}

function optionsOf(subnet: Subnet, site: Services): Pick<Scope, 'always' | 'wanted'> {
  const dns = subnet.dns.length > 0 ? subnet.dns : site.dns;
  const servers = subnet.ntp.length > 0 ? subnet.ntp : site.ntp;
  // Option 42 holds addresses; servers given by name are cloud-init's to configure.
  const ntp = servers.map(parseIpv4).filter((address) => address !== undefined);
  const [domain] = subnet.search;
  const { gateway, mtu, cidr } = subnet;
  return {
    always: [
      encodeOption('subnetMask', netmask(cidr)),
      ...(gateway === undefined ? [] : [encodeOption('routers', [gateway])]),
      ...(dns.length === 0 ? [] : [encodeOption('domainNameServers', dns)]),
    ],
    wanted: [
      encodeOption('broadcastAddress', broadcast(cidr)),
      ...(mtu === undefined || mtu === 1500 ? [] : [encodeOption('interfaceMtu', mtu)]),
      ...(ntp.length === 0 ? [] : [encodeOption('ntpServers', ntp)]),
      ...(domain === undefined ? [] : [encodeOption('domainName', domain)]),
      ...(domain === undefined ? [] : [encodeOption('domainSearch', subnet.search)]),
    ],
  };
}

/** Network and broadcast addresses are no machine's (RFC 1122 §3.2.1.3), whatever the ranges say. */
function spansOf({ cidr, dynamic, reserved }: Subnet): readonly Span[] {
  const edges = cidr.prefix < 31 ? [cidr.network, broadcast(cidr)] : [];
  const holes = [...reserved, ...edges.map((edge): AddressRange => ({ first: edge, last: edge }))];
  return holes
    .map(toSpan)
    .reduce((spans, hole) => spans.flatMap((span) => without(span, hole)), dynamic.map(toSpan));
}

const toSpan = ({ first, last }: AddressRange): Span => ({
  first: toNumber(first),
  last: toNumber(last),
});

function without(span: Span, hole: Span): readonly Span[] {
  if (hole.last < span.first || hole.first > span.last) return [span];
  const rest = [
    { first: span.first, last: hole.first - 1 },
    { first: hole.last + 1, last: span.last },
  ];
  return rest.filter(({ first, last }) => first <= last);
}

export const inScope = (address: Ipv4, scope: Scope): boolean => inCidr(address, scope.subnet.cidr);

export const sizeOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** The address at this place, counted through all spans. */
export function addressAt(spans: readonly Span[], place: number): Ipv4 {
  let left = place;
  for (const { first, last } of spans) {
    if (left <= last - first) return fromNumber(first + left);
    left -= last - first + 1;
  }
  return fromNumber(0);
}

export function inSpans(address: Ipv4, spans: readonly Span[]): boolean {
  const value = toNumber(address);
  return spans.some(({ first, last }) => value >= first && value <= last);
}
