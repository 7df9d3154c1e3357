/** The process itself: what it says of files that people name, and to readers that have gone. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../../src/cli.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `line` with the program as `$0`; its exit code is the last word on stderr. */
const shell = async (line: string): Promise<string> => {
  const args = ['-c', line, process.execPath, CLI, folder];
  const { stderr } = await promisify(execFile)('sh', args, { cwd: folder });
  return stderr;
};

test('a reader that has seen enough ends nothing with a stack', async () => {
  expect(await shell('("$0" "$1" status --help; echo $? >&2) | true')).toBe('0\n');
});

describe('a file that a person named is told in words', () => {
  test('no plan', async () => {
    expect(await shell('"$0" "$1" apply "$2/p.json"; echo $? >&2')).toBe(
      `reconcile: cannot open ${folder}/p.json: there is no such file or folder\n1\n`,
    );
  });

  test('a folder', async () => {
    expect(await shell('"$0" "$1" apply /; echo $? >&2')).toMatch(/^reconcile: .*folder.*\n1\n$/);
  });
});
