import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { normalizePath } from '../../../src/netboot/tftp/path.ts';
import { negotiate } from '../../../src/netboot/tftp/negotiate.ts';
import { decodeTftp, encodeTftp } from '../../../src/netboot/tftp/packet.ts';
import {
  acknowledged,
  startTransfer,
  type Step,
  ticked,
} from '../../../src/netboot/tftp/transfer.ts';

const letter = fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code));
const word = fc.string({ unit: letter, minLength: 1, maxLength: 20 });
const lower = word.map((text) => text.toLowerCase());
const u16 = fc.integer({ min: 0, max: 0xffff });
const options = fc
  .uniqueArray(fc.tuple(lower, word), { selector: ([name]) => name, maxLength: 8 })
  .map((pairs) => new Map(pairs));
const packet = fc.oneof(
  fc.record({
    kind: fc.constantFrom('read' as const, 'write' as const),
    file: word,
    mode: lower,
    options,
  }),
  fc.record({
    kind: fc.constant('data' as const),
    block: u16,
    bytes: fc.uint8Array().map((b) => Buffer.from(b)),
  }),
  fc.record({ kind: fc.constant('ack' as const), block: u16 }),
  fc.record({ kind: fc.constant('error' as const), code: u16, message: word }),
  fc.record({ kind: fc.constant('oack' as const), options }),
);

test.prop([packet])('decode(encode(packet)) is the packet', (given) => {
  expect(decodeTftp(encodeTftp(given))).toEqual(given);
});

test.prop([fc.uint8Array({ maxLength: 700 })])('any bytes are a packet or nothing', (bytes) => {
  expect(() => decodeTftp(bytes)).not.toThrow();
});

test.prop([fc.string()])('a normalised path has no way out and stays as it is', (raw) => {
  const path = normalizePath(raw);
  if (path === undefined) return;
  expect(`/${path}/`).not.toMatch(/\/(?:|\.|\.\.)\//);
  expect(normalizePath(path)).toBe(path);
});

/** RFC 1350 and 7440's receiver: takes blocks in order, acknowledges the last of a window, and what it has when one is missing. */
function createReceiver(windowsize: number, blocks: number, first: number) {
  let has = first - 1;
  let inWindow = 0;
  return {
    has: () => has,
    take: (block: number): number | undefined => {
      if (block !== has + 1) {
        inWindow = 0;
        return has < 0 ? undefined : has & 0xffff;
      }
      has = block;
      inWindow = block === 0 ? windowsize : inWindow + 1;
      if (inWindow < windowsize && block < blocks) return undefined;
      inWindow = 0;
      return block & 0xffff;
    },
  };
}

/** How often the next datagram arrives. */
type Network = () => number;

/** Loses one datagram of twenty and doubles another one, the same ones for the same seed. */
function poorNetwork(seed: number): Network {
  let state = seed;
  return () => {
    // Numerical Recipes' generator: its upper bits are random enough for a network.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const chance = state / 2 ** 32;
    return chance < 0.05 ? 0 : chance < 0.1 ? 2 : 1;
  };
}

/** A transfer over a network that treats datagrams so, over and over. */
function transfer(bytes: number, asked: ReadonlyMap<string, string>, network: Network) {
  const terms = negotiate(asked, bytes);
  let step: Step = startTransfer(terms, bytes, 0);
  const { blocks } = step.state;
  const receiver = createReceiver(terms.windowsize, blocks, step.state.sent);
  let [sent, at] = [0, 0];
  const arrivals = (value: number): readonly number[] =>
    Array.from({ length: network() }, () => value);
  const through = (first: number, last: number): readonly number[] =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i)
      .flatMap(arrivals)
      .map(receiver.take)
      .filter((ack) => ack !== undefined)
      .flatMap(arrivals);
  while (step.kind !== 'done' && step.kind !== 'give-up') {
    const before: Step = step;
    step = { kind: 'wait', state: before.state };
    if (before.kind === 'send') sent += before.last - before.first + 1;
    for (const ack of before.kind === 'send' ? through(before.first, before.last) : []) {
      const next: Step = acknowledged(step.state, ack, at);
      step = next.kind === 'wait' ? { ...step, state: next.state } : next;
      if (step.kind === 'done') break;
    }
    if (step.kind === 'wait') step = ticked(step.state, (at += 20));
  }
  return { outcome: step.kind, has: receiver.has(), blocks, sent };
}

test.prop([
  fc.integer({ min: 0, max: 60_000 }),
  fc.integer({ min: 1, max: 16 }),
  fc.boolean(),
  fc.nat(),
])(
  'every block arrives, in order, through a network that loses and doubles',
  (bytes, window, plain, seed) => {
    const asked = plain ? [] : [['windowsize', String(window)] as const];
    const { outcome, has, blocks } = transfer(bytes, new Map(asked), poorNetwork(seed));
    expect({ outcome, has }).toEqual({ outcome: 'done', has: blocks });
  },
);

test.prop([fc.integer({ min: 0, max: 60_000 })])(
  'doubled datagrams double nothing: each block is sent once',
  (bytes) => {
    const { outcome, sent, blocks } = transfer(bytes, new Map(), () => 2);
    expect({ outcome, sent }).toEqual({ outcome: 'done', sent: blocks });
  },
);
