/** The fast reader reads what `yaml` reads, or nothing: values, documents, and where everything stands. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { readCommonYaml } from '../../src/lib/common-yaml.ts';
import {
  type Path,
  readAnyYaml,
  readYaml,
  type YamlDocument,
} from '../../src/lib/yaml-document.ts';
import { printYaml } from '../../src/lib/yaml.ts';

/** Every path of the value, and some that lead nowhere. */
function* paths(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  yield [...path, 'nowhere', 0];
  yield [...path, 99, 'nowhere'];
  if (typeof value !== 'object' || value === null) return;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [step, inner] of entries) yield* paths(inner, [...path, step]);
}

const places = (read: YamlDocument): readonly string[] => [
  ...[...paths(read.value)].map((path) =>
    JSON.stringify([path, read.valueAt(path), read.keyAt(path)]),
  ),
  // It reads the text again each time.
  JSON.stringify(read.textAt(['a'], 'e', 1)),
];

/** Whether the fast reader took the text; throws where the two differ. */
function agrees(text: string): boolean {
  const common = readCommonYaml(text);
  const ours = readYaml(text);
  const theirs = readAnyYaml(text);
  expect(ours.map(({ problems }) => problems)).toEqual(theirs.map(({ problems }) => problems));
  expect(ours.map(({ value }) => value)).toEqual(theirs.map(({ value }) => value));
  expect(ours.map(({ value }) => JSON.stringify(value))).toEqual(
    theirs.map(({ value }) => JSON.stringify(value)),
  );
  expect(ours.flatMap(places)).toEqual(theirs.flatMap(places));
  return common !== undefined;
}

const root = join(import.meta.dirname, '../..');
const files = globSync('{examples,inventory,test}/**/*.{yaml,yml}', { cwd: root });

test('every YAML file of this repository', () => {
  const taken = files.filter((file) => agrees(readFileSync(join(root, file), 'utf8')));
  // Else the fast reader would be here for nothing.
  expect(taken.length).toBeGreaterThan(files.length / 2);
});

test.each([
  ['a: 1\nb: [x, {c: d, e: "f"}]\nc:\n- 1\n- d: 2\n  e: 3\n', true],
  ['a: 10.0.0.1 # text\nb: 4c4c4544-0042\nc: 2026-11-20\nd: a:b#c\n', true],
  ['a: -1\nb: 0\nc: true\nd: yes\n---\n# nothing\n---\ne: ""\n', true],
  ["a: 'it''s'\nb: {}\nc: []\n", true],
  ['a: 010\n', false],
  ['a: 0x1f\n', false],
  ['a: 1e3\n', false],
  ['a: .5\n', false],
  ['a: Null\n', false],
  ['a: TRUE\n', false],
  ['True: 1\n', false],
  ['a: {null: 1}\n', false],
  ['a:\n', false],
  ['a: b\n  c\n', false],
  ['a: - b\n', false],
  ['- a\n', false],
  ['a: b: c\n', false],
  ['a: [b\n  ,c]\n', false],
  ['a: [b,]\n', false],
  ['a: |\n  b\n', false],
  ['a: &b c\nd: *b\n', false],
  ['a: "\\n"\n', false],
  ['a: 1\na: 2\n', false],
  ['<<: {a: 1}\n', false],
  ['a: 1\n...\n', false],
  ['a: 1\r\nb: 2\r\n', false],
  ['a:\t1\n', false],
  ['\uFEFFa: 1\n', false],
  ['a: [b]#c\n', false],
  ['- a: 1\n b: 2\n', false],
  ['a:\n  - b\n c: d\n', false],
])('the fast reader and %j: %j', (text, taken) => {
  expect(agrees(text)).toBe(taken);
});

/** Pieces of which lines are made that are nearly right. */
const KEYS = ['a', 'b: ', 'name', 'k.d/e', 'true', '"q"', '1', '?', 'x y'];
const SCALARS = [
  ...'x|e e|1|-1|01|1.5|1e3|0x1|~|null|False|true|.inf|-|#|a#b|a #b|a:b|a: b|a:|:a'.split('|'),
  ...`'a'|'a''b'|"b"|"\\t"|'|"|[]|{}|[a, b]|[a,b ]|[ a: b ]|{a: b}|{a: b, c: [d]}`.split('|'),
  ...'{a}|{a: }|[a|[a,]|[,a]|{a:b}|[a]]|>|&a b|*a|!a b|%a|@a|`a`|- a|--|---|...'.split('|'),
  ...'ü|–|😀|\u0085|\u00a0|52:54:00:00:00:01|10.0.0.0/8|2026-11-20'.split('|'),
  '|',
];
const blanks = fc.constantFrom('', '', ' ', '  ', '   ', '    ', '\t');
const scalar = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...SCALARS) },
  fc.string({ maxLength: 5 }),
);
const comment = fc.constantFrom('', '', '', '', ' # e', ' #', '#e', '  ');
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '  ', '  ', '    ', ' ', '      '),
    fc.constantFrom('', '', '', '- ', '-', '-   ', '- - ', '# '),
    fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')),
    fc.constantFrom(': ', ': ', ': ', ':', ':  ', '', ' : '),
    fc.oneof(fc.constant(''), scalar, scalar),
    comment,
  )
  .map((parts) => parts.join(''));
const odd = fc.constantFrom(
  '---',
  '--- ',
  '---  # e',
  '...',
  '%YAML 1.2',
  '',
  '  ',
  '# e',
  '    # e',
);
const lines = fc
  .array(fc.oneof({ weight: 6, arbitrary: line }, { weight: 1, arbitrary: odd }), { maxLength: 7 })
  .chain((all) => fc.constantFrom('\n', '').map((end) => all.join('\n') + end));

prop.prop([lines], { numRuns: Number(process.env['RUNS'] ?? 4_000) })(
  'lines that are nearly right',
  (text) => void agrees(text),
);

prop.prop([fc.array(fc.oneof(scalar, blanks, fc.constantFrom('\n', '\n  ', ': ', '- ', ',')))])(
  'pieces in any order',
  (pieces) => void agrees(`a: ${pieces.join('')}`),
);

const names = fc.constantFrom('a', 'b', 'name', 'macs', 'e', 'x-1', 'k.d/e', 'on', 'constructor');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.nat(99),
    fc.boolean(),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  map: fc.dictionary(names, tie('value'), { maxKeys: 4 }),
}));

prop.prop([fc.dictionary(names, value, { minKeys: 1, maxKeys: 5 })], {
  numRuns: Number(process.env['RUNS'] ?? 200),
})('documents that were printed', (document) => void agrees(printYaml(document)));

const wellFormed = fc.dictionary(
  // The printer writes for readers of YAML 1.1 too, and puts the word `on` in quotes.
  names.filter((name) => name !== 'on'),
  fc.oneof(
    fc.constantFrom('10.0.0.1', 'ubuntu/noble', 'S3Z8NX', true, 7),
    fc.array(fc.record({ a: fc.constant('x'), b: fc.nat(9) }), { minLength: 1, maxLength: 3 }),
    fc.record({ c: fc.array(fc.constant('52:54:00:00:00:01'), { minLength: 1 }), d: fc.boolean() }),
  ),
  { minKeys: 1 },
);

prop.prop([wellFormed])('plain documents are taken by the fast reader', (document) => {
  expect(agrees(printYaml(document))).toBe(true);
});
