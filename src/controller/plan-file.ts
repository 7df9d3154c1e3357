/** Saved plans as files, and their signatures beside them: by an SSH key (`.sig`), or by an OpenPGP key (`.asc`). */
import { readFile, writeFile } from 'node:fs/promises';
import { ControllerError } from '../core/errors.ts';
import type { PlanPolicy } from '../core/inventory.ts';
import { exec } from '../lib/exec.ts';
import { signWithSsh, verifySsh } from '../lib/ssh-signature.ts';

export const readPlan = (file: string): Promise<string> => readFile(file, 'utf8');
export const writePlan = (file: string, text: string): Promise<void> => writeFile(file, text);

const NAMESPACE = 'rackwright-plan';

type Environment = Readonly<Record<string, string | undefined>>;

/** `key`: an SSH key's file, or `gpg:` and what gpg knows a key by. Answers the file it wrote. Throws E_PLAN_SIGNATURE. */
export async function signPlan(
  file: string,
  key: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  const text = await readFile(file, 'utf8');
  try {
    const [, user] = /^gpg:(.+)$/.exec(key) ?? [];
    const given = pick(env, ['HOME', 'SSH_AUTH_SOCK', 'GNUPGHOME', 'GPG_TTY']);
    const signature =
      user === undefined
        ? await signWithSsh(text, key, { exec, namespace: NAMESPACE, env: given, signal })
        : await signWithGpg(text, user, given, signal);
    const path = `${file}${user === undefined ? '.sig' : '.asc'}`;
    await writeFile(path, signature);
    return path;
  } catch (cause) {
    throw new ControllerError('E_PLAN_SIGNATURE', `signing ${file} with ${key}`, { cause });
  }
}

async function signWithGpg(
  text: string,
  user: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const args = ['--batch', '--armor', '--detach-sign', '--local-user', user];
  const done = await exec('gpg', args, { env, signal, stdin: text });
  if (done.kind === 'not-found') throw new TypeError('gpg is not installed');
  if (done.code !== 0) throw new TypeError(done.stderr.trim().split('\n')[0] ?? 'gpg failed');
  return done.stdout;
}

const pick = (env: Environment, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** Judges an OpenPGP signature: who made it, of the keyring; `undefined` where it does not hold. */
export type JudgePgp = (
  document: Uint8Array,
  signature: Uint8Array,
  keyring: Uint8Array,
) => Promise<string | undefined>;

/** Who signed the plan, of those whom the site lets; `undefined` where it asks for nobody. Throws E_PLAN_SIGNATURE. */
export async function signerOf(
  { file, text }: { readonly file: string; readonly text: string },
  policy: PlanPolicy | undefined,
  judgePgp: JudgePgp,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (policy === undefined) return undefined;
  const [ssh, pgp] = await Promise.all([there(`${file}.sig`), there(`${file}.asc`)]);
  const signer =
    (ssh &&
      policy.signers.length > 0 &&
      (await verifySsh(text, ssh.toString(), policy.signers, {
        exec,
        namespace: NAMESPACE,
        signal,
      }))) ||
    (pgp && policy.keyring && (await judgePgp(Buffer.from(text), pgp, policy.keyring)));
  if (signer) return signer;
  const why =
    ssh === undefined && pgp === undefined
      ? `the site wants plans signed, and neither ${file}.sig nor ${file}.asc is there: sign it with --sign, or ask somebody of Site.plans to`
      : 'its signature is not one that Site.plans accepts for exactly this plan';
  throw new ControllerError('E_PLAN_SIGNATURE', `applying ${file}`, { cause: new Error(why) });
}

const there = (path: string): Promise<Uint8Array | undefined> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
