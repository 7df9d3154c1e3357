/**
 * What this controller tells the world of its site: the signed snapshot of the last pass, served, and
 * kept where the site wants it. What lies there already says whether this store is the newest of its
 * copies: one that is not touches nothing (rule 11).
 */
import { ControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { Inventory, SnapshotPolicy } from '../core/inventory.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import { printInstant } from '../core/summary.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { instant } from '../core/ids.ts';
import type { SigningKey } from '../lib/ed25519.ts';
import type { Pass } from './loop.ts';
import { readSnapshot, sha256, signSnapshot, snapshotOf } from './snapshots.ts';

/** Where snapshots are kept. Both throw what the file system or git says. */
export interface Shelf {
  /** How it is called in sentences. */
  readonly name: string;
  /** The document that is there, if one is. */
  read(signal: AbortSignal): Promise<string | undefined>;
  write(document: string, publicKey: string, signal: AbortSignal): Promise<void>;
}

export interface PublishDeps {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly key: () => Promise<SigningKey>;
  /** Names this process: two at once that publish for one store are two copies of it. */
  readonly boot: string;
  readonly last: () => Pass | undefined;
  readonly shelves: (policy: SnapshotPolicy) => readonly Shelf[];
  /** How often it is looked whether there is something new. */
  readonly everyMs?: number;
}

export interface Publisher {
  /** The document of the last pass; `undefined` where this controller has made none: another one leads. */
  document(): Promise<string | undefined>;
  /** Why this store may not be the newest of its copies; nothing is heard of that where no snapshot is published. */
  doubt(inventory: Inventory): Promise<string | undefined>;
  /** Publishes after changes, until the signal. */
  run(signal: AbortSignal): Promise<void>;
}

const EVERY_MS = 30_000;
/** Also what has not changed gets a fresh date: an old one makes reviewers wonder. */
const REFRESH_MS = 300_000;
/** The first pass waits for it, and a repository that is away must not cost the lead. */
const FIRST_LOOK_MS = 5_000;

export function createPublisher(deps: PublishDeps): Publisher {
  const { clock, emit, last } = deps;
  let published = { content: '', at: -Infinity };
  let doubt: Promise<string | undefined> | undefined;

  async function look(inventory: Inventory, signal: AbortSignal): Promise<string | undefined> {
    const policy = inventory.site.snapshots;
    for (const shelf of policy === undefined ? [] : deps.shelves(policy)) {
      const document = await shelf.read(signal);
      const found = document === undefined ? undefined : trusted(document, shelf, inventory);
      if (found === undefined || found.boot === deps.boot) continue;
      const commits = await commitsWhenBehind(deps.store, found);
      if (commits !== undefined) return sayOlder(found, shelf, commits);
    }
    return undefined;
  }

  async function publish(pass: Pass, signal: AbortSignal): Promise<void> {
    const { inventory } = pass.inForce;
    const policy = inventory.site.snapshots;
    if (policy === undefined) return;
    const snapshot = await snapshotNow(deps, pass);
    const content = sha256(JSON.stringify(withoutClocks(snapshot)));
    if (content === published.content && clock.now() < published.at + REFRESH_MS) return;
    const found = await look(inventory, signal);
    doubt = Promise.resolve(found);
    if (found !== undefined) return;
    const key = await deps.key();
    if (key.publicKey !== policy.key)
      throw new ControllerError(
        'E_SNAPSHOT_SIGNATURE',
        `publishing a snapshot: Site.snapshots.key is not the key of this controller, which is ${key.publicKey}`,
      );
    const document = signSnapshot(snapshot, key);
    for (const shelf of deps.shelves(policy)) await shelf.write(document, key.publicKey, signal);
    published = { content, at: clock.now() };
  }

  const failed = (error: unknown): void => {
    const because = `the snapshot is not published: ${explain(error)}`;
    emit({ event: 'action.failed', subject: 'snapshot', code: 'E_SNAPSHOT_FETCH', because });
  };

  return {
    async document() {
      const pass = last();
      if (pass === undefined) return undefined;
      return signSnapshot(await snapshotNow(deps, pass), await deps.key());
    },
    doubt: (inventory) =>
      (doubt ??= look(inventory, AbortSignal.timeout(FIRST_LOOK_MS)).catch((error: unknown) => {
        failed(error);
        return undefined;
      })),
    async run(signal) {
      while (!signal.aborted) {
        const pass = last();
        if (pass !== undefined)
          await publish(pass, signal).catch((error: unknown) => signal.aborted || failed(error));
        await clock.sleep(deps.everyMs ?? EVERY_MS, signal).catch(() => undefined);
      }
    },
  };
}

/**
 * How many commits this store had when it was found to be behind; `undefined` where it never was. That is
 * remembered: heartbeats are commits too, and with nothing but those an older copy catches up in number.
 */
async function commitsWhenBehind(
  store: StateStore,
  { commits: theirs }: Snapshot,
): Promise<number | undefined> {
  const mine = Number(await store.version());
  const site = await store.get('site', 'site');
  const before = site?.value.behindAt;
  if (before !== undefined || site === undefined || theirs <= mine)
    return before ?? (theirs > mine ? mine : undefined);
  const value = { ...site.value, behindAt: mine };
  await store.commit([{ collection: 'site', key: 'site', expect: site.serial, value }], []);
  return mine;
}

async function snapshotNow({ store, boot }: PublishDeps, pass: Pass): Promise<Snapshot> {
  const forgotten = [...(await store.list('forgotten'))].map(([id, { value }]) => [id, value]);
  const commits = Number(await store.version());
  return snapshotOf(pass, { commits, boot, forgotten: Object.fromEntries(forgotten) });
}

/** Heartbeats and dates change by themselves, and nothing that a plan is made of with them. */
const withoutClocks = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  commits: 0,
  observed: { ...snapshot.observed, at: 0 },
});

/** What this site's key did not sign says nothing about this store. */
function trusted(document: string, { name }: Shelf, inventory: Inventory): Snapshot | undefined {
  try {
    return readSnapshot(document, name, inventory);
  } catch {
    return undefined;
  }
}

const sayOlder = ({ commits, observed }: Snapshot, { name }: Shelf, mine: number): string =>
  `this data directory is an older copy: the snapshot in ${name} of ${printInstant(instant(Number(observed['at'])))} knows ${commits} commits of this store, and this one has ${mine}; start the controller where that one ran, or move this directory away and \`reconcile state restore\` that snapshot`;
