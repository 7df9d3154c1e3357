import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DISPOSITIONS } from '../../src/core/errors.ts';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  test('documents every error code, and no other', () => {
    const documented = [...readme.matchAll(/^\| `(E_[A-Z_]+)`/gm)].map(([, code]) => code);
    expect(new Set(documented)).toEqual(new Set(Object.keys(DISPOSITIONS)));
  });

  test('shows the plans that the golden files hold', () => {
    const shown = [...readme.matchAll(/<!-- golden: (\S+) -->\s*```text\n([^]*?)```/g)];
    expect(shown).toHaveLength(2);
    for (const [, file = '', plan = ''] of shown)
      expect(plan.trim()).toBe(readFileSync(join(ROOT, file), 'utf8').trim());
  });
});
