import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../../../src/state/sqlite.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'sqlite-'));
afterAll(() => folder.remove());

test('a commit is on the disk when it returns', () => {
  using sqlite = opened('durable.db');
  expect(sqlite.execute('pragma journal_mode', [])).toEqual([{ journal_mode: 'wal' }]);
  expect(sqlite.execute('pragma synchronous', [])).toEqual([{ synchronous: 2 }]);
});

test('a full disk is said, and nothing of the transaction is kept', () => {
  using sqlite = opened('full.db');
  sqlite.execute('create table t (a)', []);
  sqlite.execute('pragma max_page_count = 4', []);
  sqlite.execute('begin immediate', []);
  sqlite.execute('insert into t values (1)', []);
  expect(() => sqlite.execute('insert into t values (?)', ['x'.repeat(100_000)])).toThrow(
    expect.objectContaining({
      code: 'E_STATE_UNAVAILABLE',
      message: expect.stringContaining('the disk is full; free some space there'),
    }),
  );
  expect(() => sqlite.execute('rollback', [])).toThrow('no transaction is active');
  expect(sqlite.execute('select * from t', [])).toEqual([]);
});

test('a file that another process keeps locked is said', () => {
  using holder = opened('locked.db');
  using other = opened('locked.db');
  holder.execute('begin immediate', []);
  expect(() => other.execute('begin immediate', [])).toThrow(
    expect.objectContaining({
      code: 'E_STATE_UNAVAILABLE',
      message: expect.stringContaining('another process keeps it locked'),
    }),
  );
});

test('a reader cannot write', () => {
  opened('read.db')[Symbol.dispose]();
  const reader = openSqlite(join(folder.path, 'read.db'), 'read');
  expect(() => reader.execute('create table t (a)', [])).toThrow(
    expect.objectContaining({ code: 'E_STATE_UNAVAILABLE' }),
  );
  reader.close();
});

test('a statement that is wrong is our own mistake, not the disk’s', () => {
  using sqlite = opened('wrong.db');
  expect(() => sqlite.execute('select nothing from nowhere', [])).toThrow(
    expect.objectContaining({ code: 'ERR_SQLITE_ERROR' }),
  );
});

function opened(name: string): ReturnType<typeof openSqlite> & Disposable {
  const sqlite = openSqlite(join(folder.path, name), 'write', 0);
  return { ...sqlite, [Symbol.dispose]: () => sqlite.close() };
}
