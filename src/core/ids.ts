/**
 * Branded identifiers and their parsers. A MAC cannot be passed where a name is wanted, and an
 * instant cannot be confused with a duration. Parsers return `undefined` for text that is not one.
 */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Opaque, stable for a machine's whole life: the key of records, jobs, tokens and URLs. */
export type MachineId = Brand<string, 'MachineId'>;
/** The name in the inventory: an attribute of a machine, and it may change. */
export type MachineName = Brand<string, 'MachineName'>;
export type SubnetName = Brand<string, 'SubnetName'>;
/** Lower case, colons: `52:54:00:00:00:01`. */
export type Mac = Brand<string, 'Mac'>;
/** Dotted quad without leading zeros. */
export type Ipv4 = Brand<string, 'Ipv4'>;
/** `os/release/architecture/kernel`, as in `ubuntu/noble/amd64/ga-24.04`; `bootloader/<type>/<arch>`. */
export type ImageKey = Brand<string, 'ImageKey'>;
/** A git object name, or `folder` for an inventory read from a working directory. */
export type Revision = Brand<string, 'Revision'>;
/** Lower-case hexadecimal SHA-256. */
export type Digest = Brand<string, 'Digest'>;
/** Milliseconds since 1970 UTC. Only the shell reads clocks. */
export type Instant = Brand<number, 'Instant'>;

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A machine's name is also its host name: one DNS label (RFC 1123 §2.1), lower case. */
export function parseMachineName(text: string): MachineName | undefined {
  return NAME.test(text) ? (text as MachineName) : undefined;
}

/** Accepts `52:54:00:AA:BB:CC`, `52-54-00-aa-bb-cc`; MAAS's netboot paths use both. */
export function parseMac(text: string): Mac | undefined {
  const mac = text.toLowerCase().replaceAll('-', ':');
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) ? (mac as Mac) : undefined;
}

/** Strict: `010.0.0.1` and `1` are not addresses (some parsers read the first as octal). */
export function parseIpv4(text: string): Ipv4 | undefined {
  const octets = text.split('.');
  const good =
    octets.length === 4 && octets.every((o) => /^(?:0|[1-9]\d{0,2})$/.test(o) && +o < 256);
  return good ? (text as Ipv4) : undefined;
}

export function parseDigest(text: string): Digest | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;
}

export const instant = (ms: number): Instant => ms as Instant;
export const later = (at: Instant, ms: number): Instant => (at + ms) as Instant;
