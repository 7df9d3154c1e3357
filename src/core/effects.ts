/**
 * What a change of a declared field may amount to: one exhaustive table, (kind, field, situation) →
 * effect. A field of a schema without an entry fails the build; one that turns up all the same blocks.
 */
import type { Verb } from './action.ts';
import type { MachineRecord, Phase } from './machine.ts';

/** Mildest first: the order in which one effect outweighs another. */
export const EFFECTS = [
  /** Recorded; takes effect at the next install, and nothing acts on it (rule 1). */
  'pending',
  /** In force with the next pass; no machine is powered or written. */
  'live',
  'power',
  /** The machine boots the ephemeral environment, which writes no disk. */
  'recommission',
  'forget',
  /** The first one that this store knows of. */
  'install',
  'release',
  'reinstall',
  'erase',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** Phases as far as they decide what a changed field does. */
export type Situation = 'unrecorded' | 'idle' | 'inFlight' | 'deployed' | 'inMemory';

type Row = Effect | ({ readonly otherwise: Effect } & { readonly [S in Situation]?: Effect });

/** A document under another name is another document: those that refer to it have to follow. */
const HEAD = { kind: 'live', name: 'live' } as const;

/** Machines that have their system already get it with the next one. */
const IN_THE_SYSTEM = { otherwise: 'live', deployed: 'pending', inMemory: 'pending' } as const;

/** What a Machine may say, and a Profile. `.*`: a map, or what only a driver knows. */
const MACHINE = {
  architecture: 'pending',
  firmware: 'live',
  'power.*': 'live',
  /** A deployed machine needs a release before another owner may have it. */
  owner: { otherwise: 'release', unrecorded: 'live', idle: 'live' },
  'labels.*': 'live',
  target: { otherwise: 'release', unrecorded: 'install', idle: 'install' },
  'deploy.generation': { otherwise: 'reinstall', unrecorded: 'install', idle: 'install' },
  'deploy.image': 'pending',
  'deploy.kernel': 'pending',
  'deploy.inMemory': 'pending',
  'deploy.preseed': 'pending',
  'deploy.cloudInit': 'pending',
  'deploy.sshKeys': 'pending',
  'deploy.kernelOptions': 'pending',
  'release.generation': { otherwise: 'release', unrecorded: 'live', idle: 'live' },
  'release.erase': { otherwise: 'erase', unrecorded: 'live', idle: 'live' },
  'release.disks': { otherwise: 'erase', unrecorded: 'live', idle: 'live' },
  'storage.layout': 'pending',
  'storage.disk.serial': 'pending',
  'storage.disk.wwn': 'pending',
  /** Lifts what holds a machine back that nobody knows yet (rule 11). */
  'firstContact.take': { otherwise: 'live', unrecorded: 'recommission', idle: 'install' },
  adopt: 'live',
  'protect.reinstall': 'live',
  'protect.release': 'live',
  'protect.reason': 'live',
} as const satisfies Record<string, Row>;

export const FIELD_EFFECTS = {
  Site: {
    ...HEAD,
    stateId: 'live',
    'limits.commissioning': 'live',
    'limits.deploying': 'live',
    'limits.maxShrinkPercent': 'live',
    'limits.perHour': 'live',
    'limits.perDay': 'live',
    'limits.percent': 'live',
    'limits.failureDomain.label': 'live',
    'limits.failureDomain.atOnce': 'live',
    'limits.waves.canary': 'live',
    'limits.waves.size': 'live',
    'limits.waves.bake': 'live',
    'limits.haltAfterFailures': 'live',
    'windows.days': 'live',
    'windows.from': 'live',
    'windows.to': 'live',
    'windows.timeZone': 'live',
    'windows.overrun': 'live',
    'timeouts.commissioning': 'live',
    'timeouts.deploying': 'live',
    'timeouts.releasing': 'live',
    'timeouts.erasing': 'live',
    'timeouts.settle': 'live',
    'timeouts.silence': 'live',
    protectSelf: 'live',
    maxAttempts: 'live',
    keepVersions: 'live',
    'commissioning.os': 'live',
    'commissioning.release': 'live',
    'commissioning.kernel': 'live',
    'commissioning.architecture': 'live',
    provisioningAddress: 'live',
    dns: 'live',
    ntp: IN_THE_SYSTEM,
    syslog: IN_THE_SYSTEM,
    'apt.proxy': IN_THE_SYSTEM,
    'apt.mirror': IN_THE_SYSTEM,
    'apt.sourcesList': IN_THE_SYSTEM,
    'curtin.delivery': 'pending',
    'curtin.file': 'pending',
    'curtin.sha256': 'pending',
    kernelOptions: 'live',
    apply: 'live',
    'plans.signers': 'live',
    'plans.keyring': 'live',
    'snapshots.key': 'live',
    'snapshots.folder': 'live',
    'snapshots.branch': 'live',
    'snapshots.maxAge': 'live',
  },
  BootSource: {
    ...HEAD,
    url: 'live',
    'keyring.file': 'live',
    fingerprints: 'live',
    poll: 'live',
    proxy: 'live',
  },
  ImageSelection: {
    ...HEAD,
    os: 'live',
    releases: 'live',
    architectures: 'live',
    kernels: 'live',
    labels: 'live',
  },
  Subnet: {
    ...HEAD,
    cidr: 'live',
    gateway: 'live',
    dns: 'live',
    ntp: 'live',
    search: 'live',
    mtu: 'live',
    dynamic: 'live',
    reserved: 'live',
    dhcp: 'live',
    unknown: 'live',
  },
  Profile: { ...HEAD, ...MACHINE },
  Machine: {
    /** The document itself: without it the machine is forgotten, and nothing else happens to it (rule 2). */
    kind: { otherwise: 'forget', unrecorded: 'recommission' },
    /** The record follows at once, the installed system's host name does not. */
    name: IN_THE_SYSTEM,
    macs: 'live',
    uuid: 'live',
    serial: 'live',
    /** What they say is judged field by field, after merging. */
    profiles: 'live',
    'network.interfaces.mac': 'live',
    'network.interfaces.subnet': 'live',
    'network.interfaces.address': 'live',
    ...MACHINE,
  },
  Preseed: {
    ...HEAD,
    'config.*': 'pending',
    'earlyCommands.*': 'pending',
    'lateCommands.*': 'pending',
  },
  CloudInit: {
    ...HEAD,
    'parts.name': 'pending',
    'parts.type': 'pending',
    'parts.content': 'pending',
    'parts.file': 'pending',
    'parts.substitute': 'pending',
  },
  SshKeys: { ...HEAD, keys: 'pending' },
} as const satisfies Record<string, Record<string, Row>>;

type Table = typeof FIELD_EFFECTS;
/** `Machine.deploy.generation`: a kind, and a path in its schema without the indices of lists. */
export type Field = { [K in keyof Table]: `${K}.${keyof Table[K] & string}` }[keyof Table];

const ROWS: ReadonlyMap<string, Row> = new Map(
  Object.entries(FIELD_EFFECTS).flatMap(([kind, fields]) =>
    Object.entries(fields).map(([path, row]): [string, Row] => [`${kind}.${path}`, row]),
  ),
);

/** Whether the table has the field itself, and not only something above or below it. */
export const isField = (field: string): field is Field => ROWS.has(field);

/** `undefined` for a field that the table does not know: nobody guesses what it would do. */
export function effectOf(field: string, situation: Situation): Effect | undefined {
  const row = rowOf(field);
  return typeof row === 'object' ? (row[situation] ?? row.otherwise) : row;
}

/** Entries of maps have their map's row, however deep they lie. */
function rowOf(field: string): Row | undefined {
  let row = ROWS.get(field);
  for (let end = field.length; row === undefined && end > 0; end = field.lastIndexOf('.', end - 1))
    row = ROWS.get(`${field.slice(0, end)}.*`);
  return row;
}

export function situationOf(record: MachineRecord | undefined): Situation {
  return record === undefined ? 'unrecorded' : situationIn(record.phase, record);
}

function situationIn(phase: Phase, record: MachineRecord): Situation {
  switch (phase) {
    case 'new':
    case 'failed-commissioning':
    case 'ready':
    case 'allocated':
      return 'idle';
    case 'commissioning':
    case 'deploying':
    case 'releasing':
      return 'inFlight';
    case 'failed-deployment':
    case 'deployed':
    case 'failed-releasing':
      return record.deployment?.inMemory === true ? 'inMemory' : 'deployed';
    case 'broken':
      return record.brokenFrom === undefined || record.brokenFrom === 'broken'
        ? 'idle'
        : situationIn(record.brokenFrom, record);
  }
}

/** What a verb of a plan amounts to. A deployment onto what was installed before is a `reinstall`. */
export const VERB_EFFECTS: { readonly [V in Verb]: Effect } = {
  refresh: 'live',
  sync: 'live',
  prune: 'live',
  enlist: 'live',
  adopt: 'live',
  rename: 'live',
  identify: 'live',
  commission: 'recommission',
  recommission: 'recommission',
  allocate: 'live',
  deploy: 'install',
  reinstall: 'reinstall',
  release: 'release',
  erase: 'erase',
  forget: 'forget',
  'power-on': 'power',
  'power-off': 'power',
  'give-up': 'live',
};

/** The one that outweighs the others; `undefined` of none. */
export function mostSevere(effects: readonly Effect[]): Effect | undefined {
  return EFFECTS.findLast((effect) => effects.includes(effect));
}
