/** The story of a rehearsal as it happens: seconds in front, machines in the margin, what they do themselves in grey. */
import type { Pass } from '../controller/loop.ts';
import type { ControllerEvent } from '../core/events.ts';
import { narrate } from '../core/narrate.ts';
import { printBytes } from '../core/plan-image.ts';
import type { Change } from '../core/step.ts';
import { systemClock } from '../lib/clock.ts';
import { isMilestone, printHappening, type RackEvent } from '../rehearsal/story.ts';
import type { Terminal } from './terminal.ts';

/** What the rack did in all, for the proof at the end. */
export interface Tally {
  readonly bytes: { readonly tftp: number; readonly http: number };
  /** Disk → times it was written. */
  readonly written: ReadonlyMap<string, number>;
  readonly faults: number;
}

export interface Story {
  readonly title: (text: string) => void;
  readonly print: (text: string) => void;
  /** Rows of two columns. */
  readonly facts: (rows: readonly (readonly [string, string])[]) => void;
  readonly rack: (event: RackEvent) => void;
  readonly controller: (event: ControllerEvent) => void;
  readonly pass: (pass: Pass) => void;
  readonly seconds: () => string;
  readonly tally: () => Tally;
  /** What follows is the stage being cleared. */
  readonly end: () => void;
}

export function createStory(terminal: Terminal): Story {
  const { paint } = terminal;
  const started = systemClock.now();
  const seconds = (): string => ((systemClock.now() - started) / 1000).toFixed(1);
  const printer = createPrinter(terminal, seconds);
  const tally = createTally();
  const waits = createWaits();
  let ended = false;
  const over = (): boolean => ended || terminal.signal.aborted;

  return {
    print: printer.print,
    title: (text) => printer.print(`\n${paint('bold', text)}\n\n`),
    facts: (rows) => printer.print(rows.map(([what, text]) => `  ${fact(what, text)}`).join('')),
    rack(event) {
      if (over()) return;
      if (event.event === 'rack.powered' && event.on) waits.forget(event.machine);
      if (event.event === 'rack.fault' || event.event === 'rack.stuck') waits.watch(event.machine);
      const loaded = tally.count(event);
      if (isMilestone(event))
        printer.line(event.machine, paint('dim', `· ${printHappening(event)}${loaded}`));
    },
    controller(event) {
      if (over() || !TOLD.has(event.event)) return;
      const { subject, text } = toldAs(event);
      if (event.event === 'action.failed' || text.includes('→ failed')) waits.watch(subject);
      printer.line(subject, paint(COLOURS[event.event] ?? 'bold', text));
    },
    pass(pass) {
      if (over()) return;
      for (const [name, text] of waits.news(pass)) printer.line(name, paint('yellow', text));
      printer.status(progress(pass));
    },
    seconds,
    tally: tally.sum,
    end() {
      ended = true;
      printer.status('');
    },
  };
}

const fact = (what: string, text: string): string => `${what.padEnd(11)}${text}\n`;

/** Lines, and on a terminal one more below them that is redrawn in place. */
function createPrinter({ out, interactive, paint }: Terminal, seconds: () => string) {
  let status = '';
  const erase = (): string => (status === '' ? '' : '\r\u001B[K');
  const print = (text: string): void => out(`${erase()}${text}${status}`);
  return {
    print,
    line: (subject: string, text: string): void =>
      print(`${paint('dim', seconds().padStart(6))}  ${subject.padEnd(MARGIN)} ${text}\n`),
    status(text: string): void {
      if (!interactive || text === status) return;
      const before = erase();
      status = text;
      out(before + text);
    },
  };
}

const MARGIN = 10;

/** `5 of 8 at their target · 2 deploying, 1 commissioning` */
function progress({ plan, observed }: Pass): string {
  const machines = plan.changes.filter(({ subject }) => subject.kind === 'machine');
  const there = machines.filter(({ step }) => step.kind === 'done').length;
  const phases = new Map<string, number>();
  const moving = new Set(machines.filter(({ step }) => step.kind !== 'done').map(nameOf));
  for (const { record } of observed.machines.values())
    if (moving.has(record.name)) phases.set(record.phase, (phases.get(record.phase) ?? 0) + 1);
  const rest = [...phases].map(([phase, count]) => `${count} ${phase}`).join(', ');
  return `        ${there} of ${machines.length} at their target${rest === '' ? '' : ` · ${rest}`}`;
}

const nameOf = ({ subject }: Change): string => (subject.kind === 'machine' ? subject.name : '');

/** A wait of more than this is a pause that a reader wonders about. */
const LONG_MS = 1_500;

/** Says of machines in trouble for what they wait, and for how long. */
function createWaits() {
  const troubled = new Map<string, string>();
  return {
    watch: (name: string): void => void troubled.set(name, troubled.get(name) ?? ''),
    forget: (name: string): void => void troubled.delete(name),
    *news({ plan }: Pass): Generator<readonly [string, string]> {
      for (const change of plan.changes) {
        const { step } = change;
        const name = nameOf(change);
        const said = troubled.get(name);
        if (said === undefined || step.kind !== 'wait' || step.until === undefined) continue;
        const key = `${step.because} ${step.until}`;
        const ms = step.until - plan.observedAt;
        if (key === said || ms < LONG_MS) continue;
        troubled.set(name, key);
        yield [name, `waits up to ${Math.ceil(ms / 1000)} s: ${step.because}`];
      }
    },
  };
}

function createTally() {
  const bytes = { tftp: 0, http: 0 };
  const loading = new Map<string, { tftp: number; http: number }>();
  const written = new Map<string, number>();
  let faults = 0;
  return {
    sum: (): Tally => ({ bytes, written, faults }),
    /** What a machine loaded over the network until now, where it boots what it has loaded. */
    count(event: RackEvent): string {
      const { machine } = event;
      const loaded = loading.get(machine) ?? { tftp: 0, http: 0 };
      loading.set(machine, loaded);
      switch (event.event) {
        case 'rack.fetched':
          loaded[event.over] += event.bytes;
          bytes[event.over] += event.bytes;
          return '';
        case 'rack.booting':
          loading.delete(machine);
          return printLoaded(loaded);
        case 'rack.written':
          written.set(event.disk, (written.get(event.disk) ?? 0) + 1);
          return '';
        case 'rack.fault':
          faults++;
          return '';
        default:
          return '';
      }
    },
  };
}

/** Less than this is scripts and configuration. */
const WORTH_TELLING = 100_000;

function printLoaded({ tftp, http }: Tally['bytes']): string {
  const parts = [
    ...(tftp < WORTH_TELLING ? [] : [`${printBytes(tftp)} by TFTP`]),
    ...(http < WORTH_TELLING ? [] : [`${printBytes(http)} by HTTP`]),
  ];
  return parts.length === 0 ? '' : `, loaded with ${parts.join(' and ')}`;
}

/** Reasons of one word only repeat what the phase says. */
function toldAs(event: ControllerEvent): { readonly subject: string; readonly text: string } {
  if (event.event === 'image.synced') {
    const text = `${event.key} is stored, ${printBytes(event.bytes)}, every file's digest verified`;
    return { subject: 'images', text };
  }
  if (event.event === 'inventory.accepted' && event.revision === 'folder')
    return { subject: 'inventory', text: `the folder is in force, ${event.machines} machines` };
  if (event.event === 'stream.verified') return { ...narrate(event), subject: 'images' };
  if (event.event !== 'machine.moved') return narrate(event);
  const { name, from, to, because } = event;
  const why = because.includes(' ') ? `, ${because}` : '';
  return { subject: name, text: from === undefined ? `is enlisted` : `${from} → ${to}${why}` };
}

/** What the machines do themselves is told by the rack. */
const TOLD: ReadonlySet<ControllerEvent['event']> = new Set([
  'machine.moved',
  'machine.refused',
  'action.failed',
  'guard.refused',
  'image.synced',
  'stream.verified',
  'inventory.accepted',
  'service.failed',
]);

const COLOURS: { readonly [E in ControllerEvent['event']]?: 'red' | 'green' | 'yellow' } = {
  'machine.moved': 'green',
  'action.failed': 'yellow',
  'guard.refused': 'red',
  'service.failed': 'red',
};
