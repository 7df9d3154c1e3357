/** What the shell must provide. Adapters implement these; `controller/` knows nothing else of them. */
import type { Override, Rollout, Start } from './budget.ts';
import type { Attributed, Question } from './attribution.ts';
import type { Approval } from './approval.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Declared } from './diff.ts';
import type { ControllerEvent } from './events.ts';
import type { FirmwareKind } from './hardware.ts';
import type { Digest, ImageKey, Instant, Ipv4, Mac, MachineId, Revision } from './ids.ts';
import type { Catalog, StoredImage } from './image.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
import type { MachineEvent, MachineRecord } from './machine.ts';
import type {
  AddressLease,
  AppliedInventory,
  Candidate,
  Forgotten,
  Identities,
  InstallLedger,
  PowerState,
  Setback,
} from './observed.ts';
import type { PendingNote } from './pending.ts';
import type { Safeguard } from './protection.ts';
import type { Secret, SecretRef } from './secret.ts';

export interface Clock {
  now(): Instant;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Random text for ids and tokens, from a cryptographic source (or a seeded one, in rehearsals). */
export interface Random {
  /** `length` characters of `[a-z0-9]`. */
  text(length: number): string;
}

/** Collections of the store, and what lies in each. Everything is JSON. */
export interface Documents {
  readonly machine: MachineRecord;
  readonly candidate: Candidate;
  readonly forgotten: Forgotten;
  /** By machine id; outlives the machine's own row. */
  readonly installed: InstallLedger;
  /** By subject key. */
  readonly setback: Setback;
  /** By MAC. */
  readonly address: AddressLease;
  /** By token key. */
  readonly token: Token;
  /** The one document `site`. */
  readonly site: SiteStatus;
  /** The one document `site`: the machines of `SiteStatus.lastApplied`, of which there may be many. */
  readonly applied: { readonly identities: Identities };
  /** Of protected machines, by a MAC (rule 5). */
  readonly safeguard: Safeguard;
  /** The one document `site`: up to where the history of the inventory was judged. */
  readonly judged: { readonly revision: Revision };
  /** By boot source's name. */
  readonly catalog: Catalog;
  /** By `startKey`. Whoever writes one writes `turn` too. */
  readonly start: Start;
  /** The one document `site`: its serial is the counter that every start is compared and set by. */
  readonly turn: { readonly at: Instant };
  /** The one document `site`. */
  readonly rollout: Rollout;
  /** By `overrideKey`. */
  readonly override: Override;
  /** By machine id. */
  readonly approval: Approval;
  /** By machine id. */
  readonly pending: PendingNote;
}
export type Collection = keyof Documents;

export interface SiteStatus {
  readonly storeId: string;
  readonly lastApplied?: AppliedInventory;
  /** The newest head that was not accepted, and why: for status, page and plan. */
  readonly rejected?: {
    readonly revision: Revision;
    readonly at: Instant;
    readonly diagnostics: readonly Diagnostic[];
  };
  /** How many commits the store had when a published snapshot showed that it is an older copy: it is one for good. */
  readonly behindAt?: number;
}

/** OAuth credentials of one machine, for one attempt and one environment (maas-wire.md §4.3). */
export interface Token {
  readonly machine: MachineId;
  readonly environment: 'commissioning' | 'installer' | 'installed' | 'erasing';
  /** What it is bound to: `commission/2`, `deploy/<generation>/<attempt>`, `erase/<generation>/<attempt>`. */
  readonly attempt: string;
  readonly consumerKey: string;
  readonly secret: string;
  readonly madeAt: Instant;
}

export interface Versioned<T> {
  readonly value: T;
  /** Counts the row's writes from 1. */
  readonly serial: number;
}

export type Write = {
  readonly [C in Collection]: {
    readonly collection: C;
    readonly key: string;
    /** The serial the row must have, or that there must be none. */
    readonly expect: number | 'absent' | 'any';
    /** `keep` writes nothing: what the other writes rely on must still be so. */
    readonly value: Documents[C] | 'delete' | 'keep';
  };
}[Collection];

/** A line of the history for people: who did what to whom, when, and why. */
export interface HistoryEntry {
  readonly at: Instant;
  /** Subject key: `machine/n1`, `image/…`, `inventory`. */
  readonly subject: string;
  readonly event: ControllerEvent['event'] | 'word';
  readonly text: string;
}

export interface Leadership {
  readonly holder: string;
  /** Rises with every change of holder. */
  readonly term: number;
}

/** Truth. `commit` is atomic and durable when it resolves; a stale `expect` throws E_STATE_CONFLICT and writes nothing. */
export interface StateStore {
  get<C extends Collection>(
    collection: C,
    key: string,
  ): Promise<Versioned<Documents[C]> | undefined>;
  list<C extends Collection>(collection: C): Promise<ReadonlyMap<string, Versioned<Documents[C]>>>;
  commit(writes: readonly Write[], history: readonly HistoryEntry[]): Promise<void>;
  /** Newest last; all subjects when `subject` is undefined. */
  history(subject: string | undefined, limit: number): Promise<readonly HistoryEntry[]>;
  /** Takes or renews leadership for `ttlMs`; `undefined` while another holds it. */
  lead(holder: string, ttlMs: number): Promise<Leadership | undefined>;
  /** Changes whenever anybody, in this process or another, has committed. */
  version(): Promise<string>;
  close(): Promise<void>;
}

export interface OpenedBlob {
  readonly bytes: number;
  /** Absolute path of the verified blob, for adapters that stream it. Immutable while it exists. */
  readonly path: string;
}

/** Verified files, by digest. What it lists is complete; what is incomplete is not listed. */
export interface ImageStore {
  list(): Promise<ReadonlyMap<ImageKey, readonly StoredImage[]>>;
  /** Verifies length and SHA-256 while streaming, or nothing was stored. */
  ingest(
    file: { readonly sha256: Digest; readonly bytes: number },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  has(digest: Digest): Promise<boolean>;
  /** Every file of it is ingested: from now on it is listed, all at once. */
  publish(image: StoredImage): Promise<void>;
  open(digest: Digest): Promise<OpenedBlob | undefined>;
  prune(key: ImageKey, version: string): Promise<void>;
}

/** The signed catalogue and its files, from the one boot source. */
export interface ImageMirror {
  /** Fetches and verifies index and product lists. Throws E_STREAM_*. */
  catalog(previous: Catalog | undefined, signal: AbortSignal): Promise<Catalog>;
  /** Downloads what the store lacks, unpacks boot loaders, and publishes. */
  sync(
    image: {
      readonly key: ImageKey;
      readonly version: string;
      readonly traits: StoredImage['product'];
    },
    files: Catalog['products'][number]['versions'][number]['files'],
    signal: AbortSignal,
  ): Promise<StoredImage>;
}

/** A kind of BMC. The inventory has checked the parameters; secrets in them are references. */
export interface PowerDriver {
  readonly type: string;
  connect(parameters: Readonly<Record<string, unknown>>, secrets: Secrets): PowerControl;
}

/** One attempt each, typed failures (E_POWER_*), no retries, no sleeps: patience belongs to the planner. */
export interface PowerControl {
  query(signal: AbortSignal): Promise<PowerState>;
  /** On an already-on machine: nothing happens. */
  on(signal: AbortSignal): Promise<void>;
  off(signal: AbortSignal): Promise<void>;
  /** The next boot, and only it, is from the network. */
  netbootOnce(firmware: FirmwareKind | undefined, signal: AbortSignal): Promise<void>;
}

export interface Secrets {
  /** Throws E_SECRET_MISSING. */
  resolve(ref: SecretRef): Promise<Secret>;
  /** The text without any secret that was resolved so far: machines may say back what they were given. */
  hide?(text: string): string;
}

/** A declared or recorded machine, as the services that machines talk to see it. */
export interface FoundMachine {
  readonly id: MachineId;
  readonly record: MachineRecord;
  /** `undefined` for a machine that left the inventory in flight. */
  readonly spec: MachineSpec | undefined;
}

/**
 * What DHCP, TFTP, HTTP and metadata know and may say. All answers are functions of the inventory in
 * force and of stored rows, so every controller gives the same one.
 */
export interface Fleet {
  /** `undefined` until a first inventory was accepted. */
  inventory(): Inventory | undefined;
  byMac(mac: Mac): Promise<FoundMachine | undefined>;
  byId(id: MachineId): Promise<FoundMachine | undefined>;
  /** Left the inventory, and not declared again: boots its local disk, is never enlisted. */
  forgotten(mac: Mac): Promise<boolean>;
  /** The unexpired lease (or declared reservation that was asked for) of this address. */
  leaseOf(address: Ipv4): Promise<AddressLease | undefined>;
  images(): Promise<ReadonlyMap<ImageKey, readonly StoredImage[]>>;
  /**
   * A fact from the machine: true regardless of any plan. Stored before it resolves; `false`: its phase
   * refuses it, or it is not (any more) a fact about the record as it is by then: `still` says so.
   */
  report(
    id: MachineId,
    event: MachineEvent,
    still?: (record: MachineRecord) => boolean,
  ): Promise<boolean>;
  /** Why this store is not the site's newest: then machines are given nothing that it has not given before (rule 11). */
  stranger?(): Promise<string | undefined>;
  /** Its BMC is being asked for something now: what it does at this moment may be cut short. */
  underPower(record: MachineRecord): boolean;
}

/** Where the inventory comes from: a branch of a git repository, or a folder for looking only. */
export interface InventorySource {
  /** The newest revision there is; fetches. Throws E_GIT_FETCH. */
  head(signal: AbortSignal): Promise<Revision>;
  load(revision: Revision, signal: AbortSignal): Promise<LoadedInventory>;
  /** The commits after `from` up to `to`, along first parents; absent where there are no commits. */
  lineage?(from: Revision, to: Revision, signal: AbortSignal): Promise<Lineage>;
  /** Where fields stand, and the commits that wrote those lines; by `refKey`. */
  attribute?(question: Question, signal: AbortSignal): Promise<ReadonlyMap<string, Attributed>>;
  /** Where the source has a history. */
  readonly revisions?: Revisions;
}

/** What documents say at a commit, for comparing two of them. */
export interface Revisions {
  /** `undefined` where no commit is called so. */
  resolve(name: string, signal: AbortSignal): Promise<Revision | undefined>;
  declared(revision: Revision, signal: AbortSignal): Promise<DeclaredInventory>;
  /** Every revision after `from` up to `to`; all up to `to` where `from` is not known. */
  between(
    from: Revision | undefined,
    to: Revision,
    signal: AbortSignal,
  ): Promise<readonly Revision[]>;
}

export interface DeclaredInventory {
  readonly documents: readonly Declared[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Oldest first, `to` included. `undefined`: `from` is not behind `to`, or farther than anybody looks. */
export type Lineage = readonly Revision[] | undefined;

/** `inventory` is undefined where the diagnostics hold an error. */
export interface LoadedInventory {
  readonly inventory: Inventory | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Bytes of the files that documents name with `file:`, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}
