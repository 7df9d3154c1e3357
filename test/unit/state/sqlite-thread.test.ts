import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { explain } from '../../../src/core/errors.ts';
import { instant } from '../../../src/core/ids.ts';
import { exec } from '../../../src/lib/exec.ts';
import type { Commit } from '../../../src/state/settle.ts';
import { createSqliteStore } from '../../../src/state/sqlite-store.ts';
import { startWriter } from '../../../src/state/sqlite-thread.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'thread-'));
afterAll(() => folder.remove());

const put = (key: string, expected: 'absent' | 'any'): Commit => ({
  writes: [{ collection: 'site', key, expect: expected, json: '{}' }],
  history: [],
});

test('answers come in the order of the questions, refusals among them', async () => {
  const writer = await startWriter(join(folder.path, 'order.db'));
  const notJson = { writes: [{ ...put('b', 'any').writes[0], key: {} }] } as unknown as Commit;
  const answers = await Promise.allSettled([
    writer.writeGroup([put('a', 'absent'), put('a', 'absent')]),
    writer.writeGroup([notJson]),
    writer.lead('me', instant(0), 10),
  ]);
  expect(answers).toEqual([
    {
      status: 'fulfilled',
      value: [undefined, 'writing site/a: expected no such row, found serial 1'],
    },
    { status: 'rejected', reason: expect.objectContaining({ code: 'E_BUG' }) },
    { status: 'fulfilled', value: { holder: 'me', term: 1 } },
  ]);
  await writer.close();
});

test('a file that cannot be opened is said in the same words as without a thread', async () => {
  const path = join(folder.path, 'nowhere', 'x.db');
  const text = await startWriter(path).catch(explain);
  expect(text).toContain(`opening the state in ${path}: the folder must exist and belong to this`);
  expect(text).toContain('unable to open database file');
});

test('after its end every question is refused', async () => {
  const writer = await startWriter(join(folder.path, 'ended.db'));
  await writer.close();
  await writer.close();
  await expect(writer.writeGroup([])).rejects.toMatchObject({
    code: 'E_STATE_UNAVAILABLE',
  });
});

test('an open store keeps no process alive, a commit under way does', async () => {
  const path = join(folder.path, 'left-open.db');
  const module = join(import.meta.dirname, '../../../src/state/sqlite-store.ts');
  const program = `
    import { createSqliteStore } from ${JSON.stringify(module)};
    const store = await createSqliteStore(${JSON.stringify(path)}, { clock: { now: () => 0 } });
    const row = { collection: 'site', key: 'a', expect: 'any', value: { storeId: 'kept' } };
    await store.commit([row], []);
    void store.commit([row], []);`;
  const args = ['--input-type=module', '--eval', program];
  const { signal } = new AbortController();
  expect(await exec(process.execPath, args, { signal })).toMatchObject({ code: 0, stderr: '' });
  const store = await createSqliteStore(path, { clock: { now: () => instant(0) } });
  expect(await store.get('site', 'a')).toEqual({ value: { storeId: 'kept' }, serial: 2 });
  await store.close();
});
