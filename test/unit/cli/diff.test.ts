/** `reconcile diff`, and whom `--dry-run` names: in a folder of a repository, and through a mirror of it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { createTestTerminal } from '../../support/terminal.ts';

let dir: string;
let repository: string;
const env = {
  PATH: process.env['PATH'],
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, ...args], {
    env: { ...env, HOME: dir },
    encoding: 'utf8',
  }).trim();

function commit(generation: number | string): string {
  const machine = `kind: Machine\nname: n1\nmacs: ['52:54:00:00:00:01']\npower: { type: manual }\ntarget: deployed\ndeploy:\n  image: ubuntu/noble\n  generation: ${generation}\n`;
  writeFileSync(join(repository, 'inventory/n1.yaml'), machine);
  git('add', '--all');
  git('commit', '--quiet', '--message=change');
  return git('rev-parse', 'HEAD');
}

const commits: string[] = [];
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'diff-'));
  repository = join(dir, 'site');
  mkdirSync(join(repository, 'inventory'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  commits.push(commit(1), commit(2));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function say(...argv: string[]) {
  const terminal = createTestTerminal({ cwd: repository, env: { ...env, HOME: dir } });
  const code = await run(['--data-dir', join(dir, 'data'), ...argv], terminal);
  return { code, ...terminal.said };
}
const folder = (): string[] => ['--inventory', join(repository, 'inventory')];

test('two commits of the repository that the folder lies in', async () => {
  const { code, out } = await say('diff', 'HEAD~1..HEAD', ...folder());
  expect(code).toBe(0);
  expect(out).toContain('REINSTALL');
  expect(out).toMatch(/deploy\.generation 1 → 2\n +why +inventory\/n1\.yaml:8:3/);
  const none = await say('diff', 'HEAD..', ...folder());
  expect(none.out).toContain('declare the same');
});

test('through a mirror, where HEAD is the branch', async () => {
  const told = ['--inventory', `file://${repository}`, '--format', 'json'];
  process.env['RECONCILE_PATH'] = 'inventory';
  const { code, out, err } = await say('diff', `${commits[0]}..HEAD`, ...told);
  delete process.env['RECONCILE_PATH'];
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    base: commits[0],
    head: commits[1],
    changes: [{ field: 'Machine.deploy.generation', before: '1', after: '2', machines: ['n1'] }],
  });
});

test.each([
  [['diff', 'nowhere..HEAD'], 'no commit is called nowhere'],
  [['diff', 'HEAD'], 'write BASE..HEAD'],
  [['diff', '--output=x..HEAD'], 'unknown option'],
])('%s is a mistake of the one who typed it', async (argv, sentence) => {
  const { code, err } = await say(...argv, ...folder());
  expect(code).toBe(64);
  expect(err).toContain(sentence);
});

test('a newer commit with mistakes is told with their places', async () => {
  const bad = commit('none');
  const { code, err } = await say('diff', `${commits[1]}..${bad}`, ...folder());
  git('reset', '--quiet', '--hard', commits[1] ?? '');
  expect(code).toBe(8);
  expect(err).toContain('inventory/n1.yaml:8:15');
});

test('a folder outside of any repository has no commits', async () => {
  const { code, err } = await say('diff', 'HEAD~1..HEAD', '--inventory', dir);
  expect(code).toBe(64);
  expect(err).toContain('no git repository');
});
