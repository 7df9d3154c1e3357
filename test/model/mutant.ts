/**
 * Bugs planted on purpose. The explorer, or the property and unit tests, must find each of them; one whose
 * text is no longer in its file fails, because it proves nothing any more.
 */

export interface Patch {
  /** Below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The world that shows it, with so many mishaps more, and how the broken promise begins; or the tests that fail. */
  readonly found:
    | { readonly world: string; readonly promise: string; readonly more?: number }
    | { readonly tests: readonly string[] };
}

export const model = (
  name: string,
  [world, promise, more = 0]: readonly [string, string, number?],
  ...patches: readonly Patch[]
): Mutant => ({ name, patches, found: { world, promise, more } });

export const patch = (file: string, find: string, replace: string): Patch => ({
  file,
  find,
  replace,
});
