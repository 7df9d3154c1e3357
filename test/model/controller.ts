/** What a controller may do next: take the lead, read the repository, make a plan, go on with its jobs. */
import { shrinkRefusal } from '../../src/core/guards.ts';
import type { Revision } from '../../src/core/ids.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import { applying, readApplied } from '../../src/controller/applied.ts';
import type { PowerState } from '../../src/core/observed.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { SiteStatus } from '../../src/core/ports.ts';
import { type Change, subjectKey } from '../../src/core/step.ts';
import { at, nameOf } from './carry.ts';
import { jobMoves } from './jobs.ts';
import { commitAt, look, type Look, truth } from './look.ts';
import { brokenByPlan } from './promises.ts';
import { commit, snapshot } from './rows.ts';
import {
  type Controller,
  intern,
  type Job,
  type Move,
  replace,
  type Rows,
  spend,
  type State,
  type World,
} from './state.ts';
import { next } from './step.ts';

export async function controllerMoves(world: World, state: State): Promise<readonly Move[]> {
  const moves: Move[] = [];
  for (const [c, one] of state.controllers.entries()) {
    if (c === state.leader)
      moves.push(...(await refresh(world, state, c)), ...(await passes(world, state, c)));
    else moves.push(...takeover(state, c));
    for (const [j, job] of one.jobs.entries())
      moves.push(...(await jobMoves(world, state, c, j, job)));
  }
  return moves;
}

/** The leader was quiet for too long, for whatever reason; what it has begun goes on. */
function takeover(state: State, c: number): readonly Move[] {
  const left = spend(state.left, 'takeover');
  return left === undefined
    ? []
    : [
        {
          label: `${nameOf(c)} takes the lead`,
          benign: false,
          to: next(state, { leader: c, left }),
        },
      ];
}

/** As intake.ts: the head, unless too much is gone from it; then the last good one. */
async function refresh(world: World, state: State, c: number): Promise<readonly Move[]> {
  const one = at(state, c);
  const { inventory, label } = commitAt(world, state.head);
  const last = siteOf(state.rows)?.lastApplied;
  const before = await readApplied(snapshot(state.rows).store, last, inventory.revision);
  const refusal = shrinkRefusal(inventory, before);
  const good = one.inForce >= 0 ? one.inForce : lastGood(world, before?.revision);
  const { rejected: _, ...kept } = one;
  const after: Controller =
    refusal === undefined
      ? { ...kept, inForce: state.head }
      : good < 0
        ? one
        : { ...kept, inForce: good, rejected: refusal };
  if (intern(after) === one) return [];
  // It looks at a head once: what it has refused stays refused until the next one.
  if (one.rejected !== undefined && one.inForce !== state.head && refusal !== undefined) return [];
  const said = refusal === undefined ? `reads commit ${label}` : `refuses commit ${label}`;
  return [
    {
      label: `${nameOf(c)} ${said}`,
      benign: true,
      to: next(state, { controllers: replace(state.controllers, c, after) }),
    },
  ];
}

const lastGood = (world: World, revision: Revision | undefined): number =>
  world.commits.findIndex(({ inventory }) => inventory.revision === revision);

const siteOf = (rows: Rows): SiteStatus | undefined =>
  rows['site/site']?.value as SiteStatus | undefined;

async function passes(world: World, state: State, c: number): Promise<readonly Move[]> {
  if (at(state, c).inForce < 0) return [];
  const honest = truth(world, state);
  const seen = await look(world, state, c, honest);
  const moves = start(world, state, c, { seen, left: state.left, lied: undefined });
  const left = spend(state.left, 'lie');
  if (left === undefined) return moves;
  const lies: Move[] = [];
  for (const name of seen.asked)
    for (const lie of [honest[name] === 'on' ? 'off' : 'on', 'error'] as const) {
      const told = await look(world, state, c, { ...honest, [name]: lie });
      lies.push(...start(world, state, c, { seen: told, left, lied: { name, lie } }));
    }
  return [...moves, ...lies];
}

interface Start {
  readonly seen: Look;
  readonly left: State['left'];
  readonly lied: { readonly name: string; readonly lie: PowerState } | undefined;
}

function start(
  world: World,
  state: State,
  c: number,
  { seen, left, lied }: Start,
): readonly Move[] {
  const one = at(state, c);
  const { inventory } = commitAt(world, one.inForce);
  const broken = brokenByPlan(inventory, siteOf(state.rows), seen);
  const begun = seen.plan.changes.flatMap((change) => jobOf(change, inventory.revision, one.jobs));
  const rows = applied(state.rows, inventory, seen.plan, one.rejected);
  if (begun.length === 0 && rows === state.rows && broken.length === 0) return [];
  const jobs = [...one.jobs, ...begun];
  const liar =
    lied === undefined ? '' : ` while the BMC of ${lied.name} says ${lied.lie}, which is not so`;
  const said = begun.map(({ machine, verb }) => `${verb} ${machine}`).join(', ') || 'nothing';
  return [
    {
      label: `${nameOf(c)} looks${liar} and plans: ${said}`,
      benign: lied === undefined,
      broken,
      to: next(state, {
        rows,
        left,
        controllers: replace(state.controllers, c, { ...one, jobs }),
        ghosts: state.ghosts.map((ghost, i) =>
          world.machines[i] === lied?.name ? { ...ghost, deceived: true } : ghost,
        ),
      }),
    },
  ];
}

function jobOf(change: Change, revision: Revision, jobs: readonly Job[]): readonly Job[] {
  const { step, subject } = change;
  const key = subjectKey(subject);
  if (step.kind !== 'act' || subject.kind !== 'machine') return [];
  if (jobs.some((job) => job.subject === key)) return [];
  const { verb, actions } = step;
  return [{ subject: key, machine: subject.name, verb, revision, actions }];
}

/** As Intake.applied. */
function applied(rows: Rows, inventory: Inventory, made: Plan, rejected: string | undefined): Rows {
  const site = rows['site/site'];
  if (site === undefined || made.freeze !== undefined || rejected !== undefined) return rows;
  const writes = applying(site.value as SiteStatus, site.serial, inventory);
  return writes.length === 0 ? rows : commit(rows, writes);
}
