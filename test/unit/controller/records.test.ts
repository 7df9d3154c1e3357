import { beforeEach, describe, expect, test } from 'vitest';
import { createRecords, type Records } from '../../../src/controller/records.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { Digest, MachineId, MachineName, Revision } from '../../../src/core/ids.ts';
import type { MachineSpec } from '../../../src/core/inventory.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import type { Safeguard } from '../../../src/core/protection.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import {
  at,
  deployed,
  deployment,
  hardware,
  id,
  inventory,
  mac,
  machine as declaredMachine,
  record,
  site,
  STORE,
  T0,
} from '../../support/fleet.ts';

const clock = { now: () => T0, sleep: async () => undefined };
let store: StateStore;
let records: Records;
let events: ControllerEvent[];

beforeEach(() => {
  store = createMemoryStore({ clock });
  events = [];
  records = createRecords({
    store,
    clock,
    random: { text: () => 'fresh' },
    emit: (event) => events.push(event),
  });
});

const put = (phase: Parameters<typeof record>[1], more = {}) =>
  store.commit(
    [{ collection: 'machine', key: id(1), expect: 'absent', value: record(1, phase, more) }],
    [],
  );

describe('planned facts', () => {
  test('a row that changed since the plan was made is left alone', async () => {
    await put('new');
    await records.report(id(1), {
      kind: 'renamed',
      name: 'n1' as MachineName,
      identity: { macs: [mac(1)] },
    });
    await expect(records.record(id(1), 1, { kind: 'commission-started' })).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    expect((await store.get('machine', id(1)))?.value.phase).toBe('new');
  });

  test('an event that the phase refuses is a conflict, not a move', async () => {
    await put('new');
    await expect(records.record(id(1), 1, { kind: 'deployed' })).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
  });

  test('the ledger learns of a deployment in the transaction that starts it, and never goes down', async () => {
    await put('allocated', { hardware: hardware(1) });
    await records.record(id(1), 1, {
      kind: 'deploy-started',
      deployment: deployment({ generation: 3 }),
    });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({
      generation: 3,
      identity: { macs: [mac(1)] },
    });
    await records.report(id(1), { kind: 'failed', reason: 'r' });
    const older = { kind: 'deploy-started', deployment: deployment({ generation: 2 }) } as const;
    expect(await records.report(id(1), older)).toBe(false);
    expect((await store.get('installed', id(1)))?.value.generation).toBe(3);
  });
});

describe('intents, judged once more when they are stored', () => {
  const started = (generation: number, attempt = 1) =>
    ({ kind: 'deploy-started', deployment: deployment({ generation, attempt }) }) as const;
  const refusal = (because: string) => ({
    code: 'E_STATE_CONFLICT',
    message: expect.stringContaining(because),
  });

  test('a generation that was ever started is refused, whatever the plan thought (rule 1)', async () => {
    await put('allocated', { hardware: hardware(1) });
    const row = { identity: { macs: [mac(1)] }, generation: 4, startedAt: T0, name: 'n1' as never };
    await store.commit([{ collection: 'installed', key: id(1), expect: 'absent', value: row }], []);
    for (const generation of [3, 4])
      await expect(records.record(id(1), 1, started(generation))).rejects.toMatchObject(
        refusal('generation 4 was started on 2026-11-20 and is spent'),
      );
    await records.record(id(1), 1, started(5));
  });

  test('one more attempt at the same generation is none too many until its installer went out', async () => {
    const failed = { deployment: deployment({ generation: 2 }), attempts: 1 };
    await put('failed-deployment', failed);
    const row = { identity: { macs: [mac(1)] }, generation: 2, startedAt: T0, name: 'n1' as never };
    await store.commit([{ collection: 'installed', key: id(1), expect: 'absent', value: row }], []);
    await records.record(id(1), 1, started(2, 2));
    await records.report(id(1), { kind: 'installer-released', boot: 'b' });
    await records.report(id(1), { kind: 'failed', reason: 'silence' });
    const now = async () => (await store.get('machine', id(1)))?.serial ?? 0;
    await expect(records.record(id(1), await now(), started(2, 3))).rejects.toMatchObject(
      refusal('say `reconcile machine retry n1`'),
    );
    await records.report(id(1), { kind: 'retry-authorised', by: 'ann', why: 'looked at' });
    await records.record(id(1), await now(), started(2, 3));
  });

  test.each([
    ['ready', { kind: 'commission-started' }],
    ['ready', { kind: 'allocated', owner: 'web' }],
    ['ready', { kind: 'power-requested' }],
    ['allocated', started(1)],
    ['deployed', { kind: 'release-started' }],
    ['deploying', { kind: 'installer-released', boot: 'b' }],
  ] as const)('%s, locked: %o is refused, and taken once it is unlocked', async (phase, event) => {
    await put(phase);
    await records.report(id(1), { kind: 'locked', by: 'ann', why: 'audit' });
    await expect(records.record(id(1), 2, event)).rejects.toMatchObject(
      refusal('ann locked it: audit; say `reconcile machine unlock n1`'),
    );
    expect(await records.report(id(1), event)).toBe(false);
    await records.report(id(1), { kind: 'unlocked', by: 'ann', why: 'done' });
    await records.record(id(1), 3, event);
  });

  test('what a locked machine says is true all the same', async () => {
    await put('deploying', { deployment: deployment() });
    await records.report(id(1), { kind: 'locked', by: 'ann', why: 'audit' });
    expect(await records.report(id(1), { kind: 'deployed' })).toBe(true);
    expect(await store.history('machine/n1', 9)).toMatchObject([
      { event: 'word', text: 'deploying: ann says lock: audit' },
      { text: 'deploying → deployed: deployed' },
    ]);
  });

  describe('a protection, as the history was judged (rule 5)', () => {
    const remember = (value: Partial<Safeguard>) =>
      store.commit(
        [
          { collection: 'safeguard', key: mac(1), expect: 'any', value: { ...row(), ...value } },
          {
            collection: 'judged',
            key: 'site',
            expect: 'any',
            value: { revision: 'r' as Revision },
          },
        ],
        [],
      );
    const row = () => ({ identity: { macs: [mac(1)] }, name: 'n1' as MachineName });
    const protect = { reinstall: true, release: true, reason: 'orders', declaredAt: at(3) };
    const installed = (released: number | undefined) =>
      store.commit(
        [
          {
            collection: 'installed',
            key: id(1),
            expect: 'any',
            value: {
              ...row(),
              generation: 1,
              startedAt: T0,
              ...(released === undefined ? {} : { released }),
            },
          },
        ],
        [],
      );

    test.each([
      ['ready to be deployed again', 'allocated', 1, started(2), 'being installed again (orders)'],
      ['nobody noted what is on it', 'allocated', undefined, started(2), 'being installed again'],
      ['deployed', 'deployed', 1, started(2), 'being installed again'],
      ['deployed in memory', 'deployed', 0, started(2), 'being installed again'],
      [
        'about to get its installer',
        'deploying',
        1,
        { kind: 'installer-released', boot: 'b' },
        'again',
      ],
      ['to be released', 'deployed', 1, { kind: 'release-started' }, 'being released (orders)'],
    ] as const)('%s', async (_what, phase, released, event, because) => {
      await put(phase, { deployment: deployment({ generation: 2 }) });
      await installed(released);
      await remember({ protect });
      await expect(records.record(id(1), 1, event)).rejects.toMatchObject(refusal(because));
      await store.commit(
        [{ collection: 'safeguard', key: mac(1), expect: 'any', value: 'delete' }],
        [],
      );
      await records.record(id(1), 1, event);
    });

    test('has nothing against a first installation, nor against its installer’s second question', async () => {
      await put('allocated');
      await remember({ protect });
      await records.record(id(1), 1, started(1));
      for (const serial of [2, 3])
        await records.record(id(1), serial, { kind: 'installer-released', boot: 'b' });
      expect((await store.get('installed', id(1)))?.value.released).toBe(1);
      await records.report(id(1), { kind: 'failed', reason: 'it failed' });
      await records.report(id(1), { kind: 'retry-authorised', by: 'ann', why: 'once more' });
      expect(await records.report(id(1), started(1, 2))).toBe(false);
    });

    test('burnt: that generation is refused, a higher one is not', async () => {
      await put('deployed', { deployment: deployment() });
      await installed(1);
      await remember({ burnt: { generation: 2, revision: 'abc' as Revision } });
      await expect(records.record(id(1), 1, started(2))).rejects.toMatchObject(
        refusal('generation 2 is burnt: abc'),
      );
      await records.record(id(1), 1, started(3));
    });

    test('that is judged while the intent is on its way stops it', async () => {
      await put('deployed', { deployment: deployment() });
      await installed(1);
      const commit = store.commit.bind(store);
      let first = true;
      store.commit = async (writes, history) => {
        if (first) {
          first = false;
          await remember({ protect });
        }
        return commit(writes, history);
      };
      await expect(records.record(id(1), 1, started(2))).rejects.toMatchObject(refusal('protects'));
    });
  });

  test('a store that is not the site’s begins nothing (rule 11)', async () => {
    await put('new');
    const inventoryOf = (stateId: string | undefined) => () =>
      inventory([declaredMachine(1)], { site: { ...site, stateId } });
    const random = { text: () => 'fresh' };
    const here = (stateId: string | undefined) =>
      createRecords({
        store,
        clock,
        random,
        emit: () => undefined,
        inventory: inventoryOf(stateId),
      });
    const begin = { kind: 'commission-started' } as const;
    await expect(here(STORE).record(id(1), 1, begin)).rejects.toMatchObject(refusal('is empty'));
    const row = {
      collection: 'site',
      key: 'site',
      expect: 'absent',
      value: { storeId: STORE },
    } as const;
    await store.commit([row], []);
    for (const stateId of ['other', undefined])
      await expect(here(stateId).record(id(1), 1, begin)).rejects.toMatchObject(refusal('store'));
    await here(STORE).record(id(1), 1, begin);
  });

  describe('a plan that the inventory in force has overtaken', () => {
    const allocated = { hardware: hardware(1) };
    const here = (spec: MachineSpec | undefined, apply: 'auto' | 'saved-plans' = 'auto') =>
      createRecords({
        store,
        clock,
        random: { text: () => 'fresh' },
        emit: () => undefined,
        inventory: () => inventory(spec === undefined ? [] : [spec], { site: { ...site, apply } }),
      });
    beforeEach(async () => {
      const value = { storeId: STORE };
      await store.commit([{ collection: 'site', key: 'site', expect: 'absent', value }], []);
      await put('allocated', allocated);
    });

    test.each([
      ['moved its generation back', declaredMachine(1, { target: deployed({ generation: 1 }) })],
      ['wants it ready', declaredMachine(1)],
      ['took it away', undefined],
    ] as const)('installs nothing, where it %s', async (_what, spec) => {
      await expect(here(spec).record(id(1), 1, started(2))).rejects.toMatchObject(
        refusal('the inventory asks for generation 2 no more'),
      );
      const asks = declaredMachine(1, { target: deployed({ generation: 2 }) });
      await here(asks).record(id(1), 1, started(2));
    });

    test('destroys nothing, where it wants that approved by now', async () => {
      const asks = declaredMachine(1, { target: deployed({ generation: 2 }) });
      await expect(here(asks, 'saved-plans').record(id(1), 1, started(2))).rejects.toMatchObject(
        refusal('nobody has approved it'),
      );
      const destroys = { what: 'install', generation: 2, disks: [] } as const;
      const value = { name: asks.name, destroys, by: 'ann', at: T0, plan: 'p' as Digest };
      await store.commit([{ collection: 'approval', key: id(1), expect: 'absent', value }], []);
      await here(asks, 'saved-plans').record(id(1), 1, started(2), 1);
    });
  });

  test('an older copy of the store lets no installer go, whatever it believes is under way (rule 11)', async () => {
    await put('deploying', { deployment: deployment() });
    const value = { storeId: STORE };
    await store.commit([{ collection: 'site', key: 'site', expect: 'absent', value }], []);
    const released = { kind: 'installer-released', boot: 'b' } as const;
    const here = (doubt: string | undefined) =>
      createRecords({
        store,
        clock,
        random: { text: () => 'fresh' },
        emit: () => undefined,
        inventory: () => inventory([declaredMachine(1)]),
        doubt: async () => doubt,
      });
    expect(await here('this is an older copy').report(id(1), released)).toBe(false);
    expect((await store.get('machine', id(1)))?.value.installerReleased).toBeUndefined();
    expect(await here(undefined).report(id(1), released)).toBe(true);
  });

  test('a ledger that moves between the look and the write is looked at again', async () => {
    await put('allocated');
    const other = {
      identity: { macs: [mac(1)] },
      generation: 7,
      startedAt: T0,
      name: 'n1' as never,
    };
    const commit = store.commit.bind(store);
    let first = true;
    store.commit = async (writes, history) => {
      if (first) {
        first = false;
        await commit([{ collection: 'installed', key: id(1), expect: 'any', value: other }], []);
      }
      return commit(writes, history);
    };
    await expect(records.record(id(1), 1, started(7))).rejects.toMatchObject(refusal('is spent'));
    expect((await store.get('machine', id(1)))?.value.phase).toBe('allocated');
  });

  test('a lock outlives the machine’s file', async () => {
    await put('ready');
    await records.report(id(1), { kind: 'locked', by: 'ann', why: 'audit' });
    await records.forget(id(1), 2);
    const back = { name: 'n5' as MachineName, identity: { macs: [mac(1), mac(2)] } };
    await records.enlist({ id: undefined, adoptAs: undefined, ...back });
    const [row] = [...(await store.list('machine')).values()];
    expect(row?.value).toMatchObject({ name: 'n5', lock: { by: 'ann', why: 'audit' } });
  });

  test('a lock outlives it also where another record turns out to be of the same machine', async () => {
    await put('ready');
    await records.report(id(1), { kind: 'locked', by: 'ann', why: 'audit' });
    await records.forget(id(1), 2);
    const name = 'n2' as MachineName;
    await records.enlist({ id: id(2), adoptAs: undefined, name, identity: { macs: [mac(2)] } });
    const identity = { macs: [mac(1), mac(2)] };
    await records.report(id(2), { kind: 'renamed', name, identity });
    await expect(records.record(id(2), 2, { kind: 'commission-started' })).rejects.toMatchObject(
      refusal('ann locked it: audit'),
    );
    await records.report(id(2), { kind: 'unlocked', by: 'ann', why: 'done' });
    const third = { macs: [...identity.macs, mac(3)] };
    await records.report(id(2), { kind: 'renamed', name, identity: third });
    expect((await store.get('machine', id(2)))?.value.lock).toBeUndefined();
  });
});

describe('facts from machines', () => {
  test('are refused and said where the phase has no row for them', async () => {
    await put('ready');
    expect(await records.report(id(1), { kind: 'deployed' })).toBe(false);
    expect(events).toEqual([
      { event: 'machine.refused', name: 'n1', phase: 'ready', because: 'deployed' },
    ]);
  });

  test('are true regardless of what else is being written: all of many at once arrive', async () => {
    await put('commissioning');
    const all = await Promise.all(
      Array.from({ length: 8 }, () => records.report(id(1), { kind: 'heard' })),
    );
    expect(all).toEqual(Array.from({ length: 8 }, () => true));
    expect((await store.get('machine', id(1)))?.serial).toBe(9);
  });

  test('that belong to an attempt are refused once that has ended', async () => {
    await put('deploying', { deployment: deployment({ attempt: 2 }) });
    const released = { kind: 'installer-released', boot: 'b' } as const;
    const attempt = (n: number) => (row: MachineRecord) => row.deployment?.attempt === n;
    expect(await records.report(id(1), released, attempt(1))).toBe(false);
    expect((await store.get('machine', id(1)))?.value.installerReleased).toBeUndefined();
    expect(await records.report(id(1), released, attempt(2))).toBe(true);
  });

  test('nobody knows a machine that is not there', async () => {
    expect(await records.report(id(9), { kind: 'heard' })).toBe(false);
  });

  test('a commissioned machine is no candidate any more', async () => {
    await put('commissioning');
    const candidate = {
      identity: { macs: [mac(1)] },
      architecture: 'amd64',
      hardware: undefined,
      seenAt: T0,
    } as const;
    await store.commit(
      [{ collection: 'candidate', key: mac(1), expect: 'absent', value: candidate }],
      [],
    );
    await records.report(id(1), { kind: 'commissioned', hardware: hardware(1) });
    expect(await store.list('candidate')).toEqual(new Map());
  });
});

describe('coming and going', () => {
  test('a machine that turns out to be one from before has spent what that one has (rule 1)', async () => {
    const ledger = (n: number, generation: number) => ({
      collection: 'installed' as const,
      key: id(n),
      expect: 'absent' as const,
      value: { identity: { macs: [mac(n)] }, generation, startedAt: T0, name: 'n1' as MachineName },
    });
    await put('deployed');
    await store.commit([ledger(1, 2), ledger(2, 5)], []);
    const identity = { macs: [mac(1), mac(2)] };
    await records.report(id(1), { kind: 'renamed', name: 'n1' as MachineName, identity });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({ generation: 5, identity });
  });

  const machine = { name: 'n1' as MachineName, identity: { macs: [mac(1)] } };

  test('a plan from before the first install brings no machine back without what was installed since', async () => {
    const late = { id: undefined, adoptAs: undefined, name: 'n1' as MachineName };
    await put('allocated', { hardware: hardware(1) });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: deployment() });
    await records.forget(id(1), 2);
    await records.enlist({ ...late, identity: { macs: [mac(1)] } });
    expect([...(await store.list('machine')).keys()]).toEqual([id(1)]);
  });

  test('what was installed under another id of the same machine is spent', async () => {
    const name = 'n1' as MachineName;
    const value = { identity: { macs: [mac(1)] }, generation: 2, startedAt: T0, name };
    await store.commit([{ collection: 'installed', key: id(7), expect: 'absent', value }], []);
    await put('allocated', { hardware: hardware(1) });
    const start = (generation: number) =>
      records.record(id(1), 1, {
        kind: 'deploy-started',
        deployment: deployment({ generation }),
      });
    await expect(start(2)).rejects.toMatchObject({ code: 'E_STATE_CONFLICT' });
    await start(3);
    expect((await store.get('machine', id(1)))?.value.phase).toBe('deploying');
  });

  test('a machine that has a record by now is not enlisted a second time', async () => {
    await put('commissioning');
    const again = { id: undefined, adoptAs: undefined, name: 'n1' as MachineName };
    const identity = { macs: [mac(9), mac(1)] };
    await expect(records.enlist({ ...again, identity })).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    expect([...(await store.list('machine')).keys()]).toEqual([id(1)]);
  });

  test('a new machine gets a fresh id, a known one its old id back, and is not forgotten any more', async () => {
    await records.enlist({ ...machine, id: undefined, adoptAs: undefined });
    expect([...(await store.list('machine')).keys()]).toEqual(['fresh']);
    await records.forget('fresh' as MachineId, 1);
    expect([...(await store.list('forgotten')).values()]).toMatchObject([{ value: machine }]);
    await records.enlist({ ...machine, id: 'fresh' as MachineId, adoptAs: undefined });
    expect(await store.list('forgotten')).toEqual(new Map());
  });

  test('forgetting keeps the ledger: what was ever installed stays known', async () => {
    await put('allocated', { hardware: hardware(1) });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: deployment() });
    await records.forget(id(1), 2);
    expect(await store.list('machine')).toEqual(new Map());
    expect((await store.get('installed', id(1)))?.value.generation).toBe(1);
  });

  test('an adopted machine is deployed, at the generation its file names', async () => {
    await records.enlist({ ...machine, id: undefined, adoptAs: 4 });
    expect((await store.get('machine', 'fresh'))?.value.phase).toBe('deployed');
    expect((await store.get('installed', 'fresh'))?.value.generation).toBe(4);
  });

  test('adopting a machine again never lowers what was ever installed on it', async () => {
    await put('allocated', { hardware: hardware(1) });
    const third = deployment({ generation: 3 });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: third });
    await records.report(id(1), { kind: 'installer-released', boot: 'b' });
    await records.forget(id(1), 3);
    await records.enlist({ ...machine, id: id(1), adoptAs: 1 });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({ generation: 3 });
    expect((await store.get('installed', id(1)))?.value.adopted).toBeUndefined();
  });

  test('an adopted machine is no less so by an installation whose installer never left (rule 11)', async () => {
    const adopted = async () => (await store.get('installed', id(1)))?.value.adopted;
    await records.enlist({ ...machine, id: id(1), adoptAs: 1 });
    const started = { kind: 'deploy-started', deployment: deployment({ generation: 2 }) } as const;
    await records.record(id(1), 1, started);
    expect(await adopted()).toBe(true);
    // Given up, forgotten, and taken over again as it runs.
    await records.forget(id(1), 2);
    await records.enlist({ ...machine, id: id(1), adoptAs: 2 });
    expect(await adopted()).toBe(true);
    const third = { kind: 'deploy-started', deployment: deployment({ generation: 3 }) } as const;
    await records.record(id(1), 1, third);
    await records.report(id(1), { kind: 'installer-released', boot: 'b' });
    expect(await adopted()).toBeUndefined();
  });

  test('what ran in memory and is then adopted as it runs was not written by this store (rule 11)', async () => {
    await put('allocated', { hardware: hardware(1) });
    const inMemory = deployment({ inMemory: true, disks: [] });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: inMemory });
    await records.forget(id(1), 2);
    await records.enlist({ ...machine, id: id(1), adoptAs: 1 });
    expect((await store.get('installed', id(1)))?.value.adopted).toBe(true);
  });

  test('the ledger follows a changed identity: removed and declared again, it is known', async () => {
    await put('allocated', { hardware: hardware(1) });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: deployment() });
    const identity = { macs: [mac(7)] };
    await records.report(id(1), { kind: 'renamed', name: 'web' as MachineName, identity });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({ identity, name: 'web' });
  });

  test('what was approved of a machine is approved no more once it was forgotten', async () => {
    await put('deployed');
    const destroys = { what: 'release', generation: 'as adopted', disks: [] } as const;
    const value = { name: machine.name, destroys, by: 'ann', at: T0, plan: 'p' as Digest };
    await store.commit([{ collection: 'approval', key: id(1), expect: 'absent', value }], []);
    await records.forget(id(1), 1);
    expect(await store.get('approval', id(1))).toBeUndefined();
  });

  test('a machine that turns out to be one whose disks were written has data to protect (rule 5)', async () => {
    const row = (generation: number, released: number, n: number) => ({
      collection: 'installed' as const,
      key: id(n),
      expect: 'absent' as const,
      value: {
        identity: { macs: [mac(n)] },
        generation,
        released,
        startedAt: T0,
        name: machine.name,
      },
    });
    await put('allocated', { hardware: hardware(1) });
    await store.commit([row(5, 0, 1), row(3, 3, 2)], []);
    const identity = { macs: [mac(1), mac(2)] };
    await records.report(id(1), { kind: 'renamed', name: machine.name, identity });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({
      generation: 5,
      released: 3,
    });
  });

  test('the tokens of a forgotten machine go with it', async () => {
    await put('ready');
    const token = {
      machine: id(1),
      environment: 'commissioning',
      attempt: 'commission/1',
      consumerKey: 'c',
      secret: 's',
      madeAt: T0,
    } as const;
    await store.commit([{ collection: 'token', key: 't', expect: 'absent', value: token }], []);
    await records.forget(id(1), 1);
    expect(await store.list('token')).toEqual(new Map());
  });

  test('the history tells it in words, without heartbeats', async () => {
    await put('commissioning');
    await records.report(id(1), { kind: 'heard' });
    await records.report(id(1), { kind: 'failed', reason: 'a disk has no serial' });
    expect((await store.history('machine/n1', 9)).map(({ text }) => text)).toEqual([
      'commissioning → failed-commissioning: a disk has no serial',
    ]);
  });
});
