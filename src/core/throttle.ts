/** At most so many machines commissioning and deploying at once: counted from stored phases, so no restart forgets, and from what is on its way there. */
import type { Verb } from './action.ts';
import type { Limits } from './inventory.ts';
import type { Phase } from './machine.ts';
import type { ObservedState } from './observed.ts';
import { type Change, subjectKey, wait } from './step.ts';

type Lane = 'commissioning' | 'deploying';

const LANES: { readonly [V in Verb]?: Lane } = {
  commission: 'commissioning',
  recommission: 'commissioning',
  deploy: 'deploying',
  reinstall: 'deploying',
};

/** The changes, those beyond a limit waiting for a place; earlier ones go first. */
export function throttle(
  changes: readonly Change[],
  limits: Limits,
  observed: ObservedState,
): readonly Change[] {
  const busy: Record<Lane, number> = {
    commissioning: countPhase(observed, 'commissioning'),
    deploying: countPhase(observed, 'deploying'),
  };
  const startedAlready = ({ subject }: Change): boolean =>
    observed.inFlight.has(subjectKey(subject));
  for (const change of changes) {
    const lane = laneOf(change);
    if (lane !== undefined && startedAlready(change)) busy[lane]++;
  }
  return changes.map((change) => {
    const lane = laneOf(change);
    if (lane === undefined || startedAlready(change)) return change;
    if (busy[lane] < limits[lane]) {
      busy[lane]++;
      return change;
    }
    return {
      ...change,
      step: wait(
        `limits.${lane} is ${limits[lane]}: it starts when another machine is done`,
        undefined,
        `limit.${lane}`,
      ),
    };
  });
}

const laneOf = ({ step }: Change): Lane | undefined =>
  step.kind === 'act' ? LANES[step.verb] : undefined;

function countPhase(observed: ObservedState, phase: Phase): number {
  let count = 0;
  for (const { record } of observed.machines.values()) if (record.phase === phase) count++;
  return count;
}
