/** The plan as data (schemas/plan.schema.json, version 1). Same plan, same bytes. */
import type { Plan } from './plan.ts';
import { type Change, subjectKey } from './step.ts';
import { summarise } from './summary.ts';

export function renderJson(plan: Plan, site: string): string {
  const { dataLoss, ...counts } = summarise(plan);
  const document = {
    version: 1,
    site,
    revision: plan.revision,
    observedAt: new Date(plan.observedAt).toISOString(),
    freeze: plan.freeze ?? null,
    summary: { dataLoss: dataLoss.length, ...counts },
    changes: plan.changes.map(changeJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function changeJson(change: Change): unknown {
  const { step } = change;
  return {
    subject: subjectKey(change.subject),
    step: step.kind,
    ...(step.kind === 'act'
      ? { verb: step.verb, actions: step.actions.map(({ kind }) => kind) }
      : {}),
    ...(step.kind === 'done' ? {} : { because: step.because }),
    ...(step.kind === 'wait' && step.until !== undefined
      ? { until: new Date(step.until).toISOString() }
      : {}),
    route: change.route,
    dataLoss: change.dataLoss,
    pending: change.pending,
    at: change.at ?? null,
  };
}
