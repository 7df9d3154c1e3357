import { describe, expect, test } from 'vitest';
import type { MachineName } from '../../../src/core/ids.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { renderMarkdown } from '../../../src/core/render-markdown.ts';
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

  test('that all lose data are all named, whatever the length', () => {
    const text = renderMarkdown(planOf(numbers.map(erased)), 'fra1');
    expect(text.match(/`SERIAL-\d+`/g)).toHaveLength(COUNT);
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
