/** Everything declared, read at one revision, validated and linked. Never mutated. */
import type { SourceRange } from './diagnostic.ts';
import type { Architecture, FirmwareKind, Identity } from './hardware.ts';
import type { Digest, Ipv4, Mac, MachineName, Revision, SubnetName } from './ids.ts';
import type { AddressRange, Cidr } from './ipv4.ts';

export interface Inventory {
  readonly revision: Revision;
  readonly site: Site;
  /** Exactly one is in force, or none: two are a diagnostic, and image sync stays off. */
  readonly bootSource: BootSource | undefined;
  readonly selections: readonly ImageSelection[];
  readonly subnets: readonly Subnet[];
  readonly machines: ReadonlyMap<MachineName, MachineSpec>;
  /** Where the other documents stand, by kind and name: `CloudInit/base`. */
  readonly documents: ReadonlyMap<string, SourceRange>;
}

/** Policy of the site, and the services that machines are told about. Durations in milliseconds. */
export interface Site {
  readonly name: string;
  /** The id of the one store that may power, commission and install (`reconcile state init`). */
  readonly stateId: string | undefined;
  readonly limits: Limits;
  /** Without any, every moment is one. */
  readonly windows: readonly Window[];
  readonly timeouts: Timeouts;
  readonly maxAttempts: number;
  /** Newest versions of an image that garbage collection keeps besides those in use. */
  readonly keepVersions: number;
  /** The ephemeral environment that enlists, commissions, and powers strangers' disks off. */
  readonly commissioning: ImageRequest;
  /** Machines that the controller depends on: never powered, never installed (rule 10). */
  readonly protectSelf?: readonly MachineName[];
  /** Where machines reach this controller when it has no address of its own in their subnet. */
  readonly provisioningAddress: Ipv4 | undefined;
  readonly dns: readonly Ipv4[];
  readonly ntp: readonly string[];
  readonly syslog: string | undefined;
  readonly apt: AptSettings;
  readonly curtin: CurtinDelivery;
  /** Kernel options for every ephemeral environment, before MAAS's `---` marker. */
  readonly kernelOptions: readonly string[];
  /** `saved-plans`: nothing is installed over and nothing given up that no applied plan approved. */
  readonly apply: 'auto' | 'saved-plans';
  /** Who may sign saved plans; where it is given, only signed ones are applied. */
  readonly plans: PlanPolicy | undefined;
  /** Without it no snapshot is published, and none is believed. */
  readonly snapshots: SnapshotPolicy | undefined;
}

/** Any one of them is enough. */
export interface PlanPolicy {
  /** Lines as ssh-keygen(1) has them under ALLOWED SIGNERS. */
  readonly signers: readonly string[];
  /** The bytes of an OpenPGP keyring, each key of which may sign. */
  readonly keyring: Uint8Array | undefined;
}

/** Who signs what was observed, where it is published, and how long a reviewer may rely on it. */
export interface SnapshotPolicy {
  /** The public key: base64 of its SubjectPublicKeyInfo. */
  readonly key: string;
  /** On the controller's host. */
  readonly folder: string | undefined;
  /** Of the repository that the inventory is in. */
  readonly branch: string | undefined;
  /** Milliseconds; what destroys data is marked in plans from an older one. */
  readonly maxAge: number;
}

/** What is absent is not limited. What counts as destructive is said once, in starts.ts. */
export interface Limits {
  readonly commissioning: number;
  readonly deploying: number;
  readonly maxShrinkPercent: number;
  /** Destructive starts in any 60 minutes, and in any 24 hours. */
  readonly perHour?: number;
  readonly perDay?: number;
  /** Of the declared machines, how many may be down at once because of a destructive start. */
  readonly percent?: number;
  /** The same among machines with one value of the label. */
  readonly failureDomain?: { readonly label: string; readonly atOnce: number };
  readonly waves?: Waves;
  /** Failed installs that nobody has dealt with, at which nothing destructive starts any more. */
  readonly haltAfterFailures?: number;
}

/** The canary first; the next wave when all of the last one are deployed and have been so for `bake`. */
export interface Waves {
  readonly canary: number;
  /** Machines, or percent of those that the rollout began with. */
  readonly size: number | `${number}%`;
  readonly bake: number;
}

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** When destructive steps may start. `from` and `to` are minutes of the day on the clocks of `timeZone`. */
export interface Window {
  readonly days: readonly Day[];
  readonly from: number;
  /** Not after `from`: of the following day. */
  readonly to: number;
  readonly timeZone: string;
  /** `finish`: what has started is finished. `avoid`: nothing starts that may take longer than the window. */
  readonly overrun: 'finish' | 'avoid';
}

export interface Timeouts {
  /** From the start of a phase to giving up. */
  readonly commissioning: number;
  readonly deploying: number;
  readonly releasing: number;
  /** The longest silence of a machine whose disks are to be, or are being, erased. */
  readonly erasing: number;
  /** After asking a BMC, before its answer is believed: at least the BMC's own deadline. */
  readonly settle: number;
  /** On, but neither netboot nor metadata heard: after this it is power-cycled once more. */
  readonly silence: number;
}

export interface AptSettings {
  readonly proxy: string | undefined;
  /** The whole sources list, for closed networks; MAAS's default mirrors otherwise. */
  readonly sourcesList: string | undefined;
  readonly mirror: string | undefined;
}

/** How the installer reaches the ephemeral environment: curtin is in Ubuntu's archive, not in the image. */
export type CurtinDelivery =
  | { readonly kind: 'apt' }
  | { readonly kind: 'archive'; readonly sha256: Digest; readonly file: FileRef };

/** A file of the inventory's own revision: its path there, and its bytes' digest. */
export interface FileRef {
  readonly path: string;
  readonly sha256: Digest;
}

export interface BootSource {
  readonly name: string;
  readonly url: string;
  /** The OpenPGP keyring's bytes (armoured or binary), read from the same revision. */
  readonly keyring: Uint8Array;
  /** Full fingerprints (40 or 64 hexadecimal digits, upper case) that may sign. */
  readonly fingerprints: readonly string[];
  readonly pollMs: number;
  readonly proxy: string | undefined;
  readonly declaredAt: SourceRange;
}

/** Which products to mirror. `*` in a list means all. */
export interface ImageSelection {
  readonly name: string;
  readonly os: string;
  readonly releases: readonly string[];
  readonly architectures: readonly string[];
  readonly kernels: readonly string[];
  readonly labels: readonly string[];
  readonly declaredAt: SourceRange;
}

/** An image as a machine asks for it; which product and version answer is the planner's choice. */
export interface ImageRequest {
  readonly os: string;
  readonly release: string;
  readonly architecture: Architecture;
  /** `ga`, `hwe`, … or an exact name such as `ga-24.04`. */
  readonly kernel: string;
}

export interface Subnet {
  readonly name: SubnetName;
  readonly cidr: Cidr;
  readonly gateway: Ipv4 | undefined;
  readonly dns: readonly Ipv4[];
  readonly ntp: readonly string[];
  readonly search: readonly string[];
  readonly mtu: number | undefined;
  /** Handed to machines without a declared address, and to unknown ones where `unknown` says `enlist`. */
  readonly dynamic: readonly AddressRange[];
  /** Never handed out. */
  readonly reserved: readonly AddressRange[];
  /** `relay-only`: answers only what a relay agent forwarded. */
  readonly dhcp: 'off' | 'server' | 'relay-only';
  readonly unknown: 'ignore' | 'enlist';
  readonly declaredAt: SourceRange;
}

export interface MachineSpec {
  readonly name: MachineName;
  readonly declaredAt: SourceRange;
  readonly identity: Identity;
  readonly architecture: Architecture;
  /** Decides the BMC's boot device options before commissioning has said what the firmware is. */
  readonly firmware: FirmwareKind | undefined;
  readonly power: PowerSpec;
  readonly owner: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly interfaces: readonly InterfaceSpec[];
  readonly target: Target;
  /** `{take: stateId}`: lifts the first-contact checks for the store it names and no other (rule 11). */
  readonly firstContact: string | undefined;
  /** Take the machine over as it runs: never powered, never installed until a generation says so. */
  readonly adopt: boolean;
  /** What no plan may do to it; lifted by a commit of its own only (rule 5). */
  readonly protect?: Protection;
}

export interface Protection {
  readonly reinstall: boolean;
  readonly release: boolean;
  readonly reason: string | undefined;
  readonly declaredAt: SourceRange;
}

/** A power driver's type and its parameters; secrets in them are references. */
export interface PowerSpec {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface InterfaceSpec {
  readonly mac: Mac;
  readonly subnet: SubnetName | undefined;
  /** A reservation: this MAC gets this address and nobody else does. */
  readonly address: Ipv4 | undefined;
}

export type Target =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'released' } & ReleaseSpec)
  | { readonly kind: 'deployed'; readonly deployment: DeploymentSpec };

/** What is given up, and what is erased with it (rule 3). */
export interface ReleaseSpec {
  readonly generation: number;
  readonly erase: 'none' | EraseMethod;
  /** Serials or WWNs of disks to erase besides those that are installed on. */
  readonly disks: readonly string[];
  /** Where `release` stands, for the plan's file:line of the cause. */
  readonly declaredAt: SourceRange;
}

/** `quick`: both ends and all signatures; `secure`: by the drive itself; `full`: every byte is overwritten. */
export type EraseMethod = 'quick' | 'secure' | 'full';

/** `digest` covers image request and parts: equal digests install the same machine. Only a higher `generation` installs. */
export interface DeploymentSpec {
  readonly generation: number;
  readonly inMemory: boolean;
  readonly image: ImageRequest;
  readonly parts: DeploymentParts;
  readonly digest: Digest;
  readonly uses: Uses;
  /** Where `deploy` stands, for the plan's file:line of the cause. */
  readonly declaredAt: SourceRange;
}

/** What a deployment gives the machine. Pinned in the machine's row when the deployment starts. */
export interface DeploymentParts {
  readonly hostname: string;
  readonly sshKeys: readonly string[];
  readonly userData: readonly UserDataPart[];
  readonly kernelOptions: readonly string[];
  readonly storage: StorageSpec;
  readonly preseed: PreseedParts;
  /** What the owner and the labels say that placeholders name; absent where they name none. */
  readonly values?: Readonly<Record<string, string>>;
}

/** The documents that a deployment is made of, by name: for telling people, never compared. */
export interface Uses {
  /** In order, each with how many of the user-data's parts are its own. */
  readonly cloudInit: readonly { readonly name: string; readonly parts: number }[];
  readonly preseed: string | undefined;
  readonly sshKeys: readonly string[];
}

/** One part of cloud-init's MIME message. Text is literal unless `substitute`. */
export interface UserDataPart {
  readonly name: string;
  readonly contentType: 'text/cloud-config' | 'text/x-shellscript';
  readonly content: string;
  readonly substitute: boolean;
}

/** A merge over the built-in curtin configuration (maps merge, lists replace) and commands by name. */
export interface PreseedParts {
  readonly config: Readonly<Record<string, unknown>>;
  readonly earlyCommands: Readonly<Record<string, readonly string[]>>;
  readonly lateCommands: Readonly<Record<string, readonly string[]>>;
}

export interface StorageSpec {
  readonly layout: 'flat';
  /** Which disk gets the root filesystem; without it, the machine must have exactly one. */
  readonly disk: DiskSelector | undefined;
}

export interface DiskSelector {
  readonly serial?: string;
  readonly wwn?: string;
}
