/** A value that is good for a while: many readers, one maker. */
import type { Clock } from '../core/ports.ts';

export function recent<T>(
  make: () => Promise<T>,
  forMs: number,
  clock: Pick<Clock, 'now'>,
): () => Promise<T> {
  let made: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = clock.now();
    if (made === undefined || at - made.at >= forMs) made = { at, value: make() };
    return made.value;
  };
}
