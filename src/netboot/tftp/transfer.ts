/**
 * The sender's side of one transfer, without sockets and clocks: (state, ACK | time) → what to send.
 *
 * Blocks are counted from 1 and never wrap here; on the wire they are modulo 65536. Block 0 is the OACK.
 * A window of blocks is sent ahead; an ACK inside the window means that the rest of it was lost, and the
 * next window starts behind it (RFC 7440 §4). An ACK that says nothing new is never answered: that would
 * double every later datagram (the Sorcerer's Apprentice, RFC 1123 §4.2.3.1). Losses are repaired by a
 * timer that follows the round trips (RFC 6298).
 */
import type { Terms } from './negotiate.ts';

export interface Transfer {
  /** DATA blocks in all; the last one is shorter than the others, perhaps empty. */
  readonly blocks: number;
  readonly windowsize: number;
  /** The client's own retransmission time rules where it was agreed. */
  readonly timeoutMs: number | undefined;
  /** The highest block that the client has, -1 while it has not even acknowledged the options. */
  readonly acked: number;
  /** The highest block that was sent. */
  readonly sent: number;
  readonly sentAt: number;
  /** Something in flight was sent twice, so its ACK measures no round trip (Karn's rule, RFC 6298 §3). */
  readonly resent: boolean;
  readonly roundTrip: RoundTrip | undefined;
  readonly retransmitMs: number;
  /** When the client last said something new. */
  readonly heardAt: number;
  readonly retransmits: number;
}

interface RoundTrip {
  readonly mean: number;
  readonly deviation: number;
}

export type Step =
  /** Send the blocks from `first` to `last`. */
  | {
      readonly kind: 'send';
      readonly state: Transfer;
      readonly first: number;
      readonly last: number;
    }
  | { readonly kind: 'wait' | 'done' | 'give-up'; readonly state: Transfer };

/** Milliseconds. */
const FIRST_RETRANSMIT = 1000;
const MIN_RETRANSMIT = 100;
const MAX_RETRANSMIT = 5000;
/** Firmware may be busy for long, but a client that says nothing for half a minute is gone. */
const PATIENCE = 30_000;

/** Times are milliseconds of any steady clock. */
export function startTransfer(terms: Terms, bytes: number, at: number): Step {
  const first = terms.agreed.size > 0 ? 0 : 1;
  const state: Transfer = {
    blocks: Math.floor(bytes / terms.blksize) + 1,
    windowsize: terms.windowsize,
    timeoutMs: terms.timeoutMs,
    acked: first - 1,
    sent: first,
    sentAt: at,
    resent: false,
    roundTrip: undefined,
    retransmitMs: terms.timeoutMs ?? FIRST_RETRANSMIT,
    heardAt: at,
    retransmits: 0,
  };
  return { kind: 'send', state, first, last: first };
}

/** `block` as it stands in the ACK. */
export function acknowledged(state: Transfer, block: number, at: number): Step {
  const news = (block - state.acked) & 0xffff;
  if (news === 0 || news > state.sent - state.acked) return { kind: 'wait', state };
  const acked = state.acked + news;
  const roundTrip = state.resent ? state.roundTrip : measured(state.roundTrip, at - state.sentAt);
  const moved: Transfer = {
    ...state,
    acked,
    sent: Math.min(acked + state.windowsize, state.blocks),
    sentAt: at,
    // Blocks behind the one acknowledged are now sent a second time.
    resent: acked < state.sent,
    roundTrip,
    retransmitMs: state.resent ? state.retransmitMs : patienceFor(roundTrip, state.timeoutMs),
    heardAt: at,
    retransmits: state.retransmits + state.sent - acked,
  };
  return acked === state.blocks
    ? { kind: 'done', state: moved }
    : { kind: 'send', state: moved, first: acked + 1, last: moved.sent };
}

/** Called from time to time; sends the window again when its ACK is overdue. */
export function ticked(state: Transfer, at: number): Step {
  if (at - state.sentAt < state.retransmitMs) return { kind: 'wait', state };
  const patience = Math.max(PATIENCE, 5 * (state.timeoutMs ?? 0));
  if (at - state.heardAt >= patience) return { kind: 'give-up', state };
  const again: Transfer = {
    ...state,
    sentAt: at,
    resent: true,
    retransmitMs: state.timeoutMs ?? Math.min(2 * state.retransmitMs, MAX_RETRANSMIT),
    retransmits: state.retransmits + state.sent - state.acked,
  };
  return { kind: 'send', state: again, first: state.acked + 1, last: state.sent };
}

/** RFC 6298 §2. */
function measured(before: RoundTrip | undefined, sample: number): RoundTrip {
  if (before === undefined) return { mean: sample, deviation: sample / 2 };
  const deviation = 0.75 * before.deviation + 0.25 * Math.abs(before.mean - sample);
  return { mean: 0.875 * before.mean + 0.125 * sample, deviation };
}

function patienceFor(roundTrip: RoundTrip | undefined, timeoutMs: number | undefined): number {
  if (timeoutMs !== undefined) return timeoutMs;
  if (roundTrip === undefined) return FIRST_RETRANSMIT;
  const wanted = roundTrip.mean + 4 * roundTrip.deviation;
  return Math.min(Math.max(wanted, MIN_RETRANSMIT), MAX_RETRANSMIT);
}
