/** Where the values of a document stand that `common-yaml.ts` has read. */
import type { CommonDocument } from './common-yaml.ts';

/** Offsets of the value at `path` and of its key, or of the last one on the way to it. */
export function locate(
  { value, marks }: CommonDocument,
  path: readonly (string | number)[],
): { readonly value: number; readonly key: number } {
  let node: unknown = value;
  let mark = 0;
  let key = 0;
  for (const step of path) {
    const next = child(node, mark, step);
    if (next === undefined) break;
    [node, mark] = [next.value, next.mark];
    key = next.isField ? mark - 1 : mark;
  }
  return { value: marks[mark] ?? 0, key: marks[key] ?? 0 };
}

interface Child {
  readonly value: unknown;
  readonly mark: number;
  readonly isField: boolean;
}

function child(node: unknown, mark: number, step: string | number): Child | undefined {
  let at = mark + 1;
  if (Array.isArray(node)) {
    if (typeof step !== 'number') return undefined;
    if (step >= node.length) return { value: node, mark, isField: false };
    for (const item of node.slice(0, step)) at += countMarks(item);
    return { value: node[step], mark: at, isField: false };
  }
  if (typeof node !== 'object' || node === null) return undefined;
  for (const [name, value] of Object.entries(node)) {
    if (name === String(step)) return { value, mark: at + 1, isField: true };
    at += 1 + countMarks(value);
  }
  return undefined;
}

function countMarks(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 1;
  if (Array.isArray(node)) return node.reduce<number>((sum, item) => sum + countMarks(item), 1);
  return Object.values(node).reduce<number>((sum, value) => sum + 1 + countMarks(value), 1);
}
