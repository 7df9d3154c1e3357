/** A story of `test/golden/plan/`: its inventory, what was observed of it, and the plan as `--dry-run` makes it. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { renderDifferences } from '../../src/controller/rendered.ts';
import { renderer } from '../../src/controller/wire-commands.ts';
import { attribute, questionOf } from '../../src/core/attribution.ts';
import { printDiagnostics } from '../../src/core/diagnostic.ts';
import type { Revision } from '../../src/core/ids.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import type { ObservedState } from '../../src/core/observed.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import { markOld } from '../../src/core/snapshot-age.ts';
import { placesIn } from '../../src/inventory/describe.ts';
import { loadInventory, type Tree } from '../../src/inventory/load.ts';
import { readScene } from './observed.ts';

interface Story {
  readonly inventory: Inventory;
  readonly observed: ObservedState;
  readonly planned: Plan;
}

export async function readStory(folder: string): Promise<Story> {
  const inventory = load(`${folder}/inventory`, '9f2c1e4d77aa');
  const before = existsSync(`${folder}/before`)
    ? load(`${folder}/before`, 'b4b4b4b4b4b4')
    : inventory;
  const text = readFileSync(`${folder}/observed.yaml`, 'utf8');
  const { observed, rejected, lookedAt } = readScene(text, inventory, before);
  const made = plan(inventory, observed, rejected);
  const whole = lookedAt === undefined ? made : markOld(made, inventory.site.snapshots, lookedAt);
  const question = questionOf(whole, inventory);
  const places = await placesIn(question, '', treeOf(readFiles(`${folder}/inventory`)));
  const found = new Map([...places].map(([key, at]) => [key, { at, commit: undefined }]));
  const placed = attribute(whole, found);
  const planned = await renderDifferences(placed, { inventory, observed }, renderer);
  return { inventory, observed, planned };
}

/** Read without a folder's name before its places: lines are wrapped as they are printed. */
function readFiles(dir: string): ReadonlyMap<string, Uint8Array> {
  const paths = globSync('**/*', { cwd: dir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  return new Map(paths.map((path) => [path, readFileSync(join(dir, path))]));
}

const treeOf = (files: ReadonlyMap<string, Uint8Array>): Tree => ({
  list: async () => new Map([...files.keys()].map((path) => [path, { kind: 'file' }])),
  read: async (paths) => new Map([...files].filter(([path]) => paths.includes(path))),
});

function load(dir: string, revision: string): Inventory {
  const files = readFiles(dir);
  const { inventory, diagnostics } = loadInventory(revision as Revision, files);
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error');
  if (inventory === undefined || mistakes.length > 0)
    throw new Error(`${dir} holds no inventory:\n${printDiagnostics(mistakes)}`);
  return inventory;
}
