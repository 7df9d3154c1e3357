import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { instant } from '../../../src/core/ids.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createSqlStore } from '../../../src/state/sql-store.ts';
import { createSqlWriter } from '../../../src/state/sql-writer.ts';
import { migrate, openSql } from '../../../src/state/sql.ts';
import { openSqlite, type Sqlite, sqlConnection } from '../../../src/state/sqlite.ts';
import { put } from '../../conformance/state-store.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'sql-'));
afterAll(() => folder.remove());
const clock = { now: () => instant(0) };

test('a full disk fails the commits of its group in words, and the store goes on', async () => {
  const { path, sqlite, store } = await opened('full.db');
  await store.commit([put('a', 'kept')], []);
  const pages = Number(sqlite.execute('pragma page_count', [])[0]?.['page_count']);
  sqlite.execute(`pragma max_page_count = ${pages}`, []);

  const refused = store.commit([put('a', 'lost'), put('b', 'x'.repeat(1 << 20))], []);
  await expect(refused).rejects.toMatchObject({
    code: 'E_STATE_UNAVAILABLE',
    message: `writing the state in ${path}: the disk is full; free some space there`,
  });
  expect((await store.get('site', 'a'))?.value.storeId).toBe('kept');

  sqlite.execute(`pragma max_page_count = ${pages + 1000}`, []);
  await store.commit([put('a', 'again', 1)], []);
  expect((await store.get('site', 'a'))?.value.storeId).toBe('again');
  await store.close();
});

test('a document that is no JSON fails its own commit only', async () => {
  const { store } = await opened('json.db');
  const knot: Record<string, unknown> = {};
  knot['storeId'] = knot;
  const verdicts = await Promise.allSettled([
    store.commit([put('a', 'one')], []),
    store.commit([put('b', knot as unknown as string)], []),
  ]);
  expect(verdicts.map((verdict) => verdict.status)).toEqual(['fulfilled', 'rejected']);
  await store.close();
});

async function opened(
  name: string,
): Promise<{ readonly path: string; readonly sqlite: Sqlite; readonly store: StateStore }> {
  const path = join(folder.path, name);
  const sqlite = openSqlite(path, 'write');
  const writes = openSql(sqlConnection(sqlite));
  await migrate(writes);
  const reads = openSql(sqlConnection(openSqlite(path, 'read')));
  return { path, sqlite, store: createSqlStore({ reads, writer: createSqlWriter(writes), clock }) };
}
