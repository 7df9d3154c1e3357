/**
 * The guards at both ends: why an intent may not be stored. The planner asks with the rows that it
 * observed, and shows the answer; `controller/records.ts` asks again with rows read fresh, in the
 * transaction that stores the intent, and refuses (README.md, The rules). Whatever is asked here holds
 * against a plan that is stale, a leader that was paused, and a word typed in between.
 *
 * To add a guard: put what it must know into `IntentFacts`; write a `Check`, and name it in `CHECKS`
 * (the first objection is the one that is told); let `plan-guards.ts` give the facts as observed, and
 * `controller/fresh.ts` as they are in the store, each row with the write that keeps it (`keep`, or
 * the new value of a counter), so that the transaction fails where one of them has changed since.
 */
import { stillAsked } from './erasure.ts';
import type { MachineSpec } from './inventory.ts';
import type { MachineEvent, MachineRecord } from './machine.ts';
import type { InstallLedger } from './observed.ts';
import { protectedFrom, protectedFromRelease } from './protected.ts';
import type { Safeguard } from './protection.ts';
import { hold, type Hold, type Wait } from './step.ts';

/** What an intent is judged by. */
export interface IntentFacts {
  readonly record: MachineRecord;
  /** What was ever installed on it, by this store. */
  readonly ledger: InstallLedger | undefined;
  /** As declared now, `undefined` where it left the inventory; not there where nobody knows an inventory. */
  readonly declared?: MachineSpec | undefined;
  /** Why the store is not the site's; the planner has said so above all rows (rule 11). */
  readonly stranger?: string | undefined;
  /** Why it is the controller's own host, or one that it depends on (rule 10). */
  readonly itself?: string | undefined;
  /** What is remembered of its protection, by the history of the inventory. */
  readonly safeguard?: Safeguard | undefined;
  /** The site wants it approved, and the plan relies on no approval; the planner has held it before (core/approval.ts). */
  readonly unapproved?: boolean;
}

/** A hold or a wait, as the plan shows it; its guard's name says which check it was. */
export type Objection = Hold | Wait;

type Check = (event: MachineEvent, facts: IntentFacts) => Objection | undefined;

/** Events that begin something, power something, or let an installer or a list of disks go. All others are facts, and are true. */
const INTENTS: ReadonlySet<MachineEvent['kind']> = new Set([
  'commission-started',
  'allocated',
  'deploy-started',
  'installer-released',
  'release-started',
  'erase-released',
  'power-requested',
]);

export const isIntent = (event: MachineEvent): boolean => INTENTS.has(event.kind);

const notLocked: Check = (_event, { record: { name, lock } }) =>
  lock &&
  hold(`${lock.by} locked it: ${lock.why}; say \`reconcile machine unlock ${name}\``, 'lock');

const mayInstall: Check = (event, facts) =>
  event.kind === 'deploy-started'
    ? (notAskedFor(event.deployment.generation, facts) ??
      installObjection(event.deployment.generation, facts))
    : undefined;

/** A commit may have taken it back between plan and intent. */
function notAskedFor(generation: number, facts: IntentFacts): Objection | undefined {
  if (!('declared' in facts)) return undefined;
  const target = facts.declared?.target;
  return target?.kind === 'deployed' && target.deployment.generation === generation
    ? undefined
    : hold(`the inventory asks for generation ${generation} no more`, 'generation');
}

const isApproved: Check = (_event, { unapproved }) =>
  unapproved === true
    ? hold('nobody has approved it, and the site installs and gives up nothing else', 'approval')
    : undefined;

/** Why this generation may not be installed: asked by the planner before it is decided what that would be. */
export function installObjection(
  generation: number,
  { record, ledger }: IntentFacts,
): Objection | undefined {
  // Rule 1: at most one install by itself for each (machine, generation), ever.
  if (ledger === undefined || generation > ledger.generation) return undefined;
  if (record.phase === 'failed-deployment' && record.deployment?.generation === generation)
    return installerWentOut(record);
  const when =
    ledger.restored === true
      ? `may have been started before the store was restored on ${day(ledger.startedAt)}, and counts as spent`
      : `was started on ${day(ledger.startedAt)} and is spent`;
  return hold(
    `generation ${ledger.generation} ${when}: raise deploy.generation to install again`,
    'generation',
  );
}

/** Rule 8: after the installer, only a person's word tries the same generation again. */
const installerWentOut = ({
  name,
  installerReleased,
  attempts,
}: MachineRecord): Objection | undefined =>
  installerReleased !== undefined && attempts > 0
    ? hold(
        `its installer was released before: say \`reconcile machine retry ${name}\``,
        'generation',
      )
    : undefined;

/** Rule 3: what is installed is given up only while the inventory in force names it, and says so of each disk. */
const mayRelease: Check = (event, facts) => {
  const { record } = facts;
  if (event.kind === 'erase-released') return eraseObjection(facts, record);
  if (event.kind !== 'release-started') return undefined;
  const begun = event.erasure === undefined ? undefined : { ...record, erasure: event.erasure };
  return releaseObjection(facts) ?? (begun && eraseObjection(facts, begun));
};

function releaseObjection(facts: IntentFacts): Objection | undefined {
  const { record, ledger, declared } = facts;
  const holdsSome =
    record.deployment !== undefined || record.phase === 'deployed' || ledger?.adopted === true;
  if (!holdsSome || !('declared' in facts)) return undefined;
  const target = declared?.target;
  const installed = generationOf(facts);
  if (target?.kind !== 'released')
    return hold(`generation ${installed} is installed, and nothing releases it`, 'release');
  return target.generation === installed
    ? undefined
    : hold(`released names generation ${target.generation}, ${installed} is installed`, 'release');
}

/** Of the erasing that the record has, or is to have. */
function eraseObjection(facts: IntentFacts, record: MachineRecord): Objection | undefined {
  const { erasure } = record;
  const installed = generationOf(facts);
  if (erasure !== undefined && erasure.generation !== installed)
    return hold(
      `released names generation ${erasure.generation}, ${installed} is installed`,
      'release',
    );
  // To the boot that has the list it may be said again.
  if (!('declared' in facts) || erasure?.released !== undefined) return undefined;
  return stillAsked(facts.declared, record)
    ? undefined
    : hold('the inventory asks for its erasing no more', 'release');
}

/** What a release has to name. After a restore, it may be any generation up to the one that counts as spent: the highest is meant. */
export const generationOf = ({ record, ledger }: Pick<IntentFacts, 'record' | 'ledger'>): number =>
  Math.max(
    record.deployment?.generation ?? ledger?.generation ?? 0,
    ledger?.restored === true ? ledger.generation : 0,
  );

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

const storeIsOurs: Check = (_event, { stranger }) =>
  stranger === undefined ? undefined : hold(stranger, 'first-contact');

/** Rule 10: everything but a word on paper powers a machine in the end. */
const notItself: Check = (event, { itself }) =>
  itself === undefined || event.kind === 'allocated'
    ? undefined
    : hold(`${itself}; it is never powered or installed`, 'self');

/** Rule 5. A first installation has nothing to protect. */
const notProtected: Check = (event, facts) => {
  switch (event.kind) {
    case 'deploy-started':
      return protectedFrom(event.deployment.generation, facts);
    case 'installer-released':
      // The same boot asks again for what it was given.
      if (facts.record.installerReleased !== undefined) return undefined;
      return protectedFrom(facts.record.deployment?.generation ?? 0, facts);
    case 'release-started':
    case 'erase-released':
      return protectedFromRelease(facts);
    default:
      return undefined;
  }
};

const CHECKS: readonly Check[] = [
  storeIsOurs,
  notLocked,
  notItself,
  mayInstall,
  notProtected,
  mayRelease,
  isApproved,
];

/** Why the event may not be stored; `undefined` for what may, and for every fact. */
export function objectionTo(event: MachineEvent, facts: IntentFacts): Objection | undefined {
  if (!isIntent(event)) return undefined;
  for (const check of CHECKS) {
    const objection = check(event, facts);
    if (objection !== undefined) return objection;
  }
  return undefined;
}
