import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { instant } from '../../../src/core/ids.ts';
import { createSqlStore } from '../../../src/state/sql-store.ts';
import { migrate, openSql, type SqlConnection } from '../../../src/state/sql.ts';
import { openSqlite, type Sqlite } from '../../../src/state/sqlite.ts';
import { put } from '../../conformance/state-store.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'sql-'));
afterAll(() => folder.remove());
const clock = { now: () => instant(0) };

test('a full disk fails the commits of its group in words, and the store goes on', async () => {
  const path = join(folder.path, 'full.db');
  const sqlite = openSqlite(path, 'write');
  const writes = openSql(connection(sqlite));
  await migrate(writes);
  const reads = openSql(connection(openSqlite(path, 'read')));
  const store = createSqlStore({ reads, writes, clock });
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
  const path = join(folder.path, 'json.db');
  const writes = openSql(connection(openSqlite(path, 'write')));
  await migrate(writes);
  const store = createSqlStore({ reads: writes, writes, clock });
  const knot: Record<string, unknown> = {};
  knot['storeId'] = knot;
  const verdicts = await Promise.allSettled([
    store.commit([put('a', 'one')], []),
    store.commit([put('b', knot as unknown as string)], []),
  ]);
  expect(verdicts.map((verdict) => verdict.status)).toEqual(['fulfilled', 'rejected']);
  await store.close();
});

function connection(sqlite: Sqlite): SqlConnection {
  return {
    execute: async (text, parameters) => sqlite.execute(text, parameters),
    close: async () => sqlite.close(),
  };
}
