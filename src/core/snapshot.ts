/**
 * What was observed, as a document that leaves the site: enough for `plan()` to come to the same plan,
 * and nothing that a reviewer may not see. What machines were given is kept as fingerprints; whoever
 * holds the inventory finds again what is still declared, and sees of the rest that it differs.
 */
import { isMark, nameOfText } from './fingerprint.ts';
import type { Digest, MachineId } from './ids.ts';
import type { DeploymentParts, Inventory } from './inventory.ts';
import type { Deployment, MachineRecord } from './machine.ts';
import type { Forgotten, ObservedMachine, ObservedState } from './observed.ts';

/** How each field of what is observed is written: an entry for every one, or the build fails. */
const SHAPES = {
  at: 'value',
  storeId: 'value',
  doubt: 'value',
  lastApplied: 'value',
  machines: 'map',
  ledger: 'map',
  power: 'map',
  unasked: 'value',
  powerTrouble: 'map',
  candidates: 'value',
  catalog: 'value',
  images: 'map',
  setbacks: 'map',
  approvals: 'map',
  inFlight: 'set',
  budget: 'value',
  pending: 'map',
  safeguards: 'map',
  itself: 'value',
  judged: 'value',
} as const satisfies { readonly [K in keyof Required<ObservedState>]: Shape<ObservedState[K]> };

type Shape<T> =
  NonNullable<T> extends { readonly size: number }
    ? NonNullable<T> extends ReadonlySet<unknown>
      ? 'set'
      : 'map'
    : 'value';

/** What is signed. Plain JSON all the way down. */
export interface Snapshot {
  readonly version: 1;
  /** Name of the Site. */
  readonly site: string;
  /** The inventory that was in force. */
  readonly revision: string;
  /** Why the newest head was not. */
  readonly rejected?: string;
  /** Of the store, at the time: a store with fewer commits is an older copy of it. */
  readonly commits: number;
  /** Of the process that published it: two at once are two copies of one store. */
  readonly boot: string;
  /** What `plan()` is given, maps as objects and sets as lists. */
  readonly observed: Readonly<Record<string, unknown>>;
  /** Machines that left the inventory, by id: planned with by nobody, and kept for a restore. */
  readonly forgotten: Readonly<Record<string, Forgotten>>;
}

/** Given by the shell, because this room does not hash. */
export type Sha256 = (text: string) => Digest;

export function writeObserved(observed: ObservedState, hash: Sha256): Snapshot['observed'] {
  const hide = hideText(hash);
  const machines = new Map([...observed.machines].map(([id, seen]) => [id, redact(seen, hide)]));
  const safe: ObservedState = { ...observed, machines };
  const fields = Object.entries(SHAPES).map(([name, shape]) => [
    name,
    flat(safe[name as keyof ObservedState], shape),
  ]);
  return Object.fromEntries(fields) as Snapshot['observed'];
}

function flat(value: unknown, shape: 'value' | 'map' | 'set'): unknown {
  if (value === undefined || shape === 'value') return value;
  return shape === 'map'
    ? Object.fromEntries(value as ReadonlyMap<string, unknown>)
    : [...(value as ReadonlySet<unknown>)];
}

/** `inventory` gives back what is still declared as it was when the machine was installed. */
export function readObserved(
  observed: Snapshot['observed'],
  inventory: Pick<Inventory, 'machines' | 'bootSource'>,
  hash: Sha256,
): ObservedState {
  const known = declaredTexts(inventory, hash);
  const fields = Object.entries(SHAPES).map(([name, shape]) => [
    name,
    full(observed[name], shape, name),
  ]);
  const read = Object.fromEntries(fields) as unknown as ObservedState;
  const machines = new Map<MachineId, ObservedMachine>(
    [...read.machines].map(([id, seen]) => [id, recall(seen, known)]),
  );
  // Of another boot source than the one that is declared, nothing was ever fetched.
  const catalog = read.catalog?.source === inventory.bootSource?.name ? read.catalog : undefined;
  return { ...read, machines, catalog, unasked: true };
}

const OPTIONAL: ReadonlySet<string> = new Set(['powerTrouble', 'approvals', 'safeguards']);

/** What is optional stays away; of the rest, what is missing is empty. */
function full(value: unknown, shape: 'value' | 'map' | 'set', name: string): unknown {
  if (value === undefined && (shape === 'value' || OPTIONAL.has(name))) return undefined;
  if (shape === 'value') return value;
  return shape === 'map'
    ? new Map(Object.entries(value ?? {}))
    : new Set((value ?? []) as readonly unknown[]);
}

/**
 * Each text that people write freely, and in which a secret may stand by mistake, becomes its SHA-256:
 * whoever holds the inventory finds it again. The short name beside it is the one that plans print.
 */
function hideText(hash: Sha256): (text: string) => string {
  // Machines of a kind were given the same texts.
  const known = new Map<string, string>();
  return (text) => {
    const mark = known.get(text) ?? `sha256:${hash(text)}:${nameOfText(text)}`;
    known.set(text, mark);
    return mark;
  };
}

/** Whether such a text stands in this one, in place of what it was. */
export const isHidden = (text: string): boolean => /sha256:[0-9a-f]{64}:[0-9a-f]{8}/.test(text);

function redact(seen: ObservedMachine, hide: (text: string) => string): ObservedMachine {
  const { deployment } = seen.record;
  if (deployment === undefined) return seen;
  return withParts(seen, deployment, mapTexts(deployment.parts, hide));
}

function recall(seen: ObservedMachine, known: ReadonlyMap<string, string>): ObservedMachine {
  const { deployment } = seen.record;
  if (deployment === undefined) return seen;
  const parts = mapTexts(deployment.parts, (mark) => known.get(mark) ?? mark);
  return withParts(seen, deployment, parts);
}

const withParts = (
  seen: ObservedMachine,
  deployment: Deployment,
  parts: DeploymentParts,
): ObservedMachine => ({
  ...seen,
  record: { ...seen.record, deployment: { ...deployment, parts } },
});

/** Every text of the contents, by what stands for it. */
function declaredTexts(
  { machines }: Pick<Inventory, 'machines'>,
  hash: Sha256,
): ReadonlyMap<string, string> {
  const hide = hideText(hash);
  const texts = new Set<string>();
  const keep = (text: string): string => {
    texts.add(text);
    return text;
  };
  for (const { target } of machines.values())
    if (target.kind === 'deployed') mapTexts(target.deployment.parts, keep);
  return new Map([...texts].map((text) => [hide(text), text]));
}

/** The parts with each text of their contents changed; names, numbers and shapes stay as they are. */
function mapTexts(parts: DeploymentParts, change: (text: string) => string): DeploymentParts {
  const { sshKeys, userData, preseed } = parts;
  return {
    ...parts,
    sshKeys: sshKeys.map(change),
    userData: userData.map((part) => ({ ...part, content: change(part.content) })),
    preseed: mapLeaves(preseed, change),
  };
}

function mapLeaves<T>(value: T, change: (text: string) => string): T {
  const inner = (one: unknown): unknown => {
    if (typeof one === 'string') return change(one);
    if (Array.isArray(one)) return one.map(inner);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [key, inner(each)]));
  };
  return inner(value) as T;
}

/** Whether all that the machine was given is known, and not only what stands for it. */
export function isWhole({ deployment }: MachineRecord): boolean {
  let whole = true;
  const look = (text: string): string => {
    whole &&= !isMark(text);
    return text;
  };
  if (deployment !== undefined) mapTexts(deployment.parts, look);
  return whole;
}
