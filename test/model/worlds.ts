/** The small worlds: two machines, two controllers, a few commits, and so many mishaps. */
import { instant, type MachineId, type Revision } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec, Target } from '../../src/core/inventory.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import {
  deployed,
  deployment,
  hardware,
  inventory,
  ledgerRow,
  machine,
  record,
  givenUp,
  site,
  STORE,
} from '../support/fleet.ts';
import { NOBODY } from './losses.ts';
import { declared } from './people.ts';
import { MAX_ATTEMPTS } from './rows.ts';
import {
  type Budget,
  type Commit,
  type Ghost,
  type Mishap,
  intern,
  type Rig,
  type Rows,
  type State,
  type World,
} from './state.ts';
import { OLD, TIMEOUTS } from './time.ts';

const READY: Target = { kind: 'ready' };
const generation = (n: number): Target => deployed({ generation: n });

/** Targets by machine number; a machine that is not named is not declared. */
function commitOf(
  label: string,
  targets: Readonly<Record<number, Target>>,
  over: Over = {},
): Commit {
  const machines = Object.entries(targets).map(([n, target]) =>
    spec(Number(n), { target, ...over.machine }),
  );
  return {
    label: `"${label}"`,
    inventory: fleet(label, machines, over),
  };
}

interface Over {
  readonly machine?: Partial<MachineSpec>;
  readonly stateId?: string;
  readonly deploying?: number;
}

const spec = (n: number, over: Partial<MachineSpec>): MachineSpec =>
  machine(n, { power: { type: 'webhook', parameters: { rig: n - 1 } }, ...over });

function fleet(label: string, machines: readonly MachineSpec[], over: Over): Inventory {
  const limits = { ...site.limits, deploying: over.deploying ?? 10 };
  return inventory(machines, {
    revision: label as Revision,
    site: {
      ...site,
      limits,
      stateId: over.stateId ?? STORE,
      timeouts: TIMEOUTS,
      maxAttempts: MAX_ATTEMPTS,
    },
  });
}

const BLANK: Rig = { power: 'off', running: { kind: 'nothing' }, disk: { kind: 'blank' } };
const FOREIGN: Rig = {
  power: 'on',
  running: { kind: 'system', told: true, stranger: true },
  disk: { kind: 'foreign' },
};

const UNTOUCHED: Ghost = {
  spent: [],
  highestDeclared: 0,
  released: [],
  retried: false,
  deceived: false,
};

const SITE: Rows = {
  'site/site': { collection: 'site', key: 'site', serial: 1, value: { storeId: STORE } },
};

/** A machine as this store has made it: what its row says, and what it really is. */
interface Begun {
  readonly rig: Rig;
  readonly rows: Rows;
  readonly spent: readonly number[];
}

const unknown = (rig: Rig): Begun => ({ rig, rows: {}, spent: [] });

const row = (n: number, value: MachineRecord): Rows => ({
  [`machine/n${n}-1`]: { collection: 'machine', key: `n${n}-1`, serial: 1, value },
});

/** Commissioned, and off. */
const rested = (n: number): Begun => ({
  rig: BLANK,
  rows: row(n, record(n, 'ready', { hardware: hardware(n), since: OLD })),
  spent: [],
});

function running(n: number, installed: number): Begun {
  const id = `n${n}-1` as MachineId;
  const attempt = `deploy/${installed}/1`;
  const token = { machine: id, environment: 'installed', attempt, madeAt: OLD } as const;
  const was = deployment({ generation: installed });
  const ledger = { ...ledgerRow(n, installed), startedAt: 0 };
  return {
    rig: {
      power: 'on',
      running: { kind: 'system', told: true },
      disk: { kind: 'installed', generation: installed, token },
    },
    rows: {
      [`installed/${id}`]: { collection: 'installed', key: id, serial: 1, value: ledger },
      ...row(
        n,
        record(n, 'deployed', {
          hardware: hardware(n),
          since: OLD,
          deployment: was,
          installerReleased: { at: instant(0), boot: 'boot-1' },
        }),
      ),
    },
    spent: [installed],
  };
}

interface Story {
  readonly name: string;
  readonly says: string;
  /** The first one is in the repository at the start. */
  readonly commits: readonly [Commit, ...Commit[]];
  readonly machines: readonly Begun[];
  readonly left: Budget;
  readonly converges?: boolean;
}

function world({ name, says, commits, machines, left, converges = true }: Story): World {
  const ghosts = machines.map(({ spent }): Ghost => ({ ...UNTOUCHED, spent }));
  const rows = Object.assign({}, ...machines.map((one) => one.rows), SITE) as Rows;
  const start: State = {
    head: 0,
    rows: intern(rows),
    backup: undefined,
    controllers: [intern(NOBODY), intern(NOBODY)],
    rigs: machines.map(({ rig }) => intern(rig)),
    ghosts: declared(ghosts, commits[0].inventory).map(intern),
    leader: 0,
    left: intern(left),
  };
  return { name, says, commits, start, converges, machines: machines.map((_, i) => `n${i + 1}`) };
}

const TECHNICAL: readonly Mishap[] = [
  'takeover',
  'crash',
  'lost',
  'silent',
  'refused',
  'twice',
  'failed',
  'reset',
  'retry',
  'slow',
];

export const WORLDS: readonly World[] = [
  world({
    name: 'first install',
    says: 'a machine is found off and installed',
    commits: [commitOf('n1 deployed', { 1: generation(1) })],
    machines: [unknown(BLANK)],
    left: { kinds: TECHNICAL, count: 2 },
  }),
  world({
    name: 'install',
    says: 'a commissioned machine is installed',
    commits: [commitOf('n1 deployed', { 1: generation(1) })],
    machines: [rested(1)],
    left: { kinds: TECHNICAL, count: 3 },
  }),
  world({
    name: 'raise and revert',
    says: 'generations are raised and reverted on a machine that runs',
    commits: [
      commitOf('generation 1', { 1: generation(1) }),
      commitOf('generation 2', { 1: generation(2) }),
    ],
    machines: [running(1, 1)],
    left: { kinds: ['commit', ...TECHNICAL], count: 3 },
  }),
  world({
    name: 'removal',
    says: 'a machine that runs, and one at rest, leave the inventory and come back',
    commits: [
      commitOf('both', { 1: generation(1), 2: READY }),
      commitOf('without n1', { 2: READY }),
      commitOf('without n2', { 1: generation(1) }),
      commitOf('nothing', {}),
    ],
    machines: [running(1, 1), rested(2)],
    left: { kinds: ['commit', 'takeover', 'crash', 'reset'], count: 3 },
  }),
  world({
    name: 'removal in flight',
    says: 'a machine leaves and comes back while it is installed',
    commits: [
      commitOf('both', { 1: generation(1), 2: READY }),
      commitOf('without n1', { 2: READY }),
    ],
    machines: [rested(1), rested(2)],
    left: { kinds: ['commit', 'takeover', 'crash', 'reset', 'lost', 'slow'], count: 2 },
  }),
  world({
    name: 'release',
    says: 'releases that name a generation, reverts of them, and targets that say ready',
    commits: [
      commitOf('generation 1', { 1: generation(1) }),
      commitOf('generation 1 released', { 1: givenUp(1) }),
      commitOf('generation 2', { 1: generation(2) }),
      commitOf('ready', { 1: READY }),
    ],
    machines: [running(1, 1)],
    left: { kinds: ['commit', 'takeover', 'crash', 'silent', 'refused', 'lie', 'slow'], count: 3 },
  }),
  world({
    name: 'erase',
    says: 'a release that erases, its revert, and what goes wrong meanwhile',
    commits: [
      commitOf('generation 1', { 1: generation(1) }),
      commitOf('generation 1 erased', { 1: givenUp(1, { erase: 'quick' }) }),
      commitOf('generation 2', { 1: generation(2) }),
    ],
    machines: [running(1, 1)],
    left: { kinds: ['commit', ...TECHNICAL], count: 3 },
  }),
  world({
    name: 'first contact',
    says: 'machines that this store has never seen: one runs, one is off and has data',
    commits: [commitOf('both', { 1: generation(1), 2: generation(1) })],
    machines: [
      unknown(FOREIGN),
      unknown({ ...FOREIGN, power: 'off', running: { kind: 'nothing' } }),
    ],
    left: { kinds: ['crash', 'takeover', 'lie', 'slow', 'failed'], count: 2 },
    converges: false,
  }),
  world({
    name: 'lost state',
    says: 'the data directory is emptied, or an old copy is put back',
    commits: [
      commitOf('generation 1', { 1: generation(1) }),
      commitOf('generation 2', { 1: generation(2) }),
      commitOf('a new store', { 1: generation(2) }, { stateId: 'n3w' }),
    ],
    machines: [running(1, 1)],
    left: { kinds: ['commit', 'emptied', 'restored', 'reset', 'crash', 'slow'], count: 3 },
  }),
  world({
    name: 'one at a time',
    says: 'two machines, and a limit of one deployment at once',
    commits: [commitOf('both', { 1: generation(1), 2: generation(1) }, { deploying: 1 })],
    machines: [rested(1), rested(2)],
    left: { kinds: TECHNICAL, count: 1 },
  }),
];

/** The same world with fewer mishaps. */
export const fewer = (one: World, count: number): World => ({
  ...one,
  start: {
    ...one.start,
    left: intern({ ...one.start.left, count: Math.max(0, one.start.left.count - count) }),
  },
});
