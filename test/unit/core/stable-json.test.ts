import { expect, test } from 'vitest';
import { stableJson } from '../../../src/core/stable-json.ts';

test('keys are sorted at every depth, lists keep their order', () => {
  expect(stableJson({ b: [{ y: 1, x: 2 }, 1], a: null, c: undefined })).toBe(
    '{"a":null,"b":[{"x":2,"y":1},1]}',
  );
});
