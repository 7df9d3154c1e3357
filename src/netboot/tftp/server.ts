/** TFTP as a service: where requests are heard, and the beat that the transfers' timers count by. */
import type { Emit } from '../../core/events.ts';
import type { Clock } from '../../core/ports.ts';
import type { UdpAddress } from '../../lib/udp.ts';
import type { FileSpace } from '../file-space.ts';
import { openEars } from './ears.ts';
import { createHall } from './hall.ts';

export interface TftpDeps {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly emit: Emit;
  /** 0.0.0.0 serves every address of this host. */
  readonly listen: UdpAddress;
  /** Of our HTTP service, for the URLs in what is served. */
  readonly httpPort: number;
  readonly files: FileSpace;
}

export interface TftpServer {
  /** Serves until the signal; says when and where it listens. Throws E_SERVICE_ADDRESS when the port cannot be had. */
  run(signal: AbortSignal, listening?: (local: UdpAddress) => void): Promise<void>;
}

export function createTftpServer(deps: TftpDeps): TftpServer {
  return { run: (signal, listening) => run(deps, signal, listening) };
}

/** Retransmission times are counted in beats: no clock is read for a packet, and a clock that jumps harms nothing. */
const BEAT_MS = 20;
/** How long a new address of this host is heard on 0.0.0.0 only. */
const REFRESH_MS = 45_000;

async function run(
  deps: TftpDeps,
  signal: AbortSignal,
  listening?: (local: UdpAddress) => void,
): Promise<void> {
  const { clock, listen } = deps;
  const hall = createHall(deps);
  let beating = false;
  const beat = async (): Promise<void> => {
    if (beating) return;
    beating = true;
    try {
      while (hall.size() > 0) {
        await clock.sleep(BEAT_MS, signal);
        hall.beat(BEAT_MS);
      }
    } finally {
      beating = false;
    }
  };
  const ears = await openEars(listen, (bytes, from, ear) => {
    hall.hear(bytes, from, ear);
    beat().catch(() => undefined);
  });
  try {
    await ears.refresh();
    listening?.(ears.local);
    while (!signal.aborted) {
      await clock.sleep(REFRESH_MS, signal);
      await ears.refresh();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ears.close();
    hall.close();
  }
}
