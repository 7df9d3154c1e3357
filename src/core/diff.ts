/** What two commits declare differently, field by field: from the documents alone, whatever the machines are. */
import { type Cause, effectOfDifference } from './causes.ts';
import { compare, type SourceRange } from './diagnostic.ts';
import { EFFECTS, type Situation } from './effects.ts';
import { fingerprint } from './fingerprint.ts';
import { stableJson } from './stable-json.ts';

export interface Leaf {
  readonly field: string;
  readonly item?: string;
  readonly value: unknown;
}

/** One document, field by field; of a machine with its profiles merged into it. */
export interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly leaves: readonly Leaf[];
  /** What a machine is known by, and what else refers to by name: `mac …`, `CloudInit/base`. */
  readonly identity: readonly string[];
  readonly uses: readonly string[];
  placeOf(ref: { readonly field: string; readonly item?: string }): SourceRange;
}

/** A field that differs, and whom it concerns besides its own document. */
export interface FieldChange extends Omit<Cause, 'commit'> {
  /** The machines that it reaches, by name: its own, or those that use the document. */
  readonly machines: readonly string[];
}

/** The gravest first, then by document. Profiles are told where they arrive, at their machines. */
export function diffDocuments(
  before: readonly Declared[],
  after: readonly Declared[],
): readonly FieldChange[] {
  const users = usersOf(after);
  return pairs(before, after)
    .flatMap(([was, is]) => changesOf(was, is, users))
    .toSorted((a, b) => weight(b) - weight(a) || compare(nameOf(a), nameOf(b)));
}

const nameOf = ({ document, field, item = '' }: FieldChange): string =>
  [document, field, item].join('\0');

const weight = ({ effect }: FieldChange): number =>
  effect === undefined ? EFFECTS.length : EFFECTS.indexOf(effect);

type Pair = readonly [Declared | undefined, Declared | undefined];

/** Machines by what they are known by, so that a renamed one is the same; others by their names. */
function pairs(before: readonly Declared[], after: readonly Declared[]): readonly Pair[] {
  const index = new Map(after.flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  const taken = new Set<Declared>();
  const kept = before.filter(isTold).map((was): Pair => {
    const is = keysOf(was)
      .map((key) => index.get(key))
      .find((one) => one !== undefined && !taken.has(one));
    if (is !== undefined) taken.add(is);
    return [was, is];
  });
  const added = after.filter((is) => isTold(is) && !taken.has(is));
  return [...kept, ...added.map((is): Pair => [undefined, is])];
}

const isTold = ({ kind }: Declared): boolean => kind !== 'Profile';

const keysOf = ({ kind, name, identity }: Declared): readonly string[] => [
  ...identity,
  `${kind}/${name}`,
];

function usersOf(documents: readonly Declared[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { kind, name, uses } of documents.toSorted((a, b) => compare(a.name, b.name)))
    for (const used of kind === 'Machine' ? uses : [])
      users.set(used, [...(users.get(used) ?? []), name]);
  return users;
}

type Users = ReturnType<typeof usersOf>;

function changesOf(
  was: Declared | undefined,
  is: Declared | undefined,
  users: Users,
): readonly FieldChange[] {
  const one = is ?? was;
  if (one === undefined) return [];
  const { kind, name } = one;
  const document = `${kind}/${name}`;
  const machines = kind === 'Machine' ? [name] : (users.get(document) ?? []);
  const situation = situationOf(was, kind);
  return differing(was, is, kind).map((found) => {
    const effect = effectOfDifference(found, situation);
    return { ...found, document, effect, at: one.placeOf(found), machines };
  });
}

/** By what the machine was declared to be; of what machines share, as those have it that are deployed. */
function situationOf(was: Declared | undefined, kind: string): Situation {
  if (kind !== 'Machine') return 'deployed';
  if (was === undefined) return 'unrecorded';
  const said = (field: string): unknown => was.leaves.find((leaf) => leaf.field === field)?.value;
  if (said('Machine.target') !== 'deployed') return 'idle';
  return said('Machine.deploy.inMemory') === true ? 'inMemory' : 'deployed';
}

type Difference = Pick<FieldChange, 'field' | 'item' | 'before' | 'after'>;

function differing(
  was: Declared | undefined,
  is: Declared | undefined,
  kind: string,
): readonly Difference[] {
  const field = `${kind}.kind`;
  if (is === undefined) return [{ field, before: 'declared', after: undefined }];
  const target = is.leaves.filter((leaf) => leaf.field === 'Machine.target');
  if (was === undefined)
    return [
      { field, before: undefined, after: 'declared' },
      ...target.map((leaf) => ({ field: leaf.field, before: undefined, after: print(leaf) })),
    ];
  const before = byKey(was.leaves);
  const after = byKey(is.leaves);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const leaf = now ?? old;
    if (leaf === undefined || stableJson(old?.value) === stableJson(now?.value)) return [];
    return [{ ...ref(leaf), before: old && print(old), after: now && print(now) }];
  });
}

const ref = ({ field, item }: Leaf): Pick<Leaf, 'field' | 'item'> => ({
  field,
  ...(item === undefined ? {} : { item }),
});

const byKey = (leaves: readonly Leaf[]): ReadonlyMap<string, Leaf> =>
  new Map(leaves.map((leaf) => [`${leaf.field}\0${leaf.item ?? ''}`, leaf]));

/** Contents, which are told apart by a fingerprint and not shown. */
const CONTENTS = /^(?:CloudInit\.parts\.content|Preseed\.|SshKeys\.keys|Site\.apt\.sourcesList)/;

function print({ field, value }: Leaf): string {
  if (CONTENTS.test(field)) return fingerprint(value);
  if (Array.isArray(value)) return value.map((one) => plainText(one)).join(', ');
  return plainText(value);
}

const plainText = (value: unknown): string =>
  typeof value === 'string' ? value : stableJson(value);
