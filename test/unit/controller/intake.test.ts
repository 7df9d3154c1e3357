import { beforeEach, describe, expect, test } from 'vitest';
import { createIntake } from '../../../src/controller/intake.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { ControllerError } from '../../../src/core/errors.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { Revision } from '../../../src/core/ids.ts';
import type { InventorySource, LoadedInventory, StateStore } from '../../../src/core/ports.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { at, deployed, inventory, machine, STORE, T0 } from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
const signal = new AbortController().signal;
const mistake: Diagnostic = { severity: 'error', code: 'x', summary: 'unknown key', at: at(1) };

let store: StateStore;
let head: string;
let revisions: Record<string, LoadedInventory>;

const good = (revision: string, machines: number): LoadedInventory => ({
  inventory: inventory(
    Array.from({ length: machines }, (_, i) => machine(i + 1)),
    { revision: revision as Revision },
  ),
  diagnostics: [],
  files: new Map(),
});

const source: InventorySource = {
  head: async () => head as Revision,
  load: async (revision) =>
    revisions[revision] ?? Promise.reject(new ControllerError('E_GIT_FETCH', `no ${revision}`)),
};

beforeEach(async () => {
  store = createMemoryStore({ clock });
  await store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
    [],
  );
  revisions = {
    a: good('a', 10),
    bad: {
      inventory: undefined,
      diagnostics: [mistake, { ...mistake, severity: 'warning' }],
      files: new Map(),
    },
    none: good('none', 0),
    few: good('few', 6),
    fewer: good('fewer', 8),
  };
  head = 'a';
});

const start = () => createIntake({ source, store, clock, emit: () => undefined });

async function applied() {
  const intake = start();
  await intake.refresh(signal);
  await intake.applied();
  return intake;
}

describe('a repository that cannot be read', () => {
  const away = new ControllerError('E_GIT_FETCH', 'fetching branch "main" of git.example');
  const startAway = () =>
    createIntake({
      source: { ...source, head: () => Promise.reject(away) },
      store,
      clock,
      emit: () => undefined,
    });

  test('after a start leaves the last good revision in force, and nothing new is started', async () => {
    await applied();
    const intake = startAway();
    await expect(intake.refresh(signal)).rejects.toBe(away);
    expect(intake.current()?.inventory.revision).toBe('a');
    expect(intake.current()?.rejected).toContain('fetching branch "main" of git.example');
    expect(intake.trouble()).toBe(away);
  });

  test('is no inventory where none was ever applied', async () => {
    const intake = startAway();
    await expect(intake.refresh(signal)).rejects.toBe(away);
    expect(intake.current()).toBeUndefined();
  });
});

describe('which inventory is in force', () => {
  test('as many others are not the same machines: the head is refused', async () => {
    await applied();
    const others = Array.from({ length: 10 }, (_, i) => machine(i + 6));
    const revision = 'others' as Revision;
    revisions['others'] = { ...good('others', 0), inventory: inventory(others, { revision }) };
    head = 'others';
    const intake = start();
    await intake.refresh(signal);
    expect(intake.current()?.inventory.revision).toBe('a');
    expect(intake.current()?.rejected).toContain('of which this one has 5: 5 gone');
  });

  test('a store from before machines were remembered is compared by their number', async () => {
    await applied();
    await store.commit(
      [{ collection: 'applied', key: 'site', expect: 'any', value: 'delete' }],
      [],
    );
    head = 'fewer';
    const intake = start();
    await intake.refresh(signal);
    expect(intake.current()?.inventory.revision).toBe('fewer');
  });

  test('the head, when it is valid', async () => {
    const intake = await applied();
    expect(intake.current()).toMatchObject({ inventory: { revision: 'a' }, rejected: undefined });
    expect((await store.get('site', 'site'))?.value.lastApplied).toEqual({
      revision: 'a',
      machines: 10,
    });
  });

  test.each([
    ['bad', /revision bad has 1 error/],
    ['none', /an empty inventory never means everything/],
    ['few', /4 gone is more than/],
  ])('the last good one, when the head is %s; and why is said', async (revision, why) => {
    const intake = await applied();
    head = revision;
    await intake.refresh(signal);
    expect(intake.current()?.inventory.revision).toBe('a');
    expect(intake.current()?.rejected).toMatch(why);
    expect((await store.get('site', 'site'))?.value.rejected?.revision).toBe(revision);
  });

  test('a bad head does not count as applied, and a good one afterwards lifts it', async () => {
    const intake = await applied();
    head = 'bad';
    await intake.refresh(signal);
    await intake.applied();
    expect((await store.get('site', 'site'))?.value.lastApplied?.revision).toBe('a');
    head = 'fewer';
    await intake.refresh(signal);
    expect(intake.current()).toMatchObject({
      inventory: { revision: 'fewer' },
      rejected: undefined,
    });
    expect((await store.get('site', 'site'))?.value.rejected).toBeUndefined();
  });

  test('after a restart on a bad head, the last applied revision is in force again', async () => {
    await applied();
    head = 'bad';
    const again = start();
    await again.refresh(signal);
    expect(again.current()).toMatchObject({
      inventory: { revision: 'a' },
      rejected: expect.stringContaining('bad'),
    });
  });

  test('a first head that is bad leaves nothing in force', async () => {
    head = 'bad';
    const intake = start();
    await intake.refresh(signal);
    expect(intake.current()).toBeUndefined();
    expect(intake.diagnostics()).toHaveLength(2);
  });

  test('a head that cannot be read leaves all as it is', async () => {
    const intake = await applied();
    head = 'unreachable';
    await expect(intake.refresh(signal)).rejects.toMatchObject({ code: 'E_GIT_FETCH' });
    expect(intake.current()?.inventory.revision).toBe('a');
  });
});

describe('the history, judged commit by commit (rule 5)', () => {
  const protect = { reinstall: true, release: true, reason: undefined, declaredAt: at(1) };
  const db = (revision: string, generation: number, isProtected: boolean): LoadedInventory => {
    const spec = machine(1, { target: deployed({ generation }) });
    const one = inventory([isProtected ? { ...spec, protect } : spec], {
      revision: revision as Revision,
    });
    return { inventory: one, diagnostics: [], files: new Map() };
  };
  let commits: readonly string[];
  let read: string[];
  const lineage: NonNullable<InventorySource['lineage']> = async (from, to) =>
    commits.includes(from)
      ? (commits.slice(commits.indexOf(from) + 1, commits.indexOf(to) + 1) as Revision[])
      : undefined;
  const withHistory: InventorySource = {
    ...source,
    load: async (revision, aborted) => {
      read.push(revision);
      return source.load(revision, aborted);
    },
    lineage: (...walk) => lineage(...walk),
  };
  const startHere = () =>
    createIntake({ source: withHistory, store, clock, emit: (event) => events.push(event) });
  let events: ControllerEvent[];

  beforeEach(() => {
    revisions = {
      ...revisions,
      p1: db('p1', 1, true),
      open2: db('open2', 2, false),
      p2: db('p2', 2, true),
      open3: db('open3', 3, false),
      more4: db('more4', 4, false),
    };
    commits = ['p1', 'open3', 'more4'];
    read = [];
    events = [];
    head = 'p1';
  });

  async function judgedTo(...heads: readonly string[]) {
    for (const one of heads) {
      head = one;
      // Each time a controller that has just been started.
      await startHere().refresh(signal);
    }
    const [safeguard] = [...(await store.list('safeguard')).values()];
    return safeguard?.value;
  }

  test('a push of two commits is judged as each of them', async () => {
    expect((await judgedTo('p1', 'more4'))?.burnt).toEqual({ generation: 3, revision: 'open3' });
    expect(events).toContainEqual({
      event: 'inventory.judged',
      revision: 'more4',
      because: 'n1: generation 3 is burnt: open3 is the first revision without its protection',
    });
    expect(await store.history('inventory', 9)).toMatchObject([{ event: 'inventory.judged' }]);
  });

  test('a protection that came and went between two looks is not missed', async () => {
    commits = ['open2', 'p2', 'open3'];
    expect((await judgedTo('open2', 'open3'))?.burnt).toEqual({ generation: 3, revision: 'open3' });
  });

  test('what is judged is not read again', async () => {
    await judgedTo('p1', 'more4');
    read = [];
    await judgedTo('more4');
    expect(read).toEqual(['more4']);
  });

  test('a commit with mistakes says nothing', async () => {
    commits = ['p1', 'bad', 'open3'];
    expect((await judgedTo('p1', 'open3'))?.burnt?.generation).toBe(3);
    expect((await judgedTo('p1', 'bad'))?.protect).toEqual(protect);
  });

  test('a history that was rewritten is judged as one step, and that is said', async () => {
    commits = ['open3', 'more4'];
    expect((await judgedTo('p1', 'more4'))?.burnt).toEqual({ generation: 4, revision: 'more4' });
    expect(events).toContainEqual({
      event: 'inventory.judged',
      revision: 'more4',
      because:
        'p1 → more4 is judged as one step: the one is not behind the other along first parents',
    });
  });

  test('of a store from before there were protections, the last applied revision is the first', async () => {
    const row = await store.get('site', 'site');
    const lastApplied = { revision: 'p1' as Revision, machines: 1 };
    await store.commit(
      [{ collection: 'site', key: 'site', expect: 1, value: { ...row!.value, lastApplied } }],
      [],
    );
    expect((await judgedTo('more4'))?.burnt).toEqual({ generation: 3, revision: 'open3' });
  });

  test('a head that is refused is judged all the same', async () => {
    await applied();
    revisions['few'] = db('few', 5, true);
    revisions['open5'] = db('open5', 5, false);
    commits = ['few', 'open5'];
    expect((await judgedTo('few', 'open5'))?.burnt?.generation).toBe(5);
  });

  test('two controllers that see the head at once judge it once', async () => {
    await judgedTo('p1');
    head = 'more4';
    await Promise.all([startHere().refresh(signal), startHere().refresh(signal)]);
    expect((await store.get('judged', 'site'))?.serial).toBe(2);
  });
});
