import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { explain } from '../../../src/core/errors.ts';
import { createSecrets } from '../../../src/inventory/secrets.ts';

const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(dir, { recursive: true }));

const secrets = createSecrets({ SET: 'hunter2', EMPTY: '' });
const ref = (from: 'env' | 'file', name: string) => ({ secret: { from, name } });

test('from the environment and from a file, without the last newline', async () => {
  expect((await secrets.resolve(ref('env', 'SET'))).reveal()).toBe('hunter2');
  writeFileSync(join(dir, 'bmc'), ' spaces stay \n');
  expect((await secrets.resolve(ref('file', join(dir, 'bmc')))).reveal()).toBe(' spaces stay ');
});

test.each([
  [ref('env', 'UNSET'), /env:UNSET: the variable is not set/],
  [ref('env', 'EMPTY'), /env:EMPTY: it is empty/],
  [ref('env', 'toString'), /not set/],
  [ref('file', '/nowhere/at/all'), /file:\/nowhere\/at\/all: ENOENT/],
])('says which one is missing: %o', async (missing, message) => {
  const error = await secrets.resolve(missing).catch((e: unknown) => e);
  expect(error).toHaveProperty('code', 'E_SECRET_MISSING');
  expect(explain(error)).toMatch(message);
});
