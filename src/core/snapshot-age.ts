/** A plan from a snapshot is a plan of the past: how far back, and which of its rows that matters for. */
import type { Instant } from './ids.ts';
import type { SnapshotPolicy } from './inventory.ts';
import type { Plan } from './plan.ts';
import { printInstant } from './summary.ts';
import type { Change } from './step.ts';

/** For the one who asked: when it was, and how long ago. */
export function sayAge(at: Instant, now: Instant): string {
  const ago = now < at ? 'which is yet to come: a clock is wrong' : `${printAge(now - at)} ago`;
  return `planned from a snapshot of ${printInstant(at)}, ${ago}`;
}

/** Rows that destroy data say so when the snapshot is older than the site allows. */
export function markOld(plan: Plan, policy: SnapshotPolicy | undefined, now: Instant): Plan {
  const age = now - plan.observedAt;
  if (policy === undefined || age <= policy.maxAge) return plan;
  const note = `; but the snapshot is ${printAge(age)} old: take a newer one before you rely on it`;
  return { ...plan, changes: plan.changes.map((change) => marked(change, note)) };
}

function marked(change: Change, note: string): Change {
  const { step, dataLoss } = change;
  const destroys =
    dataLoss.length > 0 ||
    (step.kind === 'act' && (step.verb === 'release' || step.verb === 'reinstall'));
  if (!destroys || step.kind === 'done') return change;
  return { ...change, step: { ...step, because: `${step.because}${note}` } };
}

/** `1 minute`, `3 minutes`, `26 hours`, `4 days`. */
function printAge(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? '' : 's'}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
