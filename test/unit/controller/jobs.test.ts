import { expect, test } from 'vitest';
import { createJobs } from '../../../src/controller/jobs.ts';
import { ControllerError } from '../../../src/core/errors.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { Revision } from '../../../src/core/ids.ts';
import { act, type Change, hold, type Step, wait } from '../../../src/core/step.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { machine, T0 } from '../../support/fleet.ts';

const REVISION = 'c0ffee' as Revision;
const change = (step: Step): Change => ({
  subject: { kind: 'machine', name: machine(1).name },
  route: [],
  step,
  at: undefined,
  effect: undefined,
  causes: [],
  pending: [],
  dataLoss: [],
});
const acting = change(act('refresh', 'why', { kind: 'catalog.fetch' }, { kind: 'catalog.fetch' }));

function stage(apply: () => Promise<void>) {
  const stop = new AbortController();
  const clock = { now: () => T0, sleep: async () => undefined };
  const store = createMemoryStore({ clock });
  const events: ControllerEvent[] = [];
  const told = { pokes: 0, applied: 0 };
  const jobs = createJobs({
    apply: async () => {
      told.applied++;
      await apply();
    },
    store,
    clock,
    emit: (event) => events.push(event),
    signal: stop.signal,
    poke: () => void told.pokes++,
  });
  return { stop, store, events, told, jobs };
}

test('steps that wait, hold or are done start nothing and wake nobody', async () => {
  const { jobs, told } = stage(async () => undefined);
  for (const step of [wait('w'), hold('h'), { kind: 'done' } as const])
    jobs.start(change(step), REVISION, undefined);
  await jobs.idle();
  expect(told).toEqual({ pokes: 0, applied: 0 });
});

test('one job a subject; its end wakes the loop', async () => {
  const gate = Promise.withResolvers<void>();
  const { jobs, told } = stage(() => gate.promise);
  jobs.start(acting, REVISION, undefined);
  jobs.start(acting, REVISION, undefined);
  expect([...jobs.inFlight]).toEqual(['machine/n1']);
  gate.resolve();
  await jobs.idle();
  expect(told).toEqual({ pokes: 1, applied: 2 });
  expect([...jobs.inFlight]).toEqual([]);
});

test('the first failure ends the actions and is remembered, counted, and cleared by a success', async () => {
  let fail = true;
  const { jobs, store, told, events } = stage(async () => {
    if (fail)
      throw new ControllerError('E_POWER_CONNECTION', 'powering n1', {
        cause: new Error('no answer'),
      });
  });
  for (const count of [1, 2]) {
    jobs.start(acting, REVISION, undefined);
    await jobs.idle();
    expect((await store.get('setback', 'machine/n1'))?.value).toMatchObject({
      code: 'E_POWER_CONNECTION',
      disposition: 'retry',
      count,
      message: 'powering n1: no answer',
    });
  }
  expect(told.applied).toBe(2);
  expect(events.filter(({ event }) => event === 'action.failed')).toHaveLength(2);
  fail = false;
  jobs.start(acting, REVISION, undefined);
  await jobs.idle();
  expect(await store.get('setback', 'machine/n1')).toBeUndefined();
});

test('stopping is not a failure', async () => {
  const { jobs, store, stop } = stage(async () => {
    stop.abort();
    throw new ControllerError('E_POWER_CONNECTION', 'powering n1');
  });
  jobs.start(acting, REVISION, undefined);
  await jobs.idle();
  expect(await store.list('setback')).toEqual(new Map());
});

test('a limit that was reached since the plan is a wait: told as one, and no line in the history', async () => {
  const because = 'limits.perDay is 1: so many destructive starts were in the last 24 hours';
  const { jobs, store, events } = stage(async () => {
    throw new ControllerError('E_LIMIT', because, { guard: 'limit.perDay' });
  });
  jobs.start(acting, REVISION, undefined);
  await jobs.idle();
  expect(events.map(({ event }) => event)).toEqual(['action.started', 'action.deferred']);
  expect((await store.get('setback', 'machine/n1'))?.value).toMatchObject({
    message: because,
    guard: 'limit.perDay',
  });
  expect(await store.history(undefined, 9)).toEqual([]);
});
