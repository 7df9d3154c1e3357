/** What every StateStore promises (core/ports.ts). A new engine passes this, or it is not one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instant } from '../../src/core/ids.ts';
import type { Clock, HistoryEntry, StateStore, Write } from '../../src/core/ports.ts';

/** A fresh, empty store that reads the given clock. */
export type StoreFactory = (clock: Pick<Clock, 'now'>) => Promise<StateStore>;

/** A small document of the collection `site`, told apart by `storeId`. */
export const put = (key: string, storeId: string, expected: Write['expect'] = 'any'): Write => ({
  collection: 'site',
  key,
  expect: expected,
  value: { storeId },
});
export const remove = (key: string, expected: Write['expect'] = 'any'): Write => ({
  collection: 'site',
  key,
  expect: expected,
  value: 'delete',
});
export const keep = (key: string, expected: Write['expect'] = 'any'): Write => ({
  collection: 'site',
  key,
  expect: expected,
  value: 'keep',
});
export const told = (subject: string, text: string): HistoryEntry => ({
  at: instant(1),
  subject,
  event: 'word',
  text,
});

export function stateStoreConformance(name: string, create: StoreFactory): void {
  describe(`${name} is a state store`, () => {
    let now = 1000;
    let store: StateStore;
    beforeEach(async () => {
      now = 1000;
      store = await create({ now: () => instant(now) });
    });
    afterEach(() => store.close());

    const its: Its = () => store;
    describe('rows', () => {
      rowsOf(its);
    });
    describe('stale writes', () => {
      staleWritesTo(its);
    });
    describe('commits of the same turn', () => {
      groupsOf(its);
    });
    describe('history', () => {
      historyOf(its);
    });
    describe('version', () => {
      versionOf(its);
    });
    describe('leadership', () => {
      leadershipOf(its, (ms) => (now += ms));
    });
  });
}

type Its = () => StateStore;

function rowsOf(its: Its): void {
  test('a row that was never written is undefined', async () => {
    expect(await its().get('site', 'site')).toBeUndefined();
    expect(await its().list('site')).toEqual(new Map());
  });

  test('what was committed is read back, and its serial counts the writes', async () => {
    await its().commit([put('a', 'one')], []);
    expect(await its().get('site', 'a')).toEqual({ value: { storeId: 'one' }, serial: 1 });
    await its().commit([put('a', 'two')], []);
    expect(await its().get('site', 'a')).toEqual({ value: { storeId: 'two' }, serial: 2 });
  });

  test('a list holds its own collection, sorted by key', async () => {
    const lease = { mac: 'm', address: '10.0.0.1', subnet: 's', expiresAt: 5 };
    const address = { collection: 'address', key: 'a', expect: 'any', value: lease } as Write;
    await its().commit([put('b', '2'), put('a', '1'), put('c/d', '3'), address], []);
    expect([...(await its().list('site')).keys()]).toEqual(['a', 'b', 'c/d']);
    expect(await its().list('address')).toEqual(new Map([['a', { value: lease, serial: 1 }]]));
  });

  test('a deleted row is gone; written again, it counts from 1', async () => {
    await its().commit([put('a', 'one')], []);
    await its().commit([put('a', 'two')], []);
    await its().commit([remove('a', 2)], []);
    expect(await its().get('site', 'a')).toBeUndefined();
    expect((await its().list('site')).size).toBe(0);
    await its().commit([put('a', 'three', 'absent')], []);
    expect((await its().get('site', 'a'))?.serial).toBe(1);
  });

  test('deleting what is not there is no conflict for a writer who expects anything', async () => {
    await its().commit([remove('a')], []);
    expect(await its().get('site', 'a')).toBeUndefined();
  });

  test('a document is stored as it was when it was committed', async () => {
    const value = { storeId: 'before' };
    const committed = its().commit([{ collection: 'site', key: 'a', expect: 'any', value }], []);
    value.storeId = 'after';
    await committed;
    const read = await its().get('site', 'a');
    expect(read?.value.storeId).toBe('before');
    Object.assign(read?.value ?? {}, { storeId: 'changed by a reader' });
    expect((await its().get('site', 'a'))?.value.storeId).toBe('before');
  });

  test('text survives: quotes, NUL-free unicode, a megabyte', async () => {
    const text = `'"\\;--\n\u2028 Ünïcode 機械 🖥 ${'x'.repeat(1 << 20)}`;
    await its().commit([put('k\'ey " 機', text)], []);
    expect((await its().get('site', 'k\'ey " 機'))?.value.storeId).toBe(text);
  });

  test('one commit may write thousands of rows', async () => {
    const writes = Array.from({ length: 3000 }, (_, i) => put(`k${i}`, String(i), 'absent'));
    await its().commit(writes, []);
    expect((await its().list('site')).size).toBe(3000);
    await its().commit(
      writes.map((w) => ({ ...w, expect: 1, value: 'delete' })),
      [],
    );
    expect((await its().list('site')).size).toBe(0);
  });
}

const conflict = (message: string): object => ({ code: 'E_STATE_CONFLICT', message });

function staleWritesTo(its: Its): void {
  test('names the row, what was expected and what was found', async () => {
    await its().commit([put('a', '1')], []);
    await its().commit([put('a', '2')], []);
    await expect(its().commit([put('a', '3', 1)], [])).rejects.toMatchObject(
      conflict('writing site/a: expected serial 1, found serial 2'),
    );
    await expect(its().commit([put('a', '3', 'absent')], [])).rejects.toMatchObject(
      conflict('writing site/a: expected no such row, found serial 2'),
    );
    await expect(its().commit([remove('b', 4)], [])).rejects.toMatchObject(
      conflict('writing site/b: expected serial 4, found no such row'),
    );
  });

  test('writes nothing: neither the other rows nor the history', async () => {
    await its().commit([put('a', '1')], []);
    const stale = [put('b', 'new'), put('a', '2', 7), remove('a')];
    await expect(its().commit(stale, [told('s', 'never')])).rejects.toMatchObject({
      code: 'E_STATE_CONFLICT',
    });
    expect(await its().get('site', 'b')).toBeUndefined();
    expect((await its().get('site', 'a'))?.value.storeId).toBe('1');
    expect(await its().history(undefined, 10)).toEqual([]);
  });

  test('a later write of a commit sees the earlier ones', async () => {
    await its().commit([put('a', '1', 'absent'), put('a', '2', 1), remove('a', 2)], []);
    expect(await its().get('site', 'a')).toBeUndefined();
    await its().commit([remove('a', 'absent'), put('a', '3', 'absent')], []);
    expect(await its().get('site', 'a')).toEqual({ value: { storeId: '3' }, serial: 1 });
  });

  test('a row that is kept is left alone, and must be as it was seen', async () => {
    await its().commit([put('a', '1')], []);
    await its().commit([keep('a', 1), keep('b', 'absent'), put('c', '1')], []);
    expect(await its().get('site', 'a')).toEqual({ value: { storeId: '1' }, serial: 1 });
    expect(await its().get('site', 'b')).toBeUndefined();
    await its().commit([put('a', '2'), put('b', '1')], []);
    for (const stale of [keep('a', 1), keep('b', 'absent')])
      await expect(its().commit([stale, put('c', '2')], [])).rejects.toMatchObject({
        code: 'E_STATE_CONFLICT',
      });
    expect((await its().get('site', 'c'))?.value.storeId).toBe('1');
  });
}

function groupsOf(its: Its): void {
  test('each keeps its own verdict', async () => {
    await its().commit([put('a', '0')], []);
    const verdicts = await Promise.allSettled([
      its().commit([put('b', 'first', 'absent')], [told('s', 'first')]),
      its().commit([put('a', 'stale', 9), put('c', 'never')], [told('s', 'never')]),
      its().commit([put('b', 'second', 'absent')], [told('s', 'never')]),
      its().commit([put('b', 'third', 1)], [told('s', 'third')]),
    ]);
    expect(verdicts.map((v) => v.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await its().get('site', 'b')).toEqual({ value: { storeId: 'third' }, serial: 2 });
    expect(await its().get('site', 'c')).toBeUndefined();
    const lines = await its().history('s', 10);
    expect(lines.map((entry) => entry.text)).toEqual(['first', 'third']);
  });

  test('of many who expect the same, one wins', async () => {
    const writers = Array.from({ length: 50 }, (_, i) =>
      its().commit([put('a', String(i), 'absent')], []),
    );
    const verdicts = await Promise.allSettled(writers);
    expect(verdicts.filter((v) => v.status === 'fulfilled')).toHaveLength(1);
  });

  test('a commit that resolved is seen by the next read', async () => {
    for (let i = 1; i <= 20; i++) {
      await its().commit([put('a', String(i))], []);
      expect(await its().get('site', 'a')).toEqual({ value: { storeId: String(i) }, serial: i });
    }
  });

  test('what was committed before close is finished by close', async () => {
    await its().commit([put('z', 'before')], []);
    const settled: string[] = [];
    const commits = ['a', 'b'].map(async (key) => {
      await its().commit([put(key, key)], []);
      settled.push(key);
    });
    await its().close();
    await Promise.all(commits);
    expect(settled).toEqual(['a', 'b']);
  });
}

function historyOf(its: Its): void {
  test('newest last, by subject or of all, and no more than the limit', async () => {
    await its().commit([], [told('machine/n1', '1'), told('machine/n2', '2')]);
    await its().commit([], [told('machine/n1', '3')]);
    const texts = async (subject: string | undefined, limit: number): Promise<string[]> =>
      (await its().history(subject, limit)).map((entry) => entry.text);
    expect(await texts(undefined, 10)).toEqual(['1', '2', '3']);
    expect(await texts('machine/n1', 10)).toEqual(['1', '3']);
    expect(await texts(undefined, 2)).toEqual(['2', '3']);
    expect(await texts(undefined, 0)).toEqual([]);
    expect(await texts('machine/n3', 10)).toEqual([]);
  });

  test('an entry is read back whole', async () => {
    const entry = { ...told('inventory', 'accepted'), event: 'inventory.accepted' as const };
    await its().commit([], [entry]);
    expect(await its().history(undefined, 1)).toEqual([entry]);
  });
}

function versionOf(its: Its): void {
  test('changes with a commit, and not with reading, leading or a refusal', async () => {
    const first = await its().version();
    await its().get('site', 'a');
    await its().lead('me', 1000);
    await its()
      .commit([put('a', '1', 3)], [])
      .catch(() => undefined);
    expect(await its().version()).toBe(first);
    await its().commit([put('a', '1')], []);
    const second = await its().version();
    expect(second).not.toBe(first);
    await its().commit([], [told('s', 'line')]);
    expect(await its().version()).not.toBe(second);
  });
}

function leadershipOf(its: Its, pass: (ms: number) => void): void {
  test('is taken, renewed by its holder, and kept from others until it lapses', async () => {
    expect(await its().lead('a', 100)).toEqual({ holder: 'a', term: 1 });
    expect(await its().lead('b', 100)).toBeUndefined();
    pass(99);
    expect(await its().lead('a', 100)).toEqual({ holder: 'a', term: 1 });
    pass(99);
    expect(await its().lead('b', 100)).toBeUndefined();
    pass(1);
    expect(await its().lead('b', 100)).toEqual({ holder: 'b', term: 2 });
    expect(await its().lead('a', 100)).toBeUndefined();
  });

  test('goes to one of those who ask at once', async () => {
    const asked = ['a', 'b', 'c'].map((holder) => its().lead(holder, 100));
    expect((await Promise.all(asked)).filter((led) => led !== undefined)).toHaveLength(1);
  });

  test('of 0 ms is given up', async () => {
    await its().lead('a', 100);
    await its().lead('a', 0);
    expect(await its().lead('b', 100)).toEqual({ holder: 'b', term: 2 });
  });

  test('that lapsed is taken again by its holder in the same term', async () => {
    await its().lead('a', 100);
    pass(500);
    expect(await its().lead('a', 100)).toEqual({ holder: 'a', term: 1 });
  });
}
