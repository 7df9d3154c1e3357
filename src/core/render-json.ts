/** The plan as data (schemas/plan.schema.json, version 1). Same plan, same bytes. */
import type { Cause } from './causes.ts';
import type { Plan } from './plan.ts';
import { type Change, type Guard, type Step, subjectKey } from './step.ts';
import { summarise } from './summary.ts';

export function renderJson(plan: Plan, site: string): string {
  const { dataLoss, ...counts } = summarise(plan);
  const erased = dataLoss.flatMap((change) => change.dataLoss);
  const document = {
    version: 1,
    site,
    revision: plan.revision,
    observedAt: instantJson(plan.observedAt),
    freeze: plan.freeze ?? null,
    summary: {
      dataLoss: dataLoss.length,
      disksErased: erased.length,
      bytesErased: erased.reduce((sum, { bytes }) => sum + bytes, 0),
      ...counts,
    },
    budgets: (plan.budgets ?? []).map(({ until, ...line }) => ({
      ...line,
      ...(until === undefined ? {} : { until: instantJson(until) }),
    })),
    changes: plan.changes.map(changeJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const instantJson = (at: number): string => new Date(at).toISOString();

const guardOf = (step: Step): Guard | undefined =>
  step.kind === 'wait' || step.kind === 'hold' ? step.guard : undefined;

/** One row. */
export function changeJson(change: Change): unknown {
  const { step } = change;
  return {
    subject: subjectKey(change.subject),
    step: step.kind,
    ...(step.kind === 'act'
      ? { verb: step.verb, actions: step.actions.map(({ kind }) => kind) }
      : {}),
    ...(step.kind === 'done' ? {} : { because: step.because }),
    ...(guardOf(step) === undefined ? {} : { guard: guardOf(step) }),
    ...(step.kind === 'wait' && step.until !== undefined ? { until: instantJson(step.until) } : {}),
    effect: change.effect ?? null,
    route: change.route,
    dataLoss: change.dataLoss,
    pending: change.pending,
    causes: change.causes.map(causeJson),
    ...(change.rendered === undefined ? {} : { rendered: change.rendered }),
    at: change.at ?? null,
  };
}

const causeJson = ({
  field,
  document,
  item,
  before,
  after,
  effect,
  since,
  at,
  commit,
}: Cause): unknown => ({
  field,
  document,
  ...(item === undefined ? {} : { item }),
  before: before ?? null,
  after: after ?? null,
  effect: effect ?? null,
  ...(since === undefined ? {} : { since: instantJson(since) }),
  at: at ?? null,
  commit: commit ?? null,
});
