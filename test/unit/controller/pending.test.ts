import { expect, test } from 'vitest';
import { createLoop, type LoopDeps } from '../../../src/controller/loop.ts';
import { createObserve } from '../../../src/controller/observe.ts';
import type { Instant } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import {
  deployed,
  deployment,
  digest,
  hardware,
  id,
  inventory,
  ledgerRow,
  machine,
  record,
  STORE,
  T0,
} from '../../support/fleet.ts';

const DAY = 864e5;
let now = T0;
const clock = { now: () => now, sleep: async () => undefined };

async function rack() {
  const store = createMemoryStore({ clock });
  const row = record(1, 'deployed', { hardware: hardware(1), deployment: deployment() });
  const absent = { expect: 'absent' } as const;
  await store.commit(
    [
      { collection: 'site', key: 'site', ...absent, value: { storeId: STORE } },
      { collection: 'machine', key: id(1), ...absent, value: row },
      { collection: 'installed', key: id(1), ...absent, value: ledgerRow(1, 1) },
    ],
    [],
  );
  const started: string[] = [];
  async function pass(declared: Inventory, at: Instant): Promise<void> {
    now = at;
    const inForce = { inventory: declared, files: new Map(), rejected: undefined };
    const deps: LoopDeps = {
      intake: {
        refresh: async () => undefined,
        current: () => inForce,
        diagnostics: () => [],
        trouble: () => undefined,
        applied: async () => undefined,
      },
      observe: createObserve({
        store,
        images: undefined,
        power: undefined,
        clock,
        inFlight: () => new Set(),
      }),
      jobs: {
        start: ({ step }) => void (step.kind === 'act' && started.push(step.verb)),
        inFlight: new Set(),
        idle: async () => undefined,
      },
      store,
      clock,
      emit: () => undefined,
      holder: 'test',
      pollMs: 1_000,
      only: undefined,
      followMs: undefined,
    };
    await createLoop(deps).run(AbortSignal.timeout(5_000), () => true);
  }
  return { store, started, pass };
}

const as = (over: Parameters<typeof deployed>[0]): Inventory =>
  inventory([machine(1, { target: deployed(over) })]);

test('a pass of the leader notes since when something is pending, and drops it with the difference (rule 1)', async () => {
  const { store, started, pass } = await rack();
  const note = async () => (await store.get('pending', id(1)))?.value.since;
  const other = { digest: digest('e'), inMemory: true };
  await pass(as({}), T0);
  expect(await note()).toBeUndefined();
  await pass(as(other), T0);
  expect(await note()).toEqual({ 'Machine/n1 Machine.deploy.inMemory': T0 });
  await pass(as(other), (T0 + DAY) as Instant);
  expect(await note()).toEqual({ 'Machine/n1 Machine.deploy.inMemory': T0 });
  await pass(as({}), (T0 + 2 * DAY) as Instant);
  expect(await note()).toBeUndefined();
  expect(started).toEqual([]);
});
