/** What a copy of a store brings back, with a repository that went on since. */
import { expect, test } from 'vitest';
import { takeBackup } from '../../../src/controller/backup.ts';
import { bringBack } from '../../../src/controller/bring-back.ts';
import { ControllerError } from '../../../src/core/errors.ts';
import type { Revision } from '../../../src/core/ids.ts';
import type { InventorySource } from '../../../src/core/ports.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import {
  after,
  deployed,
  id,
  inventory,
  ledgerRow,
  machine,
  record,
  STORE,
  T0,
} from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
const signal = AbortSignal.timeout(60_000);

/** A branch whose commits declare these generations of n1, oldest first. */
function branch(generations: readonly number[], gone: readonly number[] = []): InventorySource {
  const revisions = generations.map((_, i) => `r${i}` as Revision);
  return {
    head: async () => revisions.at(-1) as Revision,
    load: async (revision) => {
      const n = revisions.indexOf(revision);
      if (gone.includes(n)) throw new ControllerError('E_GIT_FETCH', `reading ${revision}`);
      const target = deployed({ generation: generations[n] ?? 0 });
      const declared = inventory([machine(1, { target })], { revision });
      return { inventory: declared, diagnostics: [], files: new Map() };
    },
    revisions: {
      resolve: async () => undefined,
      declared: async () => {
        throw new Error('not asked');
      },
      between: async (from, to) =>
        revisions.slice(
          from === undefined ? 0 : revisions.indexOf(from) + 1,
          revisions.indexOf(to) + 1,
        ),
    },
  };
}

/** Taken while r0 was in force and n1 ran generation 1. */
async function copy() {
  const store = createMemoryStore({ clock });
  const lastApplied = { revision: 'r0' as Revision, machines: 1 };
  await store.commit(
    [
      { collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE, lastApplied } },
      { collection: 'machine', key: id(1), expect: 'absent', value: record(1, 'deployed') },
      { collection: 'installed', key: id(1), expect: 'absent', value: ledgerRow(1, 1) },
    ],
    [],
  );
  const taken = await takeBackup(store, T0);
  if (taken === undefined) throw new Error('no copy');
  return taken;
}

async function restored(source: InventorySource): Promise<number | undefined> {
  const store = createMemoryStore({ clock });
  await bringBack(store, await copy(), { source, at: after(1), by: 'ann' }, signal);
  return (await store.get('installed', id(1)))?.value.generation;
}

test('what the copy’s own revision declared may have begun after the copy, and is spent (rules 1 and 11)', async () => {
  // Generation 2 waited for its window when the copy was made, ran, and was reverted.
  expect(await restored(branch([2, 1]))).toBe(2);
  expect(await restored(branch([2]))).toBe(2);
  expect(await restored(branch([1, 3, 1]))).toBe(3);
});

test('a revision that was written out of the history is no reason to restore nothing', async () => {
  expect(await restored(branch([2, 1], [0]))).toBe(1);
});
