/** The four outcomes of looking at a subject: they are the loop's contract and the plan's four marks. */
import type { Action, Verb } from './action.ts';
import type { Cause } from './causes.ts';
import type { SourceRange } from './diagnostic.ts';
import type { Effect } from './effects.ts';
import type { FileDiff } from './rendering.ts';
import type { ImageKey, Instant, MachineId, MachineName } from './ids.ts';

export type Step =
  | {
      readonly kind: 'act';
      readonly verb: Verb;
      readonly because: string;
      readonly actions: readonly Action[];
    }
  /** `until` undefined: only an event can end it. */
  | {
      readonly kind: 'wait';
      readonly because: string;
      readonly until: Instant | undefined;
      readonly guard?: Guard;
    }
  /** Only a person or a commit can end it; `because` says which word or line. */
  | { readonly kind: 'hold'; readonly because: string; readonly guard?: Guard }
  | { readonly kind: 'done' };

/** What stands in the way of a step, by the name that plans print and overrides take. */
export type Guard =
  | 'first-contact'
  | 'generation'
  | 'identity'
  | 'disks'
  | 'owner'
  | 'release'
  | 'self'
  | 'lock'
  | 'protect.reinstall'
  | 'protect.release'
  | 'window'
  | 'limit.commissioning'
  | 'limit.deploying'
  | 'limit.perHour'
  | 'limit.perDay'
  | 'limit.percent'
  | 'limit.perDomain'
  | 'limit.wave'
  | 'limit.failures'
  | 'limit.shrink'
  | 'effect'
  | 'approval';

export type Subject =
  | { readonly kind: 'source'; readonly name: string }
  | { readonly kind: 'selection'; readonly name: string }
  | { readonly kind: 'image'; readonly key: ImageKey; readonly version: string }
  /** `id`: the record of a machine that left, whose name may be another one's by now. */
  | { readonly kind: 'machine'; readonly name: MachineName; readonly id?: MachineId };

export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'source':
      return `source/${subject.name}`;
    case 'selection':
      return `selection/${subject.name}`;
    case 'image':
      return `image/${subject.key}/${subject.version}`;
    case 'machine':
      return `machine/${subject.name}${subject.id === undefined ? '' : `#${subject.id}`}`;
  }
}

/** One row of the plan: who, the way still to go, and the next step on it. */
export interface Change {
  readonly subject: Subject;
  /** The record that it is about, of a declared machine that has one. */
  readonly record?: MachineId;
  /** Verbs from here to the target, the next one first. */
  readonly route: readonly Verb[];
  readonly step: Step;
  /** The gravest of what the step and the way behind it amount to; `undefined` where nothing is to be. */
  readonly effect: Effect | undefined;
  /** The declared fields that ask for it, the gravest first. */
  readonly causes: readonly Cause[];
  /** The document that asks for it; `undefined` for what no document names any more. */
  readonly at: SourceRange | undefined;
  /** Differences that take effect only at the next install. */
  readonly pending: readonly string[];
  /** Disks that the install which the step starts, or is on the way to, will write. */
  readonly dataLoss: readonly DataLoss[];
  /** What the machine would be given otherwise: on the first row of those that read the same, where it was rendered. */
  readonly rendered?: readonly FileDiff[];
}

export interface DataLoss {
  readonly disk: string;
  readonly bytes: number;
  /** What is known to be on it; empty for a disk that commissioning found blank and nobody wrote since. */
  readonly holds: string;
}

/** The subject's name where no boot source is in force. */
export const NO_SOURCE = 'none';

/** Why a subject waits whose job runs. */
export const IN_FLIGHT = 'its last step still runs';

/** How the reason of a step begins that a freeze holds. */
export const wouldBe = (verb: string): string => `would ${verb}: `;

export const done: Step = { kind: 'done' };
export type Hold = Extract<Step, { readonly kind: 'hold' }>;
export type Wait = Extract<Step, { readonly kind: 'wait' }>;

export const hold = (because: string, guard?: Guard): Hold => ({
  kind: 'hold',
  because,
  ...(guard === undefined ? {} : { guard }),
});
export const wait = (because: string, until?: Instant, guard?: Guard): Wait => ({
  kind: 'wait',
  because,
  until,
  ...(guard === undefined ? {} : { guard }),
});
export const act = (verb: Verb, because: string, ...actions: readonly Action[]): Step => ({
  kind: 'act',
  verb,
  because,
  actions,
});
