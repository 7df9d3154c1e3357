/** What the store keeps of starts, so that limits hold over restarts and between controllers. */
import type { Digest, Instant, MachineId, MachineName, Revision } from './ids.ts';
import type { Guard } from './step.ts';

/** One start, by `startKey`. A further attempt at the same generation is the same start, at its own time. */
export interface Start {
  readonly machine: MachineId;
  readonly name: MachineName;
  readonly what: 'commission' | 'install' | 'release';
  readonly generation: number;
  readonly destructive: boolean;
  /** As `rack r7`; absent where no failure domains are declared. */
  readonly domain?: string;
  readonly at: Instant;
  readonly revision: Revision;
  /**
   * `failing`: it is tried again by itself. `failed`: only a person or a commit goes on. `seen`: a person
   * has said a word about it. `done`: finished. `gone`: given up, forgotten, or another generation started.
   */
  readonly outcome: 'running' | 'failing' | 'failed' | 'seen' | 'done' | 'gone';
  readonly endedAt?: Instant;
  readonly wave?: { readonly rollout: number; readonly number: number };
}

/** What waited for a wave when its first canary started; what is asked for later is the next rollout's. */
export interface Rollout {
  /** Counts the rollouts of the store. */
  readonly number: number;
  readonly openedAt: Instant;
  readonly revision: Revision;
  /** By `memberKey`. */
  readonly members: readonly string[];
}

/** A person's word that lifts one guard from the next start of one machine. */
export interface Override {
  readonly guard: Guard;
  readonly machine: MachineName;
  readonly by: string;
  readonly why: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

/** Everything of the store that limits are judged by. */
export interface Budget {
  readonly starts: readonly Start[];
  readonly rollout: Rollout | undefined;
  readonly overrides: readonly Override[];
}

export const NO_BUDGET: Budget = { starts: [], rollout: undefined, overrides: [] };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const startKey = ({
  machine,
  what,
  generation,
}: Pick<Start, 'machine' | 'what' | 'generation'>): string => `${machine}/${what}/${generation}`;

/** What is rolled out to a machine: another generation, configuration or image version is another rollout's. */
export const memberKey = (
  id: MachineId,
  {
    generation,
    digest,
    version,
  }: { readonly generation: number; readonly digest: Digest; readonly version: string },
): string => `${id}/${generation}/${digest.slice(0, 8)}/${version}`;

export const isEnded = ({ outcome }: Start): boolean => outcome === 'done' || outcome === 'gone';

/** Because of a destructive start the machine is not what it was, and not yet what it is to be. */
export const isDown = (start: Start): boolean => start.destructive && !isEnded(start);

export const isInRollout = ({ wave }: Start, rollout: Rollout | undefined): boolean =>
  wave !== undefined && wave.rollout === rollout?.number;

/** No limit will ask for this row again. */
export function isPrunable(start: Start, rollout: Rollout | undefined, at: Instant): boolean {
  if (!isEnded(start)) return false;
  return !start.destructive || (start.at <= at - DAY_MS && !isInRollout(start, rollout));
}

export const overrideKey = ({ guard, machine }: Pick<Override, 'guard' | 'machine'>): string =>
  `${guard}=${machine}`;
