import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ImageKey } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec, Target } from '../../src/core/inventory.ts';
import { plan } from '../../src/core/plan.ts';
import { renderJson } from '../../src/core/render-json.ts';
import { renderMarkdown } from '../../src/core/render-markdown.ts';
import { renderText } from '../../src/core/render-text.ts';
import { isEmpty } from '../../src/core/summary.ts';
import { deployed, inventory, machine, NOBLE, noble, site } from '../support/fleet.ts';
import { faultsUpTo } from '../support/faults.ts';
import { createWorld, NO_FAULTS, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);

const faults = faultsUpTo(0.35);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ kind: 'ready' }),
  fc.constant(deployed()),
  fc.constant(deployed({ inMemory: true })),
);

const fleet = fc.array(target, { minLength: 1, maxLength: 6 }).map((targets) => fleetOf(targets));

function fleetOf(targets: readonly Target[]): Inventory {
  const machines = targets.map((t, i) => withPower(machine(i + 1, { target: t })));
  return inventory(machines, {
    site: { ...site, limits: { ...site.limits, commissioning: 2, deploying: 2 } },
  });
}

const withPower = (spec: MachineSpec): MachineSpec => ({
  ...spec,
  power: { type: 'webhook', parameters: { name: spec.name } },
});

/** Says the word that every hold names, as a person would who has mended the rack. */
async function sayTheWords(world: World, fleetInventory: Inventory): Promise<void> {
  const { changes } = plan(fleetInventory, await world.observe(fleetInventory));
  for (const { subject, step } of changes) {
    if (step.kind !== 'hold' || subject.kind !== 'machine') continue;
    expect(step.because).toContain(`reconcile machine retry ${subject.name}`);
    await world.report(subject.name, { kind: 'retry-authorised', by: 'ann', why: 'mended' });
  }
}

describe('convergence', () => {
  test.prop([fleet, faults, fc.nat()], { numRuns: RUNS })(
    'every machine reaches its target, or one hold that names the word that helps',
    async (declared, dice, seed) => {
      const world = await createWorld(seed, dice);
      await world.converge(declared);
      world.faults = NO_FAULTS;
      await sayTheWords(world, declared);
      const planned = await world.converge(declared);
      expect(planned.changes.filter(({ step }) => step.kind !== 'done')).toEqual([]);
      expect(isEmpty(planned)).toBe(true);
      expect(world.violations).toEqual([]);
    },
  );

  test.prop([fleet, faults, fc.nat()], { numRuns: RUNS })(
    'an installer writes at most once for each attempt at a generation, and never by itself after it was released',
    async (declared, dice, seed) => {
      const world = await createWorld(seed, dice);
      await world.converge(declared);
      const generations = new Map<string, number>();
      for (const [key, count] of world.installs) {
        const generation = key.replace(/ attempt .*/, '');
        generations.set(generation, (generations.get(generation) ?? 0) + count);
      }
      for (const [generation, count] of generations) expect(count, generation).toBe(1);
    },
  );
});

/** Every map and set of it the other way round. */
function backwards<T extends object>(value: T): T {
  const turned = Object.entries(value).map(([name, field]: [string, unknown]) => {
    if (field instanceof Map) return [name, new Map([...field].toReversed())];
    return [name, field instanceof Set ? new Set([...field].toReversed()) : field];
  });
  return Object.fromEntries(turned) as T;
}

describe('purity', () => {
  test.prop([fleet, faults, fc.nat()], { numRuns: Math.ceil(RUNS / 4) })(
    'equal inputs give equal plans, whatever the order of the maps',
    async (declared, dice, seed) => {
      const world = await createWorld(seed, dice);
      for (let i = 0; i < 5; i++) await world.pass(declared);
      const met = await world.observe(declared);
      const old = ['1', '2', '3', '4'].map((version) => noble(version));
      const more = ['x', 'a', 'm'].map(
        (kernel) => [`${NOBLE}-${kernel}` as ImageKey, old] as const,
      );
      const seen = { ...met, images: new Map([...met.images, ...more]) };
      const there = plan(declared, seen);
      const turned = plan(backwards(declared), backwards(seen));
      for (const render of [renderJson, renderMarkdown, renderText])
        expect(render(turned, 'lab')).toBe(render(there, 'lab'));
    },
  );
});

describe('staleness', () => {
  test.prop([fleet, fc.nat()], { numRuns: Math.ceil(RUNS / 4) })(
    'a plan made against an older row changes nothing and asks no BMC',
    async (declared, seed) => {
      const world = await createWorld(seed, NO_FAULTS);
      await world.pass(declared);
      const stale = plan(declared, await world.observe(declared));
      await world.pass(declared);
      const before = await world.store.list('machine');
      await world.replay(stale, declared);
      expect(await world.store.list('machine')).toEqual(before);
      expect(world.violations).toEqual([]);
    },
  );
});
