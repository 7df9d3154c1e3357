/** Overrides as a person types them: `limit.perDay=db-07` lifts one guard from the next start of one machine. */
import { type Budget, DAY_MS, type Override } from './budget.ts';
import { didYouMean } from './diagnostic.ts';
import { type Instant, later, type MachineName, parseMachineName } from './ids.ts';
import type { Guard } from './step.ts';

/** What only meters may be overridden. What protects a machine, its data or its identity has a way of its own. */
const INSTEAD: { readonly [G in Guard]: string | undefined } = {
  window: undefined,
  'limit.perHour': undefined,
  'limit.perDay': undefined,
  'limit.percent': undefined,
  'limit.perDomain': undefined,
  'limit.wave': undefined,
  'limit.failures': undefined,
  'limit.deploying': undefined,
  'limit.commissioning': undefined,
  'limit.shrink': 'raise limits.maxShrinkPercent in git',
  'first-contact': 'write firstContact in git, or power the machine off',
  generation: 'raise deploy.generation in git, or say `reconcile machine retry`',
  identity: 'declare the machine as it is',
  disks: 'declare the disks as they are',
  owner: 'release the machine first',
  release: 'name the installed generation in release.generation',
  self: 'nothing may power the controller itself',
  lock: 'say `reconcile machine unlock`',
  'protect.reinstall': 'take the protection off in git',
  'protect.release': 'take the protection off in git',
  approval: 'say `reconcile apply PLAN`',
  effect: 'a later version of the program may know the field',
};

const GUARDS = Object.keys(INSTEAD) as readonly Guard[];
const OVERRIDABLE = GUARDS.filter((guard) => INSTEAD[guard] === undefined);

/** What was typed, or a sentence about what is wrong with it. */
export function parseOverride(text: string): Pick<Override, 'guard' | 'machine'> | string {
  const [name = '', machine = '', ...more] = text.split('=');
  const guard = GUARDS.find((one) => one === name);
  if (guard === undefined) {
    const near = didYouMean(name, OVERRIDABLE);
    const instead =
      near === undefined ? `guards are ${OVERRIDABLE.join(', ')}` : `did you mean ${near}?`;
    return `there is no guard ${name}: ${instead}`;
  }
  const instead = INSTEAD[guard];
  if (instead !== undefined) return `${guard} cannot be overridden: ${instead}`;
  const whose = more.length === 0 ? parseMachineName(machine) : undefined;
  return whose === undefined
    ? `${text} names no machine: write ${guard}=NAME, once for each machine`
    : { guard, machine: whose };
}

/** Words that are not used in this time are taken back. */
const VALID_MS = DAY_MS;

export const overrideAt = (
  { guard, machine }: Pick<Override, 'guard' | 'machine'>,
  said: { readonly by: string; readonly why: string; readonly at: Instant },
): Override => ({ guard, machine, ...said, expiresAt: later(said.at, VALID_MS) });

/** `ann overrides limit.perDay, window: INC-4711`; `undefined` where nobody does. */
export function printOverrides(
  { overrides }: Budget,
  name: MachineName,
  at: Instant,
): string | undefined {
  const mine = overrides.filter(({ machine, expiresAt }) => machine === name && at < expiresAt);
  const [first] = mine;
  return first === undefined
    ? undefined
    : `${first.by} overrides ${mine.map(({ guard }) => guard).join(', ')}: ${first.why}`;
}
