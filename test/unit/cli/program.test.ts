import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../../src/cli/flags.ts';
import { run } from '../../../src/cli/program.ts';
import { plain } from '../../../src/core/render-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-'));
  await writeFile(join(folder, 'site.yaml'), 'kind: Site\nname: here\nlimitz: {}\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function say(...argv: string[]) {
  const printed = { out: '', err: '' };
  const code = await run(argv, {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    paint: plain,
    interactive: false,
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, ...printed };
}

describe('flags', () => {
  test.each([
    ['after the command', ['validate', '-i']],
    ['by its long name', ['validate', '--inventory']],
  ])('take their value %s', async (_where, argv) => {
    expect(await say(...argv, folder)).toMatchObject({
      code: EXIT.invalid,
      out: expect.stringContaining('limitz') as string,
    });
  });

  test('may stand before the command', async () => {
    expect(await say('-i', folder, 'validate')).toMatchObject({
      code: EXIT.invalid,
      out: expect.stringContaining('limitz') as string,
    });
  });

  test('nearest the command win', async () => {
    expect(await say('-i', '/nowhere', 'validate', '-i', folder)).toMatchObject({
      out: expect.stringContaining('limitz') as string,
    });
  });

  test('that two commands have belong to the one they follow', async () => {
    expect(await say('rehearse', '--timeout', 'soon')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('90s') as string,
    });
  });

  test.each(['--timeout', '--branch', '--format'])('%s wants a value', async (flag) => {
    expect(await say(flag)).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('argument missing') as string,
    });
  });
});

test.each([
  [['validat'], 'error: there is no command validat; did you mean validate?\n'],
  [['foo', '--dry-run'], 'error: there is no command foo\n'],
])('%j is no command', async (argv, sentence) => {
  const { code, out, err } = await say(...argv);
  expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
  expect(err.startsWith(sentence)).toBe(true);
});
