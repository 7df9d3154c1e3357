/** One transfer on the wire: its socket, its bytes, and the state that says what to send. */
import { explain } from '../../core/errors.ts';
import type { Emit } from '../../core/events.ts';
import type { UdpSocket } from '../../lib/udp.ts';
import type { Terms } from './negotiate.ts';
import { dataHeader, decodeTftp, encodeTftp, TFTP_ERROR } from './packet.ts';
import type { Source } from './source.ts';
import { acknowledged, startTransfer, type Step, ticked, type Transfer } from './transfer.ts';
import type { Job } from './turns.ts';

export interface Session {
  /** The client has acknowledged something: a new request from its port is a new transfer. */
  readonly heard: () => boolean;
  readonly hear: (datagram: Buffer, at: number) => void;
  readonly tick: (at: number) => void;
  readonly fail: (because: string) => void;
}

export interface SessionDeps {
  readonly emit: Emit;
  /** Runs a job when it is its turn. */
  readonly turns: (job: Job) => void;
  readonly socket: Pick<UdpSocket, 'send'>;
  readonly source: Source;
  readonly terms: Terms;
  /** For events: who gets which file. */
  readonly peer: string;
  readonly file: string;
  /** The transfer is over, one way or the other. */
  readonly onEnd: () => void;
}

/** Sends the first datagram at once. */
export function createSession(deps: SessionDeps, at: number): Session {
  const { source, socket, terms, peer, file, emit } = deps;
  const first = startTransfer(terms, source.bytes, at);
  let state: Transfer = first.state;
  let next = 0;
  let last = -1;
  let over = false;

  const end = (): void => {
    over = true;
    deps.onEnd();
  };
  const fail = (because: string): void => {
    if (over) return;
    end();
    emit({ event: 'tftp.failed', peer, file, because });
  };
  const job: Job = () => {
    if (over || next > last) return false;
    if (!sendBlock(deps, next, load)) return false;
    next += 1;
    return next <= last;
  };
  const load = (offset: number, length: number): void => {
    source.load(offset, length).then(
      () => deps.turns(job),
      (error: unknown) => {
        socket.send(
          encodeTftp({ kind: 'error', code: TFTP_ERROR.undefined, message: 'reading failed' }),
        );
        fail(explain(error));
      },
    );
  };
  const follow = (step: Step): void => {
    state = step.state;
    if (step.kind === 'send') {
      next = step.first;
      last = step.last;
      deps.turns(job);
    } else if (step.kind === 'give-up') fail('it does not answer any more');
    else if (step.kind === 'done') {
      end();
      const { retransmits } = state;
      emit({ event: 'tftp.sent', peer, file, bytes: source.bytes, retransmits });
    }
  };
  const hear = (datagram: Buffer, now: number): void => {
    const packet = decodeTftp(datagram);
    if (packet?.kind === 'ack') follow(acknowledged(state, packet.block, now));
    if (packet?.kind !== 'error') return;
    // UEFI asks for the size first, and breaks off when it was told: nothing failed.
    if (state.sent === 0) return end();
    fail(`it broke off: ${packet.message || `error ${packet.code}`}`);
  };
  // Everybody's first datagram comes before anybody's second window: it waits for no turn.
  next = last = first.kind === 'send' ? first.first : 0;
  if (sendBlock(deps, next, load)) next += 1;
  return {
    heard: () => state.acked > first.state.acked,
    hear: (datagram, now) => void (over || hear(datagram, now)),
    tick: (now) => void (over || follow(ticked(state, now))),
    fail,
  };
}

/** `false`: its bytes are not in memory and are being loaded. */
function sendBlock(
  { source, socket, terms }: SessionDeps,
  block: number,
  load: (offset: number, length: number) => void,
): boolean {
  if (block === 0) {
    socket.send(encodeTftp({ kind: 'oack', options: terms.agreed }));
    return true;
  }
  const offset = (block - 1) * terms.blksize;
  const length = Math.min(terms.blksize, source.bytes - offset);
  const parts = source.slice(offset, length);
  if (parts === undefined) load(offset, length);
  else socket.send([dataHeader(block), ...parts]);
  return parts !== undefined;
}
