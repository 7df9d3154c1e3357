/**
 * A DHCP client and the relay agent in front of it. The client is a second reading of RFC 2131,
 * independent of the server's; the relay lets servers and machines meet on loopback without
 * privileged ports: RFC 8357's source-port sub-option sends the answers to the relay's own port.
 */
import { bindUdp, within, type Endpoint, type Life } from './network.ts';

const DISCOVER = 1;
const OFFER = 2;
const REQUEST = 3;
const ACK = 5;

const COOKIE = Buffer.from([99, 130, 83, 99]);
const RETRY_MS = 1000;
const TRIES = 4;

/** Option codes of RFC 2132, 3046, 4578 and 5071 that machines send or read. */
export const OPTION = {
  requestedAddress: 50,
  messageType: 53,
  serverId: 54,
  parameterList: 55,
  vendorClass: 60,
  clientId: 61,
  userClass: 77,
  relayAgent: 82,
  architecture: 93,
  clientUuid: 97,
  bootFile: 67,
  pathPrefix: 210,
} as const;

export type Options = ReadonlyMap<number, Uint8Array>;

export interface Lease {
  readonly address: string;
  /** `siaddr`: where the boot file is. */
  readonly nextServer: string;
  readonly file: string;
  readonly options: Options;
}

export interface Relay extends AsyncDisposable {
  /** What a client broadcasts on the relay's wire. */
  send(packet: Buffer): void;
  /** Answers for this hardware address, until the returned function is called. */
  listen(mac: string, hear: (packet: Buffer) => void): () => void;
}

/** `server` is asked with every packet: the rack may be cabled up before the controller has its ports. */
export async function createRelay(address: string, server: () => Endpoint): Promise<Relay> {
  const clients = new Map<string, (packet: Buffer) => void>();
  const socket = await bindUdp(address, (packet) => clients.get(hardwareAddress(packet))?.(packet));
  return {
    send: (packet) => socket.send(relayed(packet, address), server()),
    listen(mac, hear) {
      clients.set(mac, hear);
      return () => {
        if (clients.get(mac) === hear) clients.delete(mac);
      };
    },
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}

/** Adds a hop, giaddr, and option 82 with circuit-id and an empty relay-source-port, before the end option. */
function relayed(packet: Buffer, giaddr: string): Buffer {
  const subOptions = Buffer.from([1, 4, ...Buffer.from('rack'), 19, 0]);
  const agent = Buffer.from([OPTION.relayAgent, subOptions.length]);
  const end = Buffer.from([255]);
  const copy = Buffer.concat([packet.subarray(0, -1), agent, subOptions, end]);
  copy.writeUInt8(packet.readUInt8(3) + 1, 3);
  copy.set(octets(giaddr), 24);
  return copy;
}

/** The four-way exchange; `undefined` when nobody offers or acknowledges. */
export async function lease(
  relay: Relay,
  mac: string,
  { xid, options }: { readonly xid: number; readonly options: Options },
  life: Life,
): Promise<Lease | undefined> {
  const ask = (type: number, more: Options) =>
    exchange(relay, { mac, xid, type, options: new Map([...options, ...more]) }, life);
  const offer = await ask(DISCOVER, new Map());
  const serverId = offer?.options.get(OPTION.serverId);
  if (offer?.type !== OFFER || serverId === undefined) return undefined;
  const chosen = new Map([
    [OPTION.requestedAddress, octets(offer.lease.address)],
    [OPTION.serverId, serverId],
  ]);
  const answer = await ask(REQUEST, chosen);
  return answer?.type === ACK ? answer.lease : undefined;
}

interface ClientMessage {
  readonly mac: string;
  readonly xid: number;
  readonly type: number;
  readonly options: Options;
}

async function exchange(relay: Relay, message: ClientMessage, life: Life) {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await within(RETRY_MS, life, (signal) => firstAnswer(relay, message, signal));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function firstAnswer(relay: Relay, message: ClientMessage, signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<ServerMessage>();
  const leave = relay.listen(message.mac, (packet) => {
    const answer = decode(packet);
    if (answer?.xid === message.xid) resolve(answer);
  });
  signal.addEventListener('abort', leave, { once: true });
  relay.send(encode(message));
  return promise;
}

function encode({ mac, xid, type, options }: ClientMessage): Buffer {
  const header = Buffer.alloc(236);
  header.set([1, 1, 6, 0]); // BOOTREQUEST, Ethernet, 6 octets of address, no hops yet
  header.writeUInt32BE(xid, 4);
  header.writeUInt16BE(0x8000, 10); // broadcast: we have no address to be reached at yet
  header.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28);
  const all: [number, Uint8Array][] = [[OPTION.messageType, Uint8Array.of(type)], ...options];
  const body = all.flatMap(([code, value]) => [code, value.length, ...value]);
  return Buffer.concat([header, COOKIE, Buffer.from([...body, 255])]);
}

interface ServerMessage {
  readonly xid: number;
  readonly type: number;
  readonly options: Options;
  readonly lease: Lease;
}

function decode(packet: Buffer): ServerMessage | undefined {
  if (packet.length < 240 || packet[0] !== 2 || !packet.subarray(236, 240).equals(COOKIE)) return;
  const options = decodeOptions(packet.subarray(240));
  const dotted = (at: number): string => [...packet.subarray(at, at + 4)].join('.');
  const file = options.get(OPTION.bootFile) ?? packet.subarray(108, 236);
  return {
    xid: packet.readUInt32BE(4),
    type: options.get(OPTION.messageType)?.[0] ?? 0,
    options,
    lease: { address: dotted(16), nextServer: dotted(20), file: cString(file), options },
  };
}

function decodeOptions(bytes: Buffer): Options {
  const options = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length && bytes[at] !== 255;) {
    const code = bytes[at++] ?? 0;
    if (code === 0) continue;
    const length = bytes[at++] ?? 0;
    options.set(code, bytes.subarray(at, (at += length)));
  }
  return options;
}

export const cString = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end)).toString('latin1');
};

const octets = (address: string): Uint8Array => Uint8Array.from(address.split('.'), Number);

function hardwareAddress(packet: Buffer): string {
  return [...packet.subarray(28, 34)].map((b) => b.toString(16).padStart(2, '0')).join(':');
}
