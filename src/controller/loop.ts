/** The loop: look, plan, do, and wait until something happened or time has come. */
import { asControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { lintPlan } from '../core/lint-plan.ts';
import { plan, type Plan } from '../core/plan.ts';
import type { ObservedState } from '../core/observed.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import type { Change, Step } from '../core/step.ts';
import { isSettled } from '../core/summary.ts';
import type { InForce, Intake } from './intake.ts';
import type { Jobs } from './jobs.ts';
import type { Observe } from './observe.ts';

export interface LoopDeps {
  readonly intake: Intake;
  readonly observe: Observe;
  readonly jobs: Jobs;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Names this process to the other controllers of the site. */
  readonly holder: string;
  readonly pollMs: number;
}

/** What the last pass saw and decided, for the page and for `reconcile` itself. */
export interface Pass {
  readonly inForce: InForce;
  readonly observed: ObservedState;
  readonly plan: Plan;
}

export interface Loop {
  /** Runs passes until the signal, or until `stop` says so of a pass. */
  run(signal: AbortSignal, stop: (pass: Pass) => boolean): Promise<void>;
  /** Something happened: look again soon. */
  poke(): void;
  last(): Pass | undefined;
}

export const LEADERSHIP_TTL_MS = 30_000;
/** A burst of facts makes one pass. */
const GATHER_MS = 50;
/** Words typed on this host, and facts that other controllers stored, are seen within this time. */
const STORE_POLL_MS = 500;

export function createLoop(deps: LoopDeps): Loop {
  const { intake, store, clock, emit } = deps;
  let last: Pass | undefined;
  let wake = new AbortController();
  let headReadAt = -Infinity;

  async function refresh(signal: AbortSignal): Promise<void> {
    if (clock.now() - headReadAt < deps.pollMs) return;
    headReadAt = clock.now();
    try {
      await intake.refresh(signal);
    } catch (error) {
      if (signal.aborted) throw error;
      emit({
        event: 'action.failed',
        subject: 'inventory',
        code: asControllerError(error).code,
        because: explain(error),
      });
    }
  }

  async function pass(inForce: InForce, signal: AbortSignal): Promise<Pass> {
    const started = clock.now();
    const observed = await deps.observe(inForce.inventory, signal);
    const planned = plan(inForce.inventory, observed, inForce.rejected);
    const complaints = lintPlan(planned, observed);
    for (const because of complaints)
      emit({ event: 'action.failed', subject: 'plan', code: 'E_BUG', because });
    if (complaints.length === 0) await act(planned, inForce);
    emit({
      event: 'pass.finished',
      revision: planned.revision,
      ...count(planned.changes),
      ms: clock.now() - started,
    });
    return { inForce, observed, plan: planned };
  }

  async function act(planned: Plan, inForce: InForce): Promise<void> {
    const { revision, bootSource } = inForce.inventory;
    for (const change of planned.changes) deps.jobs.start(change, revision, bootSource);
    if (planned.freeze === undefined) await intake.applied();
  }

  /** Until poked, or another process wrote to the store, or the moment has come. */
  async function sleep(until: number, version: string, signal: AbortSignal): Promise<void> {
    const woken = AbortSignal.any([signal, wake.signal]);
    while (!woken.aborted && clock.now() < until && (await store.version()) === version)
      await clock
        .sleep(Math.min(STORE_POLL_MS, Math.max(1, until - clock.now())), woken)
        .catch(() => undefined);
    if (!signal.aborted) await clock.sleep(GATHER_MS, signal).catch(() => undefined);
  }

  return {
    async run(signal, stop) {
      while (!signal.aborted) {
        wake = new AbortController();
        const version = await store.version();
        const leads = (await store.lead(deps.holder, LEADERSHIP_TTL_MS)) !== undefined;
        if (leads) await refresh(signal);
        const inForce = intake.current();
        if (leads && inForce !== undefined) {
          last = await pass(inForce, signal);
          if (stop(last)) return;
        }
        const next = Math.min(
          last?.plan.lookAgainAt ?? Infinity,
          headReadAt + deps.pollMs,
          clock.now() + LEADERSHIP_TTL_MS / 3,
        );
        await sleep(next, version, signal);
      }
    },
    poke: () => wake.abort(),
    last: () => last,
  };
}

function count(changes: readonly Change[]): { readonly [K in Step['kind']]: number } {
  const counts = { act: 0, wait: 0, hold: 0, done: 0 };
  for (const { step } of changes) counts[step.kind]++;
  return counts;
}

/** One convergence ends when only holds, and waits without a deadline, remain. */
export const settled = ({ plan: planned, observed }: Pass): boolean =>
  isSettled(planned) && observed.inFlight.size === 0;
