/**
 * Tokens: random, stored, one for each attempt and environment of a machine. Whether one is in force
 * is a function of its row and of its machine's: a token ends with its attempt, without anybody
 * having to remember to revoke it; the rows of spent ones go when the next is made.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { bootPurpose } from '../core/boot.ts';
import { instant, type MachineId } from '../core/ids.ts';
import { isErasing } from '../core/erasing.ts';
import type { MachineRecord } from '../core/machine.ts';
import type {
  Clock,
  Fleet,
  FoundMachine,
  Random,
  StateStore,
  Token,
  Write,
} from '../core/ports.ts';
import type { Credentials } from '../config/access.ts';
import { parseAuthorization } from './oauth.ts';

export type Environment = Token['environment'];

/** Who is asking. */
export type Caller =
  /** `inForce` is false for the token of an attempt that has ended: it reads nothing and moves nothing. */
  | {
      readonly kind: 'machine';
      readonly machine: FoundMachine;
      readonly token: Token;
      readonly tokenKey: string;
      readonly inForce: boolean;
    }
  /** Said nothing about who it is. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unknown' };

export type MachineCaller = Extract<Caller, { readonly kind: 'machine' }>;

export interface CredentialDeps {
  readonly store: StateStore;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly random: Random;
}

const KEY_LENGTH = 18;
const SECRET_LENGTH = 32;

export async function identify(
  { store, fleet }: Pick<CredentialDeps, 'store' | 'fleet'>,
  authorization: string | undefined,
): Promise<Caller> {
  if (authorization === undefined) return { kind: 'anonymous' };
  const claim = parseAuthorization(authorization);
  const token = claim && (await store.get('token', claim.tokenKey))?.value;
  if (claim === undefined || token === undefined) return { kind: 'unknown' };
  const genuine =
    equal(claim.tokenSecret, token.secret) && equal(claim.consumerKey, token.consumerKey);
  const machine = genuine ? await fleet.byId(token.machine) : undefined;
  if (machine === undefined) return { kind: 'unknown' };
  const { tokenKey } = claim;
  return { kind: 'machine', machine, token, tokenKey, inForce: inForce(token, machine.record) };
}

/** In a time that does not depend on where the two differ, nor on their lengths. */
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function inForce(token: Token, record: MachineRecord): boolean {
  const thisPhase = token.madeAt >= record.since;
  const thisAttempt = token.attempt === attemptOf(record, token.environment);
  switch (token.environment) {
    case 'commissioning':
      return (
        thisPhase && thisAttempt && ['commissioning', 'poweroff'].includes(bootPurpose(record))
      );
    case 'installer':
      return thisPhase && thisAttempt && record.phase === 'deploying';
    case 'erasing':
      return thisAttempt && (isErasing(record) ? thisPhase : record.phase === 'failed-releasing');
    case 'installed':
      return thisAttempt && (record.phase === 'deploying' ? thisPhase : isInstalled(record));
  }
}

/** `failed-deployment`, like `failed-releasing` above: what ends after we gave up still says so, and is heard. */
function isInstalled(record: MachineRecord): boolean {
  const phase = record.phase === 'broken' ? record.brokenFrom : record.phase;
  return phase === 'deployed' || phase === 'failed-deployment';
}

/** What a token's holder says is about its own attempt: nothing that it says moves another one. */
export const stillIn =
  (token: Token) =>
  (record: MachineRecord): boolean =>
    inForce(token, record);

function attemptOf(
  { deployment, erasure, attempts }: MachineRecord,
  environment: Environment,
): string {
  if (environment === 'erasing')
    return `erase/${erasure?.generation ?? 0}/${erasure?.attempt ?? 0}`;
  if (environment === 'commissioning') return `commission/${attempts}`;
  return `deploy/${deployment?.generation ?? 0}/${deployment?.attempt ?? 0}`;
}

/** The same token however often the same environment of the same attempt asks. */
export async function credentialsFor(
  deps: CredentialDeps,
  { id, record }: Pick<FoundMachine, 'id' | 'record'>,
  environment: Environment,
): Promise<Credentials> {
  const tokens = [...(await deps.store.list('token'))].filter(
    ([, row]) => row.value.machine === id,
  );
  const spent = tokens.filter(([, row]) => !inForce(row.value, record));
  const current = tokens.find(
    ([, { value }]) => value.environment === environment && inForce(value, record),
  );
  if (current !== undefined) return credentials(current[0], current[1].value);
  const key = deps.random.text(KEY_LENGTH);
  const value = newToken(deps, { id, record }, environment);
  await deps.store.commit(
    [{ collection: 'token', key, expect: 'absent', value }, ...drop(spent)],
    [],
  );
  return credentials(key, value);
}

const drop = (spent: readonly (readonly [string, unknown])[]): readonly Write[] =>
  spent.map(([key]) => ({ collection: 'token', key, expect: 'any', value: 'delete' }) as const);

function newToken(
  { clock, random }: CredentialDeps,
  { id, record }: { readonly id: MachineId; readonly record: MachineRecord },
  environment: Environment,
): Token {
  return {
    machine: id,
    environment,
    attempt: attemptOf(record, environment),
    consumerKey: random.text(KEY_LENGTH),
    secret: random.text(SECRET_LENGTH),
    // Never before its phase, even if the clock was set back in between.
    madeAt: instant(Math.max(clock.now(), record.since)),
  };
}

const credentials = (tokenKey: string, { consumerKey, secret }: Token): Credentials => ({
  consumerKey,
  tokenKey,
  tokenSecret: secret,
});
