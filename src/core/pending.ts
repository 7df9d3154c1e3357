/** What differs from the installed deployment, and takes effect only when a generation says so (rule 1). */
import type { Cause } from './causes.ts';
import { landing } from './print-cause.ts';

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
