/** Options of a read request: blksize (RFC 2348), timeout and tsize (RFC 2349), windowsize (RFC 7440). */
import type { TftpOptions } from './packet.ts';

export interface Terms {
  readonly blksize: number;
  /** Blocks sent ahead of their ACK. */
  readonly windowsize: number;
  /** The client's own retransmission time, which then is ours too. */
  readonly timeoutMs: number | undefined;
  /** What was agreed, to be acknowledged before any data; empty: the transfer starts with block 1. */
  readonly agreed: TftpOptions;
}

/**
 * The largest block whose datagram fits an Ethernet frame (1500 - 20 - 8 - 4). Boot ROMs cannot put
 * fragments together, whatever they ask for.
 */
const MAX_BLKSIZE = 1468;
/** Beyond 16 nothing gets faster, and a lost block costs more. */
const MAX_WINDOWSIZE = 16;

/** What is out of its RFC's range, or unknown, is not acknowledged: the client goes on without it (RFC 2347). */
export function negotiate(options: TftpOptions, bytes: number): Terms {
  const agreed = new Map<string, string>();
  const take = (name: string, from: number, to: number): number | undefined => {
    const value = numberIn(options.get(name), from, to);
    if (value !== undefined) agreed.set(name, String(value));
    return value;
  };
  const terms = {
    blksize: 512,
    windowsize: 1,
    timeoutMs: seconds(take('timeout', 1, 255)),
    agreed,
  };
  if (take('tsize', 0, Number.MAX_SAFE_INTEGER) !== undefined) agreed.set('tsize', String(bytes));
  const blksize = capped(take('blksize', 8, 65_464), MAX_BLKSIZE);
  const windowsize = capped(take('windowsize', 1, 65_535), MAX_WINDOWSIZE);
  if (blksize !== undefined) agreed.set('blksize', String(blksize));
  if (windowsize !== undefined) agreed.set('windowsize', String(windowsize));
  return {
    ...terms,
    blksize: blksize ?? terms.blksize,
    windowsize: windowsize ?? terms.windowsize,
  };
}

function numberIn(text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}

const seconds = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : value * 1000;
const capped = (value: number | undefined, max: number): number | undefined =>
  value === undefined ? undefined : Math.min(value, max);
