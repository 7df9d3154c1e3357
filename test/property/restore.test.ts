/**
 * Rules 1 and 11: whatever old copy a lost store is restored from, no machine is installed twice for a
 * generation, and none that runs is switched.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  type Backup,
  backupOf,
  parseBackup,
  printBackup,
  restoreWrites,
  takeBackup,
} from '../../src/controller/backup.ts';
import { snapshotOf } from '../../src/controller/snapshots.ts';
import type { MachineId } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec } from '../../src/core/inventory.ts';
import type { StateStore, Write } from '../../src/core/ports.ts';
import { plan } from '../../src/core/plan.ts';
import { declaredGenerations } from '../../src/core/restore.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { deployed, inventory, machine, site, STORE } from '../support/fleet.ts';
import { createWorld, type Faults, NO_FAULTS, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);
const COUNT = 3;
const FAULTS: Faults = {
  bmcRefuses: 0.1,
  bmcSilent: 0.2,
  bootHangs: 0.2,
  commissioningFails: 0.1,
  installFails: 0.2,
  signalLost: 0.2,
};

/** Generations by machine, of one commit; 0 is a target of ready. */
const commit = fc.tuple(...Array.from({ length: COUNT }, () => fc.integer({ min: 0, max: 3 })));
const history = fc.array(
  fc.record({
    commit,
    moments: fc.integer({ min: 0, max: 12 }),
    /** Above 0 it is switched on, below 0 off. */
    press: fc.integer({ min: -COUNT, max: COUNT }),
  }),
  { minLength: 1, maxLength: 6 },
);

function revisionOf(generations: readonly number[], stateId: string): Inventory {
  const machines = generations.map((generation, i): MachineSpec => {
    const spec = machine(i + 1, {
      target: generation === 0 ? { kind: 'ready' } : deployed({ generation }),
      // Left over from the first days: it must not lift anything for a restored store.
      firstContact: STORE,
    });
    return { ...spec, power: { type: 'webhook', parameters: { name: spec.name } } };
  });
  return inventory(machines, { site: { ...site, stateId } });
}

async function backedUp(world: World): Promise<Backup | undefined> {
  const taken = await takeBackup(world.store, world.clock.now());
  return taken && parseBackup(printBackup(taken));
}

async function published(world: World, declared: Inventory): Promise<Backup> {
  const observed = await world.observe(declared);
  const inForce = { inventory: declared, files: new Map(), rejected: undefined };
  const pass = { inForce, observed, plan: plan(declared, observed) };
  const made = snapshotOf(pass, { commits: 1, boot: 'b', forgotten: {} });
  return backupOf(JSON.parse(JSON.stringify(made)) as Snapshot);
}

async function empty(store: StateStore): Promise<void> {
  for (const collection of [
    'machine',
    'installed',
    'candidate',
    'forgotten',
    'setback',
    'approval',
    'start',
    'rollout',
    'override',
    'site',
    'applied',
    'turn',
  ] as const) {
    const writes = [...(await store.list(collection)).keys()].map((key): Write => ({
      collection,
      key,
      expect: 'any',
      value: 'delete',
    }));
    if (writes.length > 0) await store.commit(writes, []);
  }
}

/** Installs of each (machine, generation), whatever attempt they were. */
function installs(world: World): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [key, count] of world.installs) {
    const one = key.replace(/ attempt \d+$/, '');
    counts.set(one, (counts.get(one) ?? 0) + count);
  }
  return counts;
}

function highest(world: World, since: readonly Inventory[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const raise = (name: string, generation: number): void =>
    void found.set(name, Math.max(generation, found.get(name) ?? 0));
  for (const one of since.flatMap(declaredGenerations)) raise(one.name, one.generation);
  for (const key of world.installs.keys()) {
    const [name = '', , generation] = key.split(' ');
    raise(name, Number(generation));
  }
  return found;
}

async function running(world: World): Promise<ReadonlySet<string>> {
  const rows = await world.store.list('machine');
  const phases = new Set(['deployed', 'deploying']);
  return new Set(
    [...rows.values()].flatMap(({ value }) =>
      phases.has(value.phase) && world.isOn(value.name) ? [String(value.name)] : [],
    ),
  );
}

describe('a lost store', () => {
  test.prop([history, fc.nat(), commit, fc.boolean(), fc.constantFrom(NO_FAULTS, FAULTS)], {
    numRuns: RUNS,
  })(
    'restored from any older copy installs nothing twice, and switches nothing that runs',
    async (steps, when, after, fromSnapshot, faults) => {
      const world = await createWorld(when, faults);
      let copy: Backup | undefined;
      const since: Inventory[] = [];
      for (const [i, { commit: generations, moments, press }] of steps.entries()) {
        const declared = revisionOf(generations, STORE);
        since.push(declared);
        for (let n = 0; n < moments; n++) await world.moment(declared);
        if (press > 0) world.press(`n${press}`);
        if (press < 0) world.pull(`n${-press}`);
        if (i !== when % steps.length) continue;
        copy = fromSnapshot ? await published(world, declared) : await backedUp(world);
        // What was declared before the copy was made was begun before it, or lowered since.
        since.splice(0, since.length - 1);
      }
      if (copy === undefined) throw new Error('no copy was taken');
      const alive = await running(world);
      const begun = highest(world, since);
      await empty(world.store);
      let ids = 0;
      const { writes, storeId } = await restoreWrites(world.store, copy, {
        declared: since.flatMap(declaredGenerations),
        at: world.clock.now(),
        newId: () => `restored${(ids += 1)}` as MachineId,
        newStoreId: () => 'another',
      });
      await world.store.commit(writes, []);
      expect(storeId).toBe('another');
      const switched = world.switched.length;
      const last = steps.at(-1)?.commit ?? [];

      // Until the new id is committed nothing is touched at all.
      await world.moment(revisionOf(last, STORE));
      expect(world.switched.slice(switched)).toEqual([]);

      for (const generations of [last, after])
        await world.converge(revisionOf(generations, 'another'));
      for (const [key, count] of installs(world)) expect([key, count]).toEqual([key, 1]);
      const touched = world.switched.slice(switched).map(({ name }) => name);
      // A generation above all that was declared since, and was begun before, is a person's wish.
      const wished = new Set(
        after.flatMap((generation, i) =>
          generation > (begun.get(`n${i + 1}`) ?? 0) ? [`n${i + 1}`] : [],
        ),
      );
      expect(touched.filter((name) => alive.has(name) && !wished.has(name))).toEqual([]);
    },
  );
});
