/** What this controller tells the world of its site: the signed snapshot of the last pass. */
import type { StateStore } from '../core/ports.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { SigningKey } from '../lib/ed25519.ts';
import type { Pass } from './loop.ts';
import { signSnapshot, snapshotOf } from './snapshots.ts';

export interface PublishDeps {
  readonly store: StateStore;
  readonly key: () => Promise<SigningKey>;
  /** Names this process: two at once that publish for one store are two copies of it. */
  readonly boot: string;
  readonly last: () => Pass | undefined;
}

/** The document of the last pass; `undefined` where this controller has made none: another one leads. */
export async function currentSnapshot(deps: PublishDeps): Promise<string | undefined> {
  const snapshot = await lastSnapshot(deps);
  return snapshot === undefined ? undefined : signSnapshot(snapshot, await deps.key());
}

async function lastSnapshot({ store, boot, last }: PublishDeps): Promise<Snapshot | undefined> {
  const pass = last();
  if (pass === undefined) return undefined;
  const forgotten = [...(await store.list('forgotten'))].map(([id, { value }]) => [id, value]);
  const commits = Number(await store.version());
  return snapshotOf(pass, { commits, boot, forgotten: Object.fromEntries(forgotten) });
}
