import { expect, test } from 'vitest';
import { printYaml } from '../../../src/lib/yaml.ts';

test('blocks, in the order given, with several lines as they are', () => {
  const text = printYaml({
    b: ['wget', '-O', '/dev/null'],
    a: { text: '#!/bin/sh\nid\n' },
    z: null,
  });
  expect(text).toBe(
    'b:\n  - wget\n  - -O\n  - /dev/null\na:\n  text: |\n    #!/bin/sh\n    id\nz: null\n',
  );
});

test.each([
  'yes',
  'off',
  '1:30',
  '52:54:00:00:00:01',
  '0x1f',
  '1e3',
  '~',
  '=',
  '<<',
  '-1',
  '.5',
  '',
])('a text that a reader of YAML 1.1 would take for something else is quoted: %s', (word) => {
  expect(printYaml([word])).toMatch(/^- (['"]).*\1\n$/);
});

test('the same object twice is printed twice', () => {
  const shared = { x: 1 };
  expect(printYaml([shared, shared])).toBe('- x: 1\n- x: 1\n');
});

test('what no reader takes as it is, is escaped', () => {
  expect(printYaml({ a: 'line\u2028separator\u0085' })).toBe(
    '{\n  "a": "line\\u2028separator\\u0085"\n}\n',
  );
});
