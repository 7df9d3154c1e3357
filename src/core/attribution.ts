/** Where the fields stand that ask for something, and the commits that wrote those lines: looked up for what is shown. */
import type { Cause } from './causes.ts';
import type { SourceRange } from './diagnostic.ts';
import type { MachineName, Revision } from './ids.ts';
import type { Inventory } from './inventory.ts';
import type { Plan } from './plan.ts';
import type { Change } from './step.ts';
import { byUrgency } from './summary.ts';

/** A field of a document of the inventory; its kind is the field's first word. */
export interface FieldRef {
  /** `CloudInit/base`. */
  readonly document: string;
  readonly field: string;
  readonly item?: string;
}

export interface Attributed {
  readonly at: SourceRange;
  /** `undefined` in a folder, and beyond what is looked up at once. */
  readonly commit: Revision | undefined;
}

export interface Question {
  readonly revision: Revision;
  readonly fields: readonly FieldRef[];
  /** The files that say something about them, as places name them. */
  readonly files: readonly string[];
}

export const refKey = ({ document, field, item }: FieldRef): string =>
  [document, field, item ?? ''].join('\0');

/** Read again for places: beyond so many, rows name the line where their document begins. */
const MAX_FILES = 300;
const MAX_FIELDS = 1_000;

/** The causes of every row that is not as declared, each once; of the gravest rows, where there are too many. */
export function questionOf(plan: Plan, inventory: Inventory): Question {
  const asking = plan.changes.filter(isTold).toSorted(byUrgency);
  const fields = new Map<string, FieldRef>();
  const files = new Set<string>();
  for (const cause of asking.flatMap(({ causes }) => causes)) {
    if (files.size >= MAX_FILES || fields.size >= MAX_FIELDS) break;
    fields.set(refKey(cause), cause);
    for (const file of filesOf(cause.document, inventory)) files.add(file);
  }
  return { revision: inventory.revision, fields: [...fields.values()], files: [...files] };
}

const isTold = ({ step, pending }: Change): boolean => step.kind !== 'done' || pending.length > 0;

/** A machine's fields may stand in its profiles. */
function filesOf(document: string, { machines, documents }: Inventory): readonly string[] {
  const name = document.slice(document.indexOf('/') + 1);
  if (!document.startsWith('Machine/')) return fileOf(documents.get(document));
  const profiles = [...documents].filter(([key]) => key.startsWith('Profile/'));
  const own = machines.get(name as MachineName)?.declaredAt;
  return [...fileOf(own), ...profiles.map(([, { file }]) => file)];
}

const fileOf = (at: SourceRange | undefined): readonly string[] =>
  at === undefined ? [] : [at.file];

/** The plan with what was found. A row stands where its gravest cause does. */
export function attribute(plan: Plan, found: ReadonlyMap<string, Attributed>): Plan {
  const placed = (cause: Cause): Cause => {
    const { at, commit } = found.get(refKey(cause)) ?? {};
    return { ...cause, at: at ?? cause.at, ...(commit === undefined ? {} : { commit }) };
  };
  const changes = plan.changes.map((change) => {
    const causes = change.causes.map(placed);
    return { ...change, causes, at: causes[0]?.at ?? change.at };
  });
  return { ...plan, changes };
}
