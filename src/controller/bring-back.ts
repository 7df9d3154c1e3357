/** `state restore`: a copy from a file or a snapshot, and what the repository declared since it was made. */
import type { Instant, MachineId, Revision } from '../core/ids.ts';
import { type Declared, declaredGenerations } from '../core/restore.ts';
import type { InventorySource, StateStore } from '../core/ports.ts';
import { randomText } from '../lib/clock.ts';
import { type Backup, backupOf, lastAppliedIn, parseBackup, restoreWrites } from './backup.ts';
import { readPlace } from './snapshot-place.ts';
import { readSnapshot } from './snapshots.ts';

const MACHINE_ID_LENGTH = 12;
/** Long enough that two sites never share one, short enough to read aloud. */
const STORE_ID_LENGTH = 8;

export const newStoreId = (): string => randomText(STORE_ID_LENGTH);

/** A file that `state backup` wrote, or a snapshot that the site's key signed. A sentence where it is neither. */
export async function readCopy(
  place: string,
  source: InventorySource,
  signal: AbortSignal,
): Promise<Backup | string> {
  const [, snapshot] = /^snapshot:(.+)$/.exec(place) ?? [];
  if (snapshot === undefined)
    return parseBackup(await readPlace(place, signal)) ?? `${place} is not a copy of a store`;
  const { inventory } = await source.load(await source.head(signal), signal);
  if (inventory === undefined) return 'the inventory has mistakes, so nobody knows the site’s key';
  const text = await readPlace(snapshot, signal);
  return backupOf(readSnapshot(text, snapshot, inventory, true));
}

export interface Restored {
  readonly storeId: string;
  readonly machines: number;
  readonly generations: number;
  readonly revisions: number;
}

/** Brings the copy back; `undefined` while another controller leads. */
export async function bringBack(
  store: StateStore,
  copy: Backup,
  {
    source,
    at,
    by,
  }: { readonly source: InventorySource; readonly at: Instant; readonly by: string },
  signal: AbortSignal,
): Promise<Restored | undefined> {
  const holder = `restore:${randomText(6)}`;
  if ((await store.lead(holder, 600_000)) === undefined) return undefined;
  try {
    const { declared, revisions } = await declaredSince(lastAppliedIn(copy), source, signal);
    const newId = (): MachineId => randomText(MACHINE_ID_LENGTH) as MachineId;
    const since = { declared, at, newId, newStoreId };
    const { writes, storeId } = await restoreWrites(store, copy, since);
    const text = `${by} restored the store from a copy of ${copy.storeId}, taken ${copy.takenAt}`;
    await store.commit(writes, [{ at, subject: 'inventory', event: 'word', text }]);
    const count = (collection: string): number =>
      writes.filter((write) => write.collection === collection).length;
    return { storeId, revisions, machines: count('machine'), generations: count('installed') };
  } finally {
    await store.lead(holder, 0);
  }
}

/** Everything that was declared from the copy's revision on, and by that: any of it may have been installed meanwhile. */
async function declaredSince(
  from: Revision | undefined,
  source: InventorySource,
  signal: AbortSignal,
): Promise<{ readonly declared: readonly Declared[]; readonly revisions: number }> {
  const head = await source.head(signal);
  const later = (await source.revisions?.between(from, head, signal)) ?? [];
  const all = [...new Set([head, ...later, ...(from === undefined ? [] : [from])])];
  const highest = new Map<string, Declared>();
  for (const revision of all) {
    const { inventory } = await source.load(revision, signal).catch((error: unknown) => {
      // The branch was written anew, and that commit may be gone.
      if (signal.aborted || revision !== from || revision === head) throw error;
      return { inventory: undefined };
    });
    for (const one of inventory === undefined ? [] : declaredGenerations(inventory)) {
      const key = JSON.stringify(one.identity);
      if (one.generation > (highest.get(key)?.generation ?? 0)) highest.set(key, one);
    }
  }
  return { declared: [...highest.values()], revisions: all.length };
}
