/** A job goes on, ends, or fails: what jobs.ts of the controller does about it in the store. */
import { asControllerError } from '../../src/core/errors.ts';
import type { Revision } from '../../src/core/ids.ts';
import type { Setback } from '../../src/core/observed.ts';
import { commit } from './rows.ts';
import { type Controller, type Job, type Move, replace, type State } from './state.ts';
import { next } from './step.ts';
import { NOW } from './time.ts';

export const nameOf = (index: number): string => `controller ${'AB'[index] ?? index}`;

export const at = (state: State, c: number): Controller => state.controllers[c] as Controller;

export interface Position {
  readonly state: State;
  readonly c: number;
  readonly j: number;
  readonly job: Job;
}

/** The job goes on, or ends and clears its setback. */
export function advanceJob(
  state: State,
  c: number,
  j: number,
  job: Job,
  before = state.rows,
): State {
  if (job.actions.length > 0) return withJob(state, c, j, job, before);
  const name = `setback/${job.subject}`;
  const cleared =
    job.verb === 'give-up' || state.rows[name] === undefined
      ? state.rows
      : commit(state.rows, [
          { collection: 'setback', key: job.subject, expect: 'any', value: 'delete' },
        ]);
  return next({ ...state, rows: before }, { rows: cleared, controllers: without(state, c, j) });
}

export function withJob(state: State, c: number, j: number, job: Job, before = state.rows): State {
  const one = at(state, c);
  const jobs = replace(one.jobs, j, job);
  const controllers = replace(state.controllers, c, { ...one, jobs });
  return next({ ...state, rows: before }, { rows: state.rows, controllers });
}

const without = (state: State, c: number, j: number): readonly Controller[] => {
  const one = at(state, c);
  return replace(state.controllers, c, { ...one, jobs: one.jobs.filter((_, i) => i !== j) });
};

/** As jobs.ts: the first failure ends the job and is remembered. */
export function failedMove(
  { state, c, j, job }: Position,
  error: unknown,
  said: string,
  over: Partial<State> = {},
): Move {
  const { code, disposition } = asControllerError(error);
  const before = state.rows[`setback/${job.subject}`]?.value as Setback | undefined;
  const value: Setback = {
    code,
    disposition,
    message: code,
    at: NOW,
    count: (before?.count ?? 0) + 1,
    revision: job.revision as Revision,
  };
  const rows = commit(state.rows, [
    { collection: 'setback', key: job.subject, expect: 'any', value },
  ]);
  return {
    label: `${nameOf(c)} ${said}, and remembers ${code}`,
    benign: true,
    broken: disposition === 'bug' ? [`a mistake of ours: ${String(error)}`] : [],
    to: next(state, { ...over, rows, controllers: without(state, c, j) }),
  };
}
