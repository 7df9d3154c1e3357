/** Stores that are lost, copied and brought back: by the real backup and the real restore. */
import type { MachineId } from '../../src/core/ids.ts';
import type { SiteStatus } from '../../src/core/ports.ts';
import { declaredGenerations } from '../../src/core/restore.ts';
import { restoreWrites, takeBackup } from '../../src/controller/backup.ts';
import { commit, snapshot } from './rows.ts';
import {
  type Controller,
  type Copy,
  type Held,
  intern,
  type Mishap,
  type Move,
  type Rows,
  spend,
  type State,
  type World,
} from './state.ts';
import { mapTokens, next } from './step.ts';
import { NOW } from './time.ts';

export const NOBODY: Controller = { inForce: -1, jobs: [] };

/** A move that costs something. */
export function mishap(
  state: State,
  what: Mishap,
  label: string,
  change: Partial<State>,
): readonly Move[] {
  const left = spend(state.left, what);
  return left === undefined ? [] : [{ label, benign: false, to: next(state, { ...change, left }) }];
}

/** The data directory is emptied, copied, or brought back from a copy; whoever used it has been stopped by then. */
export async function losses(world: World, state: State): Promise<readonly Move[]> {
  const { rows, backup, rigs } = state;
  const controllers = state.controllers.map(() => NOBODY);
  const gone = (held: Held): Held => ({ ...held, machine: 'gone' as MachineId });
  const emptied = mishap(state, 'emptied', 'the data directory is emptied', {
    rows: intern({}),
    controllers,
    rigs: rigs.map((rig) => mapTokens(rig, gone)),
  });
  const label = 'somebody says `state backup`';
  const heads = [...new Set([lastApplied(world, rows), state.head])].filter((head) => head >= 0);
  const copies: readonly Move[] =
    backup === undefined && spend(state.left, 'restored') !== undefined && rows['site/site']
      ? [{ label, benign: false, to: { ...state, backup: intern({ rows, heads }) } }]
      : [];
  const restored =
    backup === undefined
      ? []
      : mishap(state, 'restored', 'somebody says `state restore`', {
          rows: await broughtBack(world, state, backup),
          controllers,
        });
  return [...emptied, ...copies, ...restored, ...stateInit(state)];
}

const lastApplied = (world: World, rows: Rows): number => {
  const site = rows['site/site']?.value as SiteStatus | undefined;
  return world.commits.findIndex(
    ({ inventory }) => inventory.revision === site?.lastApplied?.revision,
  );
};

/** The real backup and the real restore, with what git declared since the copy was made. */
async function broughtBack(
  world: World,
  { rows }: State,
  { rows: then, heads }: Copy,
): Promise<Rows> {
  const copy = await takeBackup(snapshot(then).store, NOW);
  if (copy === undefined) return rows;
  const declaredThen = heads.flatMap((head) => {
    const commitThen = world.commits[head];
    return commitThen === undefined ? [] : declaredGenerations(commitThen.inventory);
  });
  const { writes } = await restoreWrites(snapshot(rows).store, copy, {
    declared: declaredThen,
    at: NOW,
    newId: () => 'restored-1' as MachineId,
    newStoreId: () => 'n3w',
  });
  return commit(rows, writes);
}

/** `reconcile state init`, where there is no store any more. */
function stateInit(state: State): readonly Move[] {
  if (state.rows['site/site'] !== undefined) return [];
  const value = { storeId: 'n3w' };
  const rows = commit(state.rows, [{ collection: 'site', key: 'site', expect: 'absent', value }]);
  return [{ label: 'somebody says `state init`', benign: false, to: next(state, { rows }) }];
}
