/** What limits compare with, counted from the rows of starts. */
import { type Budget, DAY_MS, isDown, type Rollout, type Start, startKey } from './budget.ts';
import type { Instant, MachineId } from './ids.ts';
import type { Inventory } from './inventory.ts';
import { isSuperseded } from './starts.ts';
import type { WaveVerdict } from './waves.ts';
import type { Opening } from './windows.ts';

/** Everything that one start is judged by. */
export interface Circumstances {
  readonly budget: Budget;
  /** The rollout that is open, or that the start would open. */
  readonly rollout: Rollout | undefined;
  readonly inventory: Inventory;
  readonly at: Instant;
  /** Machines that are commissioning or deploying by their records: stores older than starts. */
  readonly busy?: { readonly [W in Start['what']]?: readonly MachineId[] };
}

export interface Counts {
  readonly rows: Map<string, Start>;
  readonly busy: { readonly [W in Start['what']]: Set<MachineId> };
  /** Destructive starts of the last 24 hours, by key. */
  readonly recent: Map<string, Instant>;
  readonly down: Map<MachineId, Start>;
  readonly failed: Map<MachineId, Start>;
  readonly members: ReadonlySet<string>;
  /** What the last question found, until something else is counted. */
  wave: WaveVerdict | undefined;
  readonly freed: Map<string, Instant | undefined>;
  /** By how long a step may take. */
  readonly openings: Map<number, Opening | undefined>;
}

export function countsOf({ budget, rollout, busy = {}, inventory, at }: Circumstances): Counts {
  const counts: Counts = {
    rows: new Map(),
    busy: {
      commission: new Set(busy.commission),
      install: new Set(busy.install),
      release: new Set(),
    },
    recent: new Map(),
    down: new Map(),
    failed: new Map(),
    members: new Set(rollout?.members),
    wave: undefined,
    freed: new Map(),
    openings: new Map(),
  };
  for (const start of budget.starts) {
    count(counts, start, at);
    if (start.what === 'install' && start.outcome === 'failed' && !isSuperseded(start, inventory))
      counts.failed.set(start.machine, start);
  }
  return counts;
}

export function count(counts: Counts, start: Start, at: Instant = start.at): void {
  const key = startKey(start);
  counts.rows.set(key, start);
  if (start.outcome === 'running') counts.busy[start.what].add(start.machine);
  if (start.destructive && start.at > at - DAY_MS) counts.recent.set(key, start.at);
  if (isDown(start)) counts.down.set(start.machine, start);
  counts.failed.delete(start.machine);
  counts.wave = undefined;
  counts.freed.clear();
}

/** Moments of the destructive starts after `since`, but for one start's own. */
export const startsWithin = (
  recent: Counts['recent'],
  since: Instant,
  own?: string,
): readonly Instant[] =>
  [...recent].filter(([key, at]) => key !== own && at > since).map(([, at]) => at);

/** Rounded down, but a limit that admits nothing would never be done. */
export const atLeastOne = (machines: number, percent: number): number =>
  Math.max(1, Math.floor((machines * percent) / 100));
