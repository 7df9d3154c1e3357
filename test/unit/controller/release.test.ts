/** What a release relies on, asked once more in the transaction that stores it (rule 3). */
import { beforeEach, expect, test } from 'vitest';
import { createRecords, type Records } from '../../../src/controller/records.ts';
import type { Erasure } from '../../../src/core/erasing.ts';
import type { Target } from '../../../src/core/inventory.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import {
  deployed,
  deployment,
  givenUp,
  hardware,
  id,
  inventory,
  machine,
  record,
  STORE,
  T0,
} from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
let store: StateStore;
let records: Records;
let declared = inventory([]);

beforeEach(() => {
  store = createMemoryStore({ clock });
  const random = { text: () => 'fresh' };
  const emit = (): void => undefined;
  records = createRecords({ store, clock, random, emit, inventory: () => declared });
});

const erasure: Erasure = {
  generation: 1,
  attempt: 1,
  method: 'quick',
  disks: deployment().disks,
};
const start = { kind: 'release-started', erasure } as const;
const list = { kind: 'erase-released', boot: 'a' } as const;

async function given(phase: MachineRecord['phase'], target: Target, more = {}): Promise<void> {
  declared = inventory([machine(1, { target })]);
  const value = record(1, phase, { hardware: hardware(1), deployment: deployment(), ...more });
  const site = { storeId: STORE };
  await store.commit(
    [
      { collection: 'machine', key: id(1), expect: 'absent', value },
      { collection: 'site', key: 'site', expect: 'any', value: site },
    ],
    [],
  );
}

const wanted = givenUp(1, { erase: 'quick' });

test('a release that the inventory in force names is stored', async () => {
  await given('deployed', wanted);
  await records.record(id(1), 1, start);
  expect(await records.report(id(1), list)).toBe(true);
});

test.each<[string, Target, string]>([
  ['was taken back', deployed(), 'generation 1 is installed, and nothing releases it'],
  ['names another generation', givenUp(2, { erase: 'quick' }), 'released names generation 2'],
  ['erases nothing any more', givenUp(1), 'asks for its erasing no more'],
])('one that %s since the plan was made is refused', async (_, target, because) => {
  await given('deployed', target);
  await expect(records.record(id(1), 1, start)).rejects.toMatchObject({
    code: 'E_STATE_CONFLICT',
    message: expect.stringContaining(because),
  });
});

test('a plain release needs its generation named as well', async () => {
  await given('deployed', deployed());
  await expect(records.record(id(1), 1, { kind: 'release-started' })).rejects.toMatchObject({
    message: expect.stringContaining('nothing releases it'),
  });
});

test('what nobody installed is given up without a word', async () => {
  await given('allocated', { kind: 'ready' }, { deployment: undefined });
  await records.record(id(1), 1, { kind: 'release-started' });
  expect((await store.get('machine', id(1)))?.value.phase).toBe('releasing');
});

test('a list leaves only while it is asked for; to the boot that has it, it is said again', async () => {
  await given('releasing', wanted, { erasure });
  declared = inventory([]);
  expect(await records.report(id(1), list)).toBe(false);
  declared = inventory([machine(1, { target: wanted })]);
  expect(await records.report(id(1), list)).toBe(true);
  declared = inventory([]);
  expect(await records.report(id(1), list)).toBe(true);
  expect(await records.report(id(1), { kind: 'erased' })).toBe(true);
});

test('a disk that is neither installed on nor named is never listed', async () => {
  const more = { ...erasure, disks: [...erasure.disks, { serial: 'SN-7', bytes: 1 }] };
  await given('releasing', wanted, { erasure: more });
  expect(await records.report(id(1), list)).toBe(false);
  declared = inventory([machine(1, { target: givenUp(1, { erase: 'quick', disks: ['SN-7'] }) })]);
  expect(await records.report(id(1), list)).toBe(true);
});
