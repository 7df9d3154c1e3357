/**
 * One moment of a small site, as a value: what the store holds, where each controller stands inside its
 * work, what each machine really does, and how many mishaps may still happen. Everything in it is
 * immutable and interned, so that two moments are the same exactly when their keys are.
 */
import type { Action, Verb } from '../../src/core/action.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import type { MachineEvent } from '../../src/core/machine.ts';
import type { Collection, Token, Write } from '../../src/core/ports.ts';

export interface Row {
  readonly collection: Collection;
  readonly key: string;
  readonly serial: number;
  readonly value: unknown;
}
/** By `collection/key`. */
export type Rows = Readonly<Record<string, Row>>;

/** Mishaps, words and commits: they have a budget, which bounds the world. */
export type Mishap =
  | 'commit'
  | 'crash'
  | 'retry'
  | 'emptied'
  | 'restored'
  | 'lie'
  | 'silent'
  | 'refused'
  | 'lost'
  | 'twice'
  | 'failed'
  | 'reset'
  | 'takeover'
  | 'slow';

/** How many of these kinds, taken together, may still happen. */
export interface Budget {
  readonly kinds: readonly Mishap[];
  readonly count: number;
}

/** A step of a plan that a controller is carrying out, and how far it is. */
export interface Job {
  readonly subject: string;
  readonly machine: string;
  readonly verb: Verb;
  readonly revision: string;
  /** Still to do, the first one next. */
  readonly actions: readonly Action[];
  /** Read and ready to commit: between the two, anything may happen. */
  readonly writes?: readonly Write[];
}

export interface Controller {
  /** Which commit governs it; -1 before it has read one. */
  readonly inForce: number;
  /** Why the newest commit does not. */
  readonly rejected?: string;
  readonly jobs: readonly Job[];
}

/** The credentials of an environment, as far as they decide who is heard. */
export type Held = Pick<Token, 'machine' | 'environment' | 'attempt' | 'madeAt'>;

export type Running =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'firmware' }
  | { readonly kind: 'commissioning'; readonly token: Held }
  | { readonly kind: 'guard'; readonly token: Held; readonly boot: string }
  | { readonly kind: 'installing'; readonly token: Held; readonly installed: Held }
  | {
      readonly kind: 'erasing';
      readonly token: Held;
      readonly boot: string;
      /** It has the list of disks. */
      readonly given: boolean;
    }
  /** An operating system from the disk; a stranger has run since before the store saw the machine. */
  | { readonly kind: 'system'; readonly told: boolean; readonly stranger?: true }
  /** On, and of no use: it hangs, or its environment has ended. */
  | { readonly kind: 'idle' };

export type Disk =
  | { readonly kind: 'blank' | 'foreign' | 'half' }
  | { readonly kind: 'installed'; readonly generation: number; readonly token: Held };

/** What is really there. */
export interface Rig {
  readonly power: 'on' | 'off';
  readonly running: Running;
  readonly disk: Disk;
  /** A signal that comes a second time, later. */
  readonly late?: { readonly token: Held; readonly event: MachineEvent };
}

/** What only the observer remembers: what has been granted, promised and spoilt, for each machine. */
export interface Ghost {
  /** Generations whose one installation has been given out. */
  readonly spent: readonly number[];
  readonly highestDeclared: number;
  /** Generations that a commit has given up. */
  readonly released: readonly number[];
  /** A person said retry. */
  readonly retried: boolean;
  /** A BMC told an untruth about it. */
  readonly deceived: boolean;
}

/** What `state backup` wrote, and the commits that were the head from then on. */
export interface Copy {
  readonly rows: Rows;
  readonly heads: readonly number[];
}

export interface State {
  readonly head: number;
  readonly rows: Rows;
  readonly backup: Copy | undefined;
  readonly controllers: readonly Controller[];
  /** Who makes plans; the other one still carries out what it has begun. */
  readonly leader: number;
  readonly rigs: readonly Rig[];
  readonly ghosts: readonly Ghost[];
  readonly left: Budget;
}

/** A commit of the world's repository. */
export interface Commit {
  readonly label: string;
  readonly inventory: Inventory;
}

export interface World {
  readonly name: string;
  readonly says: string;
  readonly commits: readonly Commit[];
  readonly start: State;
  /** Where nothing goes wrong, every machine reaches its target. */
  readonly converges: boolean;
  /** Machines' names, in the order of `rigs`. */
  readonly machines: readonly string[];
}

/** What can happen next. `benign`: it needs no mishap, no person and no commit. */
export interface Move {
  readonly label: string;
  readonly benign: boolean;
  readonly to: State;
  /** Promises that the move itself breaks. */
  readonly broken?: readonly string[];
}

/** Interning: the same text is the same object, so keys are short and work can be remembered by identity. */
const ids = new WeakMap<object, number>();
const objects = new Map<string, object>();

export function intern<T extends object>(value: T): T {
  if (ids.has(value)) return value;
  const text = JSON.stringify(value);
  const known = objects.get(text);
  if (known !== undefined) return known as T;
  objects.set(text, value);
  ids.set(value, objects.size);
  return value;
}

export const idOf = (value: object | undefined): number =>
  value === undefined ? 0 : (ids.get(value) ?? idOf(intern(value)));

export function keyOf(state: State): string {
  const { head, rows, backup, controllers, leader, rigs, ghosts, left } = state;
  // The two controllers are alike, but for the lead.
  const [leads, follows] = leader === 0 ? controllers : controllers.toReversed();
  return [head, rows, backup, leads, follows, ...rigs, ...ghosts, left]
    .map((part) => (typeof part === 'number' ? part : idOf(part)))
    .join(' ');
}

export const replace = <T>(list: readonly T[], index: number, value: T): readonly T[] =>
  list.map((one, i) => (i === index ? value : one));

/** One less; `undefined` where none is left, or never may happen. */
export function spend(left: Budget, mishap: Mishap): Budget | undefined {
  return left.count > 0 && left.kinds.includes(mishap)
    ? intern({ ...left, count: left.count - 1 })
    : undefined;
}
