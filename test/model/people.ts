/** What people and accidents do: commits, words, resets, crashes, stores lost and put back; and time, which passes by itself. */
import { mac } from '../support/fleet.ts';
import type { MachineId } from '../../src/core/ids.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import type { MachineRecord, Phase } from '../../src/core/machine.ts';
import { switchedOff, switchedOn } from './bmc.ts';
import { nameOf } from './carry.ts';
import { losses, mishap, NOBODY } from './losses.ts';
import { catchWrites, commit } from './rows.ts';
import {
  type Controller,
  type Ghost,
  intern,
  type Move,
  replace,
  type Rig,
  type Row,
  type Rows,
  type State,
  type World,
} from './state.ts';
import { next } from './step.ts';
import { type Age, aged } from './time.ts';

export async function otherMoves(world: World, state: State): Promise<readonly Move[]> {
  return [
    ...time(world, state),
    ...commits(world, state),
    ...crashes(state),
    ...resets(world, state),
    ...(await losses(world, state)),
    ...(await words(world, state)),
  ];
}

function commits(world: World, state: State): readonly Move[] {
  return world.commits.flatMap(({ label, inventory }, index) =>
    index === state.head
      ? []
      : mishap(state, 'commit', `somebody commits ${label}`, {
          head: index,
          backup:
            state.backup &&
            intern({
              ...state.backup,
              heads: [...new Set([...state.backup.heads, index])].toSorted((a, b) => a - b),
            }),
          ghosts: declared(state.ghosts, inventory),
        }),
  );
}

/** What the commit promises, remembered for ever. */
export function declared(ghosts: readonly Ghost[], inventory: Inventory): readonly Ghost[] {
  return ghosts.map((ghost, i) => {
    const spec = [...inventory.machines.values()].find(({ identity }) =>
      identity.macs.includes(mac(i + 1)),
    );
    const target = spec?.target;
    const generation = target?.kind === 'deployed' ? target.deployment.generation : 0;
    return {
      ...ghost,
      highestDeclared: Math.max(ghost.highestDeclared, generation),
      released:
        target?.kind === 'released'
          ? [...new Set([...ghost.released, target.generation])].toSorted((a, b) => a - b)
          : ghost.released,
    };
  });
}

function crashes(state: State): readonly Move[] {
  return state.controllers.flatMap((one, c) =>
    one.inForce < 0
      ? []
      : mishap(state, 'crash', `${nameOf(c)} is killed and starts again`, {
          controllers: replace(state.controllers, c, NOBODY),
        }),
  );
}

function resets(world: World, state: State): readonly Move[] {
  return state.rigs.flatMap((rig, i) => {
    const name = world.machines[i] ?? '';
    // Who switches a machine on in the moment of first contact has lost what runs on it: nobody can know.
    const ghosts = state.ghosts.map((ghost, g) =>
      g === i && rig.disk.kind === 'foreign' ? { ...ghost, deceived: true } : ghost,
    );
    const change = (to: Rig): Partial<State> => ({ ghosts, rigs: replace(state.rigs, i, to) });
    return rig.power === 'on'
      ? [
          ...mishap(state, 'reset', `somebody switches ${name} off`, change(switchedOff(rig))),
          ...mishap(
            state,
            'reset',
            `somebody resets ${name}`,
            change(switchedOn(switchedOff(rig))),
          ),
        ]
      : mishap(state, 'reset', `somebody switches ${name} on`, change(switchedOn(rig)));
  });
}

const FAILED: ReadonlySet<Phase> = new Set([
  'failed-commissioning',
  'failed-deployment',
  'failed-releasing',
]);

/** `reconcile machine retry`, as cli/machine.ts says it. */
async function words(world: World, state: State): Promise<readonly Move[]> {
  const moves: Move[] = [];
  for (const row of Object.values(state.rows)) {
    if (row.collection !== 'machine') continue;
    const record = row.value as MachineRecord;
    const index = world.machines.findIndex((_, i) => record.identity.macs.includes(mac(i + 1)));
    const key = `machine/${record.name}`;
    if (!FAILED.has(record.phase) && state.rows[`setback/${key}`] === undefined) continue;
    const writes = await catchWrites(state.rows, (records) =>
      records.report(row.key as MachineId, { kind: 'retry-authorised', by: 'ann', why: 'mended' }),
    );
    const said = writes.length === 0 ? state.rows : commit(state.rows, writes);
    const rows = commit(said, [{ collection: 'setback', key, expect: 'any', value: 'delete' }]);
    const ghosts = state.ghosts.map((ghost, i) =>
      i === index && writes.length > 0 ? authorised(ghost, record) : ghost,
    );
    moves.push(
      ...mishap(state, 'retry', `somebody says \`machine retry ${record.name}\``, { rows, ghosts }),
    );
  }
  return moves;
}

const authorised = (ghost: Ghost, { phase, deployment }: MachineRecord): Ghost => ({
  ...ghost,
  retried: true,
  spent:
    phase === 'failed-deployment'
      ? ghost.spent.filter((generation) => generation !== deployment?.generation)
      : ghost.spent,
});

interface Tick {
  readonly label: string;
  readonly age: Age;
  readonly since: Age;
  /** Phases in which a rule compares with it. */
  readonly phases: ReadonlySet<Phase>;
}

const BUSY: readonly Phase[] = ['commissioning', 'deploying'];
const TICKS: readonly Tick[] = [
  {
    label: 'has had time to settle',
    age: 'settled',
    since: 'settled',
    phases: new Set([...BUSY, 'ready', 'allocated', 'releasing', ...FAILED]),
  },
  { label: 'has been silent for long', age: 'silent', since: 'silent', phases: new Set(BUSY) },
  {
    label: 'has reached its deadline',
    age: 'settled',
    since: 'overdue',
    phases: new Set([...BUSY, 'releasing']),
  },
  {
    label: 'has said nothing for as long as an erasing may take',
    age: 'overdue',
    since: 'overdue',
    phases: new Set(['releasing']),
  },
];

/** A controller does not take longer from an intent to its BMC than a machine has to settle (D2): no time passes in between. */
function time(world: World, state: State): readonly Move[] {
  return world.machines.flatMap((name, i) => {
    const mine = state.controllers.flatMap(({ jobs }) =>
      jobs.filter((job) => job.machine === name),
    );
    if (mine.some(({ actions }) => actions[0]?.kind.startsWith('power.'))) return [];
    return TICKS.flatMap(({ label, age, since, phases }) => {
      if (!matters(state.rows, i, name, phases)) return [];
      const older = <T extends object>(value: T): T => agedOnce(value, age, since);
      const rows = agedRows(state.rows, i, name, older);
      const rigs = state.rigs.map((rig, j) => (i === j ? older(rig) : rig));
      const controllers = state.controllers.map((one) => agedJobs(one, name, older));
      if (rows === state.rows && same(rigs, state.rigs) && same(controllers, state.controllers))
        return [];
      const to = next(state, { rows, rigs, controllers });
      const said = `${name} ${label}`;
      // Whoever has something to do is not silent: to be that slow is a mishap.
      return since !== 'settled' && isBusy(state.rigs[i])
        ? mishap(to, 'slow', said, {})
        : [{ label: said, benign: true, to }];
    });
  });
}

const isBusy = (rig: Rig | undefined): boolean =>
  rig !== undefined &&
  (['firmware', 'commissioning', 'guard', 'installing', 'erasing'].includes(rig.running.kind) ||
    (rig.running.kind === 'system' && !rig.running.told));

const isOf = ({ collection, value }: Row, index: number): boolean =>
  collection === 'machine' && (value as MachineRecord).identity.macs.includes(mac(index + 1));

/** By the subject's key: that of a record which left has its id as well. */
const isSetbackOf = ({ collection, key }: Row, name: string): boolean =>
  collection === 'setback' && key.split('#')[0] === `machine/${name}`;

const matters = (rows: Rows, i: number, name: string, phases: ReadonlySet<Phase>): boolean =>
  Object.values(rows).some(
    (row) =>
      isSetbackOf(row, name) || (isOf(row, i) && phases.has((row.value as MachineRecord).phase)),
  );

const agings = new Map<string, WeakMap<object, object>>();

function agedOnce<T extends object>(value: T, age: Age, since: Age): T {
  const known = agings.get(`${age} ${since}`) ?? new WeakMap<object, object>();
  agings.set(`${age} ${since}`, known);
  const before = known.get(value);
  if (before !== undefined) return before as T;
  const after = intern(aged(value, age, since));
  known.set(value, after);
  return after;
}

const same = (a: readonly object[], b: readonly object[]): boolean =>
  a.every((one, i) => one === b[i]);

function agedJobs(one: Controller, name: string, older: <T extends object>(v: T) => T): Controller {
  if (one.jobs.every(({ machine }) => machine !== name)) return one;
  const jobs = one.jobs.map((job) => (job.machine === name ? older(intern(job)) : job));
  return intern({ ...one, jobs });
}

function agedRows(
  rows: Rows,
  index: number,
  name: string,
  older: <T extends object>(v: T) => T,
): Rows {
  const isIts = (row: Row): boolean => isSetbackOf(row, name) || isOf(row, index);
  if (!Object.values(rows).some((row) => isIts(row) && older(row) !== row)) return rows;
  return intern(
    Object.fromEntries(
      Object.entries(rows).map(([key, row]) => [key, isIts(row) ? older(row) : row]),
    ),
  );
}
