import { describe, expect, test } from 'vitest';
import { negotiate } from '../../../../src/netboot/tftp/negotiate.ts';
import {
  acknowledged,
  startTransfer,
  type Step,
  ticked,
} from '../../../../src/netboot/tftp/transfer.ts';

const start = (bytes: number, options: Record<string, string> = {}): Step =>
  startTransfer(negotiate(new Map(Object.entries(options)), bytes), bytes, 0);
const sends = (step: Step): string =>
  step.kind === 'send' ? `${step.first}-${step.last}` : step.kind;
const ack = (step: Step, block: number, at = 0): Step => acknowledged(step.state, block, at);
const wait = (step: Step, at: number): Step => ticked(step.state, at);

test('block after block, and done with the ACK of the short one', () => {
  const first = start(1000);
  const second = ack(first, 1);
  expect([first, second, ack(second, 2)].map(sends)).toEqual(['1-1', '2-2', 'done']);
});

test('a file of whole blocks ends with an empty one; an empty file is one empty block', () => {
  expect(start(1024).state.blocks).toBe(3);
  expect(start(0).state.blocks).toBe(1);
});

test('options are acknowledged first, and data follows their ACK', () => {
  const oack = start(1000, { blksize: '1000', windowsize: '4' });
  expect(sends(oack)).toBe('0-0');
  expect(sends(ack(oack, 0))).toBe('1-2');
});

test('an ACK that says nothing new is never answered', () => {
  const first = start(5000);
  expect(sends(ack(first, 0))).toBe('wait');
  const second = ack(first, 1);
  expect(sends(ack(second, 1))).toBe('wait');
  expect(sends(ack(second, 7))).toBe('wait');
});

test('block numbers wrap at 65536', () => {
  let step = start(70_000 * 512);
  for (let block = 1; block <= 66_000; block += 1) step = ack(step, block & 0xffff);
  expect(sends(step)).toBe('66001-66001');
});

describe('windows', () => {
  const open = () => ack(start(20_000, { windowsize: '8' }), 0);

  test('eight blocks, and the next eight when the last was acknowledged', () => {
    expect(sends(open())).toBe('1-8');
    expect(sends(ack(open(), 8))).toBe('9-16');
  });

  test('an ACK inside the window means that the rest is lost', () => {
    const step = ack(open(), 3);
    expect(sends(step)).toBe('4-11');
    expect(step.state.retransmits).toBe(5);
    expect(sends(ack(step, 3))).toBe('wait');
  });

  test('windowsize without blksize keeps blocks of 512', () => {
    expect(open().state.blocks).toBe(40);
  });
});

describe('timers', () => {
  test('one second at first, then twice as long each time, and given up after half a minute', () => {
    let step = start(1000);
    const sent: number[] = [];
    for (let at = 0; at <= 60_000 && step.kind !== 'give-up'; at += 100) {
      step = wait(step, at);
      if (step.kind === 'send') sent.push(at);
    }
    expect(sent).toEqual([1000, 3000, 7000, 12_000, 17_000, 22_000, 27_000]);
    expect(step.kind).toBe('give-up');
  });

  test('after a measured round trip the window comes again soon', () => {
    const second = ack(start(5000), 1, 4);
    expect(sends(wait(second, 4 + 99))).toBe('wait');
    expect(sends(wait(second, 4 + 100))).toBe('2-2');
  });

  test('a slow line is waited for', () => {
    const second = ack(start(5000), 1, 800);
    expect(sends(wait(second, 800 + 1000))).toBe('wait');
  });

  test('what was sent twice measures nothing', () => {
    const again = wait(start(5000), 1000);
    const second = ack(again, 1, 1001);
    expect(second.state.roundTrip).toBeUndefined();
    expect(second.state.retransmitMs).toBe(2000);
  });

  test('the client’s own timeout is kept', () => {
    const data = ack(start(5000, { timeout: '3' }), 0, 1);
    expect(sends(wait(data, 2999))).toBe('wait');
    expect(sends(wait(data, 3001))).toBe('1-1');
  });

  test('a client that makes progress is not given up, however long it takes', () => {
    let step = start(1_000_000);
    for (let block = 1; block <= 10; block += 1) step = ack(step, block, block * 29_000);
    expect(step.kind).toBe('send');
    expect(wait(step, 10 * 29_000 + 29_000).kind).toBe('send');
  });
});
