/** One line an event: JSON for machines, words for people. The only import of pino. */
import pino from 'pino';

/** `error` is always written; it is no level to ask for. */
export type LogLevel = 'info' | 'debug';

export interface Told {
  readonly level: LogLevel | 'error';
  readonly subject: string;
  readonly text: string;
}

export interface LogOptions<E> {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  readonly stream: { write(line: string): unknown };
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly tell: (event: E) => Told;
}

export interface Log<E> {
  /** Never throws. */
  readonly sink: (event: E) => void;
}

export function createLog<E extends { readonly event: string }>(options: LogOptions<E>): Log<E> {
  const write = options.format === 'json' ? jsonWriter(options) : textWriter(options);
  return {
    sink(event) {
      const told = options.tell(event);
      if (told.level !== 'debug' || options.level === 'debug') write(event, told);
    },
  };
}

type Write<E> = (event: E, told: Told) => void;

/** `{"level":"info","time":"…","event":"machine.moved",…,"msg":"…"}` */
function jsonWriter<E extends object>({ stream, now }: LogOptions<E>): Write<E> {
  const logger = pino(
    {
      level: 'debug',
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  );
  return (event, { level, subject, text }) => logger[level](event as object, `${subject}: ${text}`);
}

const SUBJECT_WIDTH = 12;

/** `14:03:22 n1            commissioning → ready  commissioned`, in the time of the place. */
function textWriter<E>({ stream, now }: LogOptions<E>): Write<E> {
  return (_event, { level, subject, text }) => {
    const time = new Date(now()).toTimeString().slice(0, 8);
    const mark = level === 'error' ? 'error: ' : '';
    stream.write(`${time} ${harmless(`${subject.padEnd(SUBJECT_WIDTH)}  ${mark}${text}`)}\n`);
  };
}

/** Words from the network may hold newlines and escape sequences: no line forges another, or a terminal's title. */
const harmless = (text: string): string =>
  text.replaceAll(
    /\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
