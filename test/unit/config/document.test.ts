import { expect, test } from 'vitest';
import { cloudConfig, mapStrings, mergeDocuments } from '../../../src/config/document.ts';

test('maps merge, lists and null replace, and nothing is changed in place', () => {
  const base = { a: { x: 1, y: [1, 2] }, b: 'b', c: { d: 1 } };
  const over = { a: { y: [3], z: 0 }, c: null, e: {} };
  expect(mergeDocuments(base, over)).toEqual({
    a: { x: 1, y: [3], z: 0 },
    b: 'b',
    c: null,
    e: {},
  });
  expect(base.a).toEqual({ x: 1, y: [1, 2] });
});

test('a key called __proto__ is a key', () => {
  const over = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
  const merged = mergeDocuments({ a: 1 }, over);
  expect(Object.keys(merged)).toEqual(['a', '__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('strings are mapped wherever they are, keys and other values not', () => {
  const document = { a: ['x', { x: 'x' }], n: 1, t: true, z: null };
  expect(mapStrings(document, (text) => text.toUpperCase())).toEqual({
    a: ['X', { x: 'X' }],
    n: 1,
    t: true,
    z: null,
  });
});

test('a document inside a document is on one line', () => {
  expect(cloudConfig({ a: 'x\ny' })).toBe('#cloud-config\n{"a":"x\\ny"}\n');
});
