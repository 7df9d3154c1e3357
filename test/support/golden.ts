/** Exact texts, kept in files beside their test. `UPDATE_GOLDEN=1` writes them; the diff is the review. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The text that `file`, relative to `test/golden/`, holds: `expect(text).toBe(golden(file, text))`. */
export function golden(file: string, text: string | undefined): string {
  const path = new URL(`../golden/${file}`, import.meta.url).pathname;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text ?? '');
  }
  return readFileSync(path, 'utf8');
}
