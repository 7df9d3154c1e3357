import { expect, test } from 'vitest';
import { createStory } from '../../../src/cli/rehearse-story.ts';
import type { Pass } from '../../../src/controller/loop.ts';
import type { MachineName } from '../../../src/core/ids.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const n1 = 'n1' as MachineName;
const row = (step: object) => ({ subject: { kind: 'machine', name: n1 }, step });

/** As much of a pass as a story reads. */
const passOf = (step: object): Pass =>
  ({
    plan: { observedAt: 1_000, changes: [row(step)] },
    observed: { machines: new Map([['id', { record: { name: 'n1', phase: 'commissioning' } }]]) },
  }) as unknown as Pass;

const lines = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.replace(/^ +\d+\.\d {2}/, ''));

test('what a machine loads is told once, where it boots it', () => {
  const terminal = createTestTerminal();
  const story = createStory(terminal);
  const fetched = { machine: 'n1', event: 'rack.fetched', file: 'f' } as const;
  story.rack({ ...fetched, bytes: 120_000, over: 'tftp' });
  story.rack({ ...fetched, bytes: 2_000_000, over: 'http' });
  story.rack({ machine: 'n1', event: 'rack.booting', what: 'its installer' });
  story.rack({ machine: 'n1', event: 'rack.booting', what: 'its local disk' });
  expect(lines(terminal.said.out)).toEqual([
    'n1         · boots its installer, loaded with 120 kB by TFTP and 2.0 MB by HTTP',
    'n1         · boots its local disk',
    '',
  ]);
  expect(story.tally().bytes).toEqual({ tftp: 120_000, http: 2_000_000 });
});

test('who waits long after trouble says for what, once', () => {
  const terminal = createTestTerminal();
  const story = createStory(terminal);
  const waiting = passOf({ kind: 'wait', because: 'its BMC answered 500', until: 6_000 });
  story.pass(waiting);
  expect(terminal.said.out, 'without trouble nobody wonders').toBe('');
  story.rack({ machine: 'n1', event: 'rack.fault', fault: 'bmc-refuses' });
  story.pass(waiting);
  story.pass(waiting);
  expect(lines(terminal.said.out)).toEqual([
    'n1         · has bad luck: its BMC answers 500, chassis busy',
    'n1         waits up to 5 s: its BMC answered 500',
    '',
  ]);
});

test('on a terminal one line below the story says how far it is', () => {
  const terminal = createTestTerminal({ interactive: true });
  const story = createStory(terminal);
  story.pass(passOf({ kind: 'act', because: '' }));
  story.print('x\n');
  story.pass(passOf({ kind: 'done' }));
  story.end();
  const erase = '\r\u001B[K';
  const commissioning = '        0 of 1 at their target · 1 commissioning';
  expect(terminal.said.out).toBe(
    `${commissioning}${erase}x\n${commissioning}${erase}        1 of 1 at their target${erase}`,
  );
});

test('after an interruption nothing more is told', () => {
  const stop = new AbortController();
  const terminal = createTestTerminal({ signal: stop.signal });
  const story = createStory(terminal);
  stop.abort();
  story.rack({ machine: 'n1', event: 'rack.stuck', because: 'read ECONNRESET' });
  expect(terminal.said.out).toBe('');
});
