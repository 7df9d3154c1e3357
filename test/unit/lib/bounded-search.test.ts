import { expect, test } from 'vitest';
import { boundedSearch } from '../../../src/lib/bounded-search.ts';

test('searches as RegExp does', () => {
  expect(boundedSearch(String.raw`status.*\:.*running`, '{"status": "running"}', 1000)).toBe(true);
  expect(boundedSearch('^on$', 'on\noff', 1000)).toBe(false);
});

test('an expression that explodes is stopped', () => {
  expect(() => boundedSearch('^(a+)+$', `${'a'.repeat(40)}b`, 20)).toThrow(
    expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }),
  );
});

test('what is no expression is a SyntaxError', () => {
  expect(() => boundedSearch('(', 'text', 1000)).toThrow(SyntaxError);
});
