/**
 * DHCP on several wires with plain sockets: one ear on 0.0.0.0 hears every broadcast; each address of
 * ours has a mouth bound to it, because Linux sends 255.255.255.255 out of the interface that has the
 * bound source address. What is unicast to that address comes in at the mouth, too.
 */
import type { Ipv4 } from '../../core/ids.ts';
import {
  assertUdpFree,
  openUdp,
  type UdpAddress,
  type UdpOptions,
  type UdpSocket,
} from '../../lib/udp.ts';
import { cannotListen } from '../listen.ts';
import type { Scope } from './world.ts';

export interface DhcpSockets {
  readonly local: UdpAddress;
  /** Sends from this address of ours where there is a mouth for it, and by the route otherwise. */
  send(bytes: Uint8Array, from: Ipv4, to: UdpAddress): void;
  /** Opens the mouths that the scopes want, and closes those that they no longer do. */
  follow(scopes: readonly Scope[]): Promise<void>;
  close(): void;
}

const EVERYWHERE = '0.0.0.0';
/** A rack that comes back after a power cut asks all at once. */
const RECEIVE_BYTES = 4 * 1024 * 1024;

/** Throws E_SERVICE_ADDRESS. */
export async function openDhcpSockets(
  listen: UdpAddress,
  handlers: Pick<UdpOptions, 'onDatagram' | 'onError'>,
): Promise<DhcpSockets> {
  const options = { ...handlers, broadcast: true, receiveBytes: RECEIVE_BYTES };
  const ear = await openEar({ ...options, ...listen });
  const mouths = new Map<Ipv4, UdpSocket>();
  const { port } = ear.local;
  let wanted = new Set<Ipv4>();
  const open = async (address: Ipv4): Promise<void> => {
    try {
      const mouth = await openUdp({ ...options, address, port, shared: true });
      if (wanted.has(address) && !mouths.has(address)) mouths.set(address, mouth);
      else mouth.close();
    } catch (error) {
      // An address that is not ours (`provisioningAddress` of a router that forwards to us): answers go by the route.
      handlers.onError(cannotListen('DHCP', { address, port, protocol: 'udp' }, error));
    }
  };
  const closeUnwanted = (): void => {
    for (const [address, mouth] of mouths)
      if (!wanted.has(address)) {
        mouth.close();
        mouths.delete(address);
      }
  };
  return {
    local: ear.local,
    send: (bytes, from, to) => (mouths.get(from) ?? ear).send(bytes, to),
    follow: async (scopes) => {
      if (listen.address !== EVERYWHERE) return;
      wanted = new Set(scopes.filter(({ onLink }) => onLink).map(({ address }) => address));
      closeUnwanted();
      await Promise.all([...wanted].filter((address) => !mouths.has(address)).map(open));
    },
    close: () => {
      wanted = new Set();
      closeUnwanted();
      ear.close();
    },
  };
}

/** On 0.0.0.0 the port is shared with our own mouths, so another server on it would go unnoticed: ask first. */
async function openEar(options: UdpOptions): Promise<UdpSocket> {
  const { address, port } = options;
  try {
    if (port !== 0) await assertUdpFree({ address, port });
    return await openUdp({ ...options, shared: address === EVERYWHERE });
  } catch (error) {
    throw cannotListen('DHCP', { address, port, protocol: 'udp' }, error);
  }
}
