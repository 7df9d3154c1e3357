/** What `--help` says of each command: 80 columns, and only of what there is. */
import { expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { golden } from '../support/golden.ts';
import { createTestTerminal } from '../support/terminal.ts';

const COMMANDS = [
  '',
  'validate',
  'apply',
  'status',
  'events',
  'render',
  'diff',
  'explain',
  'candidates',
  'state',
  'state init',
  'state backup',
  'state restore',
  'machine',
  'machine retry',
  'machine lock',
  'machine unlock',
  'machine abort',
  'machine mark-broken',
  'machine mark-fixed',
  'machine clear',
  'rehearse',
];

test.each(COMMANDS)('reconcile %s --help', async (command) => {
  const terminal = createTestTerminal();
  const words = command === '' ? [] : command.split(' ');
  expect(await run([...words, '--help'], terminal)).toBe(0);
  const { out, err } = terminal.said;
  const name = ['reconcile', ...words].join('-');
  expect(out).toBe(golden(`help/${name}.txt`, out));
  expect(err).toBe('');
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('every command there is has its text here', async () => {
  const listed = async (argv: readonly string[]): Promise<readonly string[]> => {
    const terminal = createTestTerminal();
    await run([...argv, '--help'], terminal);
    const [, commands = ''] = terminal.said.out.split('\nCommands:\n');
    return [...(commands.split('\n\n')[0] ?? '').matchAll(/^ {2}([\w-]+)/gm)]
      .map(([, name = '']) => [...argv, name].join(' '))
      .filter((name) => !name.endsWith('help'));
  };
  const top = await listed([]);
  const all = [...top, ...(await listed(['state'])), ...(await listed(['machine']))];
  expect(all.toSorted()).toEqual(COMMANDS.filter((name) => name !== '').toSorted());
});
