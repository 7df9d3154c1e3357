/** The rules of what may destroy data (src/README.md, The rules), over random fleets, faults and words. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Inventory, Target } from '../../src/core/inventory.ts';
import { plan } from '../../src/core/plan.ts';
import { deployed, inventory, machine } from '../support/fleet.ts';
import { createWorld, type Faults, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);

const chance = fc.double({ min: 0, max: 0.3, noNaN: true });
const faults: fc.Arbitrary<Faults> = fc.record({
  bmcRefuses: chance,
  bmcSilent: chance,
  bootHangs: chance,
  commissioningFails: chance,
  installFails: chance,
  signalLost: chance,
});

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ kind: 'ready' }),
  fc.constant(deployed()),
  fc.constant(deployed({ inMemory: true })),
);
const fleet = fc.array(target, { minLength: 1, maxLength: 5 }).map(fleetOf);

function fleetOf(targets: readonly Target[]): Inventory {
  return inventory(
    targets.map((t, i) => {
      const spec = machine(i + 1, { target: t });
      return { ...spec, power: { type: 'webhook', parameters: { name: spec.name } } };
    }),
  );
}

const ann = { by: 'ann', why: 'audit' } as const;

/** Lets the world live for a while: `moments` passes, with the time that each waits for. */
async function live(world: World, declared: Inventory, moments: number): Promise<void> {
  for (let i = 0; i < moments; i++) await world.moment(declared);
}

describe('rule 4: empty never means everything', () => {
  test.prop([fleet, faults, fc.nat(), fc.nat({ max: 24 })], { numRuns: RUNS })(
    'while the head is refused nothing begins, nothing rests otherwise, and what is in flight ends',
    async (declared, dice, seed, moments) => {
      const world = await createWorld(seed, dice);
      await live(world, declared, moments);
      for (const name of declared.machines.keys()) world.press(name);
      const IN_FLIGHT = new Set(['commissioning', 'deploying', 'releasing']);
      for (let i = 0; i < 40; i++) {
        const before = new Map(await world.store.list('machine'));
        const asked = world.switched.length;
        await world.moment(declared, 'the head cannot be read');
        for (const { name } of world.switched.slice(asked)) {
          const row = [...before.values()].find(({ value }) => value.name === name);
          expect(IN_FLIGHT.has(row?.value.phase ?? ''), `${name} was powered`).toBe(true);
        }
        for (const [key, { value }] of await world.store.list('machine')) {
          const was = before.get(key)?.value.phase;
          if (was === value.phase) continue;
          expect(IN_FLIGHT.has(value.phase), `${value.name}: ${was} → ${value.phase}`).toBe(false);
        }
      }
      expect(world.violations).toEqual([]);
    },
  );
});

describe('rule 5: a lock blocks at once', () => {
  test.prop([fleet, faults, fc.nat(), fc.nat({ max: 14 }), fc.nat({ max: 31 })], { numRuns: RUNS })(
    'nothing is begun, powered or installed on a locked machine, whatever it was at; unlocked, it goes on',
    async (declared, dice, seed, moments, mask) => {
      const world = await createWorld(seed, dice);
      await live(world, declared, moments);
      const locked = new Set<string>();
      for (const [i, name] of [...declared.machines.keys()].entries())
        if ((mask >> i) % 2 === 1 && (await world.report(name, { kind: 'locked', ...ann })))
          locked.add(name);
      const installed = new Map(world.installs);
      await world.converge(declared);
      for (const [key, count] of world.installs)
        if (locked.has(key.split(' ')[0] ?? '')) expect(count).toBe(installed.get(key));
      expect(world.violations).toEqual([]);
      const { changes } = plan(declared, await world.observe(declared));
      for (const { subject, step } of changes)
        if (subject.kind === 'machine' && locked.has(subject.name))
          expect(step.kind).not.toBe('act');
      for (const name of locked) await world.report(name, { kind: 'unlocked', ...ann });
      await world.converge(declared);
      expect(world.violations).toEqual([]);
    },
  );
});
