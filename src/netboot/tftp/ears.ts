/**
 * Where requests are heard. A datagram does not say which of our addresses it came to, and the answer
 * has to come from that one: so each address has a socket of its own, beside the one on 0.0.0.0 that
 * hears what comes to an address that is newer than the last look.
 */
import {
  assertUdpFree,
  localIpv4Addresses,
  openUdp,
  type UdpAddress,
  type UdpSocket,
} from '../../lib/udp.ts';
import { cannotListen } from '../listen.ts';

export interface Ears {
  readonly local: UdpAddress;
  /** Looks for addresses that came and went. */
  refresh(): Promise<void>;
  close(): void;
}

/** `local.address` is 0.0.0.0 where it is not known. */
export type OnRequest = (bytes: Buffer, from: UdpAddress, ear: UdpSocket) => void;

const EVERYWHERE = '0.0.0.0';
const RECEIVE_BYTES = 1024 * 1024;

/** Throws E_SERVICE_ADDRESS. */
export async function openEars(listen: UdpAddress, onRequest: OnRequest): Promise<Ears> {
  const everywhere = listen.address === EVERYWHERE;
  const ears = new Map<string, UdpSocket>();
  let closed = false;
  const hearAt = async (at: UdpAddress): Promise<UdpSocket> => {
    const ear: UdpSocket = await openUdp({
      ...at,
      shared: everywhere,
      receiveBytes: RECEIVE_BYTES,
      onDatagram: (bytes, from) => onRequest(bytes, from, ear),
      // Answers to peers that are gone; requests go on coming in.
      onError: () => undefined,
    });
    if (closed) ear.close();
    ears.set(at.address, ear);
    return ear;
  };
  const { local } = await firstEar(listen, hearAt);
  return {
    local,
    refresh: async () => {
      if (!everywhere) return;
      const there = new Set(localIpv4Addresses());
      for (const [address, ear] of ears)
        if (address !== EVERYWHERE && !there.has(address)) {
          ear.close();
          ears.delete(address);
        }
      const added = [...there].filter((address) => !ears.has(address));
      // One that is gone again is heard on 0.0.0.0 if it comes back before the next look.
      await Promise.allSettled(added.map((address) => hearAt({ address, port: local.port })));
    },
    close: () => {
      closed = true;
      for (const ear of ears.values()) ear.close();
    },
  };
}

async function firstEar(
  listen: UdpAddress,
  hearAt: (at: UdpAddress) => Promise<UdpSocket>,
): Promise<UdpSocket> {
  try {
    if (listen.port !== 0) await assertUdpFree(listen);
    return await hearAt(listen);
  } catch (error) {
    throw cannotListen('TFTP', { ...listen, protocol: 'udp' }, error);
  }
}
