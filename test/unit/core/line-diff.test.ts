import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/core/line-diff.ts';

test.each([
  ['a\nb\nc\n', 'a\nb\nc\n', ''],
  ['a\n', 'b\n', '@@ -1,2 +1,2 @@\n-a\n+b\n \n'],
  ['', 'a', '@@ -1,1 +1,1 @@\n-\n+a\n'],
  [
    '1\n2\n3\n4\n5\n6\n7\n8\n9',
    '1\n2\n3\nfour\n5\n6\n7\n8',
    '@@ -2,8 +2,7 @@\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n 8\n-9\n',
  ],
])('%j and %j', (before, after, expected) => {
  expect(unifiedDiff(before, after)).toBe(expected);
});

test('changes far apart are hunks of their own', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const changed = lines.with(3, 'three').with(25, 'twenty-five');
  const printed = unifiedDiff(lines.join('\n'), changed.join('\n'));
  expect(printed.match(/^@@/gm)).toHaveLength(2);
  expect(printed).toContain('@@ -2,5 +2,5 @@\n line 1\n line 2\n-line 3\n+three\n line 4\n');
});

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

property.prop([text, text], { numRuns: 30 })('git apply makes the second of the first', (a, b) => {
  const dir = mkdtempSync(join(tmpdir(), 'diff-'));
  try {
    const before = a.join('\n');
    const after = b.join('\n');
    const diff = unifiedDiff(before, after);
    expect(diff === '').toBe(before === after);
    writeFileSync(join(dir, 'file'), `${before}\n`);
    writeFileSync(join(dir, 'diff'), `--- file\n+++ file\n${diff}`);
    if (diff !== '')
      execFileSync('git', ['apply', '-p0', '--whitespace=nowarn', 'diff'], { cwd: dir });
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe(`${after}\n`);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
