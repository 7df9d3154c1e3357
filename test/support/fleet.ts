/** Builders: a site, a fleet and what was observed of it, in one word each. */
import type { Hardware } from '../../src/core/hardware.ts';
import {
  type Digest,
  type ImageKey,
  type Instant,
  instant,
  type Ipv4,
  type Mac,
  type MachineId,
  type MachineName,
  type Revision,
} from '../../src/core/ids.ts';
import type { StoredImage } from '../../src/core/image.ts';
import type {
  DeploymentSpec,
  Inventory,
  MachineSpec,
  ReleaseSpec,
  Site,
  Target,
} from '../../src/core/inventory.ts';
import type { Deployment, MachineRecord } from '../../src/core/machine.ts';
import type {
  InstallLedger,
  ObservedMachine,
  ObservedState,
  PowerState,
  Setback,
} from '../../src/core/observed.ts';

export const T0 = instant(Date.UTC(2026, 10, 20, 12));
export const STORE = 'k3x9';
export const MINUTE = 60_000;
export const at = (line: number) => ({ file: 'machines.yaml', line, column: 1 });

export const site: Site = {
  name: 'lab',
  stateId: STORE,
  limits: { commissioning: 10, deploying: 10, maxShrinkPercent: 20 },
  windows: [],
  timeouts: {
    commissioning: 30 * MINUTE,
    deploying: 30 * MINUTE,
    releasing: 5 * MINUTE,
    erasing: 30 * MINUTE,
    settle: MINUTE,
    silence: 10 * MINUTE,
  },
  maxAttempts: 3,
  keepVersions: 2,
  commissioning: { os: 'ubuntu', release: 'noble', architecture: 'amd64', kernel: 'ga' },
  provisioningAddress: undefined,
  dns: [],
  ntp: [],
  syslog: undefined,
  apt: { proxy: undefined, sourcesList: undefined, mirror: undefined },
  curtin: { kind: 'apt' },
  kernelOptions: [],
  apply: 'auto',
  plans: undefined,
  snapshots: undefined,
};

export const mac = (n: number): Mac => `52:54:00:00:00:${n.toString(16).padStart(2, '0')}` as Mac;
export const id = (n: number): MachineId => `id${n}` as MachineId;
export const digest = (letter: string): Digest => letter.repeat(64) as Digest;

export function deploymentSpec(over: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    generation: 1,
    inMemory: false,
    image: { os: 'ubuntu', release: 'noble', architecture: 'amd64', kernel: 'ga' },
    parts: {
      hostname: 'n',
      sshKeys: [],
      userData: [],
      kernelOptions: [],
      storage: { layout: 'flat', disk: undefined },
      preseed: { config: {}, earlyCommands: {}, lateCommands: {} },
    },
    digest: digest('d'),
    uses: { cloudInit: [], preseed: undefined, sshKeys: [] },
    declaredAt: at(9),
    ...over,
  };
}

export const deployed = (over: Partial<DeploymentSpec> = {}): Target => ({
  kind: 'deployed',
  deployment: deploymentSpec(over),
});

export const givenUp = (generation: number, over: Partial<ReleaseSpec> = {}): Target => ({
  kind: 'released',
  generation,
  erase: 'none',
  disks: [],
  declaredAt: at(8),
  ...over,
});

export function machine(n: number, over: Partial<MachineSpec> = {}): MachineSpec {
  return {
    name: `n${n}` as MachineName,
    declaredAt: at(n),
    identity: { macs: [mac(n)] },
    architecture: 'amd64',
    firmware: undefined,
    power: { type: 'webhook', parameters: {} },
    owner: undefined,
    labels: {},
    interfaces: [],
    target: { kind: 'ready' },
    firstContact: undefined,
    adopt: false,
    ...over,
  };
}

export function inventory(
  machines: readonly MachineSpec[],
  over: Partial<Inventory> = {},
): Inventory {
  return {
    revision: 'c0ffee' as Revision,
    site,
    bootSource: undefined,
    selections: [],
    subnets: [],
    machines: new Map(machines.map((spec) => [spec.name, spec])),
    documents: new Map(),
    ...over,
  };
}

export function hardware(n: number, over: Partial<Hardware> = {}): Hardware {
  return {
    architecture: 'amd64',
    firmware: 'uefi',
    cpu: { threads: 4 },
    memoryBytes: 8_000_000_000,
    disks: [{ name: 'vda', serial: `SN-${n}`, bytes: 20_000_000_000, signatures: [] }],
    nics: [{ name: 'eth0', mac: mac(n) }],
    ...over,
  };
}

export function record(
  n: number,
  phase: MachineRecord['phase'],
  over: Partial<MachineRecord> = {},
): MachineRecord {
  return {
    name: `n${n}` as MachineName,
    identity: { macs: [mac(n)] },
    phase,
    since: T0,
    attempts: 0,
    boots: 0,
    ...over,
  };
}

export const NOBLE = 'ubuntu/noble/amd64/ga-24.04' as ImageKey;

export function noble(version = '20260801'): StoredImage {
  const file = (role: 'boot-kernel' | 'boot-initrd' | 'squashfs', letter: string) => ({
    role,
    name: role,
    sha256: digest(letter),
    bytes: 1000,
  });
  return {
    key: NOBLE,
    version,
    product: {
      kind: 'boot',
      os: 'ubuntu',
      release: 'noble',
      releaseVersion: '24.04',
      architecture: 'amd64',
      kernel: 'ga-24.04',
      label: 'stable',
      kernelPackage: 'linux-generic',
    },
    files: [file('boot-kernel', 'a'), file('boot-initrd', 'b'), file('squashfs', 'c')],
  };
}

export function deployment(over: Partial<Deployment> = {}): Deployment {
  return {
    generation: 1,
    attempt: 1,
    inMemory: false,
    image: NOBLE,
    version: '20260801',
    bootImage: NOBLE,
    bootVersion: '20260801',
    digest: digest('d'),
    parts: deploymentSpec().parts,
    disks: [{ serial: 'SN-1', bytes: 20_000_000_000 }],
    ...over,
  };
}

export interface Seen {
  readonly records?: readonly (readonly [number, MachineRecord])[];
  readonly power?: Readonly<Record<string, PowerState>>;
  readonly setbacks?: Readonly<Record<string, Setback>>;
  readonly ledger?: readonly (readonly [number, InstallLedger])[];
  readonly over?: Partial<ObservedState>;
}

export function observed({
  records = [],
  power = {},
  setbacks = {},
  ledger = [],
  over = {},
}: Seen): ObservedState {
  return {
    at: T0,
    storeId: STORE,
    lastApplied: undefined,
    machines: new Map(
      records.map(([n, row]): [MachineId, ObservedMachine] => [id(n), { record: row, serial: 1 }]),
    ),
    ledger: new Map(ledger.map(([n, row]) => [id(n), row])),
    power: new Map(Object.entries(power) as [MachineName, PowerState][]),
    candidates: [],
    catalog: undefined,
    images: new Map([[NOBLE, [noble()]]]),
    setbacks: new Map(Object.entries(setbacks)),
    inFlight: new Set(),
    ...over,
  };
}

export const ledgerRow = (n: number, generation: number): InstallLedger => ({
  identity: { macs: [mac(n)] },
  generation,
  startedAt: T0,
  name: `n${n}` as MachineName,
});

export const after = (ms: number): Instant => instant(T0 + ms);
export const ip = (text: string): Ipv4 => text as Ipv4;
