/** The options we read and write: name → code and codec. Each codec reads `undefined` from bytes that are not its kind. */
import type { Ipv4 } from '../../core/ids.ts';
import { fromNumber, toNumber } from '../../core/ipv4.ts';
import { asBuffer } from '../../lib/bytes.ts';
import type { Options } from './packet.ts';

interface Codec<T> {
  readonly read: (bytes: Buffer) => T | undefined;
  readonly write: (value: T) => Uint8Array;
}

const uint = (length: 1 | 2 | 4): Codec<number> => ({
  read: (bytes) => (bytes.length === length ? bytes.readUIntBE(0, length) : undefined),
  write: (value) => {
    const bytes = Buffer.alloc(length);
    bytes.writeUIntBE(value, 0, length);
    return bytes;
  },
});

const address: Codec<Ipv4> = {
  read: (bytes) => (bytes.length === 4 ? fromNumber(bytes.readUInt32BE(0)) : undefined),
  write: (value) => uint(4).write(toNumber(value)),
};

const addresses: Codec<readonly Ipv4[]> = {
  read: (bytes) =>
    bytes.length > 0 && bytes.length % 4 === 0
      ? Array.from({ length: bytes.length / 4 }, (_, i) => fromNumber(bytes.readUInt32BE(4 * i)))
      : undefined,
  write: (value) => Buffer.concat(value.map(address.write)),
};

const numbers: Codec<readonly number[]> = {
  read: (bytes) =>
    bytes.length > 0 && bytes.length % 2 === 0
      ? Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(2 * i))
      : undefined,
  write: (value) => Buffer.concat(value.map(uint(2).write)),
};

/** RFC 2132 §2: text has no terminator, and readers must forgive one. */
const text: Codec<string> = {
  read: (bytes) => bytes.toString('latin1').replace(/\0+$/, ''),
  write: (value) => Buffer.from(value, 'latin1'),
};

const opaque: Codec<Uint8Array> = { read: (bytes) => bytes, write: (value) => value };

/** RFC 3397: a list of domain names as in RFC 1035 §3.1. Written, and read, without compression. */
const domains: Codec<readonly string[]> = {
  read: (bytes) => readDomains(bytes),
  write: (value) =>
    Buffer.concat(
      value.flatMap((name) => [
        ...labelsOf(name).map((label) =>
          Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'),
        ),
        Buffer.of(0),
      ]),
    ),
};

const labelsOf = (name: string): readonly string[] =>
  name.split('.').filter((label) => label !== '');

function readDomains(bytes: Buffer): readonly string[] | undefined {
  const names: string[] = [];
  let labels: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt8(at);
    if (length > 63 || at + length >= bytes.length) return undefined;
    if (length === 0) names.push(labels.join('.'));
    labels = length === 0 ? [] : [...labels, bytes.toString('latin1', at + 1, at + 1 + length)];
    at += 1 + length;
  }
  return labels.length === 0 ? names : undefined;
}

const row = <T>(code: number, codec: Codec<T>): { readonly code: number } & Codec<T> => ({
  code,
  ...codec,
});

/** Names as in RFC 2132 and IANA's registry, in our spelling. */
export const OPTION = {
  subnetMask: row(1, address),
  routers: row(3, addresses),
  domainNameServers: row(6, addresses),
  hostName: row(12, text),
  domainName: row(15, text),
  interfaceMtu: row(26, uint(2)),
  broadcastAddress: row(28, address),
  ntpServers: row(42, addresses),
  requestedAddress: row(50, address),
  leaseTime: row(51, uint(4)),
  messageType: row(53, uint(1)),
  serverIdentifier: row(54, address),
  parameterRequestList: row(55, opaque),
  message: row(56, text),
  maxMessageSize: row(57, uint(2)),
  renewalTime: row(58, uint(4)),
  rebindingTime: row(59, uint(4)),
  vendorClass: row(60, text),
  clientIdentifier: row(61, opaque),
  tftpServerName: row(66, text),
  bootFileName: row(67, text),
  userClass: row(77, opaque),
  relayAgentInformation: row(82, opaque),
  clientArchitecture: row(93, numbers),
  clientUuid: row(97, opaque),
  subnetSelection: row(118, address),
  domainSearch: row(119, domains),
  ipxe: row(175, opaque),
  /** PXELINUX's path prefix (RFC 5071 §5). */
  pathPrefix: row(210, text),
} as const;

export type OptionName = keyof typeof OPTION;
export type OptionValue<N extends OptionName> =
  (typeof OPTION)[N] extends Codec<infer T> ? T : never;

export function readOption<N extends OptionName>(
  options: Options,
  name: N,
): OptionValue<N> | undefined {
  const bytes = options.get(OPTION[name].code);
  return bytes === undefined
    ? undefined
    : (OPTION[name].read(asBuffer(bytes)) as OptionValue<N> | undefined);
}

/** One option, encoded. */
export type Encoded = readonly [code: number, value: Uint8Array];

export function encodeOption<N extends OptionName>(name: N, value: OptionValue<N>): Encoded {
  const { code, write } = OPTION[name] as unknown as { code: number } & Codec<OptionValue<N>>;
  return [code, write(value)];
}

/** RFC 2132 §9.6. */
export const MESSAGE = {
  DISCOVER: 1,
  OFFER: 2,
  REQUEST: 3,
  DECLINE: 4,
  ACK: 5,
  NAK: 6,
  RELEASE: 7,
  INFORM: 8,
} as const;

/** Sub-options of 82 that we heed: RFC 3527 and RFC 8357. The whole option is echoed as it came (RFC 3046 §2.2). */
export const SUB_OPTION = { linkSelection: 5, relaySourcePort: 19 } as const;

/** `code length value` sequences, as options 82 and 175 hold them. What is cut is left out. */
export function readSubOptions(bytes: Uint8Array): Options {
  const options = new Map<number, Uint8Array>();
  for (let at = 0; at + 1 < bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    if (end <= bytes.length) options.set(bytes[at] ?? 0, bytes.subarray(at + 2, end));
    at = end;
  }
  return options;
}
