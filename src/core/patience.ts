/** Failures are observations: a step waits out its subject's setback, or holds until a person has looked. */
import { type Instant, later } from './ids.ts';
import type { Revision } from './ids.ts';
import type { Setback } from './observed.ts';
import { hold, type Step, wait } from './step.ts';

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 600_000;

/** 5 s, 10 s, 20 s … 10 min after the nth failure in a row. */
export const backoff = (count: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, count - 1), LONGEST_RETRY_MS);

export interface Circumstances {
  readonly at: Instant;
  readonly revision: Revision;
  /** The machine that a person may say `reconcile machine retry` to. */
  readonly retry: string | undefined;
}

/** The step, unless the subject's last failure says to wait or to hold. Only acting needs patience. */
export function heed(
  step: Step,
  setback: Setback | undefined,
  { at, revision, retry }: Circumstances,
): Step {
  if (setback === undefined || step.kind !== 'act') return step;
  // It asks nobody for anything, and a deadline that could be held would be none.
  if (step.verb === 'give-up' && setback.disposition !== 'bug') return step;
  if (setback.guard !== undefined) return settle(step, setback, at);
  switch (setback.disposition) {
    case 'retry': {
      const again = later(setback.at, backoff(setback.count));
      const times = setback.count > 1 ? ` (${setback.count} failures in a row)` : '';
      // A setback of tomorrow: the clock was set back, and nobody waits for it to catch up.
      return setback.at <= at && at < again ? wait(`${setback.message}${times}`, again) : step;
    }
    case 'stall':
    case 'bug':
      return setback.revision === revision
        ? hold(`${setback.message} (${setback.code}); ${remedy(retry)}`)
        : step;
  }
}

/** Nothing failed: a limit was reached after the plan was made, and the next plan knows it by itself. */
function settle(step: Step, { guard, at: refusedAt, message }: Setback, at: Instant): Step {
  const again = later(refusedAt, FIRST_RETRY_MS);
  return refusedAt <= at && at < again ? wait(message, again, guard) : step;
}

const remedy = (machine: string | undefined): string =>
  machine === undefined
    ? 'mend it and commit'
    : `mend it and commit, or say \`reconcile machine retry ${machine}\``;
