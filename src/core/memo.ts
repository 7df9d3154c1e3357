/**
 * What was worked out of an object is not worked out again. For functions of values that never change
 * and are often seen again: documents, declared machines and records outlive the passes that look at them.
 */
export function memo<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly made: T }>();
  return (key) => {
    const found = known.get(key) ?? { made: make(key) };
    known.set(key, found);
    return found.made;
  };
}

/** Of two objects; for each first one the result with the last second one is kept. */
export function memoPair<A extends object, B extends object, T>(
  make: (a: A, b: B) => T,
): (a: A, b: B) => T {
  const known = new WeakMap<A, { readonly with: B; readonly made: T }>();
  return (a, b) => {
    const before = known.get(a);
    if (before?.with === b) return before.made;
    const made = make(a, b);
    known.set(a, { with: b, made });
    return made;
  };
}
