/** UDP over IPv4. The only import of `node:dgram`; no name is ever looked up. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

export interface UdpSocket {
  /** The port that was really bound; for a connected socket, the address that the route chose. */
  readonly local: UdpAddress;
  /** Several parts leave as one datagram. What cannot be sent is reported to `onError`. */
  send(parts: Uint8Array | readonly Uint8Array[], to?: UdpAddress): void;
  close(): void;
}

export interface UdpOptions extends UdpAddress {
  readonly onDatagram: (bytes: Buffer, from: UdpAddress) => void;
  /** For a connected socket also that nobody listens at the peer (ECONNREFUSED). */
  readonly onError: (error: Error) => void;
  /** Others may bind the same port at other addresses: of two sockets, the one with the exact address hears. */
  readonly shared?: boolean;
  readonly broadcast?: boolean;
  /** Asked of the kernel, which gives up to net.core.rmem_max. */
  readonly receiveBytes?: number;
  /** Connects: hears nobody else, and `send` needs no address. */
  readonly peer?: UdpAddress;
}

/** Rejects with Node's error (`code`: EADDRINUSE, EACCES, EADDRNOTAVAIL …) when the address cannot be had. */
export async function openUdp(options: UdpOptions): Promise<UdpSocket> {
  const { address, port, peer, receiveBytes, shared = false, onError } = options;
  const socket = createSocket({ type: 'udp4', reuseAddr: shared, lookup: literal });
  socket.on('message', options.onDatagram);
  try {
    const listening = once(socket, 'listening');
    socket.bind({ address, port, exclusive: true });
    await listening;
    if (peer !== undefined) {
      const connected = once(socket, 'connect');
      socket.connect(peer.port, peer.address);
      await connected;
    }
    if (options.broadcast === true) socket.setBroadcast(true);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('error', onError);
  if (receiveBytes !== undefined) growReceiveBuffer(socket, receiveBytes);
  return asUdpSocket(socket, onError);
}

/** Rejects with EADDRINUSE where another program has the port, even one that shares it. */
export async function assertUdpFree({ address, port }: UdpAddress): Promise<void> {
  const socket = await openUdp({ address, port, onDatagram: unheeded, onError: unheeded });
  socket.close();
}

const unheeded = (): void => undefined;

/** Addresses of this host's interfaces, loopback included. */
export function localIpv4Addresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
}

type LookUp = (
  host: string,
  options: object,
  done: (error: null, address: string, family: number) => void,
) => void;

/** dgram resolves every address it is given; ours are literals, so the answer is known at once. */
const literal: LookUp = (host, _options, done) => done(null, host, 4);

function growReceiveBuffer(socket: Socket, bytes: number): void {
  try {
    socket.setRecvBufferSize(bytes);
  } catch {
    // A smaller buffer only loses datagrams sooner in a storm; clients ask again.
  }
}

function asUdpSocket(socket: Socket, onError: (error: Error) => void): UdpSocket {
  let open = true;
  const local = socket.address();
  return {
    local,
    send: (parts, to) => {
      if (!open) return;
      try {
        const message = parts instanceof Uint8Array ? parts : [...parts];
        if (to === undefined) socket.send(message);
        else socket.send(message, to.port, to.address);
      } catch (error) {
        onError(error as Error);
      }
    },
    close: () => {
      if (open) socket.close();
      open = false;
    },
  };
}
