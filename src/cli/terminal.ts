/** Where a command's words go: a terminal, a pipe, or a test. */
import { styleText } from 'node:util';
import { type Paint, plain } from '../core/render-text.ts';
import type { Call } from './remembered.ts';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly paint: Paint;
  /** Progress may be redrawn in place. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** What was typed, where the process was started for it. */
  readonly call?: Call;
}

export interface Streams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly err: { write(text: string): unknown };
}

export function createTerminal(
  streams: Streams,
  place: Pick<Terminal, 'env' | 'cwd' | 'signal' | 'call'> & { readonly argv: readonly string[] },
): Terminal {
  const { env, argv } = place;
  const interactive = streams.out.isTTY === true && env['CI'] === undefined;
  const colour = interactive && env['NO_COLOR'] === undefined && !argv.includes('--no-color');
  return {
    out: (text) => void streams.out.write(text),
    err: (text) => void streams.err.write(text),
    paint: colour ? (style, text) => styleText(style, text) : plain,
    interactive,
    env,
    cwd: place.cwd,
    signal: place.signal,
    ...(place.call === undefined ? {} : { call: place.call }),
  };
}

/** The person, also under sudo. */
export const whoSays = ({ env }: Terminal): string => env['SUDO_USER'] ?? env['USER'] ?? 'somebody';
