/** Causes in words, as all plans have them. */
import type { Cause } from './causes.ts';
import type { Change } from './step.ts';

/** Fields that are as long as a contents, or say nothing to people. */
const UNSHOWN: ReadonlySet<string> = new Set(['deploy.sshKeys', 'deploy.cloudInit', 'macs']);

/** `deploy.generation 1 → 2`, `CloudInit/base base`: contents are named, values are shown. */
export function printCause(cause: Cause): string {
  const { before, after } = cause;
  const path = pathOf(cause);
  if (path === 'kind') return after === undefined ? 'it was removed' : 'it is new';
  const name = pathIn(cause);
  const isShown = !UNSHOWN.has(path) || cause.item !== undefined;
  if (!isShown || (after ?? before)?.startsWith('#') === true) return name;
  return before === undefined ? `${name} ${after}` : `${name} ${before} → ${after ?? 'nothing'}`;
}

/** Of a machine the field, which its name need not be said for; of another document the part that is meant. */
function pathIn(cause: Pick<Cause, 'document' | 'field' | 'item'>): string {
  const path = pathOf(cause);
  if (cause.document.startsWith('Machine/'))
    return cause.item === undefined ? path : `${path} (${cause.item})`;
  return [cause.document, ...(cause.item === undefined ? [path] : [cause.item])].join(' ');
}

/** The field that asks for it, and the commit that wrote it, as far as they are known. */
export function printReason({ causes: [first] }: Change): readonly string[] {
  if (first === undefined) return [];
  const commit = first.commit === undefined ? [] : [`commit ${first.commit.slice(0, 12)}`];
  return [printCause(first), ...commit];
}

/** The document where the difference is in contents, and the field of a machine. */
function nameCause(cause: Cause): string {
  if (!cause.document.startsWith('Machine/')) return cause.document;
  const path = pathOf(cause);
  return path === 'deploy.image' || path === 'deploy.kernel' ? printCause(cause) : pathIn(cause);
}

const pathOf = ({ field }: Pick<Cause, 'field'>): string => field.slice(field.indexOf('.') + 1);

/** What an install brings along, besides the generation that asks for it: once each. */
export function landing(causes: readonly Cause[]): readonly string[] {
  return [...new Set(causes.filter(({ effect }) => effect === 'pending').map(nameCause))];
}
