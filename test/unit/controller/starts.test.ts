import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecords, type Records } from '../../../src/controller/records.ts';
import { openRollout, readBudget, storeOverride } from '../../../src/controller/starts.ts';
import { type Rollout, startKey } from '../../../src/core/budget.ts';
import { type Instant, instant, type MachineName, type Revision } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import type { MachineEvent } from '../../../src/core/machine.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { createSqliteStore } from '../../../src/state/sqlite-store.ts';
import { deployment, hardware, id, mac, MINUTE, record, STORE, T0 } from '../../support/fleet.ts';
import { limited, startRow } from '../../support/starts.ts';

let now: Instant;
let declared: Inventory;
let store: StateStore;
let records: Records;
const clock = { now: () => now, sleep: async () => undefined };

const recordsOn = (on: StateStore): Records =>
  createRecords({
    store: on,
    clock,
    random: { text: () => 'fresh' },
    emit: () => undefined,
    inventory: () => declared,
  });

beforeEach(() => {
  now = T0;
  declared = limited(9, { perHour: 1 });
  store = createMemoryStore({ clock });
  records = recordsOn(store);
});

const HOUR = 60 * MINUTE;
const pass = (ms: number): void => void (now = instant(now + ms));
const deploy = (generation: number): MachineEvent => ({
  kind: 'deploy-started',
  deployment: deployment({ generation }),
});

/** Machines that run generation 1. */
async function running(on: StateStore, ...machines: readonly number[]): Promise<void> {
  await on.commit(
    [{ collection: 'site', key: 'site', expect: 'any', value: { storeId: STORE } }],
    [],
  );
  await on.commit(
    machines.map((n) => ({
      collection: 'machine',
      key: id(n),
      expect: 'absent',
      value: record(n, 'deployed', { hardware: hardware(n), deployment: deployment() }),
    })),
    [],
  );
}

async function serialOf(n: number): Promise<number> {
  return (await store.get('machine', id(n)))?.serial ?? 0;
}
const start = async (n: number, event: MachineEvent = deploy(2)) =>
  records.record(id(n), await serialOf(n), event);
const outcomes = async () =>
  Object.fromEntries(
    (await readBudget(store)).starts.map((row) => [`${row.name} ${row.generation}`, row.outcome]),
  );

describe('a start beyond a limit', () => {
  test('is refused from fresh rows, and nothing is stored', async () => {
    await running(store, 1, 2);
    await start(1);
    const before = await store.version();
    await expect(start(2)).rejects.toMatchObject({ code: 'E_LIMIT', guard: 'limit.perHour' });
    expect(await store.version()).toBe(before);
    expect((await store.get('machine', id(2)))?.value.phase).toBe('deployed');
  });

  test('may start once there is room again', async () => {
    await running(store, 1, 2);
    await start(1);
    pass(HOUR);
    await start(2);
    expect(await outcomes()).toEqual({ 'n1 2': 'running', 'n2 2': 'running' });
  });

  test('is judged by the limits in force, not by those of the plan', async () => {
    await running(store, 1, 2, 3);
    declared = limited(9, { perHour: 3 });
    await start(1);
    await start(2);
    declared = limited(9, { perHour: 2 });
    await expect(start(3)).rejects.toMatchObject({ code: 'E_LIMIT' });
  });
});

describe('a start that ends', () => {
  test('says how, in the transaction of the fact', async () => {
    await running(store, 1);
    await start(1);
    await records.report(id(1), { kind: 'failed', reason: 'curtin' });
    expect(await outcomes()).toEqual({ 'n1 2': 'failing' });
    await start(1);
    await records.report(id(1), { kind: 'installer-released', boot: 'b' });
    await records.report(id(1), { kind: 'failed', reason: 'curtin' });
    expect(await outcomes()).toEqual({ 'n1 2': 'failed' });
    await records.report(id(1), { kind: 'retry-authorised', by: 'ann', why: 'mended' });
    expect(await outcomes()).toEqual({ 'n1 2': 'seen' });
    await records.report(id(1), { kind: 'deployed' });
    expect(await outcomes()).toEqual({ 'n1 2': 'done' });
  });

  test('another generation ends the last one', async () => {
    declared = limited(9, {});
    await running(store, 1);
    await start(1);
    await records.report(id(1), { kind: 'installer-released', boot: 'b' });
    await records.report(id(1), { kind: 'failed', reason: 'curtin' });
    declared = limited(9, {}, 3);
    await start(1, deploy(3));
    expect(await outcomes()).toEqual({ 'n1 2': 'gone', 'n1 3': 'running' });
  });

  test('a machine that is forgotten is not down any more, and was still started', async () => {
    await running(store, 1, 2);
    await start(1);
    await records.forget(id(1), await serialOf(1));
    expect(await outcomes()).toEqual({ 'n1 2': 'gone' });
    await expect(start(2)).rejects.toMatchObject({ guard: 'limit.perHour' });
  });

  test('a renamed machine takes its start along', async () => {
    await running(store, 1);
    await start(1);
    const identity = { macs: [mac(1)] };
    await records.report(id(1), { kind: 'renamed', name: 'n8' as MachineName, identity });
    expect(await outcomes()).toEqual({ 'n8 2': 'running' });
  });

  test('a commissioning leaves nothing behind', async () => {
    await running(store);
    await store.commit(
      [{ collection: 'machine', key: id(1), expect: 'absent', value: record(1, 'new') }],
      [],
    );
    await start(1, { kind: 'commission-started' });
    expect(await outcomes()).toEqual({ 'n1 0': 'running' });
    await records.report(id(1), { kind: 'commissioned', hardware: hardware(1) });
    expect(await outcomes()).toEqual({});
  });

  test('rows of yesterday are pruned by the next start', async () => {
    await running(store, 1, 2, 3);
    await start(1);
    await records.report(id(1), { kind: 'deployed' });
    pass(2 * HOUR);
    await start(2);
    pass(23 * HOUR);
    await start(3);
    expect(await outcomes()).toEqual({ 'n2 2': 'running', 'n3 2': 'running' });
  });
});

test('a start that its machine knows nothing of takes no place, and still counts for its hour', async () => {
  declared = limited(9, { percent: 1, perHour: 2, haltAfterFailures: 1 });
  await running(store, 1, 2, 3);
  const lost = startRow(7, { outcome: 'failed', at: T0 });
  const done = startRow(1, { generation: 1, at: T0 });
  await store.commit(
    [lost, done].map((value) => ({
      collection: 'start',
      key: startKey(value),
      expect: 'absent',
      value,
    })),
    [],
  );
  await expect(start(2)).rejects.toMatchObject({ guard: 'limit.perHour' });
  declared = limited(9, { percent: 1, perHour: 3, haltAfterFailures: 1 });
  await start(2);
});

describe('an override', () => {
  const say = (machine: string) =>
    storeOverride(store, {
      guard: 'limit.perHour',
      machine: machine as MachineName,
      by: 'ann',
      why: 'INC-4711',
      at: now,
      expiresAt: instant(now + 24 * HOUR),
    });

  test('lifts a limit once, and the history says who, why, and that it is spent', async () => {
    await running(store, 1, 2, 3);
    await start(1);
    await say('n2');
    await expect(start(3)).rejects.toMatchObject({ code: 'E_LIMIT' });
    await start(2);
    expect((await readBudget(store)).overrides).toEqual([]);
    expect((await store.history('machine/n2', 9)).map(({ text }) => text)).toEqual([
      'ann overrides limit.perHour for its next start: INC-4711',
      expect.stringContaining('deploy generation 2'),
      'override of limit.perHour by ann is spent: INC-4711',
    ]);
    await expect(start(3)).rejects.toMatchObject({ code: 'E_LIMIT' });
  });

  test('that nobody used ends by itself', async () => {
    declared = limited(9, { perDay: 1 });
    await running(store, 1, 2);
    await say('n2');
    pass(24 * HOUR);
    await start(1);
    await expect(start(2)).rejects.toMatchObject({ code: 'E_LIMIT' });
  });
});

describe('a rollout', () => {
  const rollout = (number: number, members: readonly string[]): Rollout => ({
    number,
    openedAt: now,
    revision: 'c0ffee' as Revision,
    members,
  });
  const waves = { canary: 1, size: 2, bake: 30 * MINUTE } as const;
  const member = (n: number): string => `${id(n)}/2/dddddddd/20260801`;

  beforeEach(() => {
    declared = limited(9, { waves });
  });

  test('is opened once, and not while the last one runs or bakes', async () => {
    await running(store, 1, 2, 3);
    await openRollout(store, rollout(1, [member(1), member(2)]), declared);
    await openRollout(store, rollout(1, [member(1), member(2)]), declared);
    await expect(openRollout(store, rollout(1, [member(3)]), declared)).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    await start(1);
    await expect(openRollout(store, rollout(2, [member(3)]), declared)).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    await records.report(id(1), { kind: 'deployed' });
    await expect(openRollout(store, rollout(2, [member(3)]), declared)).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    pass(30 * MINUTE);
    await openRollout(store, rollout(2, [member(3)]), declared);
    expect((await readBudget(store)).rollout?.members).toEqual([member(3)]);
  });

  test('lets in its canary, and nobody else until it has baked', async () => {
    await running(store, 1, 2, 3);
    await openRollout(store, rollout(1, [member(1), member(2)]), declared);
    await start(1);
    await expect(start(2)).rejects.toMatchObject({ guard: 'limit.wave' });
    await records.report(id(1), { kind: 'deployed' });
    await expect(start(2)).rejects.toMatchObject({ guard: 'limit.wave' });
    pass(30 * MINUTE);
    await start(2);
    await expect(start(3)).rejects.toMatchObject({ guard: 'limit.wave' });
  });
});

describe('two controllers on one store', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'starts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('never start more than a limit allows between them, and lose none that it allows', async () => {
    declared = limited(9, { perHour: 3 });
    const open = () => createSqliteStore(join(folder, 'state.db'), { clock });
    const stores = await Promise.all([open(), open()]);
    const [first] = stores;
    if (first === undefined) return;
    await running(first, 1, 2, 3, 4, 5, 6, 7, 8);
    const attempts = stores.flatMap((each, i) => {
      const mine = recordsOn(each);
      return [1, 2, 3, 4].map((n) => mine.record(id(n + 4 * i), 1, deploy(2)));
    });
    const ends = await Promise.allSettled(attempts);
    const codes = ends.map((end) =>
      end.status === 'rejected' ? (end.reason as { readonly code: string }).code : 'started',
    );
    expect(codes.filter((code) => code === 'started')).toHaveLength(3);
    expect(codes.filter((code) => code === 'E_LIMIT')).toHaveLength(5);
    expect((await readBudget(first)).starts).toHaveLength(3);
    await Promise.all(stores.map((each) => each.close()));
  });
});
