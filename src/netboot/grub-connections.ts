/**
 * GRUB leaves connections open: that of a configuration which leads on to another, and whatever it loads
 * from when the machine is powered off. Its next boot begins from the same ports, with sequence numbers
 * of the same range. Where half of an old connection is left, the SYN is answered by a challenge ACK
 * (RFC 5961 §4), which GRUB ignores, to end at its prompt for ever. Closing in order leaves such a half
 * for a minute (FIN-WAIT-2), so the connections of GRUB are reset.
 */
import type { Ipv4 } from '../core/ids.ts';
import { type HttpRequest, peerAddress } from '../lib/http-server.ts';

export interface GrubConnections {
  /** With every request: those of other clients are left alone. An idle connection will be reset. */
  watch(request: HttpRequest): void;
  /** The machine at this address fetches its boot loader: whatever it had open is of a boot that is over. */
  readonly reset: (address: Ipv4) => void;
}

export function createGrubConnections(): GrubConnections {
  const open = new Map<string, Set<HttpRequest['socket']>>();
  return {
    watch(request) {
      const { socket } = request;
      const address = peerAddress(request);
      const known = open.get(address) ?? new Set();
      if (!isGrub(request) || known.has(socket)) return;
      open.set(address, known.add(socket));
      // Before the server's own listener, which would close in order. GRUB's window of 8 KiB leaves little
      // unsent: what was written that long ago has arrived.
      socket.prependListener('timeout', () => socket.resetAndDestroy());
      socket.once('close', () => {
        known.delete(socket);
        if (known.size === 0 && open.get(address) === known) open.delete(address);
      });
    },
    reset(address) {
      for (const socket of open.get(address) ?? []) socket.resetAndDestroy();
    },
  };
}

const isGrub = ({ headers }: HttpRequest): boolean =>
  headers['user-agent']?.startsWith('GRUB') === true;
