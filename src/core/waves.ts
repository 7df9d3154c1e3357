/** Rollouts in waves: the canary first, the next wave when the last one is deployed and has baked. */
import { isInRollout, type Rollout, type Start } from './budget.ts';
import { type Instant, later } from './ids.ts';
import type { Inventory, Waves } from './inventory.ts';
import { isSuperseded } from './starts.ts';
import { hold, type Step, wait } from './step.ts';

/** Which wave takes another machine; or why none does. */
export type WaveVerdict =
  | { readonly kind: 'open'; readonly number: number }
  | { readonly kind: 'closed'; readonly step: Step };

export function waveVerdict(
  starts: readonly Start[],
  { rollout, waves }: { readonly rollout: Rollout; readonly waves: Waves },
  inventory: Inventory,
  at: Instant,
): WaveVerdict {
  const placed = starts.filter((start) => counts(start, rollout, inventory));
  const number = Math.max(1, ...placed.map(({ wave }) => wave?.number ?? 1));
  const last = placed.filter(({ wave }) => wave?.number === number);
  const failed = last.filter(({ outcome }) => outcome === 'failed' || outcome === 'seen');
  const isFull = last.length >= sizeOf(number, rollout, waves);
  if (failed.length > 0 && (isFull || number === 1))
    return closed(
      hold(
        `${nameOf(number)} of the rollout: ${listNames(failed)} failed to install; say \`reconcile machine retry ${failed[0]?.name ?? ''}\`, or raise deploy.generation`,
        'limit.wave',
      ),
    );
  if (!isFull) return { kind: 'open', number };
  const running = last.filter(({ outcome }) => outcome !== 'done');
  if (running.length > 0)
    return closed(
      wait(
        `the next wave starts when ${nameOf(number)} is deployed: ${listNames(running)}`,
        undefined,
        'limit.wave',
      ),
    );
  const baked = bakedAt(last, waves);
  return at < baked
    ? closed(wait(`${nameOf(number)} is deployed and bakes`, baked, 'limit.wave'))
    : { kind: 'open', number: number + 1 };
}

const closed = (step: Step): WaveVerdict => ({ kind: 'closed', step });

const counts = (start: Start, rollout: Rollout, inventory: Inventory): boolean =>
  isInRollout(start, rollout) && start.outcome !== 'gone' && !isSuperseded(start, inventory);

export function sizeOf(number: number, { members }: Rollout, { canary, size }: Waves): number {
  if (number === 1) return canary;
  if (typeof size === 'number') return size;
  return Math.max(1, Math.floor((members.length * Number(size.slice(0, -1))) / 100));
}

const nameOf = (number: number): string =>
  number === 1 ? 'wave 1 (the canary)' : `wave ${number}`;

const bakedAt = (done: readonly Start[], { bake }: Waves): Instant =>
  later(Math.max(0, ...done.map(({ endedAt, at }) => endedAt ?? at)) as Instant, bake);

/**
 * Nothing of the rollout runs or bakes. Whether anything of it is still to start, only a plan knows: by
 * `wanted`, the members that would.
 */
export function isOver(
  starts: readonly Start[],
  { rollout, waves }: { readonly rollout: Rollout; readonly waves: Waves },
  at: Instant,
): boolean {
  const mine = starts.filter((start) => isInRollout(start, rollout));
  const runs = mine.some(({ outcome }) => outcome === 'running' || outcome === 'failing');
  const done = mine.filter(({ outcome }) => outcome === 'done');
  return !runs && (done.length === 0 || at >= bakedAt(done, waves));
}

/** The rollout that the candidates are in: the one that is open, or the next one with all of them. */
export function rolloutFor(
  wanted: readonly string[],
  open: Rollout | undefined,
  isOpenOver: boolean,
  next: Pick<Rollout, 'openedAt' | 'revision'>,
): Rollout | undefined {
  const members = new Set(open?.members);
  if (open !== undefined && (!isOpenOver || wanted.some((member) => members.has(member))))
    return open;
  if (wanted.length === 0) return open;
  return { ...next, number: (open?.number ?? 0) + 1, members: wanted };
}

/** Three names, and how many more. */
export function listNames(starts: readonly Start[]): string {
  const names = starts.map(({ name }) => name).toSorted();
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}
