import { beforeEach, describe, expect, test } from 'vitest';
import { createRecords, type Records } from '../../../src/controller/records.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { MachineId, MachineName } from '../../../src/core/ids.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { deployment, hardware, id, mac, record, T0 } from '../../support/fleet.ts';

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
    await records.report(id(1), {
      kind: 'deploy-started',
      deployment: deployment({ generation: 2 }),
    });
    expect((await store.get('installed', id(1)))?.value.generation).toBe(3);
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
  const machine = { name: 'n1' as MachineName, identity: { macs: [mac(1)] } };

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
    await records.forget(id(1), 2);
    await records.enlist({ ...machine, id: id(1), adoptAs: 1 });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({ generation: 3 });
    expect((await store.get('installed', id(1)))?.value.adopted).toBeUndefined();
  });

  test('the ledger follows a changed identity: removed and declared again, it is known', async () => {
    await put('allocated', { hardware: hardware(1) });
    await records.record(id(1), 1, { kind: 'deploy-started', deployment: deployment() });
    const identity = { macs: [mac(7)] };
    await records.report(id(1), { kind: 'renamed', name: 'web' as MachineName, identity });
    expect((await store.get('installed', id(1)))?.value).toMatchObject({ identity, name: 'web' });
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
