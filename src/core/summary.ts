/** A plan in numbers: what its three renderers and the exit code agree on. */
import type { Plan } from './plan.ts';
import { type Change, IN_FLIGHT, subjectKey } from './step.ts';

export interface Summary {
  /** Machines whose next step destroys data, with the disks. */
  readonly dataLoss: readonly Change[];
  readonly act: number;
  readonly wait: number;
  readonly hold: number;
  /** Machines with differences that take effect at the next install. */
  readonly pending: number;
  readonly done: number;
  readonly machines: number;
}

export function summarise(plan: Plan): Summary {
  const count = (kind: Change['step']['kind']): number =>
    plan.changes.filter(({ step }) => step.kind === kind).length;
  return {
    dataLoss: plan.changes.filter((change) => change.dataLoss.length > 0),
    act: count('act'),
    wait: count('wait'),
    hold: count('hold'),
    done: count('done'),
    pending: plan.changes.filter((change) => change.pending.length > 0).length,
    machines: plan.changes.filter(({ subject }) => subject.kind === 'machine').length,
  };
}

/** Nothing to do, nothing to wait for, nothing held. */
export const isEmpty = (plan: Plan): boolean =>
  plan.changes.every(({ step }) => step.kind === 'done');

/** Only holds, and waits without a deadline, remain: nothing more happens by itself. */
export const isSettled = (plan: Plan): boolean =>
  plan.changes.every(
    ({ step }) =>
      step.kind === 'done' ||
      step.kind === 'hold' ||
      (step.kind === 'wait' && step.until === undefined && step.because !== IN_FLIGHT),
  );

/** With `--detailed-exitcode`, the highest that applies (README.md). */
export function exitCode(plan: Plan): 0 | 2 | 3 | 4 {
  const summary = summarise(plan);
  if (summary.hold > 0) return 4;
  if (summary.dataLoss.length > 0) return 3;
  return summary.act + summary.wait > 0 ? 2 : 0;
}

/** How a row is called: `n1`, `image ubuntu/noble/amd64/ga-24.04`, `boot source maas`. */
export function title({ subject }: Change): string {
  switch (subject.kind) {
    case 'machine':
      return subject.name;
    case 'image':
      return `image ${subject.key}`;
    case 'source':
      return `boot source ${subject.name}`;
    case 'selection':
      return `selection ${subject.name}`;
  }
}

/** Stable order for people: what destroys first, then what acts, is held, waits; by subject within. */
export function byUrgency(a: Change, b: Change): number {
  return rank(a) - rank(b) || (subjectKey(a.subject) < subjectKey(b.subject) ? -1 : 1);
}

const RANK = { act: 1, hold: 2, wait: 3, done: 4 } as const;
const rank = (change: Change): number => (change.dataLoss.length > 0 ? 0 : RANK[change.step.kind]);
