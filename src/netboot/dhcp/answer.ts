/** Builds the replies: which options, in which order, in how many bytes, to whom. */
import type { Ipv4 } from '../../core/ids.ts';
import { type BootMethod, isPxeClient } from '../firmware.ts';
import type { Client, Endpoint } from './client.ts';
import { type Encoded, encodeOption, MESSAGE, OPTION, readOption } from './options.ts';
import {
  BOOTREPLY,
  BROADCAST_FLAG,
  EMPTY_BYTES,
  FILE_BYTES,
  NO_ADDRESS,
  optionBytes,
  type Packet,
} from './packet.ts';
import type { Scope } from './world.ts';

/** A reply, ready for the wire. */
export interface Outgoing {
  readonly packet: Packet;
  readonly to: Endpoint;
  /** The address to send from: broadcasts leave by the interface that has it. */
  readonly from: Ipv4;
}

/** What an OFFER or ACK gives. */
export interface Grant {
  /** `undefined` in the answer to an INFORM, which has an address already. */
  readonly address: Ipv4 | undefined;
  readonly boot: BootMethod | undefined;
}

/** MAAS's lease times: a boot ROM holds its address for the minute it needs it. Seconds. */
const LEASE_SECONDS = { rom: 30, system: 600 };

const kindOf = (client: Client): 'rom' | 'system' =>
  isPxeClient(client.hints.vendorClass) ? 'rom' : 'system';
export const leaseSeconds = (client: Client): number => LEASE_SECONDS[kindOf(client)];

export function grant(type: 'OFFER' | 'ACK', client: Client, scope: Scope, given: Grant): Outgoing {
  const { boot, address } = given;
  const packet = {
    ...header(client),
    ciaddr: type === 'ACK' ? client.packet.ciaddr : NO_ADDRESS,
    yiaddr: address ?? NO_ADDRESS,
    siaddr: scope.address,
    sname: boot === undefined ? '' : scope.address,
    file: boot !== undefined && fitsField(boot) ? boot.file : '',
    options: fitting(client, [
      TYPE[type],
      scope.identifier,
      ...(address === undefined ? [] : leaseOptions(client)),
      ...scope.always,
      ...(boot === undefined ? [] : bootOptions(boot)),
      ...echoed(client),
      ...wanted(client, scope),
    ]),
  };
  return { packet, to: destination(client), from: scope.address };
}

/** RFC 2131 table 3: a NAK holds nothing but who says it and why. */
export function refusal(client: Client, scope: Scope, because: string): Outgoing {
  const { relay } = client;
  const base = header(client);
  const packet = {
    ...base,
    // §4.1: the relay is to broadcast it, for the client's address is not to be used.
    flags: relay === undefined ? base.flags : base.flags | BROADCAST_FLAG,
    options: fitting(client, [
      TYPE.NAK,
      scope.identifier,
      encodeOption('message', because),
      ...echoed(client),
    ]),
  };
  return { packet, to: relay?.to ?? EVERYBODY, from: scope.address };
}

/** 576 is what every client takes (RFC 2131 §2); the option counts the IP and UDP headers in. */
function sizeLimit(client: Client): number {
  const offered = readOption(client.packet.options, 'maxMessageSize') ?? 576;
  return Math.min(Math.max(offered, 576), 1500) - 28;
}

const CLIENT_PORT = 68;
const EVERYBODY: Endpoint = { address: '255.255.255.255' as Ipv4, port: CLIENT_PORT };

/**
 * RFC 2131 §4.1. A client without an address that can take unicast would have to be reached without
 * ARP, which plain sockets cannot: broadcasting instead is what the RFC allows then.
 */
function destination({ relay, packet }: Client): Endpoint {
  if (relay !== undefined) return relay.to;
  return packet.ciaddr === NO_ADDRESS ? EVERYBODY : { address: packet.ciaddr, port: CLIENT_PORT };
}

function header({ packet }: Client): Packet {
  return {
    ...packet,
    op: BOOTREPLY,
    hops: 0,
    secs: 0,
    ciaddr: NO_ADDRESS,
    yiaddr: NO_ADDRESS,
    siaddr: NO_ADDRESS,
    sname: '',
    file: '',
    options: new Map(),
  };
}

/** T1 and T2 at a half and seven eighths (RFC 2131 §4.4.5). */
const timesOf = (seconds: number): readonly Encoded[] => [
  encodeOption('leaseTime', seconds),
  encodeOption('renewalTime', Math.floor(seconds / 2)),
  encodeOption('rebindingTime', Math.floor((seconds * 7) / 8)),
];
const TIMES = { rom: timesOf(LEASE_SECONDS.rom), system: timesOf(LEASE_SECONDS.system) };
const leaseOptions = (client: Client): readonly Encoded[] => TIMES[kindOf(client)];

const typeOf = (type: number): Encoded => encodeOption('messageType', type);
const TYPE = {
  OFFER: typeOf(MESSAGE.OFFER),
  ACK: typeOf(MESSAGE.ACK),
  NAK: typeOf(MESSAGE.NAK),
} as const;

const fitsField = (boot: BootMethod): boolean => boot.file.length < FILE_BYTES;

/** The boot file goes into the header's field, where all firmware looks; into option 67 only where it is too long. */
const bootOptions = (boot: BootMethod): readonly Encoded[] => [
  ...(boot.httpClient ? [encodeOption('vendorClass', 'HTTPClient')] : []),
  ...(boot.pathPrefix === undefined ? [] : [encodeOption('pathPrefix', boot.pathPrefix)]),
  ...(fitsField(boot) ? [] : [encodeOption('bootFileName', boot.file)]),
];

/** RFC 6842 (client identifier) and RFC 4578 §2.3 (machine identifier): sent back as they came. */
function echoed({ packet }: Client): readonly Encoded[] {
  return [OPTION.clientIdentifier.code, OPTION.clientUuid.code].flatMap((code) => {
    const value = packet.options.get(code);
    return value === undefined ? [] : [[code, value] as const];
  });
}

/** Filtered by option 55, in our order of importance. */
function wanted({ packet, host }: Client, scope: Scope): readonly Encoded[] {
  const list = readOption(packet.options, 'parameterRequestList');
  const all = host === undefined ? [] : [encodeOption('hostName', host.name)];
  return [...all, ...scope.wanted].filter(([code]) => list?.includes(code) ?? true);
}

/** Leaves out what would make the message too long for its client. The relay's option comes last (RFC 3046 §2.2), and the relay takes it out again. */
function fitting(client: Client, options: readonly Encoded[]): Packet['options'] {
  const { code } = OPTION.relayAgentInformation;
  const information = client.packet.options.get(code);
  let room = sizeLimit(client) - EMPTY_BYTES;
  const kept = new Map<number, Uint8Array>();
  for (const [key, value] of options) {
    if (optionBytes(value) > room) continue;
    room -= optionBytes(value);
    kept.set(key, value);
  }
  if (information !== undefined) kept.set(code, information);
  return kept;
}
