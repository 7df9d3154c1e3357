/** The store as a value: the real records run on a snapshot, what they would commit is caught, and `settle` decides. */
import { createRecords, type Records } from '../../src/controller/records.ts';
import type { Action } from '../../src/core/action.ts';
import { compare } from '../../src/core/diagnostic.ts';
import type { Erasure } from '../../src/core/erasing.ts';
import type { Instant } from '../../src/core/ids.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import type { StateStore, Write } from '../../src/core/ports.ts';
import { encode, settle } from '../../src/state/settle.ts';
import { NOW } from './time.ts';
import { type Controller, idOf, intern, type Job, type Row, type Rows } from './state.ts';

export const clock = { now: (): Instant => NOW, sleep: async () => undefined };

/** Boots and failures beyond this make no difference to any rule (Site.maxAttempts of every world). */
export const MAX_ATTEMPTS = 2;

/** Reads these rows; a commit is caught, and never happens. */
export function snapshot(rows: Rows): {
  readonly store: StateStore;
  readonly caught: (readonly Write[])[];
} {
  const caught: (readonly Write[])[] = [];
  const store = {
    get: async (collection: string, key: string) => rows[`${collection}/${key}`],
    list: async (collection: string) =>
      new Map(
        Object.values(rows)
          .filter((row) => row.collection === collection)
          .map((row) => [row.key, row]),
      ),
    commit: async (writes: readonly Write[]) => void caught.push(writes),
    version: async () => String(idOf(rows)),
    history: async () => [],
    lead: async () => undefined,
    close: async () => undefined,
  } as unknown as StateStore;
  return { store, caught };
}

interface Caught {
  readonly newId?: string;
  /** In force for whoever writes; a person's words need none. */
  readonly inventory?: Inventory;
}

/** What `work` would write, from these rows. */
export async function catchWrites(
  rows: Rows,
  work: (records: Records) => Promise<unknown>,
  { newId = 'nobody', inventory }: Caught = {},
): Promise<readonly Write[]> {
  const { store, caught } = snapshot(rows);
  const random = { text: () => newId };
  await work(
    createRecords({ store, clock, random, emit: () => undefined, inventory: () => inventory }),
  );
  return caught.flat();
}

/** Throws E_STATE_CONFLICT as the real stores do. */
export function commit(rows: Rows, writes: readonly Write[]): Rows {
  const changed = settle(writes.map(encode), (name) => rows[name]?.serial ?? 0);
  const after: Record<string, Row> = { ...rows };
  for (const [name, { collection, key, serial, json }] of changed)
    if (json === undefined) delete after[name];
    else
      after[name] = intern({ collection, key, serial, value: clamp(collection, JSON.parse(json)) });
  return intern(sorted(after));
}

/** Counters that no rule reads any further, and instants that only people read. */
function clamp(collection: string, value: Record<string, unknown>): unknown {
  // Worlds have no limits over time: when something was started says nothing.
  if (collection === 'start' || collection === 'turn') return timeless(value);
  const copy = { ...value };
  if (collection === 'machine') {
    if (typeof copy['boots'] === 'number') copy['boots'] = Math.min(copy['boots'], MAX_ATTEMPTS);
    const released = copy['installerReleased'] as { boot: string } | undefined;
    if (released !== undefined) copy['installerReleased'] = { ...released, at: 0 };
  }
  const erasure = copy['erasure'] as Erasure | undefined;
  if (erasure !== undefined)
    copy['erasure'] = {
      ...erasure,
      ...(erasure.doneAt === undefined ? {} : { doneAt: 0 }),
    };
  if (typeof copy['startedAt'] === 'number') copy['startedAt'] = 0;
  if (collection === 'forgotten') copy['at'] = 0;
  if (collection === 'setback') copy['count'] = Math.min(Number(copy['count']), MAX_ATTEMPTS);
  return copy;
}

const timeless = (value: Record<string, unknown>): unknown =>
  Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'number' && one > 1e12 ? NOW : one,
    ]),
  );

const sorted = (rows: Rows): Rows =>
  Object.fromEntries(Object.entries(rows).toSorted(([a], [b]) => compare(a, b)));

/**
 * Serials decide only whether what somebody read is still there. Ranks among those that a controller
 * holds on to say the same, and keep the world finite. A row that was made anew starts at 1, as it does
 * in the stores.
 */
export function ranked(rows: Rows, controllers: readonly Controller[]): Ranked {
  const key = [rows, ...controllers].map(idOf).join(' ');
  const known = rankings.get(key);
  if (known !== undefined) return known;
  const made = rank(rows, controllers);
  rankings.set(key, made);
  return made;
}

interface Ranked {
  readonly rows: Rows;
  readonly controllers: readonly Controller[];
}

const rankings = new Map<string, Ranked>();

function rank(rows: Rows, controllers: readonly Controller[]): Ranked {
  const held = new Map<string, Set<number>>();
  const hold = (name: string, serial: number): void => {
    held.set(name, (held.get(name) ?? new Set()).add(serial));
  };
  for (const { jobs } of controllers)
    for (const job of jobs) for (const [name, serial] of references(job)) hold(name, serial);
  const rankOf = (name: string, serial: number): number => {
    const known = new Set(held.get(name));
    const current = rows[name]?.serial;
    if (current !== undefined) known.add(current);
    return [...known].toSorted((a, b) => a - b).indexOf(serial) + 1;
  };
  const entries = Object.entries(rows).map(([name, row]): [string, Row] => {
    const serial = rankOf(name, row.serial);
    return [name, intern(serial === row.serial ? row : { ...row, serial })];
  });
  return {
    rows: intern(Object.fromEntries(entries)),
    controllers: controllers.map((one) =>
      intern({ ...one, jobs: one.jobs.map((job) => renumbered(job, rankOf)) }),
    ),
  };
}

function references(job: Job): readonly (readonly [string, number])[] {
  const planned = job.actions.flatMap((action) =>
    'expect' in action ? [[rowOf(action), action.expect] as const] : [],
  );
  const read = (job.writes ?? []).flatMap(({ collection, key, expect }) =>
    typeof expect === 'number' ? [[`${collection}/${key}`, expect] as const] : [],
  );
  return [...planned, ...read];
}

const rowOf = (action: Extract<Action, { readonly expect: number }>): string =>
  `machine/${action.id}`;

function renumbered(job: Job, rankOf: (name: string, serial: number) => number): Job {
  if (references(job).length === 0) return intern(job);
  const actions = job.actions.map((action) =>
    'expect' in action ? { ...action, expect: rankOf(rowOf(action), action.expect) } : action,
  );
  const writes = job.writes?.map((write) =>
    typeof write.expect === 'number'
      ? { ...write, expect: rankOf(`${write.collection}/${write.key}`, write.expect) }
      : write,
  );
  return intern({ ...job, actions, ...(writes === undefined ? {} : { writes }) });
}
