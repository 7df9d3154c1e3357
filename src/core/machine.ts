/**
 * The life of a machine, as one closed table. Facts move records; plans move the world: whatever is
 * reported about a machine passes through `advance`, and an event its phase has no row for is refused.
 */
import { type Erasure, erasesNothing, isErasing } from './erasing.ts';
import { enter, take } from './take.ts';
import type { Hardware, Identity, DiskTarget } from './hardware.ts';
import type { Digest, ImageKey, Instant, MachineName } from './ids.ts';
import type { DeploymentParts, Uses } from './inventory.ts';

export type Phase =
  | 'new'
  | 'commissioning'
  | 'failed-commissioning'
  | 'ready'
  | 'allocated'
  | 'deploying'
  | 'failed-deployment'
  | 'deployed'
  | 'releasing'
  | 'failed-releasing'
  | 'broken';

/** What is decided about one installation is decided here, once, and stored before anything is touched. */
export interface Deployment {
  readonly generation: number;
  /** Counts the attempts at this generation, from 1. */
  readonly attempt: number;
  readonly inMemory: boolean;
  readonly image: ImageKey;
  /** The simplestreams version: the same one at every boot of an in-memory deployment. */
  readonly version: string;
  /** The image that the machine netboots to install `image`: itself, or the commissioning one. */
  readonly bootImage: ImageKey;
  readonly bootVersion: string;
  readonly digest: Digest;
  readonly parts: DeploymentParts;
  readonly uses?: Uses;
  /** Empty for a deployment in memory: it writes no disk. */
  readonly disks: readonly DiskTarget[];
}

/** The row of a machine: where it is in its life, and what the next step needs to know. */
export interface MachineRecord {
  readonly name: MachineName;
  readonly identity: Identity;
  readonly phase: Phase;
  /** When the phase was entered. */
  readonly since: Instant;
  /** Starts of the phase's work (commissionings, attempts at this generation); 0 again after a person's `retry`. */
  readonly attempts: number;
  /** Times a BMC was asked to boot the machine in this phase. */
  readonly boots: number;
  /** The fence a BMC does not have: written before it is asked. */
  readonly powerRequestedAt?: Instant;
  /** The last sign of life in this phase: a boot file fetched, a signal posted. */
  readonly heardAt?: Instant;
  readonly hardware?: Hardware;
  readonly owner?: string;
  readonly deployment?: Deployment;
  /** Stored before the first byte of the installer's configuration leaves; `boot` names the boot that got it. */
  readonly installerReleased?: { readonly at: Instant; readonly boot: string };
  /** Of the release under way; of the last one, until something is installed again. */
  readonly erasure?: Erasure;
  /** Why the phase is a failed one, or why a person marked it broken. */
  readonly reason?: string;
  /** That it is not the machine that was commissioned, or has other disks: nothing tries that again by itself (rule 7). */
  readonly refused?: Refusal;
  /** Commissioned anew because it was refused: what is on its disks now is not ours until something is installed again. */
  readonly anew?: true;
  readonly brokenFrom?: Phase;
  /** A person gave the phase's work up: it is not begun again by itself. */
  readonly aborted?: true;
  /** A person's lock: nothing is begun, and nothing powered, until it is taken off (rule 5). */
  readonly lock?: RuntimeLock;
}

/** What a machine did not prove when it asked for what writes its disks. */
export type Refusal = 'identity' | 'disks';

export interface RuntimeLock {
  readonly by: string;
  readonly why: string;
  readonly at: Instant;
}

/** Who said it, and why. */
interface Said {
  readonly by: string;
  readonly why: string;
}

export type MachineEvent =
  | { readonly kind: 'commission-started' }
  | { readonly kind: 'commissioned'; readonly hardware: Hardware }
  | { readonly kind: 'allocated'; readonly owner: string | undefined }
  | { readonly kind: 'deploy-started'; readonly deployment: Deployment }
  | { readonly kind: 'installer-released'; readonly boot: string }
  | { readonly kind: 'netboot-off' }
  | { readonly kind: 'deployed' }
  /** With `erasure`, the machine is booted to erase these disks before it is released. */
  | { readonly kind: 'release-started'; readonly erasure?: Erasure }
  | { readonly kind: 'erase-released'; readonly boot: string }
  | { readonly kind: 'erased' }
  | { readonly kind: 'released' }
  /** Written before the BMC is asked. */
  | { readonly kind: 'power-requested' }
  | { readonly kind: 'heard' }
  | { readonly kind: 'failed'; readonly reason: string; readonly refused?: Refusal }
  | { readonly kind: 'renamed'; readonly name: MachineName; readonly identity: Identity }
  | ({ readonly kind: WordKind } & Said);

/** What a person may say to a machine. `retry-authorised`: one more round of attempts. */
export type WordKind =
  | 'retry-authorised'
  | 'locked'
  | 'unlocked'
  | 'aborted'
  | 'marked-broken'
  | 'marked-fixed';

type Row = { readonly [E in MachineEvent['kind']]?: Phase | 'came-from' };

/** What changes nothing about where a machine is in its life. */
function anywhere<P extends Phase>(phase: P) {
  return { renamed: phase, locked: phase, unlocked: phase };
}

/** An event absent from a row is refused. `came-from`: back to the phase that was marked broken. */
export const TRANSITIONS: { readonly [P in Phase]: Row } = {
  new: { 'commission-started': 'commissioning', 'marked-broken': 'broken', ...anywhere('new') },
  commissioning: {
    commissioned: 'ready',
    failed: 'failed-commissioning',
    aborted: 'failed-commissioning',
    'power-requested': 'commissioning',
    heard: 'commissioning',
    ...anywhere('commissioning'),
  },
  'failed-commissioning': {
    'commission-started': 'commissioning',
    'retry-authorised': 'failed-commissioning',
    'marked-broken': 'broken',
    ...anywhere('failed-commissioning'),
  },
  ready: {
    allocated: 'allocated',
    'commission-started': 'commissioning',
    'power-requested': 'ready',
    'marked-broken': 'broken',
    ...anywhere('ready'),
  },
  allocated: {
    allocated: 'allocated',
    'deploy-started': 'deploying',
    'release-started': 'releasing',
    'power-requested': 'allocated',
    'marked-broken': 'broken',
    ...anywhere('allocated'),
  },
  deploying: {
    'installer-released': 'deploying',
    'netboot-off': 'deploying',
    'power-requested': 'deploying',
    heard: 'deploying',
    deployed: 'deployed',
    failed: 'failed-deployment',
    aborted: 'failed-deployment',
    ...anywhere('deploying'),
  },
  'failed-deployment': {
    'deploy-started': 'deploying',
    // Of one that proved to be another than it was: what it is made of is found out anew.
    'commission-started': 'commissioning',
    // The installer finished after we gave up: the signal is true all the same.
    deployed: 'deployed',
    'release-started': 'releasing',
    'retry-authorised': 'failed-deployment',
    'marked-broken': 'broken',
    ...anywhere('failed-deployment'),
  },
  deployed: {
    'deploy-started': 'deploying',
    'release-started': 'releasing',
    'marked-broken': 'broken',
    ...anywhere('deployed'),
  },
  releasing: {
    'erase-released': 'releasing',
    erased: 'releasing',
    released: 'ready',
    failed: 'failed-releasing',
    aborted: 'failed-releasing',
    'power-requested': 'releasing',
    heard: 'releasing',
    ...anywhere('releasing'),
  },
  'failed-releasing': {
    'release-started': 'releasing',
    // It ended after we gave up: the disks are erased all the same.
    erased: 'releasing',
    'retry-authorised': 'failed-releasing',
    'marked-broken': 'broken',
    ...anywhere('failed-releasing'),
  },
  broken: { 'marked-fixed': 'came-from', ...anywhere('broken') },
};

/**
 * The record after the event, or `undefined` where its phase refuses it. An installer or a list of
 * disks to erase that was released to one boot is never released to another (rule 8), whoever asks
 * at the same time.
 */
export function advance(
  record: MachineRecord,
  event: MachineEvent,
  at: Instant,
): MachineRecord | undefined {
  const to = TRANSITIONS[record.phase][event.kind];
  if (to === undefined || isVoid(record, event)) return undefined;
  const entered = enter(record, to === 'came-from' ? (record.brokenFrom ?? 'new') : to, at);
  if (event.kind === 'marked-broken')
    return { ...entered, reason: event.why, brokenFrom: record.phase };
  return take(entered, event, at);
}

/** What the table lets pass, and this record does not. */
const isVoid = (record: MachineRecord, event: MachineEvent): boolean =>
  releasedToAnotherBoot(record, event) ||
  erasesNothing(record, event.kind) ||
  (event.kind === 'commission-started' && isTried(record)) ||
  (event.kind === 'aborted' && isPastRecall(record)) ||
  (event.kind === 'unlocked' && record.lock === undefined);

/** Nobody calls an installer back, nor a list of disks; and a release that erases nothing is a word in git. */
const isPastRecall = (record: MachineRecord): boolean =>
  record.phase === 'releasing'
    ? !isErasing(record) || record.erasure?.released !== undefined
    : record.phase === 'deploying' && record.installerReleased !== undefined;

/** Its deployment failed, and not because it is another machine: it is no use to look at it again. */
const isTried = ({ phase, refused }: MachineRecord): boolean =>
  phase === 'failed-deployment' && refused === undefined;

function releasedToAnotherBoot(record: MachineRecord, event: MachineEvent): boolean {
  if (event.kind !== 'installer-released' && event.kind !== 'erase-released') return false;
  const released =
    event.kind === 'installer-released' ? record.installerReleased : record.erasure?.released;
  return released !== undefined && released.boot !== event.boot;
}
