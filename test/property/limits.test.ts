/** Rule 6, over random fleets, limits, faults, crashes, and two controllers on one store. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Instant } from '../../src/core/ids.ts';
import type { Inventory, Limits, Window } from '../../src/core/inventory.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import { plan } from '../../src/core/plan.ts';
import type { Write } from '../../src/core/ports.ts';
import { isEmpty } from '../../src/core/summary.ts';
import { DAYS, openingAt } from '../../src/core/windows.ts';
import { deployed, inventory, machine, MINUTE, site } from '../support/fleet.ts';
import { createWorld, type Faults, NO_FAULTS, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);
/** Each run is a day or more in the life of a fleet. */
const PATIENCE_MS = 60_000 + RUNS * 1_000;
const HOUR = 60 * MINUTE;

const chance = fc.double({ min: 0, max: 0.25, noNaN: true });
const faults: fc.Arbitrary<Faults> = fc.record({
  bmcRefuses: chance,
  bmcSilent: chance,
  bootHangs: chance,
  commissioningFails: fc.constant(0),
  installFails: fc.double({ min: 0, max: 0.6, noNaN: true }),
  signalLost: chance,
  crashes: chance,
});

const perhaps = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const limits = fc.record({
  deploying: fc.integer({ min: 1, max: 4 }),
  perHour: perhaps(fc.integer({ min: 1, max: 3 })),
  perDay: perhaps(fc.integer({ min: 2, max: 6 })),
  percent: perhaps(fc.constantFrom(1, 20, 40, 60)),
  failureDomain: perhaps(
    fc.record({ label: fc.constant('rack'), atOnce: fc.integer({ min: 1, max: 2 }) }),
  ),
  waves: perhaps(
    fc.record({
      canary: fc.integer({ min: 1, max: 2 }),
      size: fc.constantFrom<number | `${number}%`>(1, 2, '30%'),
      bake: fc.constantFrom(0, 30 * MINUTE),
    }),
  ),
  haltAfterFailures: perhaps(fc.integer({ min: 1, max: 3 })),
});
const window = fc.record({
  days: fc.subarray([...DAYS], { minLength: 3 }),
  from: fc.integer({ min: 0, max: 1439 }),
  to: fc.integer({ min: 0, max: 1440 }),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
  overrun: fc.constant<Window['overrun']>('finish'),
});
const policy = fc.record({ limits, windows: fc.array(window, { maxLength: 1 }) });
type Policy = typeof policy extends fc.Arbitrary<infer T> ? T : never;

/** Two racks; only those beside `inMemory` have disks to lose. */
function fleetOf(count: number, generation: number, under: Policy | undefined): Inventory {
  const declared = Object.fromEntries(
    Object.entries(under?.limits ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<Limits>;
  const machines = Array.from({ length: count }, (_, i) => {
    const target = deployed({ generation, inMemory: i % 4 === 3 });
    const spec = machine(i + 1, { target, labels: { rack: `r${i % 2}` } });
    return { ...spec, power: { type: 'webhook', parameters: { name: spec.name } } };
  });
  return inventory(machines, {
    site: {
      ...site,
      limits: { ...site.limits, commissioning: 20, deploying: 20, ...declared },
      windows: under?.windows ?? [],
    },
  });
}

/** A fleet that runs generation 1, and is asked for generation 2 under the policy. */
async function scene(count: number, under: Policy, seed: number) {
  const world = await createWorld(seed, NO_FAULTS);
  await world.converge(fleetOf(count, 1, undefined));
  const declared = fleetOf(count, 2, under);
  return { world, declared, oracle: watch(world, declared) };
}

interface Life {
  readonly rack: string;
  first?: number;
  last?: number;
  isDown: boolean;
  /** Generation 2 failed, and neither time nor the controller goes on with it. */
  failed: boolean;
  deployedAt?: number;
}

/** Reads what is stored, and knows nothing of starts: records alone say what began, and when. */
function watch(world: World, declared: Inventory) {
  const { limits: l, windows } = declared.site;
  const lives = new Map<string, Life>();
  const before = new Map<string, MachineRecord>();
  const broken: string[] = [];
  const must = (holds: boolean, what: string): void => void (holds || broken.push(what));
  const commit = world.store.commit.bind(world.store);

  function begin(name: string, life: Life, at: Instant, isAgain: boolean): void {
    life.first ??= at;
    life.last = at;
    life.isDown = true;
    life.failed = false;
    const all = [...lives.values()];
    const since = (ms: number) => all.filter(({ last = -Infinity }) => last > at - ms).length;
    must(since(HOUR) <= (l.perHour ?? Infinity), `${name}: ${since(HOUR)} in an hour`);
    must(since(24 * HOUR) <= (l.perDay ?? Infinity), `${name}: ${since(24 * HOUR)} in a day`);
    const down = all.filter(({ isDown }) => isDown);
    const percent = Math.max(1, Math.floor((declared.machines.size * (l.percent ?? 100)) / 100));
    must(down.length <= percent, `${name}: ${down.length} are down`);
    const near = down.filter(({ rack }) => rack === life.rack).length;
    must(near <= (l.failureDomain?.atOnce ?? Infinity), `${name}: ${near} down in ${life.rack}`);
    if (isAgain) return;
    const failures = all.filter(({ failed }) => failed).length;
    must(failures < (l.haltAfterFailures ?? Infinity), `${name}: after ${failures} failures`);
    const opening = openingAt(windows, at, 0);
    must(opening !== undefined && opening.from <= at, `${name}: outside the windows`);
    if (life.first === at) inItsWave(name, at, all);
  }

  /** Machines in the order in which they began fill the waves one after the other. */
  function inItsWave(name: string, at: Instant, all: readonly Life[]): void {
    if (l.waves === undefined) return;
    const { canary, size, bake } = l.waves;
    const later =
      typeof size === 'number'
        ? size
        : Math.max(1, Math.floor((all.length * Number.parseInt(size, 10)) / 100));
    const begun = all.filter(({ first }) => first !== undefined).length - 1;
    const wave = begun < canary ? 0 : canary + Math.floor((begun - canary) / later) * later;
    const order = all
      .filter(({ first }) => first !== undefined)
      .toSorted((a, b) => (a.first ?? 0) - (b.first ?? 0));
    const ahead = order.slice(0, wave).map(({ deployedAt = Infinity }) => deployedAt);
    must(
      ahead.every((done) => done <= at),
      `${name}: before its wave`,
    );
    const last = order.slice(Math.max(0, wave === canary ? 0 : wave - later), wave);
    must(
      last.every(({ deployedAt = Infinity }) => deployedAt + bake <= at),
      `${name}: before the last wave had baked`,
    );
  }

  function see(key: string, row: MachineRecord, at: Instant): void {
    const old = before.get(key);
    before.set(key, row);
    const rack = declared.machines.get(row.name)?.labels['rack'] ?? '';
    const life = lives.get(key) ?? { rack, isDown: false, failed: false };
    lives.set(key, life);
    if (old === undefined || row.deployment?.generation !== 2) return;
    const again =
      row.deployment.attempt > (old.deployment?.attempt ?? 0) || old.phase !== row.phase;
    if (row.phase === 'deploying' && again && old.phase !== 'deploying')
      begin(row.name, life, at, old.phase === 'failed-deployment' && old.attempts > 0);
    const deploying = [...before.values()].filter(({ phase }) => phase === 'deploying').length;
    must(deploying <= l.deploying, `${deploying} are deploying`);
    if (row.phase === 'deployed')
      Object.assign(life, { isDown: false, failed: false, deployedAt: at });
    if (row.phase === 'failed-deployment')
      life.failed =
        row.attempts > 0 &&
        (row.installerReleased !== undefined || row.attempts >= declared.site.maxAttempts);
  }

  world.store.commit = async (writes: readonly Write[], history) => {
    await commit(writes, history);
    for (const { collection, key, value } of writes)
      if (collection === 'machine' && typeof value === 'object') see(key, value, world.clock.now());
  };
  return {
    async begin() {
      for (const [key, { value }] of await world.store.list('machine'))
        see(key, value, world.clock.now());
      return broken;
    },
  };
}

/** Says the word that holds name, as a person would who has looked. */
async function sayTheWords(world: World, declared: Inventory): Promise<void> {
  const { changes } = plan(declared, await world.observe(declared));
  for (const { subject, step } of changes)
    if (step.kind === 'hold' && subject.kind === 'machine')
      await world.report(subject.name, { kind: 'retry-authorised', by: 'ann', why: 'mended' });
}

describe('rule 6: limits', () => {
  test.prop([fc.integer({ min: 1, max: 9 }), policy, faults, fc.nat()], {
    numRuns: Math.ceil(RUNS / 3),
  })(
    'are never exceeded: whatever fails, whoever crashes, and with two controllers at once',
    async (count, declaredPolicy, dice, seed) => {
      const { world, declared, oracle } = await scene(count, declaredPolicy, seed);
      const broken = await oracle.begin();
      world.faults = dice;
      for (let i = 0; i < 50; i++) {
        await world.race(declared);
        await world.moment(declared);
        if (i % 20 === 19) await sayTheWords(world, declared);
      }
      expect(broken).toEqual([]);
      expect(world.violations).toEqual([]);
    },
    PATIENCE_MS,
  );

  test.prop([fc.integer({ min: 1, max: 9 }), policy, faults, fc.nat()], {
    numRuns: Math.ceil(RUNS / 3),
  })(
    'that admit anything let everything through in the end',
    async (count, declaredPolicy, dice, seed) => {
      const { world, declared, oracle } = await scene(count, declaredPolicy, seed);
      const broken = await oracle.begin();
      world.faults = dice;
      await world.converge(declared);
      world.faults = NO_FAULTS;
      for (let i = 0; i < count; i++) {
        await sayTheWords(world, declared);
        await world.converge(declared);
      }
      const planned = await world.converge(declared);
      expect(planned.changes.filter(({ step }) => step.kind !== 'done')).toEqual([]);
      expect(isEmpty(planned)).toBe(true);
      expect(broken).toEqual([]);
    },
    PATIENCE_MS,
  );
});
