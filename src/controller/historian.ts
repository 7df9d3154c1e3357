/** Keeps for people what no record explains: images, inventories, candidates and refusals. */
import type { ControllerEvent, Emit } from '../core/events.ts';
import { narrate } from '../core/narrate.ts';
import type { Clock, HistoryEntry, StateStore } from '../core/ports.ts';

/** Moves of machines are written by `records`, in the transaction of the row that they explain. */
const KEPT: ReadonlySet<ControllerEvent['event']> = new Set([
  'image.synced',
  'image.pruned',
  'stream.verified',
  'inventory.accepted',
  'inventory.rejected',
  'machine.enlisted',
  'guard.refused',
]);

export interface Historian {
  readonly sink: Emit;
  /** When all that was told is written. */
  settled(): Promise<void>;
}

export function createHistorian(store: StateStore, clock: Pick<Clock, 'now'>): Historian {
  let writing: Promise<void> = Promise.resolve();
  return {
    sink(event) {
      if (!KEPT.has(event.event)) return;
      const entry = entryOf(event, clock);
      // A lost store is told by whoever needs it; history must not take the process down.
      writing = writing.then(() => store.commit([], [entry])).catch(() => undefined);
    },
    settled: () => writing,
  };
}

function entryOf(event: ControllerEvent, clock: Pick<Clock, 'now'>): HistoryEntry {
  const { subject, text } = narrate(event);
  return { at: clock.now(), subject: subjectOf(event, subject), event: event.event, text };
}

function subjectOf(event: ControllerEvent, subject: string): string {
  switch (event.event) {
    case 'guard.refused':
      return `machine/${subject}`;
    case 'image.synced':
    case 'image.pruned':
      return `image/${subject}`;
    case 'machine.enlisted':
      return `candidate/${subject}`;
    default:
      return subject;
  }
}
