/** Subnets and their ranges: what would hand one address out twice, or one that nobody can use. */
import { printPlace, type SourceRange } from '../core/diagnostic.ts';
import { type Ipv4, parseIpv4, type SubnetName } from '../core/ids.ts';
import type { Site, Subnet } from '../core/inventory.ts';
import {
  type AddressRange,
  broadcast,
  type Cidr,
  inCidr,
  inRange,
  parseCidr,
  printCidr,
  toNumber,
} from '../core/ipv4.ts';
import type { SubnetDocument } from './documents/subnet.ts';
import type { Sourced } from './kinds.ts';
import type { Linking } from './linking.ts';
import type { SourceDocument } from './read.ts';

interface Placed {
  readonly range: AddressRange;
  readonly at: SourceRange;
}

export function linkSubnets(linking: Linking, site: Site): readonly Subnet[] {
  const linked = linking.documents.Subnet.flatMap((document) => {
    const subnet = linkSubnet(linking, document, site);
    return subnet === undefined ? [] : [subnet];
  });
  overlaps(linking, linked);
  return linked;
}

function linkSubnet(
  linking: Linking,
  { value, source }: Sourced<SubnetDocument>,
  site: Site,
): Subnet | undefined {
  const cidr = parseCidr(value.cidr);
  if (cidr === undefined) {
    linking.error(
      'bad-cidr',
      source.valueAt(['cidr']),
      `${value.cidr} is the address of a host in its network`,
      'write the first address of the network: the bits after the prefix are zero',
    );
    return undefined;
  }
  const name = value.name as SubnetName;
  const where = { value, subnet: { cidr, name } };
  const dynamic = ranges(linking, source, { ...where, field: 'dynamic' });
  const reserved = ranges(linking, source, { ...where, field: 'reserved' });
  const subnet: Subnet = {
    name,
    cidr,
    gateway: value.gateway as Ipv4 | undefined,
    dns: (value.dns ?? site.dns) as readonly Ipv4[],
    ntp: value.ntp ?? site.ntp,
    search: value.search ?? [],
    mtu: value.mtu,
    dynamic: dynamic.map((p) => p.range),
    reserved: reserved.map((p) => p.range),
    dhcp: value.dhcp ?? 'off',
    unknown: value.unknown ?? 'ignore',
    declaredAt: source.keyAt(['kind']),
  };
  checkGateway(linking, subnet, source.valueAt(['gateway']));
  checkDynamic(linking, subnet, dynamic);
  if (subnet.unknown === 'enlist' && subnet.dhcp !== 'off' && dynamic.length === 0)
    linking.error(
      'nothing-to-hand-out',
      source.valueAt(['unknown']),
      `subnet "${value.name}" enlists unknown machines and has no addresses for them`,
      'add dynamic: and a range',
    );
  return subnet;
}

function ranges(
  linking: Linking,
  source: SourceDocument,
  where: {
    readonly value: SubnetDocument;
    readonly subnet: Pick<Subnet, 'cidr' | 'name'>;
    readonly field: 'dynamic' | 'reserved';
  },
): readonly Placed[] {
  return (where.value[where.field] ?? []).flatMap((text, index) => {
    const at = source.valueAt([where.field, index]);
    const [first, last] = text.split('-').map(parseIpv4);
    if (first === undefined) return [];
    const range = { first, last: last ?? first };
    if (toNumber(range.last) < toNumber(range.first)) {
      linking.error('bad-range', at, `the range ${text} ends before it begins`, 'swap its ends');
      return [];
    }
    const why = whyUnusable(range.first, where.subnet) ?? whyUnusable(range.last, where.subnet);
    // Reserving the network's own address changes nothing; handing it out would.
    if (why === undefined || (where.field === 'reserved' && inside(range, where.subnet.cidr)))
      return [{ range, at }];
    linking.error('bad-range', at, `an end of the range ${text} ${why}`, USABLE);
    return [];
  });
}

const inside = (range: AddressRange, cidr: Cidr): boolean =>
  inCidr(range.first, cidr) && inCidr(range.last, cidr);

function checkGateway(linking: Linking, subnet: Subnet, at: SourceRange): void {
  if (subnet.gateway === undefined) return;
  const why = whyUnusable(subnet.gateway, subnet);
  if (why !== undefined)
    linking.error('bad-address', at, `the gateway ${subnet.gateway} ${why}`, USABLE);
}

const USABLE = 'write the address of a host of this subnet';

/** Why no host can have that address. */
export function whyUnusable(
  address: Ipv4,
  { cidr, name }: Pick<Subnet, 'cidr' | 'name'>,
): string | undefined {
  if (!inCidr(address, cidr)) return `is outside of subnet "${name}", ${printCidr(cidr)}`;
  if (cidr.prefix > 30) return undefined; // RFC 3021: both addresses of a /31 are hosts
  if (address === cidr.network) return `is the network address of subnet "${name}"`;
  return address === broadcast(cidr) ? `is the broadcast address of subnet "${name}"` : undefined;
}

function checkDynamic(linking: Linking, subnet: Subnet, dynamic: readonly Placed[]): void {
  for (const [index, { range, at }] of dynamic.entries()) {
    const other = dynamic.slice(0, index).find((o) => meet(o.range, range));
    const { gateway } = subnet;
    if (other !== undefined)
      linking.error(
        'overlapping-ranges',
        at,
        `this range overlaps the one at ${printPlace(other.at)}`,
        'an address must be in one dynamic range only',
      );
    if (gateway !== undefined && inRange(gateway, range))
      linking.error(
        'bad-range',
        at,
        `this dynamic range holds the gateway ${gateway}`,
        'leave it out of the range: it would be handed out',
      );
  }
}

const meet = (a: AddressRange, b: AddressRange): boolean =>
  toNumber(a.first) <= toNumber(b.last) && toNumber(b.first) <= toNumber(a.last);

function overlaps(linking: Linking, subnets: readonly Subnet[]): void {
  for (const [index, subnet] of subnets.entries()) {
    const other = subnets
      .slice(0, index)
      .find((o) => inCidr(o.cidr.network, subnet.cidr) || inCidr(subnet.cidr.network, o.cidr));
    if (other !== undefined)
      linking.error(
        'overlapping-subnets',
        subnet.declaredAt,
        `subnet "${subnet.name}", ${printCidr(subnet.cidr)}, overlaps "${other.name}", ${printCidr(other.cidr)}`,
        `the other is at ${printPlace(other.declaredAt)}; an address must be in one subnet only`,
      );
  }
}
