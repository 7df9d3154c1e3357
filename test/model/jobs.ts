/** The next thing that each job does: read, commit, or ask a BMC. In between it may be paused for ever. */
import type { Action } from '../../src/core/action.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import type { Write } from '../../src/core/ports.ts';
import { powered } from './bmc.ts';
import { advanceJob, at, failedMove, nameOf, withJob } from './carry.ts';
import { commitAt } from './look.ts';
import { catchWrites, commit } from './rows.ts';
import { idOf, intern, type Job, type Move, type State, type World } from './state.ts';

export async function jobMoves(
  world: World,
  state: State,
  c: number,
  j: number,
  job: Job,
): Promise<readonly Move[]> {
  const [action] = job.actions;
  if (action === undefined) return [];
  if (action.kind.startsWith('power.')) return powered({ state, c, j, job });
  if (job.writes !== undefined) return [store(state, c, j, job)];
  const caught = await readFor(state, action, commitAt(world, at(state, c).inForce).inventory);
  if ('failed' in caught)
    return [
      failedMove(
        { state, c, j, job },
        caught.failed,
        `finds that the record of ${job.machine} has changed`,
      ),
    ];
  // Of its own row alone, which is expected to be as planned: it does not matter when it is read.
  if (caught.writes.filter(({ value }) => value !== 'keep').length === 1)
    return [store(state, c, j, { ...job, writes: caught.writes })];
  return [
    {
      label: `${nameOf(c)} reads the store to write ${wordOf(action)}`,
      benign: true,
      to: withJob(state, c, j, { ...job, writes: caught.writes }),
    },
  ];
}

const reads = new Map<
  string,
  Promise<{ readonly writes: readonly Write[] } | { readonly failed: unknown }>
>();

async function readFor(state: State, action: Action, inventory: Inventory) {
  const newId = freeId(state, action);
  const key = `${idOf(state.rows)} ${idOf(intern(action))} ${inventory.revision} ${newId}`;
  const known = reads.get(key);
  if (known !== undefined) return known;
  const made = catchWrites(
    state.rows,
    async (records) => {
      if (action.kind === 'machine.record')
        return records.record(action.id, action.expect, action.event);
      if (action.kind === 'machine.enlist') return records.enlist(action);
      if (action.kind === 'machine.forget') return records.forget(action.id, action.expect);
    },
    { newId, inventory },
  ).then(
    (writes) => ({ writes }),
    (failed: unknown) => ({ failed }),
  );
  reads.set(key, made);
  return made;
}

/** A new id is nobody else's; names keep the world finite. */
function freeId(state: State, action: Action): string {
  if (action.kind !== 'machine.enlist') return '';
  const taken = new Set([
    ...Object.values(state.rows).map(({ key }) => key),
    ...state.controllers.flatMap(({ jobs }) =>
      jobs.flatMap(({ writes = [] }) => writes.map(({ key }) => key)),
    ),
  ]);
  return [1, 2, 3, 4, 5].map((n) => `${action.name}-${n}`).find((id) => !taken.has(id)) ?? 'none';
}

function store(state: State, c: number, j: number, job: Job): Move {
  const [action] = job.actions;
  try {
    const rows = commit(state.rows, job.writes ?? []);
    const { writes: _, ...kept } = job;
    const left: Job = { ...kept, actions: job.actions.slice(1) };
    return {
      label: `${nameOf(c)} stores ${action === undefined ? 'nothing' : wordOf(action)}`,
      benign: true,
      to: advanceJob({ ...state, rows }, c, j, left, state.rows),
    };
  } catch (error) {
    if (action?.kind !== 'machine.record')
      return failedMove({ state, c, j, job }, error, 'is refused by the store');
    // As records.ts: all is read, and judged, again.
    const { writes: _, ...again } = job;
    return {
      label: `${nameOf(c)} is refused by the store, and reads again`,
      benign: true,
      to: withJob(state, c, j, again),
    };
  }
}

function wordOf(action: Action): string {
  switch (action.kind) {
    case 'machine.record':
      return `${action.event.kind} of ${action.id}`;
    case 'machine.enlist':
      return `the record of ${action.name}`;
    case 'machine.forget':
      return `that ${action.id} is forgotten`;
    default:
      return action.kind;
  }
}
