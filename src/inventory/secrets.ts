/** `env:` and `file:` references → secrets, read when they are needed. */
import { readFile } from 'node:fs/promises';
import { ControllerError } from '../core/errors.ts';
import type { Secrets } from '../core/ports.ts';
import { hide, secret, type SecretRef } from '../core/secret.ts';

export function createSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  return remembering(async (ref) => {
    const text = ref.secret.from === 'env' ? fromEnv(env, ref) : await fromFile(ref);
    if (text === '') throw missing(ref, new Error('it is empty'));
    return secret(text);
  });
}

/** What was given out is known for as long as the process lives, so that it can be kept out of what is told. */
export function remembering(resolve: Secrets['resolve']): Secrets {
  const given = new Set<string>();
  return {
    async resolve(ref) {
      const found = await resolve(ref);
      given.add(found.reveal());
      return found;
    },
    hide: (text) => [...given].reduce(hide, text),
  };
}

function fromEnv(env: Readonly<Record<string, string | undefined>>, ref: SecretRef): string {
  const text = Object.hasOwn(env, ref.secret.name) ? env[ref.secret.name] : undefined;
  if (text === undefined)
    throw missing(ref, new Error('the variable is not set; set it where the controller starts'));
  return text;
}

/** Without the newline that editors and `echo` end a file with. */
async function fromFile(ref: SecretRef): Promise<string> {
  try {
    return (await readFile(ref.secret.name, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw missing(ref, error);
  }
}

const missing = ({ secret: { from, name } }: SecretRef, cause: unknown): ControllerError =>
  new ControllerError('E_SECRET_MISSING', `reading the secret ${from}:${name}`, { cause });
