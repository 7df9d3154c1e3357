/** Each folder holds an inventory with mistakes, and the text that people get to read. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printDiagnostics } from '../../src/core/diagnostic.ts';
import type { Revision } from '../../src/core/ids.ts';
import { createDirectorySource } from '../../src/inventory/directory.ts';
import { golden } from '../support/golden.ts';

const root = `${import.meta.dirname}/diagnostics`;

async function diagnosticsOf(name: string): Promise<string> {
  const dir = `${root}/${name}/inventory`;
  const source = createDirectorySource({ dir });
  const { inventory, diagnostics } = await source.load(
    'folder' as Revision,
    AbortSignal.timeout(10_000),
  );
  const verdict = inventory === undefined ? 'not in force' : 'in force';
  return `${printDiagnostics(diagnostics).replaceAll(`${dir}/`, '')}\n${verdict}\n`;
}

test.each(readdirSync(root))('%s', async (name) => {
  const text = await diagnosticsOf(name);
  expect(text).toBe(golden(`diagnostics/${name}/expected.txt`, text));
});
