/** Each folder is a story: an inventory, what was observed, and the plan as people and programs read it. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { attribute, questionOf } from '../../../src/core/attribution.ts';
import { printDiagnostics } from '../../../src/core/diagnostic.ts';
import type { Revision } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { lintPlan } from '../../../src/core/lint-plan.ts';
import { plan } from '../../../src/core/plan.ts';
import { renderJson } from '../../../src/core/render-json.ts';
import { renderMarkdown } from '../../../src/core/render-markdown.ts';
import { renderText } from '../../../src/core/render-text.ts';
import { placesIn } from '../../../src/inventory/describe.ts';
import { loadInventory, type Tree } from '../../../src/inventory/load.ts';
import { golden } from '../../support/golden.ts';
import { readScene } from '../../support/observed.ts';

const root = import.meta.dirname;
const stories = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

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
  expect(printDiagnostics(mistakes)).toBe('');
  if (inventory === undefined) throw new Error(`${dir} holds no inventory`);
  return inventory;
}

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/plan.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe.each(stories.map(({ name }) => name))('%s', async (story) => {
  const folder = `${root}/${story}`;
  const inventory = load(`${folder}/inventory`, '9f2c1e4d77aa');
  const before = existsSync(`${folder}/before`)
    ? load(`${folder}/before`, 'b4b4b4b4b4b4')
    : inventory;
  const text = readFileSync(`${folder}/observed.yaml`, 'utf8');
  const { observed, rejected } = readScene(text, inventory, before);
  const whole = plan(inventory, observed, rejected);
  const question = questionOf(whole, inventory);
  const places = await placesIn(question, '', treeOf(readFiles(`${folder}/inventory`)));
  const found = new Map([...places].map(([key, at]) => [key, { at, commit: undefined }]));
  const planned = attribute(whole, found);

  test('as text', () => {
    const printed = renderText(planned, inventory.site.name);
    expect(printed).toBe(golden(`plan/${story}/plan.txt`, printed));
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(printed).not.toMatch(/\n\n\n|[ \t]\n/);
  });

  test('as JSON, as its schema says', () => {
    const printed = renderJson(planned, inventory.site.name);
    expect(printed).toBe(golden(`plan/${story}/plan.json`, printed));
    validate(JSON.parse(printed));
    expect(validate.errors).toBe(null);
  });

  test('as Markdown', () => {
    const printed = renderMarkdown(planned, inventory.site.name);
    expect(printed).toBe(golden(`plan/${story}/plan.md`, printed));
  });

  test('keeps the invariants of every plan', () => {
    expect(lintPlan(planned, observed)).toEqual([]);
  });
});
