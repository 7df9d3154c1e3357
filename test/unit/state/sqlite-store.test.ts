import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtempDisposable, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { explain } from '../../../src/core/errors.ts';
import { instant } from '../../../src/core/ids.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { createSqliteStore } from '../../../src/state/sqlite-store.ts';
import { openSqlite } from '../../../src/state/sqlite.ts';
import { put, stateStoreConformance, told } from '../../conformance/state-store.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'state-'));
afterAll(() => folder.remove());
let files = 0;
const newPath = (): string => join(folder.path, `${(files += 1)}.db`);
const clock = { now: () => instant(0) };

const empty = newPath();
await (await createSqliteStore(empty, { clock })).close();

stateStoreConformance('sqlite', async (itsClock) => {
  const path = newPath();
  await copyFile(empty, path);
  return createSqliteStore(path, { clock: itsClock });
});

test('the file and what SQLite puts beside it are for its owner only', async () => {
  const path = newPath();
  await writeFile(path, '');
  await chmod(path, 0o644);
  await using store = disposable(await createSqliteStore(path, { clock }));
  await store.commit([put('a', 'secret')], []);
  for (const suffix of ['', '-wal', '-shm'])
    expect((await stat(path + suffix)).mode & 0o777, suffix).toBe(0o600);
});

test('rows, history and the count of commits are there when it is opened again', async () => {
  const path = newPath();
  const first = await createSqliteStore(path, { clock });
  await first.commit([put('a', 'kept')], [told('s', 'line')]);
  const version = await first.version();
  await first.close();
  await using again = disposable(await createSqliteStore(path, { clock }));
  expect(await again.get('site', 'a')).toEqual({ value: { storeId: 'kept' }, serial: 1 });
  expect(await again.history('s', 9)).toEqual([told('s', 'line')]);
  expect(await again.version()).toBe(version);
});

test('looking leaves no file behind', async () => {
  const path = newPath();
  await (await createSqliteStore(path, { clock })).close();
  const before = await readdir(folder.path);
  const store = await createSqliteStore(path, { clock });
  await store.list('machine');
  await store.close();
  expect(await readdir(folder.path)).toEqual(before);
});

test('two that hold the same file open see each other, and one wins a race', async () => {
  const path = newPath();
  await using daemon = disposable(await createSqliteStore(path, { clock }));
  await using command = disposable(await createSqliteStore(path, { clock }));
  const before = await daemon.version();
  await command.commit([put('a', 'word')], []);
  expect(await daemon.version()).not.toBe(before);
  expect((await daemon.get('site', 'a'))?.value.storeId).toBe('word');
  const race = await Promise.allSettled([
    daemon.commit([put('a', 'daemon', 1)], []),
    command.commit([put('a', 'command', 1)], []),
  ]);
  expect(race.map((verdict) => verdict.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await daemon.get('site', 'a'))?.serial).toBe(2);
  expect(await daemon.lead('daemon', 10)).toBeDefined();
  expect(await command.lead('command', 10)).toBeUndefined();
});

test('many may make the same file at once', async () => {
  const path = newPath();
  const stores = await Promise.all([1, 2, 3].map(() => createSqliteStore(path, { clock })));
  await Promise.all(stores.map((store, i) => store.commit([put(String(i), 'x')], [])));
  expect((await stores[0]?.list('site'))?.size).toBe(3);
  for (const store of stores) await store.close();
});

test('a folder that is not there is said, with what to do', async () => {
  const path = join(folder.path, 'nowhere', 'state.db');
  const opening = createSqliteStore(path, { clock });
  await expect(opening).rejects.toMatchObject({
    code: 'E_STATE_UNAVAILABLE',
    message: `opening the state in ${path}: its folder must exist and belong to this user`,
  });
});

test('some other file is not taken for the state, nor changed', async () => {
  const path = newPath();
  const text = 'precious '.repeat(1000);
  await writeFile(path, text);
  await expect(createSqliteStore(path, { clock })).rejects.toMatchObject({
    code: 'E_STATE_UNAVAILABLE',
    message: expect.stringContaining('it is some other file'),
  });
  expect((await stat(path)).size).toBe(text.length);
});

test('what a newer version wrote is left alone', async () => {
  const path = newPath();
  await (await createSqliteStore(path, { clock })).close();
  const newer = openSqlite(path, 'write');
  newer.execute("insert into kysely_migration values ('9999-from-the-future', '2030-01-01')", []);
  newer.close();
  const error = await createSqliteStore(path, { clock }).catch(explain);
  expect(error).toContain('a newer version may have written it: run that one');
});

test('a store that is closed says so, and may be closed again', async () => {
  const store = await createSqliteStore(newPath(), { clock });
  await store.close();
  await store.close();
  await expect(store.commit([], [])).rejects.toMatchObject({ code: 'E_STATE_UNAVAILABLE' });
  await expect(store.get('site', 'site')).rejects.toMatchObject({ code: 'E_STATE_UNAVAILABLE' });
});

function disposable(store: StateStore): StateStore & AsyncDisposable {
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

test('who led and was killed is followed at once; who is alive is not', async () => {
  const path = newPath();
  await using store = disposable(await createSqliteStore(path, { clock }));
  const program = fileURLToPath(new URL('../../support/lead-for-ever.ts', import.meta.url));
  const child = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(await store.lead('me', 10)).toBeUndefined();
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(await store.lead('me', 10)).toEqual({ holder: 'me', term: 2 });
  expect(await store.lead('other', 10)).toBeUndefined();
});
