/** What power drivers' tests stand on: secrets that are their own names, and clocks whose deadlines never come. */
import { expect } from 'vitest';
import { ControllerError, explain } from '../../src/core/errors.ts';
import type { Clock, Secrets } from '../../src/core/ports.ts';
import { secret, type SecretRef } from '../../src/core/secret.ts';

/** `file:/NAME` holds NAME. */
export const secrets: Secrets = { resolve: async (ref) => secret(ref.secret.name) };
export const ref = (name: string): SecretRef => ({ secret: { from: 'file', name } });

/** Sleeps until it is cancelled. */
export const patientClock: Pick<Clock, 'sleep'> = {
  sleep: (_ms, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
};

/** Every sleep is over at once. */
export const hastyClock: Pick<Clock, 'sleep'> = { sleep: async () => {} };

/** The error's code and its whole explanation, which never holds the password. */
export async function refusal(asked: Promise<unknown>, password: string): Promise<string> {
  const error: unknown = await asked.then(
    () => 'nothing was refused',
    (reason: unknown) => reason,
  );
  const text = explain(error);
  expect(text).not.toContain(password);
  return error instanceof ControllerError ? `${error.code} ${text}` : text;
}
