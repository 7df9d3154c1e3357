/** Every story once more, as a reviewer sees it who has only the snapshot: the same plan, and of old contents what stands for them. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderDifferences } from '../../../src/controller/rendered.ts';
import { sha256 } from '../../../src/controller/snapshots.ts';
import { renderer } from '../../../src/controller/wire-commands.ts';
import { plan } from '../../../src/core/plan.ts';
import { renderJson } from '../../../src/core/render-json.ts';
import { renderText } from '../../../src/core/render-text.ts';
import { readObserved, type Snapshot, writeObserved } from '../../../src/core/snapshot.ts';
import { readStory } from '../../support/story.ts';

const root = import.meta.dirname;
const stories = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(stories)('%s', async (story) => {
  const { inventory, observed } = await readStory(`${root}/${story}`);
  const written = JSON.stringify(writeObserved(observed, sha256));
  const read = readObserved(JSON.parse(written) as Snapshot['observed'], inventory, sha256);
  // Both know as much: of machines that the controller does not know yet nobody was asked.
  const own = plan(inventory, { ...observed, unasked: true });
  const theirs = plan(inventory, read);
  expect(renderText(theirs, 'fra1')).toBe(renderText(own, 'fra1'));
  expect(renderJson(theirs, 'fra1')).toBe(renderJson(own, 'fra1'));
  const shown = await renderDifferences(theirs, { inventory, observed: read }, renderer);
  expect(renderText(shown, 'fra1')).not.toMatch(/sha256:[0-9a-f]{16}/);
});
