/** Snapshots are kept where the site wants them, and an older copy of a store finds out that it is one. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPublisher, type Shelf } from '../../../src/controller/publish.ts';
import { folderShelf } from '../../../src/controller/snapshot-place.ts';
import { readSnapshot } from '../../../src/controller/snapshots.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import { instant } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import type { ObservedState } from '../../../src/core/observed.ts';
import { plan } from '../../../src/core/plan.ts';
import type { StateStore } from '../../../src/core/ports.ts';
import { readBranch, writeBranch } from '../../../src/inventory/git-publish.ts';
import { generateKey, readKey } from '../../../src/lib/ed25519.ts';
import { createMemoryStore } from '../../../src/state/memory.ts';
import { inventory, machine, observed, record, site, STORE, T0 } from '../../support/fleet.ts';

const key = readKey(generateKey());
const signal = AbortSignal.timeout(60_000);
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'publish-'));
});
afterEach(() => rm(dir, { recursive: true }));

const snapshots = { key: key.publicKey, folder: undefined, branch: undefined, maxAge: 1 };
const declared: Inventory = inventory([machine(1)], { site: { ...site, snapshots } });

/** A controller's publisher with a store of its own, whose clock a test turns. */
async function controller(
  shelf: Shelf,
  boot: string,
  commits: number,
  signedBy = key,
  kept?: StateStore,
) {
  let now = T0;
  const clock = { now: () => now, sleep: async (ms: number) => void (now = instant(now + ms)) };
  const store = kept ?? createMemoryStore({ clock });
  const value = { storeId: STORE };
  for (let i = 0; i < commits; i++)
    await store.commit([{ collection: 'site', key: 'site', expect: 'any', value }], []);
  const events: ControllerEvent[] = [];
  let seen: ObservedState = observed({ records: [[1, record(1, 'ready')]] });
  const publisher = createPublisher({
    store,
    clock,
    emit: (event) => void events.push(event),
    key: async () => signedBy,
    boot,
    last: () => ({
      inForce: { inventory: declared, files: new Map(), rejected: undefined },
      observed: seen,
      plan: plan(declared, seen),
    }),
    shelves: () => [shelf],
  });
  return {
    publisher,
    store,
    failures: () =>
      events.flatMap((event) => (event.event === 'action.failed' ? [event.because] : [])),
    change: (to: ObservedState) => void (seen = to),
    /** So many looks, of 30 s each. */
    async looks(count: number) {
      let left = count;
      const ending = new AbortController();
      const sleep = clock.sleep;
      clock.sleep = async (ms) => {
        await sleep(ms);
        if (--left === 0) ending.abort();
      };
      await publisher.run(ending.signal);
    },
  };
}

/** Counts what is written to it. */
function memoryShelf(): Shelf & { document: string | undefined; writes: number } {
  const shelf = {
    name: 'the shelf',
    document: undefined as string | undefined,
    writes: 0,
    read: async () => shelf.document,
    write: async (document: string) => {
      shelf.document = document;
      shelf.writes += 1;
    },
  };
  return shelf;
}

test('after changes, and every five minutes besides', async () => {
  const shelf = memoryShelf();
  const one = await controller(shelf, 'a', 1);
  await one.looks(1);
  expect(shelf.writes).toBe(1);
  await one.looks(5);
  expect(shelf.writes).toBe(1);
  one.change(observed({ records: [[1, record(1, 'allocated')]] }));
  await one.looks(1);
  expect(shelf.writes).toBe(2);
  await one.looks(11);
  expect(shelf.writes).toBe(3);
  expect(readSnapshot(shelf.document ?? '', 'here', declared).commits).toBe(1);
});

test('an older copy of the store says so, and publishes nothing; the newest goes on', async () => {
  const shelf = memoryShelf();
  const newest = await controller(shelf, 'a', 9);
  expect(await newest.publisher.doubt(declared)).toBeUndefined();
  await newest.looks(1);
  const older = await controller(shelf, 'b', 4);
  expect(await older.publisher.doubt(declared)).toBe(
    'this data directory is an older copy: the snapshot in the shelf of 2026-11-20 12:00:00 UTC knows 9 commits of this store, and this one has 4; start the controller where that one ran, or move this directory away and `reconcile state restore` that snapshot',
  );
  const document = shelf.document;
  await older.looks(1);
  expect(shelf.document).toBe(document);
  // The store itself, started again, has at least as many.
  expect(await (await controller(shelf, 'c', 9)).publisher.doubt(declared)).toBeUndefined();
});

test('an older copy does not become the newest by its heartbeats, nor by being started again', async () => {
  const shelf = memoryShelf();
  await (await controller(shelf, 'a', 9)).looks(1);
  const document = shelf.document;
  const older = await controller(shelf, 'b', 4);
  expect(await older.publisher.doubt(declared)).toContain('and this one has 4');
  for (let i = 0; i < 9; i++) await older.store.commit([], []);
  await older.looks(2);
  expect(await older.publisher.doubt(declared)).toContain('and this one has 4');
  const again = await controller(shelf, 'c', 0, key, older.store);
  expect(await again.publisher.doubt(declared)).toContain('and this one has 4');
  expect(shelf.document).toBe(document);
  // A person has decided that it is the newest all the same.
  shelf.document = undefined;
  const chosen = await controller(shelf, 'd', 0, key, older.store);
  expect(await chosen.publisher.doubt(declared)).toBeUndefined();
});

test('of two copies that run at once, the one that is behind finds out when it publishes', async () => {
  const shelf = memoryShelf();
  const a = await controller(shelf, 'a', 5);
  const b = await controller(shelf, 'b', 5);
  expect(await b.publisher.doubt(declared)).toBeUndefined();
  await b.looks(1);
  await a.store.commit([], []);
  await a.looks(1);
  b.change(observed({ records: [[1, record(1, 'allocated')]] }));
  await b.looks(1);
  expect(await b.publisher.doubt(declared)).toContain('this data directory is an older copy');
  expect(await a.publisher.doubt(declared)).toBeUndefined();
});

test('nothing is planned for an older copy', () => {
  const { freeze } = plan(declared, {
    ...observed({}),
    doubt: 'this data directory is an older copy',
  });
  expect(freeze).toEqual({ inFlight: 'stop', because: 'this data directory is an older copy' });
});

test('what another key signed raises no doubt, and a key that the site does not name signs nothing', async () => {
  const shelf = memoryShelf();
  const stranger = await controller(shelf, 'x', 99, readKey(generateKey()));
  await stranger.looks(1);
  expect(shelf.writes).toBe(0);
  expect(stranger.failures().join()).toContain(
    'Site.snapshots.key is not the key of this controller',
  );
  shelf.document = (await stranger.publisher.document()) ?? '';
  expect(await (await controller(shelf, 'a', 1)).publisher.doubt(declared)).toBeUndefined();
});

test('a shelf that is away is told, and costs nothing else', async () => {
  const away: Shelf = {
    name: 'away',
    read: async () => Promise.reject(new TypeError('no route to host')),
    write: async () => Promise.reject(new TypeError('no route to host')),
  };
  const one = await controller(away, 'a', 1);
  expect(await one.publisher.doubt(declared)).toBeUndefined();
  await one.looks(2);
  expect(one.failures()[0]).toBe('the snapshot is not published: no route to host');
});

test('in a folder, with the key beside it, and not in the data directory', async () => {
  const folder = join(dir, 'out');
  const shelf = folderShelf(folder, join(dir, 'data'));
  expect(await shelf.read(signal)).toBeUndefined();
  await shelf.write('one', 'key', signal);
  await shelf.write('two', 'key', signal);
  expect(await shelf.read(signal)).toBe('two');
  expect((await readdir(folder)).toSorted()).toEqual(['snapshot.json', 'snapshot.pub']);
  expect(await readFile(join(folder, 'snapshot.pub'), 'utf8')).toBe('key\n');
  await expect(
    folderShelf(join(dir, 'data/out'), join(dir, 'data')).write('', '', signal),
  ).rejects.toThrow(/is in the data directory/);
});

test('on a branch that is always one commit', async () => {
  const repository = join(dir, 'site.git');
  await mkdir(repository);
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', ['-C', repository, ...args])).stdout;
  await git('init', '-q', '--bare', '-b', 'main');
  const options = {
    url: `file://${repository}`,
    branch: 'snapshots',
    dir: join(dir, 'work'),
    env: { PATH: process.env['PATH'] },
  };
  expect(await readBranch(options, 'snapshot.json', signal)).toBeUndefined();
  for (const text of ['{"one":1}\n', '{"two":2}\n']) {
    await writeBranch(
      options,
      new Map([
        ['snapshot.json', text],
        ['snapshot.pub', 'key\n'],
      ]),
      signal,
    );
    expect(await readBranch(options, 'snapshot.json', signal)).toBe(text);
  }
  expect((await git('rev-list', '--count', 'snapshots')).trim()).toBe('1');
  expect(await readBranch(options, 'other.json', signal)).toBeUndefined();
});
