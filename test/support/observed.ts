/** What was observed, in a small file that a person can read: `observed.yaml` beside a story's inventory. */
import type { Disk, Hardware } from '../../src/core/hardware.ts';
import {
  type ImageKey,
  type Instant,
  instant,
  type Ipv4,
  type Mac,
  type MachineId,
  type MachineName,
  type Revision,
} from '../../src/core/ids.ts';
import { identitiesOf } from '../../src/core/guards.ts';
import { DISPOSITIONS, type ErrorCode } from '../../src/core/errors.ts';
import type { Catalog, StoredImage } from '../../src/core/image.ts';
import type { EraseMethod, Inventory, MachineSpec } from '../../src/core/inventory.ts';
import type { Erasure } from '../../src/core/erasing.ts';
import type { Deployment, MachineRecord, Phase, Refusal } from '../../src/core/machine.ts';
import { judge } from '../../src/core/protection.ts';
import type { InstallLedger, ObservedState, PowerState, Setback } from '../../src/core/observed.ts';
import { approvalRows } from '../../src/controller/approvals.ts';
import type { Approval } from '../../src/core/approval.ts';
import { savedPlan } from '../../src/core/saved-plan.ts';
import { parseYaml } from '../../src/lib/yaml.ts';
import { digest, noble } from './fleet.ts';
import { type BudgetFile, budgetOf } from './observed-budget.ts';

/** Durations (`90s`, `30m`) say how long ago. */
interface ObservedFile extends BudgetFile {
  readonly at?: string;
  /** The store's id; the site's own when nothing is said, `none` where there is no store. */
  readonly store?: string;
  readonly lastApplied?: {
    readonly machines: number;
    readonly revision?: string;
    /** It is remembered who they were: those of `before/`. */
    readonly remembered?: true;
  };
  /** Why the newest head is not the inventory at hand. */
  readonly rejected?: string;
  /** `key@version`, stored; without it the newest noble. */
  readonly images?: readonly string[];
  /** `key@version`, offered by the boot source; without it what is stored. */
  readonly catalog?: { readonly products?: readonly string[]; readonly fetched?: string };
  /** Names of declared machines that enlisted by netbooting; `n4 2d`: so long ago. */
  readonly candidates?: readonly string[];
  /** By name; a name with `*` stands for all declared machines that it fits. */
  readonly machines?: Readonly<Record<string, SeenMachine>>;
  readonly setbacks?: Readonly<Record<string, SeenSetback>>;
  readonly inFlight?: readonly string[];
  /** The controller's own host. */
  readonly itself?: {
    readonly macs?: readonly string[];
    readonly bmc?: string;
    readonly uuid?: string;
  };
  /** Generations that a first revision without its protection named, by machine; `release`: that it was released there. */
  readonly burnt?: Readonly<Record<string, number | 'release'>>;
  /** Why the store may not be the newest of its copies. */
  readonly doubt?: string;
  /** It was observed for a snapshot, which is so old when it is planned with. */
  readonly snapshotAge?: string;
}

interface SeenMachine {
  /** Without a phase the machine has no record. */
  readonly phase?: Phase;
  readonly power?: PowerState;
  /** Why its BMC could not be asked, where its power is `error`. */
  readonly trouble?: string;
  readonly since?: string;
  readonly asked?: string;
  readonly heard?: string;
  /** The record's name, where the machine was renamed since. */
  readonly was?: string;
  readonly owner?: string;
  readonly attempts?: number;
  readonly boots?: number;
  readonly reason?: string;
  readonly refused?: Refusal;
  readonly disks?: readonly SeenDisk[];
  /** Of the deployment: what it was declared as stands in `before/`, or in the inventory. */
  readonly generation?: number;
  /** It was taken over as it runs: nothing is known of what is on it. */
  readonly adopted?: true;
  readonly version?: string;
  readonly installerReleased?: string;
  /** Of a release under way: the disks of the deployment are to be erased, and since when they are. */
  readonly erasing?: { readonly method: EraseMethod; readonly released?: string };
  /** The highest generation ever started. */
  readonly ledger?: number;
  /** Since when differences have been pending: `CloudInit/base CloudInit.parts.content base: 12d`. */
  readonly pending?: Readonly<Record<string, string>>;
  /** The ledger was raised by a restore. */
  readonly restored?: true;
  /** Applying a saved plan approved the generation that is declared, so long ago. */
  readonly approved?: string;
  /** Why ann has locked it. */
  readonly lock?: string;
  readonly aborted?: true;
}

interface SeenDisk {
  readonly serial: string;
  readonly gigabytes: number;
  readonly holds?: readonly string[];
}

interface SeenSetback {
  readonly code: ErrorCode;
  readonly message: string;
  readonly ago: string;
  readonly count?: number;
  /** The inventory has changed since. */
  readonly stale?: boolean;
}

export interface Scene {
  readonly observed: ObservedState;
  readonly rejected: string | undefined;
  /** When the plan is made, where that is later than what was observed. */
  readonly lookedAt: Instant | undefined;
}

/** `before`: the inventory as it was when the machines were deployed. */
export function readScene(text: string, inventory: Inventory, before: Inventory): Scene {
  const file = (parseYaml(text) ?? {}) as ObservedFile;
  const now = instant(Date.parse(file.at ?? '2026-11-20T12:00:00Z'));
  const stored = (file.images ?? ['ubuntu/noble/amd64/ga-24.04@20260801']).map(storedImage);
  const seen = expand(file.machines ?? {}, inventory).map((one) => ({
    ...one,
    spec: specOf(one.name, inventory, before),
  }));
  const known = seen.filter(({ machine }) => machine.phase !== undefined);
  const approvedAt = new Map(
    seen.flatMap(({ name, machine: { approved } }) =>
      approved === undefined ? [] : [[`machine/${name}`, ago(approved, now)] as const],
    ),
  );
  return {
    rejected: file.rejected,
    lookedAt:
      file.snapshotAge === undefined ? undefined : instant(2 * now - ago(file.snapshotAge, now)),
    observed: withApprovals(inventory, approvedAt, {
      at: now,
      storeId: file.store === 'none' ? undefined : (file.store ?? inventory.site.stateId),
      lastApplied: file.lastApplied && {
        machines: file.lastApplied.machines,
        revision: (file.lastApplied.revision ?? 'b4b4b4b4b4b4') as Revision,
        ...(file.lastApplied.remembered && { identities: identitiesOf(before) }),
      },
      machines: new Map(
        known.map(({ name, machine, spec }) => [
          idOf(name),
          { record: recordOf(name, machine, { spec, now, stored }), serial: 1 },
        ]),
      ),
      ledger: new Map(
        seen.flatMap(({ name, machine, spec }) => ledgerOf(name, machine, { spec, now })),
      ),
      power: new Map(
        seen.flatMap(({ name, machine: { power } }) =>
          power === undefined ? [] : [[name as MachineName, power] as const],
        ),
      ),
      powerTrouble: new Map(
        seen.flatMap(({ name, machine: { trouble } }) =>
          trouble === undefined ? [] : [[name as MachineName, trouble] as const],
        ),
      ),
      pending: new Map(
        seen.flatMap(({ name, machine: { pending } }) => {
          const since = Object.entries(pending ?? {}).map(([key, age]) => [key, ago(age, now)]);
          return since.length === 0
            ? []
            : [[idOf(name), { since: Object.fromEntries(since) as Record<string, Instant> }]];
        }),
      ),
      candidates: (file.candidates ?? []).map((candidate) => {
        const [name = '', since] = candidate.split(' ');
        return {
          identity: specOf(name, inventory, before).identity,
          architecture: 'amd64',
          hardware: undefined,
          seenAt: since === undefined ? now : ago(since, now),
        };
      }),
      catalog: catalogOf(file, inventory, { now, stored }),
      images: groupByKey(stored),
      setbacks: new Map(
        Object.entries(file.setbacks ?? {}).map(([subject, one]) => [
          subject,
          setbackOf(one, inventory, now),
        ]),
      ),
      inFlight: new Set(file.inFlight),
      ...judgementOf(file, inventory, before),
      ...(file.itself && {
        itself: {
          macs: (file.itself.macs ?? []) as readonly Mac[],
          bmcAddress: file.itself.bmc as Ipv4 | undefined,
          uuid: file.itself.uuid,
        },
      }),
      budget: budgetOf(file, { inventory, now, idOf, ago: (span) => ago(span, now) }),
      ...(file.doubt === undefined ? {} : { doubt: file.doubt }),
    }),
  };
}

/** `before/` is the revision that was judged last. */
function judgementOf({ burnt = {} }: ObservedFile, now: Inventory, before: Inventory) {
  const machines = new Map(judge(new Map(), before));
  const revision = 'b0b0b0b0b0b0' as Revision;
  for (const [name, what] of Object.entries(burnt)) {
    const { identity } = specOf(name, now, before);
    const known =
      what === 'release'
        ? { releaseBurnt: { revision } }
        : { burnt: { generation: what, revision } };
    machines.set(identity.macs[0] ?? '', { identity, name: name as MachineName, ...known });
  }
  return { judged: before.revision, safeguards: machines };
}

/** As if the plan had been saved, and applied to these machines alone. */
function withApprovals(
  inventory: Inventory,
  approvedAt: ReadonlyMap<string, Instant>,
  observed: ObservedState,
): ObservedState {
  if (approvedAt.size === 0) return observed;
  const { operations } = savedPlan(inventory, observed, new Set(approvedAt.keys()));
  const approvals = operations.flatMap((operation) => {
    const at = approvedAt.get(operation.subject) ?? observed.at;
    const { writes } = approvalRows([operation], { by: 'ann', at, plan: digest('f') });
    return writes.map(({ key, value }) => {
      const row = { value: value as Approval, serial: 1 };
      return [key as MachineId, row] as const;
    });
  });
  return { ...observed, approvals: new Map(approvals) };
}

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

function ago(text: string, now: Instant): Instant {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return instant(now - Number(amount) * (UNITS[unit] ?? Number.NaN));
}

function expand(
  machines: Readonly<Record<string, SeenMachine>>,
  { machines: declared }: Inventory,
) {
  return Object.entries(machines).flatMap(([pattern, machine]) => {
    if (!pattern.includes('*')) return [{ name: pattern, machine }];
    const [start = ''] = pattern.split('*');
    return [...declared.keys()]
      .filter((name) => name.startsWith(start) && !(name in machines))
      .map((name) => ({ name: String(name), machine }));
  });
}

const idOf = (name: string): MachineId => `id-${name}` as MachineId;

function specOf(name: string, inventory: Inventory, before: Inventory): MachineSpec {
  const spec =
    before.machines.get(name as MachineName) ?? inventory.machines.get(name as MachineName);
  if (spec === undefined) throw new Error(`observed.yaml names ${name}, which nothing declares`);
  return spec;
}

interface Around {
  readonly spec: MachineSpec;
  readonly now: Instant;
  readonly stored: readonly StoredImage[];
}

function recordOf(name: string, seen: SeenMachine, { spec, now, stored }: Around): MachineRecord {
  const { phase = 'new', asked, heard, installerReleased, reason } = seen;
  const owner = seen.owner ?? spec.owner;
  const since = ago(seen.since ?? '1d', now);
  const commissioned = !['new', 'commissioning', 'failed-commissioning'].includes(phase);
  const installs = phaseInstalls(seen);
  return {
    name: (seen.was ?? name) as MachineName,
    identity: spec.identity,
    phase,
    since,
    attempts: seen.attempts ?? 0,
    boots: seen.boots ?? 0,
    ...(asked === undefined ? {} : { powerRequestedAt: ago(asked, now) }),
    ...(heard === undefined ? {} : { heardAt: ago(heard, now) }),
    ...((commissioned && seen.adopted === undefined) || seen.disks !== undefined
      ? { hardware: hardwareOf(name, seen, spec) }
      : {}),
    ...(owner === undefined || !commissioned || phase === 'ready' ? {} : { owner }),
    ...(installs && seen.adopted === undefined
      ? { deployment: deploymentOf(name, seen, spec, stored) }
      : {}),
    ...(installerReleased === undefined
      ? {}
      : { installerReleased: { at: ago(installerReleased, now), boot: 'boot-1' } }),
    ...(seen.erasing === undefined
      ? {}
      : { erasure: erasureOf(deploymentOf(name, seen, spec, stored), seen.erasing, now) }),
    ...(reason === undefined ? {} : { reason }),
    ...(seen.refused === undefined ? {} : { refused: seen.refused }),
    ...(seen.aborted === undefined ? {} : { aborted: seen.aborted }),
    ...(seen.lock === undefined ? {} : { lock: { by: 'ann', why: seen.lock, at: since } }),
  };
}

const phaseInstalls = ({ phase = 'new', erasing }: SeenMachine): boolean =>
  erasing !== undefined || ['deploying', 'failed-deployment', 'deployed'].includes(phase);

function erasureOf(
  { generation, disks }: Deployment,
  { method, released }: NonNullable<SeenMachine['erasing']>,
  now: Instant,
): Erasure {
  const since = released === undefined ? undefined : { at: ago(released, now), boot: 'boot-1' };
  return { generation, attempt: 1, method, disks, ...(since && { released: since }) };
}

function hardwareOf(name: string, { disks }: SeenMachine, spec: MachineSpec): Hardware {
  return {
    architecture: spec.architecture,
    firmware: 'uefi',
    cpu: { threads: 16 },
    memoryBytes: 64e9,
    disks: (disks ?? [{ serial: `DISK-${name}`, gigabytes: 480 }]).map(
      ({ serial, gigabytes, holds }, i): Disk => ({
        name: `sd${String.fromCodePoint(97 + i)}`,
        serial,
        bytes: gigabytes * 1e9,
        signatures: holds ?? [],
      }),
    ),
    nics: spec.identity.macs.map((mac, i) => ({ name: `eth${i}`, mac })),
  };
}

function deploymentOf(
  name: string,
  seen: SeenMachine,
  { target }: MachineSpec,
  stored: readonly StoredImage[],
): Deployment {
  if (target.kind !== 'deployed') throw new Error(`${name} was deployed as nothing: see before/`);
  const { deployment } = target;
  const wanted = `${deployment.image.os}/${deployment.image.release}/`;
  const image =
    stored.find(({ key }) => key.startsWith(wanted)) ?? storedImage(`${wanted}amd64/ga@20250101`);
  return {
    generation: seen.generation ?? deployment.generation,
    attempt: Math.max(1, seen.attempts ?? 1),
    inMemory: deployment.inMemory,
    image: image.key,
    version: seen.version ?? image.version,
    bootImage: image.key,
    bootVersion: seen.version ?? image.version,
    digest: deployment.digest,
    parts: deployment.parts,
    uses: deployment.uses,
    disks: deployment.inMemory
      ? []
      : (seen.disks ?? [{ serial: `DISK-${name}`, gigabytes: 480 }])
          .slice(0, 1)
          .map(({ serial, gigabytes }) => ({ serial, bytes: gigabytes * 1e9 })),
  };
}

function ledgerOf(
  name: string,
  seen: SeenMachine,
  { spec, now }: Pick<Around, 'spec' | 'now'>,
): readonly (readonly [MachineId, InstallLedger])[] {
  const installs = phaseInstalls(seen);
  const declared = spec.target.kind === 'deployed' ? spec.target.deployment.generation : 1;
  const generation = seen.ledger ?? (installs ? (seen.generation ?? declared) : undefined);
  if (generation === undefined) return [];
  const startedAt = ago(seen.since ?? '1d', now);
  const row: InstallLedger = {
    identity: spec.identity,
    generation,
    startedAt,
    name: name as MachineName,
    ...(seen.adopted && { adopted: true }),
    ...(seen.restored && { restored: true }),
  };
  return [[idOf(name), row]];
}

const VERSIONS: Readonly<Record<string, string>> = { noble: '24.04', jammy: '22.04' };

function storedImage(text: string): StoredImage {
  const [key = '', version = ''] = text.split('@');
  const [os = '', release = '', architecture = '', kernel = ''] = key.split('/');
  const { product, files } = noble();
  const releaseVersion = VERSIONS[release] ?? '';
  return {
    key: key as ImageKey,
    version,
    product: { ...product, os, release, releaseVersion, architecture, kernel },
    files,
  };
}

function groupByKey(stored: readonly StoredImage[]): ReadonlyMap<ImageKey, readonly StoredImage[]> {
  const groups = new Map<ImageKey, readonly StoredImage[]>();
  for (const image of stored) groups.set(image.key, [...(groups.get(image.key) ?? []), image]);
  return groups;
}

function catalogOf(
  { catalog }: ObservedFile,
  { bootSource }: Inventory,
  { now, stored }: Pick<Around, 'now' | 'stored'>,
): Catalog | undefined {
  if (bootSource === undefined) return undefined;
  const offered = catalog?.products?.map(storedImage) ?? stored;
  const [first] = bootSource.fingerprints;
  return {
    source: bootSource.name,
    updated: '20260801',
    fetchedAt: ago(catalog?.fetched ?? '5m', now),
    signedBy: first ?? '',
    products: [...groupByKey(offered)].map(([key, versions]) => ({
      key,
      traits: versions[0]?.product ?? noble().product,
      versions: versions.map(({ version }) => ({
        version,
        files: [{ ftype: 'squashfs', path: 'squashfs', sha256: digest('c'), bytes: 482e6 }],
      })),
    })),
  };
}

function setbackOf(seen: SeenSetback, { revision }: Inventory, now: Instant): Setback {
  const { code, message, count = 1 } = seen;
  return {
    code,
    disposition: DISPOSITIONS[code],
    message,
    at: ago(seen.ago, now),
    count,
    revision: seen.stale === true ? ('b4b4b4b4b4b4' as Revision) : revision,
  };
}
