/** Reading documents that others wrote: whatever is not there or is something else reads as empty. */
export type Loose = Readonly<Record<string, unknown>>;

export const map = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const string = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** `a.b.c` in nested maps. */
export const dig = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => map(inner)[key], value);
