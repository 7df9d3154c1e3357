/** Each folder is a story: two inventories, and what `reconcile diff` says of the second. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe as story, expect, test } from 'vitest';
import { diffDocuments, type FieldChange } from '../../../src/core/diff.ts';
import type { Revision } from '../../../src/core/ids.ts';
import { type Compared, diffJson, diffMarkdown, diffText } from '../../../src/core/render-diff.ts';
import { describe } from '../../../src/inventory/describe.ts';
import { parseInventory } from '../../../src/inventory/load.ts';
import { golden } from '../../support/golden.ts';

const root = import.meta.dirname;
const stories = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function declared(dir: string) {
  const paths = globSync('**/*', { cwd: dir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  const files = new Map(paths.map((path) => [path, readFileSync(join(dir, path))]));
  const { documents, diagnostics } = parseInventory(files, '');
  expect(diagnostics).toEqual([]);
  return describe(documents, files);
}

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/diff.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

story.each(stories.map(({ name }) => name))('%s', (name) => {
  const compared: Compared = {
    base: 'b4b4b4b4b4b4' as Revision,
    head: '9f2c1e4d77aa' as Revision,
    changes: diffDocuments(declared(`${root}/${name}/before`), declared(`${root}/${name}/after`)),
  };

  test('as text', () => {
    const printed = diffText(compared);
    expect(printed).toBe(golden(`diff/${name}/diff.txt`, printed));
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('as JSON, as its schema says', () => {
    const printed = diffJson(compared);
    expect(printed).toBe(golden(`diff/${name}/diff.json`, printed));
    validate(JSON.parse(printed));
    expect(validate.errors).toBe(null);
  });

  test('as Markdown', () => {
    const printed = diffMarkdown(compared);
    expect(printed).toBe(golden(`diff/${name}/diff.md`, printed));
  });
});

test('a comment that does not hold all of it says so first, and leaves out the mildest', () => {
  const machines = Array.from({ length: 3_000 }, (_, i) => `n${i}`);
  const change = (name: string, effect: 'reinstall' | 'live'): FieldChange => ({
    field: effect === 'live' ? 'Machine.labels.rack' : 'Machine.deploy.generation',
    document: `Machine/${name}`,
    before: '1',
    after: name,
    effect,
    at: undefined,
    machines: [name],
  });
  const text = diffMarkdown({
    base: 'b4b4' as Revision,
    head: '9f2c' as Revision,
    changes: [
      ...machines.map((name) => change(name, 'live')),
      ...machines.slice(0, 100).map((name) => change(name, 'reinstall')),
    ],
  });
  expect(text.length).toBeLessThan(65_000);
  expect(text).toMatch(/^\*\*Not all of it is shown here\*\* \(not: \d+ live\)/);
  expect(text.match(/^\| reinstall /gm)).toHaveLength(100);
});
