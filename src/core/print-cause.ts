/** Causes in words, as all plans have them. */
import type { Cause } from './causes.ts';

/** Fields that are as long as a contents, or say nothing to people. */
const UNSHOWN: ReadonlySet<string> = new Set(['deploy.sshKeys', 'deploy.cloudInit', 'macs']);

/** `deploy.generation 1 → 2`, `CloudInit/base base`: contents are named, values are shown. */
export function printCause(cause: Cause): string {
  const { document, item, before, after } = cause;
  const path = pathOf(cause);
  if (!document.startsWith('Machine/'))
    return [document, ...(item === undefined ? [path] : [item])].join(' ');
  if (path === 'kind') return after === undefined ? 'it was removed' : 'it is new';
  if (UNSHOWN.has(path)) return path;
  return before === undefined
    ? `${path} ${after}`
    : `${path} ${before} → ${after ?? 'not declared'}`;
}

/** The document where the difference is in contents, and the field of a machine. */
function nameCause(cause: Cause): string {
  if (!cause.document.startsWith('Machine/')) return cause.document;
  const path = pathOf(cause);
  return path === 'deploy.image' || path === 'deploy.kernel' ? printCause(cause) : path;
}

const pathOf = ({ field }: Cause): string => field.slice(field.indexOf('.') + 1);

/** What an install brings along, besides the generation that asks for it: once each. */
export function landing(causes: readonly Cause[]): readonly string[] {
  return [...new Set(causes.filter(({ effect }) => effect === 'pending').map(nameCause))];
}
