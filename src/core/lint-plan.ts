/** Invariants of every plan, checked before anything of it is applied. A violation is our own mistake (E_BUG). */
import type { Action } from './action.ts';
import type { MachineEvent } from './machine.ts';
import type { ObservedState } from './observed.ts';
import type { Plan } from './plan.ts';
import { type Change, subjectKey } from './step.ts';

/** Empty for every plan that `plan()` may make. */
export function lintPlan(plan: Plan, observed: ObservedState): readonly string[] {
  const seen = new Set<string>();
  const twice = plan.changes
    .map(({ subject }) => subjectKey(subject))
    .filter((key) => {
      const again = seen.has(key);
      seen.add(key);
      return again;
    });
  return [
    ...twice.map((key) => `${key} has more than one step`),
    ...plan.changes.flatMap((change) => lintChange(change, observed)),
  ];
}

function lintChange(change: Change, observed: ObservedState): readonly string[] {
  const { step, subject } = change;
  if (step.kind !== 'act') return [];
  const key = subjectKey(subject);
  const complaints: string[] = [];
  if (step.actions.length === 0) complaints.push(`${key}: acts without an action`);
  if (!fenced(step.actions)) complaints.push(`${key}: a BMC is asked before the intent is stored`);
  if (touchesDeployed(step.actions, observed) && !['reinstall', 'erase'].includes(step.verb))
    complaints.push(`${key}: ${step.verb} powers a deployed machine`);
  for (const event of events(step.actions))
    if (
      event.kind === 'deploy-started' &&
      event.deployment.inMemory === event.deployment.disks.length > 0
    )
      complaints.push(`${key}: deployed in memory exactly when no disk is written`);
  return complaints;
}

const INTENTS: ReadonlySet<MachineEvent['kind']> = new Set([
  'commission-started',
  'deploy-started',
  'release-started',
  'power-requested',
]);

/** Every power action comes right after the record that announces it. */
function fenced(actions: readonly Action[]): boolean {
  return actions.every((action, i) => {
    if (!action.kind.startsWith('power.')) return true;
    const before = actions[i - 1];
    return before?.kind === 'machine.record' && INTENTS.has(before.event.kind);
  });
}

function touchesDeployed(actions: readonly Action[], observed: ObservedState): boolean {
  return actions.some(
    (action) =>
      (action.kind === 'power.cycle' ||
        action.kind === 'power.off' ||
        action.kind === 'power.netboot') &&
      observed.machines.get(action.id)?.record.phase === 'deployed',
  );
}

const events = (actions: readonly Action[]): readonly MachineEvent[] =>
  actions.flatMap((action) => (action.kind === 'machine.record' ? [action.event] : []));
