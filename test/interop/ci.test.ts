/** The jobs of `examples/ci/`, step by step as a shell runs them: a remote on disk, a snapshot, and a forge that remembers what it is told. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256, signSnapshot } from '../../src/controller/snapshots.ts';
import { instant } from '../../src/core/ids.ts';
import { writeObserved } from '../../src/core/snapshot.ts';
import { generateKey, readKey, type SigningKey } from '../../src/lib/ed25519.ts';
import { parseYaml } from '../../src/lib/yaml.ts';
import { deployment, hardware, ledgerRow, mac, observed, record, STORE } from '../support/fleet.ts';
import { serve } from '../support/http.ts';

const ROOT = join(import.meta.dirname, '../..');
const STATE = `${STORE}-0`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ci-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

interface Run {
  readonly code: number | null;
  readonly log: string;
}

async function shell(script: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const child = spawn('bash', ['-e', '-c', script], { cwd: join(dir, 'clone'), env });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, log };
}

const gitEnv = () => ({
  PATH: process.env['PATH'] ?? '',
  HOME: dir,
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
});
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: dir, env: gitEnv(), encoding: 'utf8', stdio: 'pipe' }).trim();

const inventoryOf = (generation: number, key: SigningKey): string => `kind: Site
name: lab
stateId: ${STATE}
snapshots: { key: ${key.publicKey}, maxAge: 1h }
---
kind: ImageSelection
name: ubuntu
releases: [noble]
---
kind: Machine
name: n1
macs: ['${mac(1)}']
power: { type: manual }
target: deployed
deploy:
  image: ubuntu/noble
  generation: ${generation}
`;

/** main declares generation 1, the branch 2; answers the commit that asks for it. */
function remote(key: SigningKey): string {
  const commit = (generation: number): void => {
    mkdirSync(join(dir, 'clone/inventory'), { recursive: true });
    writeFileSync(join(dir, 'clone/inventory/all.yaml'), inventoryOf(generation, key));
    git('-C', 'clone', 'add', '--all');
    git('-C', 'clone', 'commit', '--quiet', '--message=change');
  };
  git('init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  git('clone', '--quiet', join(dir, 'remote.git'), 'clone');
  git('-C', 'clone', 'checkout', '--quiet', '-B', 'main');
  commit(1);
  git('-C', 'clone', 'push', '--quiet', 'origin', 'main');
  git('-C', 'clone', 'checkout', '--quiet', '-b', 'raise');
  commit(2);
  // As a runner leaves it: the commit, and no branch.
  git('-C', 'clone', 'checkout', '--quiet', '--detach');
  return git('-C', 'clone', 'rev-parse', 'HEAD');
}

function snapshot(key: SigningKey): string {
  const seen = observed({
    records: [[1, record(1, 'deployed', { hardware: hardware(1), deployment: deployment() })]],
    ledger: [[1, ledgerRow(1, 1)]],
    over: { at: instant(Date.now()), storeId: STATE },
  });
  const origin = { version: 1, site: 'lab', revision: 'c0ffee', commits: 1, boot: 'b' } as const;
  const document = { ...origin, forgotten: {}, observed: writeObserved(seen, sha256) };
  return signSnapshot(document, key);
}

/** What a runner has: the tool as `npx reconcile`, and installers that need no network here. */
function tools(): string {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const write = (name: string, script: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  write('npm', 'exit 0');
  write('apt-get', 'exit 0');
  write('npx', `shift; exec "${process.execPath}" "${ROOT}/bin/reconcile.js" "$@"`);
  return `${bin}:${process.env['PATH']}`;
}

interface Comment {
  readonly id: number;
  body: string;
  readonly system: boolean;
  readonly user: { readonly type: string };
}

/** A page full of what people said before, which is nobody's plan. */
const talk = (): Comment[] =>
  Array.from({ length: 100 }, (_, id) => ({
    id,
    body: `looks good ${id}`,
    system: false,
    user: { type: 'User' },
  }));

const textIn = (body: Uint8Array): string =>
  (JSON.parse(Buffer.from(body).toString()) as { readonly body: string }).body;

/** A forge with one pull request: `list` and `one` are the paths of its comments. */
async function forge(list: string, one: string, change: 'PATCH' | 'PUT') {
  const comments = talk();
  const calls: string[] = [];
  const port = await serve((app) => {
    app.get<{ Querystring: { page: string } }>(list, async ({ query }) =>
      comments.slice((Number(query.page) - 1) * 100, Number(query.page) * 100),
    );
    app.post<{ Body: Uint8Array }>(list, async ({ body, headers }) => {
      calls.push(`POST ${headers.authorization ?? String(headers['private-token'])}`);
      const user = { type: 'Bot' };
      comments.push({ id: comments.length, body: textIn(body), system: false, user });
      return comments.at(-1);
    });
    app.route<{ Params: { id: string }; Body: Uint8Array }>({
      method: change,
      url: `${one}/:id`,
      handler: async ({ params, body }) => {
        calls.push(`${change} ${params.id}`);
        const comment = comments[Number(params.id)];
        if (comment !== undefined) comment.body = textIn(body);
        return comment;
      },
    });
  });
  return { port, calls, said: () => comments.slice(100).map(({ body }) => body) };
}

type Env = Readonly<Record<string, string>>;
const example = (name: string): unknown =>
  parseYaml(readFileSync(join(ROOT, 'examples/ci', name), 'utf8'));

interface Workflow {
  readonly jobs: {
    readonly plan: {
      readonly env: Env;
      readonly steps: readonly {
        readonly name?: string;
        readonly run?: string;
        readonly env?: Env;
      }[];
    };
  };
}

/** Every step with `run:`, one after the other, until one fails; `given` is what `\${{ … }}` says. */
async function github(given: Env, runner: Env): Promise<Run> {
  const { env, steps } = (example('github.yml') as Workflow).jobs.plan;
  const filled = (all: Env = {}): Env =>
    Object.fromEntries(
      Object.entries(all).map(([name, text]) => [
        name,
        text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => given[expression] ?? ''),
      ]),
    );
  let log = '';
  for (const step of steps) {
    if (step.run === undefined) continue;
    const done = await shell(step.run, { ...runner, ...filled(env), ...filled(step.env) });
    log += done.log;
    if (done.code !== 0) return { code: done.code, log: `${log}in step ${step.name}` };
  }
  return { code: 0, log };
}

interface Pipeline {
  readonly plan: {
    readonly variables: Readonly<Record<string, string | number>>;
    readonly before_script: readonly string[];
    readonly script: readonly string[];
  };
}

/** One shell for all lines, with the variables that it expands itself. */
async function gitlab(runner: Env): Promise<Run> {
  const { variables, before_script: before, script } = (example('gitlab.yml') as Pipeline).plan;
  const own = Object.entries(variables).map(([name, value]) => [
    name,
    String(value).replace(/^\$(\w+)$/, (_, other: string) => runner[other] ?? ''),
  ]);
  const env = { ...runner, ...(Object.fromEntries(own) as Env) };
  return shell([...before, ...script].join('\n'), env);
}

const MARKER = '<!-- reconcile: plan -->';
const TIMEOUT = 60_000;

test(
  'GitHub: one comment, brought up to date by the second run',
  async () => {
    const key = readKey(generateKey());
    const commit = remote(key);
    writeFileSync(join(dir, 'snapshot.json'), snapshot(key));
    const issues = '/repos/acme/site/issues';
    const { port, calls, said } = await forge(
      `${issues}/7/comments`,
      `${issues}/comments`,
      'PATCH',
    );
    const given = {
      'vars.RECONCILE_SNAPSHOT': join(dir, 'snapshot.json'),
      'github.token': 'TOKEN',
      'github.event.pull_request.number': '7',
    };
    const runner = {
      ...gitEnv(),
      PATH: tools(),
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_BASE_REF: 'main',
    };
    const { code, log } = await github(given, runner);
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(log).toContain('deploy.generation 1 → 2');
    expect(calls).toEqual(['POST Bearer TOKEN']);
    const [body = ''] = said();
    expect(body.startsWith(`${MARKER}\n## Plan for lab`)).toBe(true);
    expect(body).toContain('**1 machine loses data: 1 disk, 20 GB.**');
    expect(body).toContain('erases `SN-1`');
    expect(body).toContain(`\`inventory/all.yaml:17:3\`<br>deploy.generation 1 → 2`);
    expect(body).toContain(`commit ${commit.slice(0, 12)}`);

    expect(await github(given, runner)).toMatchObject({ code: 0 });
    expect(calls).toEqual(['POST Bearer TOKEN', 'PATCH 100']);
    expect(said()).toHaveLength(1);

    // Signed by somebody else: the comment says that there is no plan, and the job fails.
    writeFileSync(join(dir, 'snapshot.json'), snapshot(readKey(generateKey())));
    expect(await github(given, runner)).toMatchObject({
      code: 1,
      log: expect.stringMatching(/its signature is not of the key[^]*in step verdict$/) as unknown,
    });
    expect(said()).toEqual([expect.stringContaining('**There is no plan:**')]);
  },
  TIMEOUT,
);

test(
  'GitLab: one note, brought up to date by the second run',
  async () => {
    const key = readKey(generateKey());
    remote(key);
    writeFileSync(join(dir, 'snapshot.json'), snapshot(key));
    const notes = '/api/v4/projects/3/merge_requests/7/notes';
    const { port, calls, said } = await forge(notes, notes, 'PUT');
    const runner = {
      ...gitEnv(),
      PATH: tools(),
      RECONCILE_SNAPSHOT: join(dir, 'snapshot.json'),
      RECONCILE_TOKEN: 'TOKEN',
      CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
      CI_PROJECT_ID: '3',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    };
    expect(await gitlab(runner)).toMatchObject({ code: 0 });
    expect(await gitlab(runner)).toMatchObject({ code: 0 });
    expect(calls).toEqual(['POST TOKEN', 'PUT 100']);
    expect(said()).toEqual([expect.stringContaining('erases `SN-1`')]);
  },
  TIMEOUT,
);
