/** What a row of the plan amounts to, and what blocks it because nobody knows. */
import type { Verb } from './action.ts';
import type { Cause } from './causes.ts';
import { type Effect, mostSevere, VERB_EFFECTS } from './effects.ts';
import { isErased } from './losses.ts';
import type { MachineRecord, Phase } from './machine.ts';
import type { InstallLedger } from './observed.ts';
import { hold, type Step } from './step.ts';

/** A field that the table of effects does not know: nobody guesses what it would do. */
export function blocked(causes: readonly Cause[]): Step | undefined {
  const unknown = causes.find(({ effect }) => effect === undefined);
  return (
    unknown &&
    hold(
      `${unknown.field} differs, and this version does not know what that does: take it back, or use the version that wrote it`,
      'effect',
    )
  );
}

/** The gravest of the step and of the way behind it. */
export function effectOfStep(step: Step, route: readonly Verb[]): Effect | undefined {
  if (step.kind === 'done') return undefined;
  const verbs = step.kind === 'act' ? [step.verb, ...route] : route;
  return mostSevere(verbs.map((verb) => VERB_EFFECTS[verb]));
}

/** What runs in a phase that is not over. */
const UNDER_WAY: { readonly [P in Phase]?: Effect } = {
  commissioning: 'recommission',
  deploying: 'install',
  releasing: 'release',
};

export function effectOfMachine(row: {
  readonly step: Step;
  readonly route: readonly Verb[];
  readonly causes: readonly Cause[];
  readonly pending: readonly string[];
  readonly record: MachineRecord;
  readonly ledger: InstallLedger | undefined;
}): Effect | undefined {
  const { step, route, causes, pending, record, ledger } = row;
  if (step.kind === 'done') return pending.length > 0 ? 'pending' : undefined;
  const wished = step.kind === 'hold' ? causes.map(({ effect }) => effect) : [];
  const underWay = isErased(record, step) ? 'erase' : UNDER_WAY[record.phase];
  const all = [effectOfStep(step, route), underWay, ...wished];
  // Between two steps, a machine without a way to go is being switched off.
  const gravest = mostSevere(all.filter((one) => one !== undefined)) ?? 'power';
  return gravest === 'install' && wasInstalled(record, ledger) ? 'reinstall' : gravest;
}

/** The ledger counts what was started: of a first installation that is not finished, that one too. */
function wasInstalled({ phase, deployment }: MachineRecord, ledger: InstallLedger | undefined) {
  const isUnfinished = phase === 'deploying' || phase === 'failed-deployment';
  return ledger !== undefined && !(isUnfinished && (deployment?.generation ?? 1) === 1);
}
