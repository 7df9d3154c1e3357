/** The loop: look, plan, do, and wait until something happened or time has come. */
import { asControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { lintPlan } from '../core/lint-plan.ts';
import { plan, type Plan } from '../core/plan.ts';
import type { ObservedState } from '../core/observed.ts';
import { newNotes } from '../core/pending.ts';
import type { Clock, StateStore, Write } from '../core/ports.ts';
import type { Change, Step } from '../core/step.ts';
import { narrowTo, unlessSaved } from '../core/saved-plan.ts';
import { narrow, type Selector } from '../core/selector.ts';
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
  /** Machines that may be acted on; all, without it. */
  readonly only: Selector | undefined;
  /** Subject keys of the operations of a saved plan: nothing else is done, and nothing unapproved. */
  readonly saved?: ReadonlySet<string> | undefined;
  /** Ends the run after following for this long; `undefined` follows for ever. */
  readonly followMs: number | undefined;
}

/** What the last pass saw and decided, for the page and for `reconcile` itself. */
export interface Pass {
  readonly inForce: InForce;
  readonly observed: ObservedState;
  readonly plan: Plan;
}

export interface Loop {
  /** Runs passes until the signal, or until `stop` says so. `following`: another controller leads. */
  run(signal: AbortSignal, stop: Stop): Promise<'led' | 'following'>;
  /** Something happened: look again soon. */
  poke(): void;
  last(): Pass | undefined;
}

/** Asked after every pass, and with `undefined` where there is no inventory to make a plan of. */
export type Stop = (pass: Pass | undefined) => boolean;

/** At least the settle time less a BMC's deadline: a leader that was paused must not act late (D2). */
const LEADERSHIP_TTL_MS = 12_000;
/** A burst of facts makes one pass. */
const GATHER_MS = 50;
/** Words typed on this host, and facts that other controllers stored, are seen within this time. */
const STORE_POLL_MS = 500;

export function createLoop(deps: LoopDeps): Loop {
  const { intake, store, clock, emit } = deps;
  let last: Pass | undefined;
  let wake = new AbortController();
  let headReadAt = -Infinity;
  let leads = false;
  let ledAt = -Infinity;

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
    const governed = deps.saved === undefined ? inForce.inventory : unlessSaved(inForce.inventory);
    const whole = plan(governed, observed, inForce.rejected);
    await note(newNotes(whole, observed));
    const planned =
      deps.saved === undefined ? narrowed(whole, inForce, deps.only) : narrowTo(whole, deps.saved);
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

  /** Since when something is pending is remembered by whoever leads; no step depends on it. */
  async function note(notes: ReturnType<typeof newNotes>): Promise<void> {
    if (notes.size === 0) return;
    const writes = [...notes].map(([key, value]): Write => ({
      collection: 'pending',
      key,
      expect: 'any',
      value: value ?? 'delete',
    }));
    await store.commit(writes, []);
  }

  async function act(planned: Plan, inForce: InForce): Promise<void> {
    const { revision, bootSource } = inForce.inventory;
    for (const change of planned.changes) deps.jobs.start(change, revision, bootSource);
    if (planned.freeze === undefined && deps.saved === undefined) await intake.applied();
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

  /** Every controller reads the inventory, because every one answers machines; only the leader acts. */
  async function round(signal: AbortSignal): Promise<Pass | undefined> {
    // In this order: a slow repository must not use up the time of the lead.
    await refresh(signal);
    await takeTheLead();
    const inForce = intake.current();
    return leads && inForce !== undefined ? pass(inForce, signal) : undefined;
  }

  async function takeTheLead(): Promise<void> {
    const before = leads;
    leads = (await store.lead(deps.holder, LEADERSHIP_TTL_MS)) !== undefined;
    if (leads) ledAt = clock.now();
    if (leads !== before)
      emit({ event: leads ? 'leader.gained' : 'leader.lost', holder: deps.holder });
  }

  return {
    async run(signal, stop) {
      ledAt = clock.now();
      while (!signal.aborted) {
        wake = new AbortController();
        const version = await store.version();
        const done = await round(signal).catch((error: unknown) => survive(error, signal));
        last = done ?? last;
        if (done !== undefined && stop(done)) break;
        if (leads && intake.current() === undefined && stop(undefined)) break;
        if (!leads && clock.now() - ledAt > (deps.followMs ?? Infinity)) return 'following';
        await sleep(nextLook(), version, signal);
      }
      if (leads) await store.lead(deps.holder, 0);
      return 'led';
    },
    poke: () => wake.abort(),
    last: () => last,
  };

  /** A mistake of ours ends the pass, not the process; without its store the process is worth nothing. */
  function survive(error: unknown, signal: AbortSignal): undefined {
    if (signal.aborted) return;
    const { code } = asControllerError(error);
    if (code === 'E_STATE_UNAVAILABLE') throw error;
    emit({ event: 'action.failed', subject: 'pass', code, because: explain(error) });
  }

  function nextLook(): number {
    const renewal = clock.now() + LEADERSHIP_TTL_MS / 3;
    return Math.min(last?.plan.lookAgainAt ?? Infinity, headReadAt + deps.pollMs, renewal);
  }
}

/** What `--target` leaves; images and boot source are nobody's machine and stay. */
function narrowed(whole: Plan, { inventory }: InForce, only: Selector | undefined): Plan {
  return only === undefined ? whole : (narrow(whole, inventory, only) ?? { ...whole, changes: [] });
}

function count(changes: readonly Change[]): { readonly [K in Step['kind']]: number } {
  const counts = { act: 0, wait: 0, hold: 0, done: 0 };
  for (const { step } of changes) counts[step.kind]++;
  return counts;
}

/** One convergence ends when only holds, and waits without a deadline, remain; or where it has nothing to begin with. */
export const settled: Stop = (pass) =>
  pass === undefined || (isSettled(pass.plan) && pass.observed.inFlight.size === 0);
