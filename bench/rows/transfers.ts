/** What TFTP and HTTP rows have in common: a load generator's run, and what it cost the server. */
import { cpuSeconds, said } from '../process.ts';
import type { Measured } from '../rounds.ts';

interface Answered {
  readonly seconds: number;
  readonly bytes: number;
  readonly failed: number;
  readonly firstMs?: number;
}

export const CPU = 'CPU s/GB';
export const SPEED = 'MB/s';
export const FIRST = 'ms to first byte, median';

export function transfer(command: readonly [string, ...string[]], server: number): Measured {
  const before = cpuSeconds(server);
  const text = said(command);
  const cpu = cpuSeconds(server) - before;
  const answered = parse(text);
  if (answered.failed > 0) throw new TypeError(`${command.join(' ')}: ${text}`);
  return {
    [CPU]: cpu / (answered.bytes / 1e9),
    [SPEED]: answered.bytes / 1e6 / answered.seconds,
    [FIRST]: answered.firstMs ?? Number.NaN,
  };
}

function parse(text: string): Answered {
  try {
    return JSON.parse(text) as Answered;
  } catch (cause) {
    throw new TypeError(`the load generator said: ${text}`, { cause });
  }
}
