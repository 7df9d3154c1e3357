import { describe, expect, test, vi } from 'vitest';
import type { Apply } from '../../../src/controller/apply.ts';
import { createJobs } from '../../../src/controller/jobs.ts';
import type { MachineName, Revision } from '../../../src/core/ids.ts';
import { act, type Change, done, hold, type Step, wait } from '../../../src/core/step.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { id, T0 } from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
const revision = 'r1' as Revision;
const forget = { kind: 'machine.forget', id: id(1), expect: 1 } as const;

const change = (step: Step): Change => ({
  subject: { kind: 'machine', name: 'n1' as MachineName },
  route: [],
  step,
  at: undefined,
  pending: [],
  dataLoss: [],
});

function jobs(apply = vi.fn<Apply>(async () => undefined)) {
  const poke = vi.fn<() => void>();
  const { signal } = new AbortController();
  const store = createMemoryStore({ clock });
  return {
    apply,
    poke,
    jobs: createJobs({ apply, store, clock, emit: () => undefined, signal, poke }),
  };
}

describe('jobs', () => {
  test('a finished job asks for another look', async () => {
    const { jobs: running, poke, apply } = jobs();
    running.start(change(act('forget', 'it left', forget)), revision, undefined);
    expect([...running.inFlight]).toEqual(['machine/n1']);
    await running.idle();
    expect(apply).toHaveBeenCalledOnce();
    expect(poke).toHaveBeenCalledOnce();
    expect(running.inFlight.size).toBe(0);
  });

  test.each([done, hold('a person must look'), wait('for the machine')])(
    'a step of kind $kind starts none, and asks for no other look',
    async (step) => {
      const { jobs: running, poke } = jobs();
      running.start(change(step), revision, undefined);
      expect(running.inFlight.size).toBe(0);
      await running.idle();
      expect(poke).not.toHaveBeenCalled();
    },
  );
});
