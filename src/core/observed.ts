/** The world as last seen: possibly incomplete, possibly stale, always dated. */
import type { Budget } from './budget.ts';
import type { Approval } from './approval.ts';
import type { Disposition, ErrorCode } from './errors.ts';
import type { Architecture, Hardware, Identity } from './hardware.ts';
import type { ImageKey, Instant, Ipv4, Mac, MachineId, MachineName, Revision } from './ids.ts';
import type { Catalog, StoredImage } from './image.ts';
import type { Itself } from './itself.ts';
import type { MachineRecord, RuntimeLock } from './machine.ts';
import type { PendingNote } from './pending.ts';
import type { Safeguards } from './protection.ts';
import type { Guard } from './step.ts';

export interface ObservedState {
  readonly at: Instant;
  /** The id of the store that was read; `undefined` where there is no store. */
  readonly storeId: string | undefined;
  /** Why that store may not be the newest of its copies: then nothing is touched (rule 11). */
  readonly doubt?: string;
  readonly lastApplied: AppliedInventory | undefined;
  readonly machines: ReadonlyMap<MachineId, ObservedMachine>;
  /** Outlives the machines: what was ever installed, by identity. */
  readonly ledger: ReadonlyMap<MachineId, InstallLedger>;
  /** What is remembered of protected machines (rule 5), and the last revision that was judged for it. */
  readonly safeguards?: Safeguards;
  readonly judged?: Revision | undefined;
  /** The host that the controller runs on, where it is known (rule 10). */
  readonly itself?: Itself;
  /** Power as the BMCs told it, for the declared machines whose step depends on it. */
  readonly power: ReadonlyMap<MachineName, PowerState>;
  /** Nobody can be asked now: it was read from a snapshot. */
  readonly unasked?: true;
  /** Why a BMC could not be asked, where its state is `error`. */
  readonly powerTrouble?: ReadonlyMap<MachineName, string>;
  /** Machines that enlisted themselves by netbooting: they count as confirmed at first contact. */
  readonly candidates: readonly Candidate[];
  readonly catalog: Catalog | undefined;
  /** Complete, verified versions on disk, oldest first. */
  readonly images: ReadonlyMap<ImageKey, readonly StoredImage[]>;
  /** By subject key. */
  readonly setbacks: ReadonlyMap<string, Setback>;
  /** What people approved by applying a saved plan. */
  readonly approvals?: ReadonlyMap<
    MachineId,
    { readonly value: Approval; readonly serial: number }
  >;
  /** Subject keys of the jobs that run now. */
  readonly inFlight: ReadonlySet<string>;
  /** What limits are judged by; nothing was ever started where it is absent. */
  readonly budget?: Budget;
  /** Since when what is pending has been so. */
  readonly pending?: ReadonlyMap<MachineId, PendingNote>;
}

export interface ObservedMachine {
  readonly record: MachineRecord;
  /** The row's counter: a planned fact that expects an older one is refused. */
  readonly serial: number;
}

/** `unknown`: the driver cannot tell (manual). `error`: it was asked and the asking failed. */
export type PowerState = 'on' | 'off' | 'unknown' | 'error';

/** The last failure of a subject. It waits or holds the subject's next step until it is heeded. */
export interface Setback {
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly message: string;
  readonly at: Instant;
  /** Failures in a row. */
  readonly count: number;
  /** The inventory in force at the time: a stall ends when it changes. */
  readonly revision: Revision;
  /** A limit that was reached between plan and apply: nothing failed. */
  readonly guard?: Guard;
}

/** The highest generation ever started for an identity; it survives renames, removal and re-adding. */
export interface InstallLedger {
  readonly identity: Identity;
  readonly generation: number;
  readonly startedAt: Instant;
  readonly name: MachineName;
  /** Taken over as it ran: this store has written none of its disks yet, for no installer was released since. */
  readonly adopted?: true;
  /** Raised by a restore: whether it was ever started, nobody knows. */
  readonly restored?: true;
  /** The highest generation whose installer was released: 0 where none ever was, `undefined` where nobody noted it. */
  readonly released?: number;
}

/** What the last applied commit declared: the shrink guard compares against it (rule 4). */
export interface AppliedInventory {
  readonly revision: Revision;
  readonly machines: number;
  /** By what each was known, as `identityKeys` says; `undefined` where only their number is. */
  readonly identities?: Identities;
}
export type Identities = readonly (readonly string[])[];

/** An unknown machine that netbooted on an enlisting subnet and said what it is. */
export interface Candidate {
  readonly identity: Identity;
  readonly architecture: Architecture;
  readonly hardware: Hardware | undefined;
  readonly seenAt: Instant;
  /** The MAC that had the address lease: the one of its identity that it has shown. */
  readonly netbootedAs?: Mac;
}

/** A machine that left the inventory: its MACs boot the local disk until declared again (rule 2). */
export interface Forgotten {
  readonly identity: Identity;
  readonly name: MachineName;
  readonly at: Instant;
  /** As it was locked when it left. */
  readonly lock?: RuntimeLock;
}

/** One address of ours in one machine's hands. */
export interface AddressLease {
  readonly mac: Mac;
  readonly address: Ipv4;
  readonly subnet: string;
  readonly expiresAt: Instant;
  readonly hostname?: string;
}
