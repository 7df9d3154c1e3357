/** What `reconcile explain` says of machines of the plans' stories. */
import { expect, test } from 'vitest';
import { explainJson, explainText, type Explained } from '../../src/core/explain.ts';
import type { MachineName } from '../../src/core/ids.ts';
import type { HistoryEntry } from '../../src/core/ports.ts';
import { golden } from '../support/golden.ts';
import { readStory } from '../support/story.ts';

const history = (name: string, at: number): readonly HistoryEntry[] => [
  {
    at: (at - 864e5) as HistoryEntry['at'],
    subject: `machine/${name}`,
    event: 'machine.moved',
    text: 'deploying → deployed: deployed',
  },
];

async function storyOf(story: string, name: string): Promise<Explained> {
  const { inventory, observed, planned } = await readStory(`${import.meta.dirname}/plan/${story}`);
  const change = planned.changes.find(
    ({ subject }) => subject.kind === 'machine' && subject.name === name,
  );
  if (change === undefined) throw new Error(`${story} has no machine ${name}`);
  const own = [...observed.machines].find(([, { record }]) => record.name === name);
  return {
    name,
    spec: inventory.machines.get(name as MachineName),
    record: own?.[1].record,
    ledger: own && observed.ledger.get(own[0]),
    power: observed.power.get(name as MachineName),
    plan: { ...planned, changes: [change] },
    change,
    history: own === undefined ? [] : history(name, observed.at),
  };
}

test.each([
  ['reinstall', 'db-07'],
  ['pending', 'n4'],
  ['locked', 'n1'],
  ['first-contact', 'n3'],
  ['spent-generation', 'n1'],
  ['limit-per-day', 'db-05'],
  ['release', 'n2'],
  ['removed', 'n4'],
  ['no-store', 'n1'],
  ['unchanged', 'n1'],
])('%s: %s', async (story, name) => {
  const told = await storyOf(story, name);
  const text = explainText(told);
  expect(text).toBe(golden(`explain/${story}.txt`, text));
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const json = explainJson(told);
  expect(json).toBe(golden(`explain/${story}.json`, json));
});
