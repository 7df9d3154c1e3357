import { expect, test } from 'vitest';
import { readFile, type ReadFile, whyNotYamlMap } from '../../../src/inventory/read.ts';

const read = (text: string): ReadFile => readFile('a.yaml', new TextEncoder().encode(text));
const codes = (text: string): readonly string[] => read(text).diagnostics.map((d) => d.code);

test('YAML 1.2: words are text, MAC addresses are text, several documents to a file', () => {
  const { documents } = read('a: on\nb: yes\nc: 52:54:00:12:34:56\n---\nd: 010\n---\n# nothing\n');
  expect(documents.map((d) => d.value)).toEqual([
    { a: 'on', b: 'yes', c: '52:54:00:12:34:56' },
    { d: 10 },
  ]);
});

test('fields know where they stand, through aliases and lists too', () => {
  const { documents } = read('a: &x\n  - k: 1\nb: *x\n---\nc: {d: "${n}, ${n}"}\n');
  const [first, second] = documents;
  expect(first?.valueAt(['a', 0, 'k'])).toEqual({ file: 'a.yaml', line: 2, column: 8 });
  expect(first?.keyAt(['a', 0, 'k'])).toEqual({ file: 'a.yaml', line: 2, column: 5 });
  expect(first?.valueAt(['b', 0, 'k'])).toEqual({ file: 'a.yaml', line: 2, column: 8 });
  expect(second?.valueAt(['c', 'missing'])).toEqual({ file: 'a.yaml', line: 5, column: 4 });
  expect(second?.textAt(['c', 'd'], '${n}', 1)).toEqual({ file: 'a.yaml', line: 5, column: 15 });
});

test('an anchor may be set again, and an alias means the last one before it', () => {
  const { documents } = read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
  expect(documents[0]?.value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
});

test('aliases that cannot be followed are mistakes, not exceptions', () => {
  expect(codes('a: *!\n')).toEqual(['unresolved-alias']);
  expect(codes('a: *b\nb: &b 1\n')).toEqual(['unresolved-alias']);
  expect(codes('a: &a\n  b: *a\n')).toEqual(['unresolved-alias']);
  expect(codes('&a\na: *a\n')).toEqual(['unresolved-alias']);
});

test('an alias bomb ends at once', () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`,
  );
  expect(codes(`l0: &l0 x\n${levels.join('\n')}\n`)).toEqual(['syntax']);
});

test('brackets nested without end are refused', () => {
  expect(codes(`a: ${'['.repeat(20_000)}`)).toEqual(['syntax']);
});

test('a key of the prototype is a key like any other', () => {
  const [document] = read('__proto__: {polluted: true}\n').documents;
  expect(Object.keys(document?.value ?? {})).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a byte order mark is no part of the text', () => {
  expect(read('\uFEFFkind: Site\n').documents[0]?.value).toEqual({ kind: 'Site' });
});

test('says why a text is no map', () => {
  expect(whyNotYamlMap('a: 1\n')).toBeUndefined();
  expect(whyNotYamlMap('')).toBeUndefined();
  expect(whyNotYamlMap('- a\n')).toMatch(/not a document/);
  expect(whyNotYamlMap('a: 1\n---\nb: 1\n')).toMatch(/several/);
});
