/**
 * The composition root of commands that look, and of a person's words: with wire.ts, the only files that
 * know adapters. Those that bring a large package are imported when they are needed: a look at a folder
 * waits for none of them.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Override } from '../core/budget.ts';
import { ControllerError } from '../core/errors.ts';
import { type Instant, instant } from '../core/ids.ts';
import type { Inventory, Site } from '../core/inventory.ts';
import { overrideAt } from '../core/overrides.ts';
import type { Plan } from '../core/plan.ts';
import type { Clock, InventorySource, Revisions, StateStore } from '../core/ports.ts';
import { markOld, sayAge } from '../core/snapshot-age.ts';
import { createDiskStore } from '../images/disk-store.ts';
import type { Signer } from '../images/openpgp.ts';
import { createDirectorySource } from '../inventory/directory.ts';
import { createSecrets } from '../inventory/secrets.ts';
import { stateIdIn, withStateId } from '../inventory/state-id.ts';
import { randomText, systemClock } from '../lib/clock.ts';
import type { Config } from './config.ts';
import { createObserve, type Observe } from './observe.ts';
import type { JudgePgp } from './plan-file.ts';
import { createPowerWatch, type PowerWatch } from './power-watch.ts';
import { findItself } from './find-itself.ts';
import { createRecords, type Records } from './records.ts';
import type { Render } from './rendered.ts';
import { observedIn, readSnapshot } from './snapshots.ts';
import { storeOverride } from './starts.ts';
import { withHistory } from './with-history.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const clock: Clock = { now: () => instant(systemClock.now()), sleep: systemClock.sleep };

export const now = (): Instant => clock.now();

/** The inventory, for looking: a copy of the repository that is never the daemon's own. */
export async function createSource(
  { inventory }: Config,
  env: Environment,
): Promise<InventorySource> {
  if (inventory.kind === 'folder') return createDirectorySource({ dir: inventory.path });
  const { createGitSource } = await import('../inventory/git.ts');
  return createGitSource({ ...inventory, mirrorDir: cacheDir(env, inventory.url), env });
}

/** The history that commits are named in: of the repository, or of the one that the folder lies in. */
export async function openRevisions(
  config: Config,
  env: Environment,
  signal: AbortSignal,
): Promise<Revisions | undefined> {
  const { inventory } = config;
  if (inventory.kind === 'folder') {
    const { worktreeRevisions } = await import('../inventory/git-worktree.ts');
    return worktreeRevisions(inventory.path, env, signal);
  }
  const source = await createSource(config, env);
  await source.head(signal);
  return source.revisions;
}

function cacheDir(env: Environment, url: string): string {
  const base = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'reconcile', createHash('sha256').update(url).digest('hex').slice(0, 16));
}

const storeFile = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'state.db');
const imagesFolder = ({ dataDir }: Config): string => join(dataDir, 'images');

/** Where something would be that was observed. */
export const storePlaces = (config: Config): readonly string[] => [
  storeFile(config),
  imagesFolder(config),
];

/** `undefined` where no store was ever made. */
export async function openStore(config: Config): Promise<StateStore | undefined> {
  return existsSync(storeFile(config)) ? sqliteStore(config) : undefined;
}

export async function createStore(config: Pick<Config, 'dataDir'>): Promise<StateStore> {
  await mkdir(config.dataDir, { recursive: true }).catch((cause: unknown) => {
    const advice = 'name a folder that this user may make and write, with --data-dir';
    const what = `making the data directory ${config.dataDir}: ${advice}`;
    throw new ControllerError('E_STATE_UNAVAILABLE', what, { cause });
  });
  return sqliteStore(config);
}

async function sqliteStore(config: Pick<Config, 'dataDir'>): Promise<StateStore> {
  const { createSqliteStore } = await import('../state/sqlite-store.ts');
  return createSqliteStore(storeFile(config), { clock });
}

/** The door to records, for a person's word. */
export const recordsOf = (store: StateStore): Records =>
  createRecords({ store, clock, random: { text: randomText }, emit: () => undefined });

/** A person's word that lifts a guard from the next start of a machine. */
export async function lift(
  store: StateStore,
  what: Pick<Override, 'guard' | 'machine'>,
  said: Pick<Override, 'by' | 'why'>,
): Promise<Override> {
  const override = overrideAt(what, { ...said, at: clock.now() });
  await storeOverride(store, override);
  return override;
}

/** Writes a file that was not there before; `undefined` where it was. */
export async function writeNewFile(
  folder: string,
  name: string,
  text: string,
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  return writeFile(path, text, { flag: 'wx' }).then(
    () => path,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    },
  );
}

/** Writes the store's id into the folder's Site document; answers the file and what it said before, or `undefined` where there is no Site. */
export async function writeStateId(
  folder: string,
  stateId: string,
): Promise<{ readonly path: string; readonly before: string | undefined } | undefined> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).toSorted()) {
    const path = join(folder, name);
    const old = await readFile(path, 'utf8');
    const text = withStateId(old, stateId);
    if (text === undefined) continue;
    if (text !== old) await writeFile(path, text);
    return { path, before: stateIdIn(old) };
  }
  return undefined;
}

/** Who signed a saved plan, where the site wants it signed. Throws E_PLAN_SIGNATURE. */
export async function planSigner(
  plan: { readonly file: string; readonly text: string },
  { plans }: Pick<Site, 'plans'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { signerOf } = await import('./plan-file.ts');
  const { judgeDetached } = await import('../images/openpgp.ts');
  const judge: JudgePgp = async (document, signature, keyring) => {
    const judged = await judgeDetached(document, signature, keyring, clock.now());
    return judged.signatures.find(({ fault }) => fault === undefined)?.primary;
  };
  const judgePgp: JudgePgp = (...asked) => judge(...asked).catch(() => undefined);
  return signerOf(plan, plans, judgePgp, signal);
}

/** A key that lives as long as this process, for a boot source of our own making. */
export async function throwAwayKey(name: string): Promise<Signer> {
  const { createSigner } = await import('../images/openpgp.ts');
  return createSigner(name, clock.now());
}

/** What a command that changes nothing needs. */
export interface Look {
  readonly source: InventorySource;
  readonly store: StateStore | undefined;
  readonly observe: Observe;
  /** What a plan of the past has to say besides; of a plan of now nothing. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  date(planned: Plan, inventory: Inventory): { readonly plan: Plan; readonly note?: string };
  /** Calls after every change in the folder, until the signal; a repository has no such moments. */
  readonly follow:
    | ((changed: () => Promise<void>, signal: AbortSignal) => Promise<void>)
    | undefined;
  close(): Promise<void>;
}

export interface LookOptions {
  readonly askPower: boolean;
  readonly source?: InventorySource;
  /** `FILE` or `URL` of a snapshot, which is looked at in place of the site. */
  readonly snapshot?: string | undefined;
}

/** No store is opened and no BMC is asked: what was observed comes from the snapshot, if the site's key signed it. */
async function lookAtSnapshot(config: Config, env: Environment, place: string): Promise<Look> {
  const { readPlace } = await import('./snapshot-place.ts');
  const source = await createSource(config, env);
  const observe: Observe = async (inventory, signal) => {
    if (inventory === undefined)
      throw new ControllerError('E_BUG', 'reading a snapshot without an inventory');
    return observedIn(readSnapshot(await readPlace(place, signal), place, inventory), inventory);
  };
  return {
    source,
    follow: followerOf(config),
    store: undefined,
    observe: withHistory(observe, source),
    pause: (ms, signal) => clock.sleep(ms, signal),
    date: (planned, { site }) => ({
      plan: markOld(planned, site.snapshots, clock.now()),
      note: sayAge(planned.observedAt, clock.now()),
    }),
    close: async () => undefined,
  };
}

/** `askPower`: BMCs are asked whether machines are on, where the store is the site's; none is told anything. */
export async function lookOn(
  config: Config,
  env: Environment,
  { askPower, source, snapshot }: LookOptions,
): Promise<Look> {
  if (snapshot !== undefined) return lookAtSnapshot(config, env, snapshot);
  const store = await openStore(config);
  const folder = imagesFolder(config);
  const images = existsSync(folder) ? await createDiskStore(folder) : undefined;
  // Without a store no BMC is asked anything (rule 11).
  const power = askPower && store !== undefined ? await openPower(env) : undefined;
  const { watch } = power ?? {};
  const from = source ?? (await createSource(config, env));
  const observe = createObserve({
    store,
    images,
    power: watch,
    clock,
    // Where there is a store, this is a controller's host.
    itself: store === undefined ? undefined : await findItself(),
    inFlight: () => new Set(),
  });
  return {
    source: from,
    follow: followerOf(config),
    store,
    observe: withHistory(observe, from),
    pause: (ms, signal) => clock.sleep(ms, signal),
    date: (planned) => ({ plan: planned }),
    async close() {
      await power?.close();
      await store?.close();
    },
  };
}

async function openPower(
  env: Environment,
): Promise<{ readonly watch: PowerWatch; close(): Promise<void> }> {
  const { createPowerDrivers } = await import('../power/registry.ts');
  const { createPowerHttp } = await import('../power/tools.ts');
  const { exec } = await import('../lib/exec.ts');
  const http = createPowerHttp();
  const drivers = createPowerDrivers({ exec, http, clock });
  const secrets = createSecrets(env);
  const watch = createPowerWatch({ drivers, secrets, clock, poke: () => undefined });
  return { watch, close: () => http.close() };
}

/** Makes the files of a machine, secrets hidden. */
export const renderer = async (): Promise<Render> =>
  (await import('../metadata/render.ts')).renderMachine;

/** Editors write in bursts: changes within this time are one. */
const BURST_MS = 150;

function followerOf({ inventory }: Config): Look['follow'] {
  if (inventory.kind === 'git') return undefined;
  const folder = createDirectorySource({ dir: inventory.path });
  return async (changed, signal) => {
    let touched = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => touched.resolve(), { once: true });
    await folder.watch(() => touched.resolve(), signal);
    for (;;) {
      await touched.promise;
      if (signal.aborted) return;
      await clock.sleep(BURST_MS, signal).catch(() => undefined);
      touched = Promise.withResolvers();
      signal.addEventListener('abort', () => touched.resolve(), { once: true });
      await changed();
    }
  };
}
