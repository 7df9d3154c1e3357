/** A site's subnets, laid out again on this host's loopback: 127/8 has room for all but the largest. */
import type { Ipv4, SubnetName } from '../core/ids.ts';
import type { Subnet } from '../core/inventory.ts';
import {
  type AddressRange,
  broadcast,
  type Cidr,
  fromNumber,
  inCidr,
  inRange,
  toNumber,
} from '../core/ipv4.ts';

/** Below it are the controller, the relay agents of examples, and the BMCs. */
const FIRST = toNumber('127.43.0.0' as Ipv4);
const END = toNumber('128.0.0.0' as Ipv4);

export interface Loopback {
  readonly cidrs: ReadonlyMap<SubnetName, Cidr>;
  /** Addresses of no declared subnet stay as they are. */
  readonly address: (address: Ipv4) => Ipv4;
  readonly range: (range: AddressRange) => AddressRange;
  /** In the subnet, and nobody's: for the relay agent. */
  readonly relay: (subnet: Subnet, taken: ReadonlySet<Ipv4>) => Ipv4;
}

/** Largest first, so that every subnet keeps its prefix length; `undefined` where they do not fit. */
export function layOut(subnets: readonly Subnet[]): Loopback | undefined {
  const cidrs = new Map<SubnetName, Cidr>();
  let next = FIRST;
  for (const { name, cidr } of subnets.toSorted((a, b) => a.cidr.prefix - b.cidr.prefix)) {
    const size = 2 ** (32 - cidr.prefix);
    const first = Math.ceil(next / size) * size;
    next = first + size;
    if (next > END) return undefined;
    cidrs.set(name, { network: fromNumber(first), prefix: cidr.prefix });
  }

  const address = (old: Ipv4): Ipv4 => {
    const home = subnets.find(({ cidr }) => inCidr(old, cidr));
    const cidr = home && cidrs.get(home.name);
    if (home === undefined || cidr === undefined) return old;
    return fromNumber(toNumber(cidr.network) + toNumber(old) - toNumber(home.cidr.network));
  };
  return {
    cidrs,
    address,
    range: ({ first, last }) => ({ first: address(first), last: address(last) }),
    relay: (subnet, taken) => address(lastFree(subnet, taken)),
  };
}

/** The gateway's, as relay agents are; else the highest address that is neither handed out nor declared. */
function lastFree({ cidr, gateway, dynamic }: Subnet, taken: ReadonlySet<Ipv4>): Ipv4 {
  if (gateway !== undefined) return gateway;
  const [first, last] = [toNumber(cidr.network), toNumber(broadcast(cidr))];
  for (let at = last - 1; at > first; at--) {
    const address = fromNumber(at);
    const handedOut = dynamic.find((range) => inRange(address, range));
    if (handedOut !== undefined) at = toNumber(handedOut.first);
    else if (!taken.has(address)) return address;
  }
  return fromNumber(first + 1);
}
