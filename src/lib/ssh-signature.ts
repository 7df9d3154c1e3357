/** Signatures of files by SSH keys, as `ssh-keygen -Y` makes and checks them (PROTOCOL.sshsig): hardware keys and agents included. */
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exec } from './exec.ts';

export interface SshSigning {
  readonly exec: Exec;
  /** Says what is signed, so that no other document's signature will do. */
  readonly namespace: string;
  /** Where the key's agent is, besides what programs are given anyway. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The armoured signature, by a private key's file, or by the agent that has a public key's. Throws in ssh-keygen's words. */
export async function signWithSsh(
  text: string,
  keyFile: string,
  { exec, namespace, env = {}, signal }: SshSigning,
): Promise<string> {
  const done = await exec('ssh-keygen', ['-Y', 'sign', '-f', keyFile, '-n', namespace], {
    env,
    signal,
    stdin: text,
  });
  if (done.kind === 'not-found') throw new TypeError('ssh-keygen is not installed');
  if (done.code !== 0) throw new TypeError(firstLine(done.stderr));
  return done.stdout;
}

/** Who signed, by the first word of the line in `allowedSigners` (ssh-keygen(1), ALLOWED SIGNERS); `undefined` for nobody of them. */
export async function verifySsh(
  text: string,
  signature: string,
  allowedSigners: readonly string[],
  { exec, namespace, signal }: SshSigning,
): Promise<string | undefined> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'signers-'));
  const [allowed, signed] = [join(folder.path, 'allowed'), join(folder.path, 'signature')];
  await writeFile(allowed, `${allowedSigners.join('\n')}\n`);
  await writeFile(signed, signature);
  const ask = (args: readonly string[]) =>
    exec('ssh-keygen', ['-Y', ...args, '-f', allowed, '-s', signed], { signal, stdin: text });
  const found = await ask(['find-principals']);
  if (found.kind === 'not-found') throw new TypeError('ssh-keygen is not installed');
  const principal = found.stdout.trim().split('\n')[0] ?? '';
  if (found.code !== 0 || principal === '') return undefined;
  const checked = await ask(['verify', '-I', principal, '-n', namespace]);
  return checked.kind === 'exited' && checked.code === 0 ? principal : undefined;
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? 'it said nothing';
