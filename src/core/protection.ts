/**
 * Protection, judged commit by commit along first parents (rule 5). What the first revision without a
 * protection names is burnt, so that no single commit lifts it and uses that at once. What is remembered
 * of a machine is remembered by its identity: it outlives its name, its file and its record.
 */
import { type Identity, identityKeys } from './hardware.ts';
import type { MachineName, Revision } from './ids.ts';
import type { Inventory, MachineSpec, Protection } from './inventory.ts';

/** What is remembered of one machine that is protected, or was. */
export interface Safeguard {
  readonly identity: Identity;
  readonly name: MachineName;
  /** As the last revision said that declared it. */
  readonly protect?: Protection;
  /** The highest generation that a first revision without the protection named. */
  readonly burnt?: { readonly generation: number; readonly revision: Revision };
  /** The first revision without the protection wanted it released; until another one wants something else. */
  readonly releaseBurnt?: { readonly revision: Revision };
}

/** By any MAC that the machine had when it was first protected. */
export type Safeguards = ReadonlyMap<string, Safeguard>;

/** After one more revision. Machines that it does not declare keep what is remembered of them. */
export function judge(before: Safeguards, { revision, machines }: Inventory): Safeguards {
  const after = new Map(before);
  const index = indexSafeguards(before);
  const taken = new Set<string>();
  for (const spec of machines.values()) {
    const keys = before.size === 0 ? [] : keysOf(spec.identity, index);
    if (keys.length === 0 && spec.protect === undefined) continue;
    const known = keys.flatMap((key) => before.get(key) ?? []).reduce(strictest, undefined);
    const next = judgeMachine(spec, known, revision);
    // One that was one machine may be declared as two: each inherits all of it.
    const own = keys.find((key) => !taken.has(key)) ?? freeKey(spec.identity, after);
    for (const key of keys) if (!taken.has(key)) after.delete(key);
    taken.add(own);
    if (next !== undefined) after.set(own, next);
  }
  return after;
}

/** A MAC, which may have been another machine's before. */
function freeKey({ macs }: Identity, used: Safeguards): string {
  let key: string = macs[0] ?? '';
  while (used.has(key)) key += "'";
  return key;
}

/** `undefined` where nothing is left to remember. */
function judgeMachine(
  { name, identity, protect, target }: MachineSpec,
  known: Safeguard | undefined,
  revision: Revision,
): Safeguard | undefined {
  const lifted = (what: 'reinstall' | 'release'): boolean =>
    known?.protect?.[what] === true && protect?.[what] !== true;
  const named = target.kind === 'deployed' ? target.deployment.generation : 0;
  const burns = lifted('reinstall') && named > (known?.burnt?.generation ?? 0);
  const burnt = burns ? { generation: named, revision } : known?.burnt;
  const wasReleased = lifted('release') ? { revision } : known?.releaseBurnt;
  const releaseBurnt = target.kind === 'released' ? wasReleased : undefined;
  if (protect === undefined && burnt === undefined && releaseBurnt === undefined) return undefined;
  return {
    identity,
    name,
    ...(protect && { protect }),
    ...(burnt && { burnt }),
    ...(releaseBurnt && { releaseBurnt }),
  };
}

/** Two machines may turn out to be one. */
function strictest(a: Safeguard | undefined, b: Safeguard): Safeguard {
  if (a === undefined) return b;
  const [x, y] = [a.protect, b.protect];
  const protect = x &&
    y && { ...x, reinstall: x.reinstall || y.reinstall, release: x.release || y.release };
  const higher = (a.burnt?.generation ?? 0) > (b.burnt?.generation ?? 0) ? a : b;
  return {
    ...a,
    ...b,
    ...((protect ?? x ?? y) && { protect: protect ?? x ?? y }),
    ...(higher.burnt && { burnt: higher.burnt }),
    ...((a.releaseBurnt ?? b.releaseBurnt) && { releaseBurnt: a.releaseBurnt ?? b.releaseBurnt }),
  };
}

type Index = ReadonlyMap<string, string>;

/** By what each is known by, the key that it is remembered under. */
function indexSafeguards(safeguards: Safeguards): Index {
  const index = new Map<string, string>();
  for (const [key, { identity }] of safeguards)
    for (const known of identityKeys(identity)) index.set(known, key);
  return index;
}

const keysOf = (identity: Identity, index: Index): readonly string[] => [
  ...new Set(identityKeys(identity).flatMap((key) => index.get(key) ?? [])),
];

/** What is remembered of the machine of this identity. */
export function finder(
  safeguards: Safeguards,
): (...identities: readonly Identity[]) => Safeguard | undefined {
  const index = indexSafeguards(safeguards);
  return (...identities) =>
    safeguards.size === 0
      ? undefined
      : [...new Set(identities.flatMap((identity) => keysOf(identity, index)))]
          .flatMap((key) => safeguards.get(key) ?? [])
          .reduce(strictest, undefined);
}
