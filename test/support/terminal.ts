/** A terminal that keeps what it is told, for commands that run in the test's own process. */
import { plain } from '../../src/core/render-text.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface TestTerminal extends Terminal {
  readonly said: { out: string; err: string };
  /** Calls back with every piece of text. */
  onText(hear: (text: string) => void): void;
}

export function createTestTerminal(changes: Partial<Terminal> = {}): TestTerminal {
  const said = { out: '', err: '' };
  const hearers: ((text: string) => void)[] = [];
  const write = (stream: 'out' | 'err') => (text: string) => {
    said[stream] += text;
    for (const hear of hearers) hear(text);
  };
  return {
    said,
    onText: (hear) => void hearers.push(hear),
    out: write('out'),
    err: write('err'),
    paint: plain,
    interactive: false,
    env: { PATH: process.env['PATH'] },
    cwd: '/',
    signal: new AbortController().signal,
    ...changes,
  };
}
