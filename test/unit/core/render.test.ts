import { describe, expect, test } from 'vitest';
import type { MachineName } from '../../../src/core/ids.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { composeMarkdown, renderMarkdown } from '../../../src/core/render-markdown.ts';
import { renderText } from '../../../src/core/render-text.ts';
import { act, type Change, done, hold } from '../../../src/core/step.ts';
import { inventory, T0 } from '../../support/fleet.ts';

const row = (n: number, over: Partial<Change> = {}): Change => ({
  subject: { kind: 'machine', name: `rack7-node${n}` as MachineName },
  route: [],
  step: done,
  at: { file: 'sites/fra1/machines.yaml', line: n, column: 1 },
  effect: undefined,
  causes: [],
  pending: [],
  dataLoss: [],
  ...over,
});

const planOf = (changes: readonly Change[]): Plan => ({
  revision: inventory([]).revision,
  observedAt: T0,
  freeze: undefined,
  changes,
  lookAgainAt: undefined,
});

/** No two rows read the same, so nothing is grouped: the worst case. */
const held = (n: number): Change => row(n, { step: hold(`reason ${n} of many that are given`) });
const erased = (n: number): Change =>
  row(n, {
    step: act('reinstall', `generation ${n} → ${n + 1}`),
    dataLoss: [{ disk: `SERIAL-${n}`, bytes: 480e9, holds: `generation ${n}` }],
  });

const COUNT = 5_000;
const numbers = Array.from({ length: COUNT }, (_, i) => i);

describe('5,000 machines', () => {
  const destructive = (n: number): boolean => n % 25 === 0;
  const many = planOf(numbers.map((n) => (destructive(n) ? erased(n) : held(n))));

  test('fit a pull request comment, and every erased disk is in it', () => {
    const text = renderMarkdown(many, 'fra1');
    expect(text.length).toBeLessThanOrEqual(65_000);
    expect(numbers.filter((n) => destructive(n) && !text.includes(`\`SERIAL-${n}\``))).toEqual([]);
    const shown = text.match(/reason \d+ of many/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`${COUNT - COUNT / 25 - shown} more rows are not shown`);
  });

  test('that lose data beyond the room of a table are named with their disks alone', () => {
    const some = numbers.slice(0, 1_500);
    const { text, unnamed } = composeMarkdown(planOf(some.map(erased)), 'fra1');
    expect(unnamed).toBe(0);
    expect(text.length).toBeLessThanOrEqual(65_000);
    const named = new Set(text.match(/rack7-node\d+ SERIAL-\d+/g));
    expect(some.filter((n) => !named.has(`rack7-node${n} SERIAL-${n}`))).toEqual([]);
  });

  test('that lose data beyond the room of a comment: its first line says that it cannot be agreed to', () => {
    const { text, unnamed } = composeMarkdown(planOf(numbers.map(erased)), 'fra1');
    expect(text.length).toBeLessThanOrEqual(65_000);
    const named = new Set(text.match(/rack7-node\d+ SERIAL-\d+/g));
    expect(named.size).toBeGreaterThan(1_500);
    expect(unnamed).toBe(COUNT - named.size);
    expect(text.split('\n')[0]).toBe(
      `## ⛔ This plan is too large to be agreed to here: ${unnamed} machines that lose data are not named below`,
    );
  });

  test('that wait for the same are one block', () => {
    const same = planOf(numbers.map((n) => row(n, { step: hold('the same reason') })));
    const text = renderText(same, 'fra1');
    expect(text.split('\n').length).toBeLessThan(12);
    expect(text).toContain('and 4988 more (5000)');
  });

  test('with one cause: each erased disk still has a line', () => {
    const same = numbers.map((n) => row(n, { ...erased(n), step: act('reinstall', 'one cause') }));
    const text = renderText(planOf(same), 'fra1');
    expect(text.match(/SERIAL-\d+ {2}480 GB/g)).toHaveLength(COUNT);
    expect(text.match(/one cause/g)).toHaveLength(1);
  });
});

test('names and reasons cannot break a Markdown table', () => {
  const text = renderMarkdown(planOf([row(1, { step: hold('a | b <script>\nc') })]), 'fra1');
  expect(text).toContain('a \\| b &lt;script> c');
});

test('what is rendered cannot end its fence, and a terminal is told how much more there is', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `+line ${i}\n`).join('');
  const rendered = [{ file: 'user-data', diff: `@@ -1,1 +1,51 @@\n-\`\`\`\n${lines}` }];
  const plans = planOf([row(1, { effect: 'pending', pending: ['it changed'], rendered })]);
  const markdown = renderMarkdown(plans, 'fra1');
  expect(markdown).toContain('````diff\n--- user-data\n');
  expect(markdown).toContain('+line 49\n````\n');
  const text = renderText(plans, 'fra1');
  expect(text).toContain('user-data +50 -1');
  expect(text).toContain('… 37 more lines');
});

test('commands are never broken at the end of a line', () => {
  const because = `${'word '.repeat(11)}then say \`reconcile machine retry rack7-node1\``;
  expect(renderText(planOf([row(1, { step: hold(because) })]), 'fra1')).toContain(
    '`reconcile machine retry rack7-node1`',
  );
});

test('what is painted is what is printed plain', () => {
  const some = planOf([erased(1), held(2), row(3, { pending: ['user-data changed'] })]);
  const painted = renderText(some, 'fra1', (style, text) => `<${style}>${text}</${style}>`);
  expect(painted).toContain('<red>');
  expect(painted.replaceAll(/<\/?[a-z]+>/g, '')).toBe(renderText(some, 'fra1'));
});
