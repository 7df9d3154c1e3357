/** Copies of the store: written as one JSON document, and brought back so that no generation is ever lowered. */
import { type Identity, identityKeys } from '../core/hardware.ts';
import type { Instant, MachineId, Revision } from '../core/ids.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { InstallLedger } from '../core/observed.ts';
import type {
  Collection,
  Documents,
  HistoryEntry,
  SiteStatus,
  StateStore,
  Write,
} from '../core/ports.ts';
import type { Safeguard } from '../core/protection.ts';
import { type Declared, restoredLedger, restoredRecord } from '../core/restore.ts';
import { isWhole, type Snapshot } from '../core/snapshot.ts';

/** What `state backup` writes. Tokens are left out: who may talk to us is decided anew. */
export interface Backup {
  readonly version: 1;
  readonly what: 'rackwright state';
  readonly storeId: string;
  readonly takenAt: string;
  readonly documents: { readonly [C in Collection]?: Readonly<Record<string, Documents[C]>> };
  readonly history: readonly HistoryEntry[];
}

/**
 * What becomes of a row of a copy. `judge`: core/restore.ts says. `keep`: it comes back where the
 * store has none. `drop`: it was true of another day: a candidate that netbooted then may run by
 * now, an approval or an override may have been used, and who holds a token holds it no more.
 */
const FATE = {
  site: 'judge',
  applied: 'keep',
  machine: 'judge',
  installed: 'judge',
  forgotten: 'keep',
  address: 'keep',
  catalog: 'keep',
  start: 'keep',
  // What has been judged since is judged again: a protection is never forgotten by a restore.
  safeguard: 'keep',
  judged: 'keep',
  rollout: 'keep',
  candidate: 'drop',
  setback: 'drop',
  token: 'drop',
  turn: 'drop',
  override: 'drop',
  approval: 'drop',
  pending: 'keep',
} as const satisfies Record<Collection, 'judge' | 'keep' | 'drop'>;

const COLLECTIONS = Object.keys(FATE) as readonly Collection[];
/** Generations last: what was begun meanwhile is in the copy then, and nothing is begun twice. */
const COPIED: readonly Collection[] = [
  ...COLLECTIONS.filter((name) => name !== 'token' && name !== 'installed'),
  'installed',
];
/** Of every subject together; older lines are of no use to anybody who restores. */
const LONGEST_HISTORY = 100_000;

/** A site where everything is in motion has no moment of rest; more looks than this are not worth it. */
const LOOKS = 10;

/** All collections, as of one moment where there is one. `undefined` where `state init` was never said. */
export async function takeBackup(store: StateStore, at: Instant): Promise<Backup | undefined> {
  for (let looks = 1; ; looks++) {
    const before = await store.version();
    const backup = await readAll(store, at);
    // Another commit in between makes a copy of two moments.
    const isOne = (await store.version()) === before;
    if (backup === undefined || isOne || looks === LOOKS) return backup;
  }
}

async function readAll(store: StateStore, at: Instant): Promise<Backup | undefined> {
  const site = await store.get('site', 'site');
  if (site === undefined) return undefined;
  const documents: Record<string, unknown> = {};
  for (const collection of COPIED) {
    const rows = [...(await store.list(collection))].map(([key, { value }]) => [key, value]);
    documents[collection] = Object.fromEntries(rows);
  }
  return {
    version: 1,
    what: 'rackwright state',
    storeId: site.value.storeId,
    takenAt: new Date(at).toISOString(),
    documents,
    history: await store.history(undefined, LONGEST_HISTORY),
  };
}

export const printBackup = (backup: Backup): string => `${JSON.stringify(backup, undefined, 1)}\n`;

/** `undefined` for what `printBackup` of this version did not write. */
export function parseBackup(text: string): Backup | undefined {
  try {
    const value = JSON.parse(text) as Backup;
    const isOne = value.version === 1 && value.what === 'rackwright state';
    return isOne && typeof value.documents === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A snapshot as a copy: it has what plans are made of, and who was forgotten. */
export function backupOf(snapshot: Snapshot): Backup {
  const { observed, forgotten } = snapshot;
  const machines = observed['machines'] as Readonly<
    Record<string, { readonly record: MachineRecord }>
  >;
  const { storeId, lastApplied, judged, at } = observed as {
    readonly storeId: string;
    readonly lastApplied?: SiteStatus['lastApplied'];
    readonly judged?: Revision;
    readonly at: number;
  };
  const site = { storeId, ...(lastApplied === undefined ? {} : { lastApplied }) };
  const records = Object.entries(machines).map(([id, { record }]) => [id, record]);
  return {
    version: 1,
    what: 'rackwright state',
    storeId,
    takenAt: new Date(at).toISOString(),
    documents: {
      site: { site },
      machine: Object.fromEntries(records) as Record<string, MachineRecord>,
      installed: observed['ledger'] as Record<string, InstallLedger>,
      forgotten,
      safeguard: (observed['safeguards'] ?? {}) as Record<string, Safeguard>,
      ...(judged === undefined ? {} : { judged: { site: { revision: judged } } }),
    },
    history: [],
  };
}

export const lastAppliedIn = ({ documents }: Backup): Revision | undefined =>
  documents.site?.['site']?.lastApplied?.revision;

export interface Since {
  /** Of every revision from the copy's on. */
  readonly declared: readonly Declared[];
  readonly at: Instant;
  readonly newId: () => MachineId;
  /** The id of a store that has none. */
  readonly newStoreId: () => string;
}

/** What brings the copy back into the store, in one commit. */
export async function restoreWrites(
  store: StateStore,
  copy: Backup,
  since: Since,
): Promise<{ readonly writes: readonly Write[]; readonly storeId: string }> {
  const site = await store.get('site', 'site');
  const storeId = site?.value.storeId ?? since.newStoreId();
  const writes = [
    ...(await ledgerWrites(store, copy, since)),
    ...(await recordWrites(store, copy, since.at)),
    ...(await keptWrites(store, copy)),
    { collection: 'turn', key: 'site', expect: 'any', value: { at: since.at } } as const,
  ];
  if (site !== undefined) return { writes, storeId };
  const lastApplied = copy.documents.site?.['site']?.lastApplied;
  const value: SiteStatus = { storeId, ...(lastApplied === undefined ? {} : { lastApplied }) };
  return {
    writes: [...writes, { collection: 'site', key: 'site', expect: 'absent', value }],
    storeId,
  };
}

async function ledgerWrites(
  store: StateStore,
  { documents }: Backup,
  since: Since,
): Promise<readonly Write[]> {
  const rows = await store.list('installed');
  const now = new Map([...rows].map(([id, { value }]) => [id as MachineId, value]));
  const copy = new Map(Object.entries(documents.installed ?? {}) as [MachineId, InstallLedger][]);
  const recorded = await store.list('machine');
  const ids = new Map<string, string>();
  for (const [id, { identity }] of [
    ...Object.entries(documents.machine ?? {}),
    ...[...recorded].map(([key, { value }]) => [key, value] as const),
  ])
    for (const key of identityKeys(identity)) ids.set(key, id);
  const idOf = (identity: Identity, orElse?: MachineId): MachineId => {
    const [found] = identityKeys(identity).flatMap((key) => ids.get(key) ?? []);
    return (found as MachineId | undefined) ?? orElse ?? since.newId();
  };
  const { declared, at } = since;
  return [...restoredLedger(now, copy, { declared, at, idOf })].flatMap(([key, value]): Write[] =>
    value === now.get(key)
      ? []
      : [{ collection: 'installed', key, expect: rows.get(key)?.serial ?? 'absent', value }],
  );
}

/** A machine that the store knows is as the store has it. */
async function recordWrites(
  store: StateStore,
  { documents }: Backup,
  at: Instant,
): Promise<readonly Write[]> {
  const rows = await store.list('machine');
  const known = new Set([...rows.values()].flatMap(({ value }) => identityKeys(value.identity)));
  return Object.entries(documents.machine ?? {}).flatMap(([key, record]): Write[] => {
    if (rows.has(key) || identityKeys(record.identity).some((one) => known.has(one))) return [];
    const value = restoredRecord(record, at, isWhole(record));
    return [{ collection: 'machine', key, expect: 'absent', value }];
  });
}

async function keptWrites(store: StateStore, { documents }: Backup): Promise<readonly Write[]> {
  const kept = COLLECTIONS.filter((collection) => FATE[collection] === 'keep');
  const writes = await Promise.all(
    kept.map(async (collection): Promise<readonly Write[]> => {
      const rows = await store.list(collection);
      return Object.entries(documents[collection] ?? {})
        .filter(([key]) => !rows.has(key))
        .map(([key, value]) => writeOf(collection, key, value));
    }),
  );
  return writes.flat();
}

const writeOf = <C extends Collection>(collection: C, key: string, value: Documents[C]): Write =>
  ({ collection, key, expect: 'absent', value }) as Write;
