/** Every store is indistinguishable from the one in memory, and what it acknowledged outlives its process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { asControllerError } from '../../src/core/errors.ts';
import { instant } from '../../src/core/ids.ts';
import type { Clock, HistoryEntry, StateStore, Write } from '../../src/core/ports.ts';
import { createMemoryStore } from '../../src/state/memory.ts';
import { createSqlStore } from '../../src/state/sql-store.ts';
import { createSqlWriter } from '../../src/state/sql-writer.ts';
import { migrate, openSql } from '../../src/state/sql.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';
import { openSqlite, sqlConnection } from '../../src/state/sqlite.ts';
import { keep, put, remove, told } from '../conformance/state-store.ts';

const folder = await mkdtempDisposable(join(tmpdir(), 'stores-'));
afterAll(() => folder.remove());
/** RUNS=n looks longer. */
const runs = (standard: number): number => Number(process.env['RUNS'] ?? standard);
let files = 0;
const newPath = (): string => join(folder.path, `${(files += 1)}.db`);

type Commit = readonly [writes: readonly Write[], history: readonly HistoryEntry[]];
/** One turn of the event loop: what is asked in it is asked at once. */
type Turn =
  | { readonly kind: 'commits'; readonly commits: readonly Commit[] }
  | { readonly kind: 'lead'; readonly holder: string; readonly ttlMs: number }
  | { readonly kind: 'pass'; readonly ms: number };

const key = fc.constantFrom('a', 'b', 'c');
const expected = fc.oneof(
  fc.constantFrom('any' as const, 'absent' as const),
  fc.integer({ min: 1, max: 4 }),
);
const write = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(key, fc.string(), expected).map((w) => put(...w)) },
  fc.tuple(key, expected).map((w) => remove(...w)),
  fc.tuple(key, expected).map((w) => keep(...w)),
);
const entry = fc.tuple(fc.constantFrom('s', 't'), fc.string()).map((line) => told(...line));
const commit = fc.tuple(fc.array(write, { maxLength: 4 }), fc.array(entry, { maxLength: 2 }));
const turn: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commits' as const),
      commits: fc.array(commit, { minLength: 1, maxLength: 6 }),
    }),
  },
  fc.record({
    kind: fc.constant('lead' as const),
    holder: fc.constantFrom('x', 'y'),
    ttlMs: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 3 }) }),
);

test('sqlite is indistinguishable from memory', { timeout: runs(30) * 2_000 }, async () => {
  const sameStory = fc.asyncProperty(fc.array(turn, { maxLength: 20 }), async (turns) => {
    let now = 0;
    const clock = { now: () => instant(now) };
    const pass = (ms: number): number => (now += ms);
    const stores = [createMemoryStore({ clock }), await sqliteOnOneThread(clock)] as const;
    for (const next of turns) {
      if (next.kind === 'pass') pass(next.ms);
      const [memory, sqlite] = [await play(stores[0], next), await play(stores[1], next)];
      expect(sqlite).toEqual(memory);
    }
    for (const store of stores) await store.close();
  });
  await fc.assert(sameStory, { numRuns: runs(25) });
});

/** Everything that can be seen of a store after a turn. */
async function play(store: StateStore, next: Turn): Promise<unknown> {
  const before = await store.version();
  const outcome =
    next.kind === 'commits'
      ? await Promise.all(next.commits.map((one) => verdict(store.commit(...one))))
      : next.kind === 'lead'
        ? await store.lead(next.holder, next.ttlMs)
        : undefined;
  return {
    outcome,
    changed: (await store.version()) !== before,
    all: await store.list('site'),
    each: await Promise.all(['a', 'b', 'c'].map((one) => store.get('site', one))),
    history: await store.history(undefined, 5),
    subject: await store.history('s', 3),
  };
}

const verdict = (committed: Promise<void>): Promise<string> =>
  committed.then(
    () => 'done',
    (error: unknown) => {
      const { code, message } = asControllerError(error);
      return `${code} ${message}`;
    },
  );

/** Without the writing thread, which the conformance suite and the crashes below go through. */
async function sqliteOnOneThread(clock: Pick<Clock, 'now'>): Promise<StateStore> {
  const path = newPath();
  const writes = openSql(sqlConnection(openSqlite(path, 'write')));
  await migrate(writes);
  const reads = openSql(sqlConnection(openSqlite(path, 'read')));
  return createSqlStore({ reads, writer: createSqlWriter(writes), clock });
}

test(
  'kill -9 at any moment: what was acknowledged is there, and nothing is torn',
  { timeout: runs(30) * 2_000 },
  async () => {
    const path = newPath();
    const crash = fc.asyncProperty(fc.integer({ min: 1, max: 150 }), async (moment) => {
      const acknowledged = await crashAfter(path, moment);
      const store = await createSqliteStore(path, { clock: { now: () => instant(0) } });
      for (const [lane, count] of acknowledged) {
        const left = await store.get('site', `${lane}/left`);
        const right = await store.get('site', `${lane}/right`);
        expect(left?.serial).toBeGreaterThanOrEqual(count);
        expect(right).toEqual(left);
        expect(await store.history(lane, 1e6)).toHaveLength(left?.serial ?? 0);
      }
      await store.close();
    });
    await fc.assert(crash, { numRuns: runs(3), endOnFailure: true });
  },
);

/** Kills a process that commits for ever at its nth acknowledgement: the last serial that it acknowledged, by lane. */
async function crashAfter(path: string, moment: number): Promise<Map<string, number>> {
  const program = join(import.meta.dirname, '../support/commit-for-ever.ts');
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    const [lane = '', serial] = line.split(' ');
    acknowledged.set(lane, Number(serial));
    seen += 1;
    if (seen === moment) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return acknowledged;
}
