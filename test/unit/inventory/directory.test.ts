import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDirectorySource } from '../../../src/inventory/directory.ts';

let dir: string;
let stop: AbortController;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'inventory-'));
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  rmSync(dir, { recursive: true });
});

const source = () => createDirectorySource({ dir });

test('reads the folder as it lies there', async () => {
  mkdirSync(join(dir, 'machines'));
  writeFileSync(join(dir, 'machines/n1.yaml'), 'kind: Machine\nname: n1\n');
  const loaded = await source().load(await source().head(stop.signal), stop.signal);
  expect(loaded.inventory).toBeUndefined();
  expect(loaded.diagnostics[0]?.at).toEqual({
    file: `${dir}/machines/n1.yaml`,
    line: 1,
    column: 1,
  });
});

test('symbolic links are refused, and folders behind them not entered', async () => {
  mkdirSync(join(dir, 'real'));
  writeFileSync(join(dir, 'real/site.yaml'), 'kind: Site\nname: s\n');
  symlinkSync('real', join(dir, 'linked'));
  symlinkSync('real/site.yaml', join(dir, 'site.yaml'));
  const { diagnostics } = await source().load(await source().head(stop.signal), stop.signal);
  expect(diagnostics.map((d) => [d.code, d.at.file])).toEqual([
    ['symbolic-link', `${dir}/site.yaml`],
  ]);
});

test('a folder that is not there is a mistake that names it', async () => {
  const missing = createDirectorySource({ dir: join(dir, 'nope') });
  const loaded = await missing.load(await missing.head(stop.signal), stop.signal);
  expect(loaded.diagnostics[0]?.summary).toContain(join(dir, 'nope'));
});

test('says when something has changed', async () => {
  const changes = Promise.withResolvers<string>();
  await source().watch(() => changes.resolve('changed'), stop.signal);
  writeFileSync(join(dir, 'site.yaml'), 'kind: Site\nname: s\n');
  expect(await changes.promise).toBe('changed');
});
