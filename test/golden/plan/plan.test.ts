/** Each folder is a story: an inventory, what was observed, and the plan as people and programs read it. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { lintPlan } from '../../../src/core/lint-plan.ts';
import { renderJson } from '../../../src/core/render-json.ts';
import { renderMarkdown } from '../../../src/core/render-markdown.ts';
import { renderText } from '../../../src/core/render-text.ts';
import { golden } from '../../support/golden.ts';
import { readStory } from '../../support/story.ts';

const root = import.meta.dirname;
const stories = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/plan.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe.each(stories.map(({ name }) => name))('%s', async (story) => {
  const { inventory, observed, planned } = await readStory(`${root}/${story}`);

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
