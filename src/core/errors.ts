/**
 * What the world said no to. Thrown at the edge, caught by the one who runs jobs, remembered as a
 * Setback that the planner heeds. The disposition says what the planner does, not what went wrong.
 */
import type { Guard } from './step.ts';

export type Disposition =
  /** Wait 5 s, 10 s, 20 s … up to 10 min, and try again; kept across restarts. */
  | 'retry'
  /** Hold until the inventory's revision changes or a person says `reconcile machine retry`. */
  | 'stall'
  /** Our own mistake: hold, log with the stack, go on with other subjects. */
  | 'bug';

/** Every code there is. README's table of errors is checked against this one. */
export const DISPOSITIONS = {
  E_GIT_FETCH: 'retry',
  E_STREAM_FETCH: 'retry',
  E_IMAGE_DOWNLOAD: 'retry',
  E_IMAGE_DIGEST: 'retry',
  E_IMAGE_SPACE: 'retry',
  E_IMAGE_UNPACK: 'retry',
  E_POWER_CONNECTION: 'retry',
  E_POWER_REFUSED: 'retry',
  E_STATE_CONFLICT: 'retry',
  E_LIMIT: 'retry',
  E_STATE_UNAVAILABLE: 'retry',
  E_SERVICE_ADDRESS: 'retry',
  E_POWER_AUTH: 'stall',
  E_POWER_SETTING: 'stall',
  E_POWER_TOOL: 'stall',
  E_STREAM_SIGNATURE: 'stall',
  E_STREAM_FORMAT: 'stall',
  E_STREAM_ROLLBACK: 'stall',
  E_PLAN_SIGNATURE: 'stall',
  E_SNAPSHOT_FETCH: 'retry',
  E_SNAPSHOT_SIGNATURE: 'stall',
  E_SECRET_MISSING: 'stall',
  E_TEMPLATE_NAME: 'stall',
  E_BUG: 'bug',
} as const satisfies Record<string, Disposition>;

export type ErrorCode = keyof typeof DISPOSITIONS;

/** `message` says what we were doing and to what; `cause` says why it failed. Neither holds a secret. */
export class ControllerError extends Error {
  override readonly name = 'ControllerError';
  readonly code: ErrorCode;
  /** What stood in the way, where it was a guard of the plan. */
  readonly guard: Guard | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly guard?: Guard | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.guard = options?.guard;
  }

  get disposition(): Disposition {
    return DISPOSITIONS[this.code];
  }
}

/** Anything that is not a ControllerError is a mistake of ours. */
export function asControllerError(error: unknown): ControllerError {
  if (error instanceof ControllerError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ControllerError('E_BUG', message, { cause: error });
}

/** The message with its chain of causes, on one line. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined || error.cause === null
    ? error.message
    : `${error.message}: ${explain(error.cause)}`;
}
