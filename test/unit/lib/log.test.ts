import { expect, test } from 'vitest';
import { createLog, type LogOptions, type Told } from '../../../src/lib/log.ts';

interface Said {
  readonly event: string;
  readonly level: Told['level'];
  readonly text: string;
}

const NOON = Date.UTC(2026, 10, 20, 12);

function logged(options: Partial<LogOptions<Said>>, ...events: readonly Said[]): readonly string[] {
  const lines: string[] = [];
  const { sink } = createLog<Said>({
    level: 'info',
    format: 'text',
    stream: { write: (line) => lines.push(line) },
    now: () => NOON,
    tell: ({ level, text }) => ({ level, subject: 'n1', text }),
    ...options,
  });
  for (const event of events) sink(event);
  return lines;
}

const said = (level: Told['level'], text: string): Said => ({ event: 'x.y', level, text });

test('people read the time, the subject and the words', () => {
  const [line] = logged({}, said('info', 'new → ready'));
  expect(line).toMatch(/^\d\d:\d\d:00 n1 {12}new → ready\n$/);
  expect(logged({}, said('error', 'lost'))[0]).toContain(' error: lost\n');
});

test('machines read one JSON object a line, every field of the event in it', () => {
  const lines = logged({ format: 'json' }, said('info', 'new → ready'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: '2026-11-20T12:00:00.000Z',
    event: 'x.y',
    text: 'new → ready',
    msg: 'n1: new → ready',
  });
});

test.each(['text', 'json'] as const)('%s: packets are for those who ask', (format) => {
  const events = [said('debug', 'a'), said('info', 'b'), said('error', 'c')];
  expect(logged({ format }, ...events)).toHaveLength(2);
  expect(logged({ format, level: 'debug' }, ...events)).toHaveLength(3);
});

test('words from the network forge no line and reach no terminal', () => {
  const evil = said('info', 'a\n12:00:00 n2  deployed\u001B]0;owned\u0007');
  expect(logged({}, evil)[0]).toContain('a\\x0a12:00:00 n2  deployed\\x1b]0;owned\\x07\n');
  expect(logged({ format: 'json' }, evil)).toHaveLength(1);
});
