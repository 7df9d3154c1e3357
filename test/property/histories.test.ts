/**
 * The promises over random histories of an inventory: commits of all kinds, reverts, empty and invalid
 * heads, words, buttons, crashes between an intent and its BMC, plans that are carried out late, and a
 * store that is lost and found. The real intake, observe, plan, apply and records run.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createIntake, type InForce, type Intake } from '../../src/controller/intake.ts';
import type { Mac, MachineName, Revision } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec, Target } from '../../src/core/inventory.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import type { InventorySource, Write } from '../../src/core/ports.ts';
import { renderJson } from '../../src/core/render-json.ts';
import type { Change } from '../../src/core/step.ts';
import { at, deployed, digest, givenUp, inventory, mac, machine } from '../support/fleet.ts';
import { faultsUpTo } from '../support/faults.ts';
import { createWorld, type Faults, NO_FAULTS, type World } from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);
const MACHINES = 4;
const { signal } = new AbortController();

/** What one machine's document says; `undefined` where there is none. */
interface Document {
  readonly name: string;
  readonly kind: 'deployed' | 'ready' | 'released';
  readonly generation: number;
  readonly letter: string;
  readonly nic: number;
  readonly protect: boolean;
}
type Repository = readonly (Document | undefined)[];

const n = fc.integer({ min: 1, max: MACHINES });
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('raise' as const), n }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('revert' as const),
      by: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), n }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), n }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'rename' as const,
        'nic' as const,
        'change' as const,
        'protect' as const,
        'unprotect' as const,
        'seize' as const,
      ),
      n,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('ready' as const, 'deploy' as const, 'release' as const),
      n,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('empty' as const, 'broken' as const, 'mend' as const),
    }),
  },
);
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('commit' as const), edit }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('live' as const),
      moments: fc.integer({ min: 1, max: 25 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash' as const, 'late' as const, 'restart' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('press' as const, 'pull' as const, 'retry' as const),
      n,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('lose' as const),
      moments: fc.integer({ min: 1, max: 4 }),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const faults = faultsUpTo(0.2);

const FIRST: Document = {
  name: '',
  kind: 'deployed',
  generation: 1,
  letter: 'a',
  nic: 0,
  protect: false,
};
const named = (i: number): Document => ({ ...FIRST, name: `n${i + 1}` });

/** The commit after this one; `broken` is none that can be read. */
function edited(repository: Repository, what: Exclude<Edit, { readonly by: number }>): Repository {
  switch (what.kind) {
    case 'empty':
      return repository.map(() => undefined);
    case 'broken':
    case 'mend':
      return repository;
    default:
      return repository.map((document, i) =>
        i + 1 === what.n ? editedOne(document, what.kind, i) : document,
      );
  }
}

function editedOne(
  document: Document | undefined,
  kind: Extract<Edit, { readonly n: number }>['kind'],
  i: number,
): Document | undefined {
  if (kind === 'add') return document ?? named(i);
  if (document === undefined || kind === 'remove') return undefined;
  switch (kind) {
    case 'raise':
      return { ...document, kind: 'deployed', generation: document.generation + 1 };
    case 'rename':
      return { ...document, name: document.name === `n${i + 1}` ? `m${i + 1}` : `n${i + 1}` };
    case 'nic':
      return { ...document, nic: document.nic + 1 };
    case 'change':
      return { ...document, letter: document.letter === 'a' ? 'b' : 'a' };
    case 'protect':
    case 'unprotect':
      return { ...document, protect: kind === 'protect' };
    // What no single commit may do: lift the protection, and use that at once.
    case 'seize':
      return { ...document, kind: 'deployed', generation: document.generation + 1, protect: false };
    case 'ready':
      return { ...document, kind: 'ready' };
    case 'deploy':
      return { ...document, kind: 'deployed' };
    case 'release':
      return { ...document, kind: 'released' };
  }
}

function linked(repository: Repository, revision: number): Inventory {
  const machines = repository.flatMap((document, i) =>
    document === undefined ? [] : [specOf(document, i + 1)],
  );
  return inventory(machines, { revision: `commit-${revision}` as Revision });
}

/** The first MAC is the machine's for ever; the second one may be another NIC by the next commit. */
const specOf = ({ name, nic, protect, ...document }: Document, i: number): MachineSpec =>
  machine(i, {
    ...(protect ? { protect: PROTECTED } : {}),
    name: name as MachineName,
    identity: { macs: [mac(i), `52:54:00:00:${i}0:0${nic % 10}` as Mac] },
    power: { type: 'webhook', parameters: { name: `n${i}` } },
    target: targetOf(document),
  });

const PROTECTED = { reinstall: true, release: true, reason: undefined, declaredAt: at(3) };

function targetOf({
  kind,
  generation,
  letter,
}: Pick<Document, 'kind' | 'generation' | 'letter'>): Target {
  if (kind === 'ready') return { kind: 'ready' };
  return kind === 'released'
    ? givenUp(generation)
    : deployed({ generation, digest: digest(letter) });
}

interface Asked {
  highest: number;
  words: number;
  /** As the last commit said that could be read and named the machine. */
  isProtected: boolean;
  /** The highest generation that a first commit without the protection named. */
  burnt: number;
  /** Generations that a commit asked for, and neither it nor the one before protected the machine (rule 5). */
  readonly free: Set<number>;
}

const nobody = (): Asked => ({
  highest: 0,
  words: 0,
  isProtected: false,
  burnt: 0,
  free: new Set(),
});

/** What one more commit says of a machine, told without the code that judges it. */
function hear(told: Asked, { kind, generation, protect }: Document): void {
  if (kind === 'deployed') {
    told.highest = Math.max(told.highest, generation);
    if (told.isProtected && !protect) told.burnt = Math.max(told.burnt, generation);
    else if (!protect && generation > told.burnt) told.free.add(generation);
  }
  told.isProtected = protect;
}

/** A site with its history, and everything that must be true of it. */
function createSite(world: World) {
  const commits: { readonly repository: Repository; readonly broken: boolean }[] = [];
  const asked = new Map<string, Asked>();
  let head = -1;
  let intake: Intake;
  let applied = new Map<number, Inventory>();
  const source: InventorySource = {
    head: async () => `commit-${head}` as Revision,
    lineage: async (from, to) => {
      const [first, last] = [from, to].map((one) => Number(one.slice('commit-'.length)));
      return Array.from(
        { length: (last ?? 0) - (first ?? 0) },
        (_, i) => `commit-${(first ?? 0) + i + 1}` as Revision,
      );
    },
    load: async (revision) => {
      const index = Number(revision.slice('commit-'.length));
      const found = commits[index];
      const broken = found === undefined || found.broken;
      return {
        inventory: broken ? undefined : inventoryAt(index),
        diagnostics: broken ? [BROKEN] : [],
        files: new Map(),
      };
    },
  };
  const inventoryAt = (index: number): Inventory => {
    const known = applied.get(index) ?? linked(commits[index]?.repository ?? [], index);
    applied.set(index, known);
    return known;
  };
  const restart = (): void => {
    intake = createIntake({
      source,
      store: world.store,
      clock: { ...world.clock, sleep: async () => undefined },
      emit: () => undefined,
    });
  };
  const push = (repository: Repository, broken = false): void => {
    commits.push({ repository, broken });
    head = commits.length - 1;
    if (broken) return;
    for (const [i, document] of repository.entries()) {
      const told = asked.get(`n${i + 1}`) ?? nobody();
      if (document !== undefined) hear(told, document);
      asked.set(`n${i + 1}`, told);
    }
  };
  restart();
  push([0, 1, 2, 3].map(named));
  return {
    restart,
    asked,
    commit(what: Edit): void {
      const before = commits[head]?.repository ?? [];
      if (what.kind === 'revert') push(commits[Math.max(0, head - what.by)]?.repository ?? []);
      else push(edited(before, what), what.kind === 'broken');
    },
    /** The head as it was before anybody broke or emptied it. */
    mend: (): void => {
      const good = commits.findLast(
        ({ broken, repository }) => !broken && repository.some((d) => d),
      );
      push(good?.repository ?? []);
    },
    async inForce(): Promise<InForce | undefined> {
      await intake.refresh(signal);
      return intake.current();
    },
    applied: () => intake.applied(),
  };
}
type Site = ReturnType<typeof createSite>;

const BROKEN = {
  severity: 'error',
  code: 'yaml',
  summary: 'not YAML',
  detail: 'mend it',
  at: { file: 'machines.yaml', line: 1, column: 1 },
} as const;

/** Promises 4 to 7, after each moment. */
async function keepsPromises(
  world: World,
  site: Site,
  now: InForce,
  before: Before,
): Promise<void> {
  expect(world.violations).toEqual([]);
  const installs = new Map<string, number>();
  for (const [key, count] of world.installs) {
    const [name = '', , generation] = key.split(' ');
    const one = `${name} generation ${generation}`;
    installs.set(one, (installs.get(one) ?? 0) + count);
    const { highest, free } = site.asked.get(name) ?? nobody();
    const isFirst = ![...world.installs.keys()].some(
      (other) => other.startsWith(`${name} `) && Number(other.split(' ')[2]) < Number(generation),
    );
    if (!isFirst) expect(free, `rule 5: ${one}`).toContain(Number(generation));
    expect(Number(generation), 'rule 1, promise 5: nobody asked for it').toBeLessThanOrEqual(
      highest,
    );
  }
  for (const [one, count] of installs) {
    const { words = 0 } = site.asked.get(one.split(' ')[0] ?? '') ?? {};
    expect(count, `promise 4: ${one}`).toBeLessThanOrEqual(1 + words);
  }
  const declared = new Set(
    [...now.inventory.machines.values()].map(({ power }) => power.parameters['name']),
  );
  for (const { name } of world.switched.slice(before.switched))
    expect(declared.has(name), `promise 6: ${name} is not declared and was powered`).toBe(true);
  for (const { target, deployment } of world.erasings)
    expect(target?.kind === 'released' && target.generation === deployment?.generation).toBe(true);
}

interface Before {
  readonly switched: number;
}

/** Promises 1 and 2: looking changes nothing, and says the same again, whatever the order of the maps. */
async function look(world: World, { inventory: declared, rejected }: InForce): Promise<Plan> {
  const [version, switched] = [await world.store.version(), world.switched.length];
  const seen = await world.observe(declared);
  const planned = plan(declared, seen, rejected);
  expect([await world.store.version(), world.switched.length]).toEqual([version, switched]);
  const backwards = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
    new Map([...map].toReversed());
  const turned = plan(
    { ...declared, machines: backwards(declared.machines) },
    { ...seen, machines: backwards(seen.machines), power: backwards(seen.power) },
    rejected,
  );
  expect(renderJson(turned, 'lab')).toBe(renderJson(planned, 'lab'));
  return planned;
}

/** Answers whether it came to rest. */
async function live(world: World, site: Site, moments: number): Promise<boolean> {
  for (let i = 0; i < moments; i++) {
    const now = await site.inForce();
    if (now === undefined) return false;
    const before = { switched: world.switched.length };
    const made = await world.moment(now.inventory, now.rejected);
    if (made.freeze === undefined) await site.applied();
    await keepsPromises(world, site, now, before);
    if (made.changes.every(({ step }) => step.kind === 'done' || step.kind === 'hold')) return true;
  }
  return false;
}

/** Intents are stored and the process dies before it has asked a BMC. */
const cutShort = (planned: Plan): Plan => ({
  ...planned,
  changes: planned.changes.map((change): Change => {
    const { step } = change;
    return step.kind === 'act'
      ? { ...change, step: { ...step, actions: step.actions.slice(0, 1) } }
      : change;
  }),
});

const LOST = ['machine', 'installed', 'forgotten', 'setback', 'site', 'candidate'] as const;

/** Promise: a store that is not the site's powers nothing; put back as it was, all goes on. */
async function lose(world: World, site: Site, moments: number): Promise<void> {
  const { store } = world;
  const kept: Write[] = [];
  for (const collection of LOST)
    for (const [key, { value }] of await store.list(collection)) {
      kept.push({ collection, key, expect: 'any', value } as Write);
      await store.commit([{ collection, key, expect: 'any', value: 'delete' }], []);
    }
  const switched = world.switched.length;
  site.restart();
  const now = await site.inForce();
  if (now !== undefined)
    for (let i = 0; i < moments; i++) await world.moment(now.inventory, now.rejected);
  expect(world.switched.length, 'rule 11: a store that is not the site’s').toBe(switched);
  for (const collection of LOST)
    for (const key of (await store.list(collection)).keys())
      await store.commit([{ collection, key, expect: 'any', value: 'delete' }], []);
  await store.commit(kept, []);
  site.restart();
}

async function happen(world: World, site: Site, what: Happening, kept: Plan[]): Promise<void> {
  switch (what.kind) {
    case 'commit':
      return what.edit.kind === 'mend' ? site.mend() : site.commit(what.edit);
    case 'live':
      await live(world, site, what.moments);
      return;
    case 'restart':
      return site.restart();
    case 'lose':
      return lose(world, site, what.moments);
    case 'press':
      return world.press(`n${what.n}`);
    case 'pull':
      return world.pull(`n${what.n}`);
    case 'retry': {
      const told = site.asked.get(`n${what.n}`);
      const heard = await world.report(`n${what.n}`, {
        kind: 'retry-authorised',
        by: 'ann',
        why: 'x',
      });
      if (heard && told !== undefined) told.words++;
      return;
    }
    case 'crash':
    case 'late':
      return carryOut(world, site, what.kind, kept);
  }
}

/** A second controller's plan, made now and carried out later; or one whose controller dies in the middle. */
async function carryOut(
  world: World,
  site: Site,
  how: 'crash' | 'late',
  kept: Plan[],
): Promise<void> {
  const now = await site.inForce();
  if (now === undefined) return;
  const planned = await look(world, now);
  if (how === 'crash') {
    await world.replay(cutShort(planned), now.inventory);
    return site.restart();
  }
  const [late] = kept.splice(0, kept.length, planned);
  if (late !== undefined) await world.replay(late, now.inventory);
}

/** Histories that broke a promise once. */
const BROKE: [Happening[], Faults, number][] = [
  // A plan from before the first install, carried out after the machine had left and come back.
  [
    [
      { kind: 'late' },
      { kind: 'live', moments: 7 },
      { kind: 'commit', edit: { kind: 'remove', n: 4 } },
      { kind: 'live', moments: 5 },
      { kind: 'commit', edit: { kind: 'add', n: 4 } },
      { kind: 'late' },
      { kind: 'crash' },
      { kind: 'pull', n: 4 },
    ],
    NO_FAULTS,
    0,
  ],
];

test.prop([fc.array(happening, { minLength: 3, maxLength: 14 }), faults, fc.nat()], {
  numRuns: RUNS,
  examples: BROKE,
})(
  'promises 1 to 7 hold over every history of an inventory, and in the end the plan is empty',
  async (history, dice, seed) => {
    const world = await createWorld(seed, dice);
    const site = createSite(world);
    const kept: Plan[] = [];
    for (const what of history) await happen(world, site, what, kept);
    await live(world, site, 2);
    // Promise 3: mended and let alone, it comes to rest, and then nothing is done.
    world.faults = NO_FAULTS;
    site.mend();
    expect(await live(world, site, 400), 'promise 3: it comes to rest').toBe(true);
    const now = await site.inForce();
    if (now === undefined) return;
    const { changes } = await look(world, now);
    const restless = changes.filter(({ step }) => step.kind !== 'done' && step.kind !== 'hold');
    expect(restless, 'promise 3').toEqual([]);
  },
);
