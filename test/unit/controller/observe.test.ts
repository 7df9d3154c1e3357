import { expect, test } from 'vitest';
import { createObserve } from '../../../src/controller/observe.ts';
import { plan } from '../../../src/core/plan.ts';
import { IN_FLIGHT } from '../../../src/core/step.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { id, inventory, machine, record, STORE, T0 } from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
const signal = new AbortController().signal;

test('a job that ends while the world is looked at is still under way in what was seen', async () => {
  const store = createMemoryStore({ clock });
  const site = { storeId: STORE };
  await store.commit([{ collection: 'site', key: 'site', expect: 'absent', value: site }], []);
  const running = new Set(['machine/n1']);
  const value = record(1, 'new');
  const images = {
    // The rows are read by now; the job that enlists n1 writes its row and ends.
    list: async () => {
      await store.commit([{ collection: 'machine', key: id(1), expect: 'absent', value }], []);
      running.clear();
      return new Map();
    },
  };
  const off = new Map([[machine(1).name, 'off' as const]]);
  const power = { look: async () => ({ power: off, powerTrouble: new Map() }) };
  const inFlight = () => new Set(running);
  const observe = createObserve({ store, images, power, clock, inFlight });
  const declared = inventory([machine(1)]);
  const [change] = plan(declared, await observe(declared, signal)).changes;
  expect(change?.step).toEqual({ kind: 'wait', because: IN_FLIGHT, until: undefined });
});

test('machines at rest are asked seldom, those on their way each time, deployed ones not at all', async () => {
  const store = createMemoryStore({ clock });
  const site = { storeId: STORE };
  await store.commit([{ collection: 'site', key: 'site', expect: 'absent', value: site }], []);
  const phases = ['ready', 'commissioning', 'deployed'] as const;
  for (const [i, phase] of phases.entries())
    await store.commit(
      [{ collection: 'machine', key: id(i + 1), expect: 'absent', value: record(i + 1, phase) }],
      [],
    );
  const asked: [string[], number][] = [];
  const power = {
    look: async (specs: readonly { readonly name: string }[], maxAgeMs: number) => {
      asked.push([specs.map(({ name }) => name), maxAgeMs]);
      return { power: new Map(), powerTrouble: new Map() };
    },
  };
  const inFlight = () => new Set<string>();
  const observe = createObserve({ store, images: undefined, power, clock, inFlight });
  await observe(inventory([machine(1), machine(2), machine(3)]), signal);
  expect(asked).toEqual([
    [['n2'], 1_500],
    [['n1'], 30_000],
  ]);
});
