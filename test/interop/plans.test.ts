/** Saved plans signed by real keys: ssh-keygen makes and checks `.sig`, gpg makes `.asc`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signPlan, signerOf } from '../../src/controller/plan-file.ts';
import { planSigner } from '../../src/controller/wire-commands.ts';
import { explain } from '../../src/core/errors.ts';
import type { PlanPolicy } from '../../src/core/inventory.ts';
import { exec } from '../../src/lib/exec.ts';
import { site } from '../support/fleet.ts';

const signal = AbortSignal.timeout(120_000);
let dir: string;
let env: Readonly<Record<string, string>>;
let ann: string;
let mallory: string;
let keyring: Uint8Array;

async function run(program: string, ...args: readonly string[]): Promise<string> {
  const done = await exec(program, args, { env, signal });
  if (done.kind !== 'exited' || done.code !== 0) throw new Error(`${program}: ${explain(done)}`);
  return done.stdout;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plans-'));
  env = { HOME: dir, GNUPGHOME: dir };
  for (const name of ['ann', 'mallory'])
    await run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(dir, name));
  ann = (await readFile(join(dir, 'ann.pub'), 'utf8')).trim();
  mallory = (await readFile(join(dir, 'mallory.pub'), 'utf8')).trim();
  for (const name of ['bob', 'eve'])
    await run(
      'gpg',
      '--batch',
      '--passphrase',
      '',
      '--quick-generate-key',
      `${name} <${name}@example.com>`,
    );
  await run('gpg', '--batch', '--output', join(dir, 'bob.gpg'), '--export', 'bob@example.com');
  keyring = await readFile(join(dir, 'bob.gpg'));
});
afterAll(async () => {
  await exec('gpgconf', ['--homedir', dir, '--kill', 'all'], { signal });
  await rm(dir, { recursive: true });
});

let count = 0;
async function plan(): Promise<{ readonly file: string; readonly text: string }> {
  const file = join(dir, `plan-${(count += 1)}.json`);
  const text = '{\n  "version": 1\n}\n';
  await writeFile(file, text);
  return { file, text };
}

const policy = (over: Partial<PlanPolicy> = {}): PlanPolicy => ({
  signers: [`ann@example.com ${ann}`],
  keyring,
  ...over,
});
const signer = (of: { readonly file: string; readonly text: string }, plans = policy()) =>
  planSigner(of, { ...site, plans }, signal).catch(explain);

describe('an SSH key', () => {
  test('signs, and ssh-keygen itself agrees', async () => {
    const one = await plan();
    expect(await signPlan(one.file, join(dir, 'ann'), env, signal)).toBe(`${one.file}.sig`);
    expect(await signer(one)).toBe('ann@example.com');
    await writeFile(join(dir, 'allowed'), `ann@example.com ${ann}\n`);
    const args = ['-Y', 'verify', '-f', join(dir, 'allowed'), '-I', 'ann@example.com'];
    const done = await exec(
      'ssh-keygen',
      [...args, '-n', 'rackwright-plan', '-s', `${one.file}.sig`],
      {
        env,
        signal,
        stdin: one.text,
      },
    );
    expect(done).toMatchObject({ code: 0 });
  });

  test('of somebody else, for another plan, or for another purpose is refused', async () => {
    const one = await plan();
    const refused =
      /applying .*: its signature is not one that Site.plans accepts for exactly this plan/;
    await signPlan(one.file, join(dir, 'mallory'), env, signal);
    expect(await signer(one)).toMatch(refused);
    expect(await signer(one, policy({ signers: [`mallory@example.com ${mallory}`] }))).toBe(
      'mallory@example.com',
    );
    await signPlan(one.file, join(dir, 'ann'), env, signal);
    expect(await signer({ ...one, text: `${one.text} ` })).toMatch(refused);
    const other = await plan();
    await run('ssh-keygen', '-Y', 'sign', '-f', join(dir, 'ann'), '-n', 'git', other.file);
    expect(await signer(other)).toMatch(refused);
  });

  test('that is not there is told in one sentence', async () => {
    const one = await plan();
    await expect(signPlan(one.file, join(dir, 'nobody'), env, signal)).rejects.toMatchObject({
      code: 'E_PLAN_SIGNATURE',
    });
  });
});

describe('an OpenPGP key', () => {
  test('signs by gpg', async () => {
    const one = await plan();
    expect(await signPlan(one.file, 'gpg:bob@example.com', env, signal)).toBe(`${one.file}.asc`);
    expect(await signer(one)).toMatch(/^[0-9A-F]{40}$/);
  });

  test('of somebody else, or for another plan, is refused', async () => {
    const one = await plan();
    await signPlan(one.file, 'gpg:eve@example.com', env, signal);
    expect(await signer(one)).toMatch(/its signature is not one/);
    await signPlan(one.file, 'gpg:bob@example.com', env, signal).catch(() => undefined);
    await run(
      'gpg',
      '--batch',
      '--yes',
      '--armor',
      '--detach-sign',
      '-u',
      'bob',
      '-o',
      `${one.file}.asc`,
      one.file,
    );
    expect(await signer({ ...one, text: `${one.text} ` })).toMatch(/its signature is not one/);
    expect(await signer(one)).toMatch(/^[0-9A-F]{40}$/);
  });
});

test('without a signature nothing is applied where the site wants one, and none is asked for elsewhere', async () => {
  const one = await plan();
  expect(await signer(one)).toMatch(
    /the site wants plans signed, and neither .*\.sig nor .*\.asc is there/,
  );
  expect(await signerOf(one, undefined, async () => undefined, signal)).toBeUndefined();
});
