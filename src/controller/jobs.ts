/** One job per subject: serial within a subject, side by side between subjects. A pass never waits for one. */
import { asControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { BootSource } from '../core/inventory.ts';
import type { Revision } from '../core/ids.ts';
import type { Setback } from '../core/observed.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import { type Change, subjectKey } from '../core/step.ts';
import type { Apply } from './apply.ts';

export interface Jobs {
  readonly inFlight: ReadonlySet<string>;
  /** Runs the actions of an `act` step in order; the first failure ends them and is remembered as a setback. */
  start(change: Change, revision: Revision, source: BootSource | undefined): void;
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>;
}

export interface JobsDeps {
  readonly apply: Apply;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** A job ended: look again. */
  readonly poke: () => void;
}

export function createJobs(deps: JobsDeps): Jobs {
  const { emit, signal } = deps;
  const running = new Map<string, Promise<void>>();

  async function run(
    change: Change,
    key: string,
    revision: Revision,
    source: BootSource | undefined,
  ): Promise<void> {
    if (change.step.kind !== 'act') return;
    const { verb, because, actions } = change.step;
    emit({ event: 'action.started', subject: key, verb, because });
    try {
      for (const action of actions) await deps.apply(action, source, signal);
      // Giving up mends nothing: what stood in the way still does.
      if (verb !== 'give-up') await clearSetback(deps, key);
    } catch (error) {
      // Stopping is not a failure: the next start sees what was stored and goes on from there.
      if (!signal.aborted) await rememberSetback(deps, key, revision, error);
    }
  }

  return {
    get inFlight() {
      return new Set(running.keys());
    },
    start(change, revision, source) {
      // No job, no poke: a pass that only waits must not call for the next one.
      if (change.step.kind !== 'act') return;
      const key = subjectKey(change.subject);
      if (running.has(key)) return;
      const job = run(change, key, revision, source)
        .catch((error: unknown) => {
          emit({
            event: 'action.failed',
            subject: key,
            code: asControllerError(error).code,
            because: explain(error),
          });
        })
        .finally(() => {
          running.delete(key);
          deps.poke();
        });
      running.set(key, job);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function clearSetback({ store }: JobsDeps, key: string): Promise<void> {
  if ((await store.get('setback', key)) === undefined) return;
  await store.commit([{ collection: 'setback', key, expect: 'any', value: 'delete' }], []);
}

async function rememberSetback(
  { store, clock, emit }: JobsDeps,
  key: string,
  revision: Revision,
  error: unknown,
): Promise<void> {
  const { code, disposition, guard } = asControllerError(error);
  const because = explain(error);
  const at = clock.now();
  if (guard !== undefined) {
    emit({ event: 'action.deferred', subject: key, guard, because });
    const value: Setback = { code, disposition, message: because, at, count: 1, revision, guard };
    return store.commit([{ collection: 'setback', key, expect: 'any', value }], []);
  }
  emit({ event: 'action.failed', subject: key, code, because });
  const before = await store.get('setback', key);
  const value: Setback = {
    code,
    disposition,
    message: because,
    at,
    count: (before?.value.count ?? 0) + 1,
    revision,
  };
  await store.commit(
    [{ collection: 'setback', key, expect: 'any', value }],
    [
      {
        at,
        subject: key,
        event: 'action.failed',
        text: `${because} (${code}, ${value.count} in a row)`,
      },
    ],
  );
}
