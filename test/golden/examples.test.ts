/** Beside each example stands the plan that a person sees who runs it: nothing is there yet, and every BMC says off. */
import { expect, test } from 'vitest';
import { printDiagnostics } from '../../src/core/diagnostic.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import { plan } from '../../src/core/plan.ts';
import { renderText } from '../../src/core/render-text.ts';
import { createDirectorySource } from '../../src/inventory/directory.ts';
import { golden } from '../support/golden.ts';
import { readScene } from '../support/observed.ts';

async function load(folder: string): Promise<Inventory> {
  const signal = AbortSignal.timeout(10_000);
  const source = createDirectorySource({ dir: folder });
  const { inventory, diagnostics } = await source.load(await source.head(signal), signal);
  expect(printDiagnostics(diagnostics)).toBe('');
  if (inventory === undefined) throw new Error(`${folder} holds no inventory`);
  return inventory;
}

/** Without a store, as on a laptop or in a pull request's job. */
test.each(['inventory', 'examples/minimal'])('%s, before there is a store', async (folder) => {
  const inventory = await load(folder);
  const { observed } = readScene('store: none', inventory, inventory);
  const text = renderText(
    plan(inventory, { ...observed, images: new Map(), catalog: undefined }),
    inventory.site.name,
  );
  expect(text).toBe(golden(`../../${folder}/plan.txt`, text));
});

test('examples/lab-of-three, once `reconcile state init` was committed', async () => {
  const folder = 'examples/lab-of-three';
  const declared = await load(folder);
  const inventory = { ...declared, site: { ...declared.site, stateId: 'k3v9q0x2m7ab' } };
  const { observed } = readScene("machines: { n*: { power: 'off' } }", inventory, inventory);
  const text = renderText(
    plan(inventory, { ...observed, images: new Map(), catalog: undefined }),
    inventory.site.name,
  );
  expect(text).toBe(golden(`../../${folder}/plan.txt`, text));
});
