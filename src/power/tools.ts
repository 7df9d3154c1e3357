/** What power drivers work with: injected, so that they are tested without a BMC. */
import { ControllerError, type ErrorCode } from '../core/errors.ts';
import type { SecretRef } from '../core/secret.ts';
import type { Clock, Secrets } from '../core/ports.ts';
import type { Exec } from '../lib/exec.ts';
import { createHttpClient, type HttpClient } from '../lib/http-client.ts';

export interface PowerTools {
  readonly exec: Exec;
  readonly http: PowerHttp;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Neither follows redirects: credentials do not go where their owner did not send them. */
export interface PowerHttp {
  /** For servers whose certificate must be trusted, and for plain HTTP. */
  readonly verified: HttpClient;
  readonly unverified: HttpClient;
  close(): Promise<void>;
}

export function createPowerHttp(): PowerHttp {
  const verified = createHttpClient({ redirects: 0 });
  const unverified = createHttpClient({ redirects: 0, verifyTls: false });
  return {
    verified,
    unverified,
    async close() {
      await verified.close();
      await unverified.close();
    },
  };
}

/** One question to one BMC. */
export interface Attempt {
  /** `asking the BMC at 192.0.2.7 for its power`: what every error of it begins with. */
  readonly doing: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Runs `work` until the deadline; a late answer, like the caller's own timeout, is E_POWER_CONNECTION. */
export async function inTime<T>(
  clock: PowerTools['clock'],
  { doing, deadlineMs, signal }: Attempt,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const answered = new AbortController();
  const late = new DOMException(`no answer within ${deadlineMs / 1000} s`, 'TimeoutError');
  clock.sleep(deadlineMs, answered.signal).then(
    () => deadline.abort(late),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } catch (cause) {
    throw isTimeout(cause) ? new ControllerError('E_POWER_CONNECTION', doing, { cause }) : cause;
  } finally {
    answered.abort();
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError';

/** `why` says what to do, where there is something; it holds no secret. */
export const refused = (code: ErrorCode, doing: string, why: string): ControllerError =>
  new ControllerError(code, doing, { cause: why });

/** The text behind a reference, for the bytes that the BMC gets; empty where none is declared. */
export async function reveal(secrets: Secrets, ref: SecretRef | undefined): Promise<string> {
  return ref === undefined ? '' : (await secrets.resolve(ref)).reveal();
}
