/** The rules of what may destroy data (src/README.md, The rules), over random fleets, faults and words. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { judgeUpTo } from '../../src/controller/judgement.ts';
import { bootPurpose } from '../../src/core/boot.ts';
import { sameMachine } from '../../src/core/hardware.ts';
import type { MachineName, Revision } from '../../src/core/ids.ts';
import type { Inventory, Target } from '../../src/core/inventory.ts';
import {
  advance,
  type MachineEvent,
  type MachineRecord,
  type Phase,
} from '../../src/core/machine.ts';
import { plan } from '../../src/core/plan.ts';
import type { InventorySource } from '../../src/core/ports.ts';
import {
  deployed,
  deployment,
  hardware,
  inventory,
  mac,
  machine,
  record,
  T0,
} from '../support/fleet.ts';
import { faultsUpTo } from '../support/faults.ts';
import { createWorld, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);

const faults = faultsUpTo(0.3);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ kind: 'ready' }),
  fc.constant(deployed()),
  fc.constant(deployed({ inMemory: true })),
);
const fleets = fc.array(target, { minLength: 1, maxLength: 5 }).map(fleetOf);

function fleetOf(targets: readonly Target[]): Inventory {
  return inventory(
    targets.map((t, i) => {
      const spec = machine(i + 1, { target: t });
      return { ...spec, power: { type: 'webhook', parameters: { name: spec.name } } };
    }),
  );
}

const { signal } = new AbortController();
const ann = { by: 'ann', why: 'audit' } as const;

/** Lets the world live for a while: `moments` passes, with the time that each waits for. */
async function live(world: World, declared: Inventory, moments: number): Promise<void> {
  for (let i = 0; i < moments; i++) await world.moment(declared);
}

/** What a commit may do to one machine of the fleets. */
const edit = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom(
    'remove',
    'add',
    'raise',
    'lower',
    'rename',
    'deploy',
    'rest',
    'release',
    'protect',
    'unprotect',
  ),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** A machine of a history: the same MAC and BMC for ever, whatever it is called. */
interface Declared {
  readonly present: boolean;
  readonly name: string;
  readonly generation: number;
  readonly target: 'ready' | 'deployed' | 'released';
  readonly isProtected?: boolean;
}

const FIRST: Declared = { present: true, name: '', generation: 1, target: 'deployed' };

function edited(before: Declared, { kind, n }: Edit): Declared {
  switch (kind) {
    case 'remove':
      return { ...before, present: false };
    case 'add':
      return { ...before, present: true };
    case 'raise':
      return { ...before, generation: before.generation + 1 };
    case 'lower':
      return { ...before, generation: Math.max(1, before.generation - 1) };
    case 'rename':
      return { ...before, name: before.name === '' ? `m${n}` : '' };
    case 'deploy':
      return { ...before, target: 'deployed' };
    case 'rest':
      return { ...before, target: 'ready' };
    case 'release':
      return { ...before, target: 'released' };
    case 'protect':
      return { ...before, isProtected: true };
    case 'unprotect':
      return { ...before, isProtected: false };
  }
}

function commitOf(rack: readonly Declared[], revision: number): Inventory {
  const specs = rack.flatMap(({ present, name, generation, target: wanted, isProtected }, i) => {
    const spec = machine(i + 1);
    const targets: { readonly [T in Declared['target']]: Target } = {
      ready: { kind: 'ready' },
      deployed: deployed({ generation }),
      released: {
        kind: 'released',
        generation,
        erase: 'none',
        disks: [],
        declaredAt: spec.declaredAt,
      },
    };
    const power = { type: 'webhook', parameters: { name: spec.name } };
    const called = { ...spec, name: (name || spec.name) as MachineName };
    const protect = {
      reinstall: true,
      release: true,
      reason: undefined,
      declaredAt: spec.declaredAt,
    };
    const one = { ...called, power, target: targets[wanted], ...(isProtected && { protect }) };
    return present ? [one] : [];
  });
  return inventory(specs, { revision: `r${revision}` as Revision });
}

const commitsAfter = fc.array(fc.tuple(edit, fc.nat({ max: 8 })), { minLength: 1, maxLength: 14 });

/** Commit after commit, with time between them; `check` sees the world before and after each moment. */
async function liveThrough(
  world: World,
  commits: readonly (readonly [Edit, number])[],
  check: (rack: readonly Declared[], asked: World['switched']) => void,
): Promise<void> {
  let rack: readonly Declared[] = [FIRST, FIRST, FIRST];
  for (const [i, [change, moments]] of commits.entries()) {
    const declared = commitOf(rack, i);
    for (let moment = 0; moment <= moments + (i === 0 ? 8 : 0); moment++) {
      const before = world.switched.length;
      await world.moment(declared);
      check(rack, world.switched.slice(before));
    }
    rack = rack.map((one, n) => (n + 1 === change.n ? edited(one, change) : one));
  }
}

describe('rule 1: at most one install for each (machine, generation)', () => {
  test.prop([commitsAfter, faults, fc.nat()], { numRuns: RUNS })(
    'whatever is renamed, removed, added again, reverted or lost on the way',
    async (commits, dice, seed) => {
      const world = await createWorld(seed, dice);
      await liveThrough(world, commits, () => undefined);
      const generations = new Map<string, number>();
      for (const [key, count] of world.installs) {
        const generation = key.replace(/ attempt .*/, '');
        generations.set(generation, (generations.get(generation) ?? 0) + count);
      }
      for (const [generation, count] of generations) expect(count, generation).toBe(1);
      expect(world.violations).toEqual([]);
    },
  );
});

describe('rule 2: removing a machine from git forgets it', () => {
  test.prop([commitsAfter, faults, fc.nat()], { numRuns: RUNS })(
    'nothing that is not declared is powered, and it is quarantined until it is declared again',
    async (commits, dice, seed) => {
      const world = await createWorld(seed, dice);
      await liveThrough(world, commits, (rack, asked) => {
        for (const { name, what } of asked)
          expect(rack[Number(name.slice(1)) - 1]?.present, `${name} ${what}`).toBe(true);
      });
      const forgotten = [...(await world.store.list('forgotten')).values()];
      for (const [, { value }] of await world.store.list('machine'))
        expect(forgotten.some((row) => sameMachine(row.value.identity, value.identity))).toBe(
          false,
        );
      expect(world.violations).toEqual([]);
    },
  );
});

const EVENTS: readonly MachineEvent[] = [
  { kind: 'commission-started' },
  { kind: 'commissioned', hardware: hardware(1) },
  { kind: 'allocated', owner: 'ann' },
  { kind: 'deploy-started', deployment: deployment() },
  { kind: 'deploy-started', deployment: deployment({ inMemory: true, disks: [] }) },
  { kind: 'installer-released', boot: 'b1' },
  { kind: 'deployed' },
  { kind: 'release-started' },
  { kind: 'released' },
  { kind: 'failed', reason: 'r' },
  { kind: 'marked-broken', ...ann },
  { kind: 'marked-fixed', ...ann },
  { kind: 'aborted', ...ann },
];

describe('rule 4: empty never means everything', () => {
  test.prop([fleets, faults, fc.nat(), fc.nat({ max: 24 })], { numRuns: RUNS })(
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
  test.prop([fleets, faults, fc.nat(), fc.nat({ max: 14 }), fc.nat({ max: 31 })], {
    numRuns: RUNS,
  })(
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

/** What the history says of one machine, written down a second time. */
interface Remembered {
  readonly isProtected: boolean;
  readonly burnt: number;
  readonly mayBeReleased: boolean;
}

function remembered(before: Remembered, now: Declared): Remembered {
  if (!now.present) return before;
  const isProtected = now.isProtected === true;
  const lifted = before.isProtected && !isProtected;
  const named = now.target === 'deployed' ? now.generation : 0;
  return {
    isProtected,
    burnt: lifted ? Math.max(before.burnt, named) : before.burnt,
    mayBeReleased: now.target === 'released' ? before.mayBeReleased && !lifted : true,
  };
}

describe('rule 5: protection is judged by every first-parent commit', () => {
  // Mostly of one machine, and mostly what protections are about.
  const about = fc.record({
    n: fc.constantFrom(1, 1, 1, 2),
    kind: fc.constantFrom(
      ...(['raise', 'raise', 'protect', 'protect', 'unprotect', 'unprotect'] as const),
      ...(['release', 'deploy', 'remove', 'add', 'rename', 'rest'] as const),
    ),
  });
  const pushes = fc.array(
    fc.tuple(fc.array(about, { minLength: 1, maxLength: 4 }), fc.nat({ max: 10 })),
    { minLength: 1, maxLength: 10 },
  );

  test.prop([pushes, faults, fc.nat()], { numRuns: RUNS })(
    'what has data on it is not installed or released while it is protected, nor by what was burnt',
    async (history, dice, seed) => {
      const world = await createWorld(seed, dice);
      const commits: Inventory[] = [];
      const source: InventorySource = {
        head: async () => commits.at(-1)!.revision,
        load: async (revision) => ({
          inventory: commits.find((one) => one.revision === revision),
          diagnostics: [],
          files: new Map(),
        }),
        lineage: async (from, to) => {
          const [a, b] = [from, to].map((one) => commits.findIndex((c) => c.revision === one));
          return commits.slice(a! + 1, b! + 1).map(({ revision }) => revision);
        },
      };
      let rack: readonly Declared[] = [FIRST, FIRST, FIRST];
      let known: readonly Remembered[] = rack.map(() => ({
        isProtected: false,
        burnt: 0,
        mayBeReleased: true,
      }));
      const declare = (): void => {
        commits.push(commitOf(rack, commits.length));
        known = known.map((one, i) => remembered(one, rack[i]!));
      };
      declare();
      for (const [changes, moments] of [[[], 12] as const, ...history]) {
        for (const change of changes) {
          rack = rack.map((one, n) => (n + 1 === change.n ? edited(one, change) : one));
          declare();
        }
        const head = commits.at(-1)!;
        const judging = { source, store: world.store, clock: world.clock };
        await judgeUpTo(judging, { revision: head.revision, inventory: head }, signal);
        for (let i = 0; i <= moments; i++) {
          const before = await Promise.all([1, 2, 3].map((n) => world.record(`n${n}`)));
          const ledger = await world.store.list('installed');
          await world.moment(head);
          for (const [n, was] of before.entries()) {
            const now = await world.record(`n${n + 1}`);
            const memory = known[n]!;
            const held = [...ledger.values()].some(
              ({ value }) => value.released !== 0 && value.identity.macs.includes(mac(n + 1)),
            );
            const what = `n${n + 1} in ${head.revision}, which remembers ${JSON.stringify(memory)}`;
            if (now?.phase === 'deploying' && was?.phase !== 'deploying' && held) {
              expect(memory.isProtected, what).toBe(false);
              expect(now.deployment?.generation, what).toBeGreaterThan(memory.burnt);
            }
            if (now?.phase === 'releasing' && was?.phase === 'deployed') {
              expect(memory.isProtected, what).toBe(false);
              expect(memory.mayBeReleased, what).toBe(true);
            }
          }
        }
      }
      expect(world.violations).toEqual([]);
    },
  );
});

describe('rule 9: a machine that netboots without an armed intent boots its local disk', () => {
  const events = fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 });
  const RESTS_OFF = new Set<Phase>(['ready', 'allocated', 'releasing', 'failed-releasing']);
  const at = (row: MachineRecord): Phase =>
    row.phase === 'broken' ? (row.brokenFrom ?? 'new') : row.phase;

  test.prop([events], { numRuns: RUNS * 5 })('through any life', (happened) => {
    let row = record(1, 'new');
    for (const event of happened) {
      row = advance(row, event, T0) ?? row;
      const armed = row.deployment !== undefined && row.installerReleased === undefined;
      const inMemory = at(row) === 'deployed' && row.deployment?.inMemory === true;
      const expected = {
        commissioning: at(row) === 'commissioning',
        xinstall: (at(row) === 'deploying' && armed) || inMemory,
        erasing: false,
        poweroff: RESTS_OFF.has(at(row)),
        enlist: false,
      };
      const purpose = bootPurpose(row);
      expect(
        purpose === 'local' ? undefined : expected[purpose],
        `${purpose} in ${at(row)}`,
      ).not.toBe(false);
      if (purpose === 'local') expect(Object.values(expected)).not.toContain(true);
    }
  });
});

describe('rule 10: the controller itself, and what it depends on', () => {
  const whose = fc.integer({ min: 1, max: 5 });
  test.prop([fleets, faults, fc.nat(), whose, whose], { numRuns: RUNS })(
    'is never powered, never installed, whatever is declared of it and whoever presses its button',
    async (declared, dice, seed, own, named) => {
      const world = await createWorld(seed, dice, hardware, {
        macs: [mac(own)],
        bmcAddress: undefined,
        uuid: undefined,
      });
      const protectSelf = [machine(named).name];
      const inventoryOfSite = { ...declared, site: { ...declared.site, protectSelf } };
      await live(world, inventoryOfSite, 4);
      for (const name of [`n${own}`, `n${named}`]) world.press(name);
      await world.converge(inventoryOfSite);
      const touched = world.switched.map(({ name }) => name);
      expect(touched).not.toContain(`n${own}`);
      expect(touched).not.toContain(`n${named}`);
      for (const name of world.installs.keys())
        expect([`n${own}`, `n${named}`]).not.toContain(name.split(' ')[0]);
      expect(world.violations).toEqual([]);
    },
  );
});

describe('rule 11: first contact', () => {
  test.prop([fleets, faults, fc.nat(), fc.nat({ max: 31 })], { numRuns: RUNS })(
    'no machine that runs, and that this store has never seen, is powered; nor any by a store that is not the site’s',
    async (declared, dice, seed, mask) => {
      const world = await createWorld(seed, dice);
      const running = [...declared.machines.keys()].filter((_, i) => (mask >> i) % 2 === 1);
      for (const name of running) world.press(name);
      await world.converge(declared);
      const touched = new Set(world.switched.map(({ name }) => name));
      for (const name of running) expect(touched).not.toContain(name);
      const strange = await createWorld(seed, dice);
      await strange.converge({ ...declared, site: { ...declared.site, stateId: 'another' } });
      expect(strange.switched).toEqual([]);
      expect(world.violations).toEqual([]);
    },
  );
});
