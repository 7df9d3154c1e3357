/**
 * What a person has looked at and agreed to. An approval names what is destroyed down to disk, image
 * and configuration, and holds for exactly that: where the site says `apply: saved-plans`, nothing
 * else is installed over or given up.
 */
import type { Verb } from './action.ts';
import { type DiskTarget, diskLabel } from './hardware.ts';
import type { Digest, Instant, MachineName } from './ids.ts';
import type { Site } from './inventory.ts';
import type { MachineEvent, MachineRecord } from './machine.ts';
import type { Pair } from './match.ts';
import type { ObservedState } from './observed.ts';
import { stableJson } from './stable-json.ts';
import { hold, type Step, wouldBe } from './step.ts';

/** Wholly resolved, so that equal ones destroy the same. */
export interface Destruction {
  readonly what: 'install' | 'release';
  /** That is installed, or given up. */
  readonly generation: number | 'as adopted';
  /** Serials, or what else they are known by. */
  readonly disks: readonly string[];
  /** `ubuntu/noble/amd64/ga-24.04 20260801`, of an install. */
  readonly image?: string;
  /** Of the declared deployment, of an install. */
  readonly configuration?: Digest;
  /** How the disks are erased, of a release that does. */
  readonly erase?: string;
}

/** By machine: the last one that was given. */
export interface Approval {
  readonly name: MachineName;
  readonly destroys: Destruction;
  readonly by: string;
  readonly at: Instant;
  /** SHA-256 of the saved plan that was applied. */
  readonly plan: Digest;
}

/** An approval that nobody used by then was of another day. */
const GOOD_FOR_MS = 7 * 86_400_000;

/** What storing the event begins to destroy; `undefined` for what destroys nothing. */
export function destructionOf(event: MachineEvent, record: MachineRecord): Destruction | undefined {
  if (event.kind === 'release-started') {
    const { deployment, phase } = record;
    // Of a machine that was only allocated nothing is given up but its owner.
    if (deployment === undefined && phase !== 'deployed') return undefined;
    const { method, disks = [] } = event.erasure ?? {};
    const erases = method === undefined ? {} : { erase: method };
    const generation = deployment?.generation ?? 'as adopted';
    return { what: 'release', generation, disks: labels(disks), ...erases };
  }
  if (event.kind !== 'deploy-started') return undefined;
  const { deployment } = event;
  const runs = record.phase === 'deployed' || record.phase === 'failed-deployment';
  // In memory, on a machine that runs nothing yet: no disk is written and nothing ends.
  if (deployment.disks.length === 0 && !runs) return undefined;
  return {
    what: 'install',
    generation: deployment.generation,
    disks: labels(deployment.disks),
    image: `${deployment.image} ${deployment.version}`,
    configuration: deployment.digest,
  };
}

const labels = (disks: readonly DiskTarget[]): readonly string[] => disks.map(diskLabel).toSorted();

const destroysTheSame = (a: Destruction, b: Destruction): boolean =>
  stableJson(a) === stableJson(b);

/** The step, or a hold where the site wants what it destroys approved and nobody has. */
export function approved(
  step: Step,
  pair: Pair,
  observed: ObservedState,
  { apply }: Pick<Site, 'apply'>,
): Step {
  if (apply !== 'saved-plans' || step.kind !== 'act' || pair.kind !== 'matched') return step;
  const { record } = pair.machine;
  const given = observed.approvals?.get(pair.id);
  const isOpen = (event: MachineEvent): boolean => {
    const destroys = destructionOf(event, record);
    if (destroys === undefined) return false;
    return given === undefined || !isGood(given.value, destroys, observed.at);
  };
  const isHeld = step.actions.some((a) => a.kind === 'machine.record' && isOpen(a.event));
  return isHeld ? unapproved(step.verb, step.because) : reliant(step, record, given?.serial);
}

const isGood = ({ at, destroys }: Approval, wanted: Destruction, now: Instant): boolean =>
  at <= now && now < at + GOOD_FOR_MS && destroysTheSame(destroys, wanted);

const unapproved = (verb: Verb, because: string): Step =>
  hold(
    `${wouldBe(verb)}${because}; nobody has approved it: save the plan with --dry-run --out, and say \`reconcile apply\``,
    'approval',
  );

/** The intent names the approval that it relies on, and is refused where that is there no more. */
function reliant(
  step: Extract<Step, { readonly kind: 'act' }>,
  record: MachineRecord,
  approval: number | undefined,
): Step {
  if (approval === undefined) return step;
  const actions = step.actions.map((action) =>
    action.kind === 'machine.record' && destructionOf(action.event, record) !== undefined
      ? { ...action, approval }
      : action,
  );
  return { ...step, actions };
}
