/** Collects events, and lets a test wait for one instead of sleeping. */
import type { ControllerEvent, Emit } from '../../src/core/events.ts';

type EventName = ControllerEvent['event'];
type EventOf<N extends EventName> = Extract<ControllerEvent, { readonly event: N }>;

export interface EventLog {
  readonly emit: Emit;
  readonly all: readonly ControllerEvent[];
  /** The next event of this name that was not taken yet. */
  next<N extends EventName>(name: N): Promise<EventOf<N>>;
}

export function createEventLog(): EventLog {
  const all: ControllerEvent[] = [];
  const fresh: ControllerEvent[] = [];
  const waiting = new Set<() => void>();
  const next = async <N extends EventName>(name: N): Promise<EventOf<N>> => {
    const at = fresh.findIndex(({ event }) => event === name);
    if (at >= 0) return fresh.splice(at, 1)[0] as EventOf<N>;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    await promise;
    return next(name);
  };
  return {
    all,
    next,
    emit: (event) => {
      all.push(event);
      fresh.push(event);
      waiting.forEach((wake) => wake());
      waiting.clear();
    },
  };
}
