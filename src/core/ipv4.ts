/** IPv4 arithmetic on dotted quads: what the inventory, the address pool and the lease table need. */
import { type Ipv4, parseIpv4 } from './ids.ts';

/** An inclusive range of addresses. */
export interface AddressRange {
  readonly first: Ipv4;
  readonly last: Ipv4;
}

/** `10.0.0.0/24`, split: the network address and the prefix length. */
export interface Cidr {
  readonly network: Ipv4;
  readonly prefix: number;
}

const ZERO = 48;

/** Read digit by digit: DHCP does this some ten times for every message. */
export function toNumber(address: Ipv4): number {
  let value = 0;
  let octet = 0;
  for (let at = 0; at < address.length; at += 1) {
    const digit = address.charCodeAt(at) - ZERO;
    if (digit >= 0) octet = octet * 10 + digit;
    else {
      value = value * 256 + octet;
      octet = 0;
    }
  }
  return value * 256 + octet;
}

export function fromNumber(value: number): Ipv4 {
  const octet = (shift: number): number => (value >>> shift) & 255;
  return `${octet(24)}.${octet(16)}.${octet(8)}.${octet(0)}` as Ipv4;
}

/** `undefined` for anything but a network address with its prefix: `10.0.0.1/24` has host bits set. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  const network = parseIpv4(address);
  const prefix = /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  if (network === undefined || prefix > 32 || rest.length > 0) return undefined;
  const cidr = { network, prefix };
  return toNumber(network) === toNumber(firstOf(cidr)) ? cidr : undefined;
}

const sizeOf = (cidr: Cidr): number => 2 ** (32 - cidr.prefix);
const firstOf = (cidr: Cidr): Ipv4 =>
  fromNumber(Math.floor(toNumber(cidr.network) / sizeOf(cidr)) * sizeOf(cidr));

export const netmask = (cidr: Cidr): Ipv4 => fromNumber(2 ** 32 - sizeOf(cidr));
export const broadcast = (cidr: Cidr): Ipv4 =>
  fromNumber(toNumber(cidr.network) + sizeOf(cidr) - 1);
export const printCidr = (cidr: Cidr): string => `${cidr.network}/${cidr.prefix}`;

export function inCidr(address: Ipv4, cidr: Cidr): boolean {
  const offset = toNumber(address) - toNumber(cidr.network);
  return offset >= 0 && offset < sizeOf(cidr);
}

export function inRange(address: Ipv4, range: AddressRange): boolean {
  const value = toNumber(address);
  return value >= toNumber(range.first) && value <= toNumber(range.last);
}
