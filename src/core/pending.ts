/** What differs from the installed deployment, and takes effect only when a generation says so (rule 1). */
import type { Cause } from './causes.ts';
import type { Instant, MachineId } from './ids.ts';
import type { ObservedState } from './observed.ts';
import type { Plan } from './plan.ts';
import { landing } from './print-cause.ts';

/** Since when each difference of a machine has been seen. Kept for telling people; nothing acts on it (rule 1). */
export interface PendingNote {
  /** By `differenceKey`. */
  readonly since: Readonly<Record<string, Instant>>;
}

/** What differs, whatever it says by now. */
export const differenceKey = ({ document, field, item }: Cause): string =>
  [document, field, ...(item === undefined ? [] : [item])].join(' ');

/** The causes with the moments at which they were first seen, where that was noted. */
export function dated(causes: readonly Cause[], note: PendingNote | undefined): readonly Cause[] {
  if (note === undefined) return causes;
  return causes.map((cause) => {
    const since = cause.effect === 'pending' ? note.since[differenceKey(cause)] : undefined;
    return since === undefined ? cause : { ...cause, since };
  });
}

/** What has to be noted otherwise than it is: `undefined` for a machine of which nothing is pending any more. */
export function newNotes(
  { changes, observedAt }: Plan,
  { pending: known = new Map() }: ObservedState,
): ReadonlyMap<MachineId, PendingNote | undefined> {
  const notes = new Map<MachineId, PendingNote | undefined>();
  const gone = new Set(known.keys());
  for (const { record: id, pending, causes } of changes) {
    if (id === undefined || pending.length === 0) continue;
    gone.delete(id);
    const before = known.get(id)?.since ?? {};
    const keys = causes.filter(({ effect }) => effect === 'pending').map(differenceKey);
    const isKnown = keys.length === Object.keys(before).length && keys.every((k) => k in before);
    if (isKnown) continue;
    const since = Object.fromEntries(keys.map((key) => [key, before[key] ?? observedAt]));
    notes.set(id, { since });
  }
  for (const id of gone) notes.set(id, undefined);
  return notes;
}

/** The first of them; `undefined` where nobody noted any. */
export function pendingSince(causes: readonly Cause[]): Instant | undefined {
  const moments = causes.flatMap(({ since }) => (since === undefined ? [] : [since]));
  return moments.length === 0 ? undefined : moments.reduce((a, b) => (a < b ? a : b));
}

/** One sentence, or none. Where a higher generation installs, the differences come with it. */
export function pendingOf(
  causes: readonly Cause[],
  installed: number | undefined,
): readonly string[] {
  const generation = causes.find(({ field }) => field === 'Machine.deploy.generation');
  if (installed === undefined || (generation !== undefined && generation.effect !== 'pending'))
    return [];
  const waiting = landing(causes);
  if (generation !== undefined)
    return [`deploy.generation ${generation.after} is older than ${installed}, which is installed`];
  return waiting.length === 0 ? [] : [`${listing(waiting)} changed since generation ${installed}`];
}

function listing(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
