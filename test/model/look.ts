/** A pass as far as its plan: the real observe, plan and lint, on a moment's rows. */
import type { Inventory } from '../../src/core/inventory.ts';
import { lintPlan } from '../../src/core/lint-plan.ts';
import type { PowerState } from '../../src/core/observed.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import { createObserve } from '../../src/controller/observe.ts';
import { noble, NOBLE } from '../support/fleet.ts';
import { at } from './carry.ts';
import { clock, snapshot } from './rows.ts';
import { type Commit, idOf, type Rows, type State, type World } from './state.ts';

export function commitAt(world: World, index: number): Commit {
  const found = world.commits[index];
  if (found === undefined) throw new TypeError(`there is no commit ${index}`);
  return found;
}

export interface Look {
  readonly plan: Plan;
  readonly complaints: readonly string[];
  /** Machines whose BMC was asked. */
  readonly asked: readonly string[];
}

const looks = new Map<string, Promise<Look>>();

/** A pass, as far as its plan. */
export async function look(
  world: World,
  state: State,
  c: number,
  power: Readonly<Record<string, PowerState>>,
): Promise<Look> {
  const { inForce, rejected, jobs } = at(state, c);
  const inFlight = jobs.map(({ subject }) => subject);
  const said = world.machines.map((name) => power[name] ?? '').join();
  const key = [idOf(state.rows), world.name, inForce, rejected ?? '', inFlight.join(), said].join(
    '|',
  );
  const known = looks.get(key);
  if (known !== undefined) return known;
  const made = makeLook(commitAt(world, inForce).inventory, state.rows, {
    rejected,
    inFlight: new Set(inFlight),
    power,
  });
  looks.set(key, made);
  return made;
}

const images = { list: async () => new Map([[NOBLE, [noble()]]]) };
const { signal } = new AbortController();

async function makeLook(
  inventory: Inventory,
  rows: Rows,
  seen: {
    readonly rejected: string | undefined;
    readonly inFlight: ReadonlySet<string>;
    readonly power: Readonly<Record<string, PowerState>>;
  },
): Promise<Look> {
  const asked: string[] = [];
  const observe = createObserve({
    store: snapshot(rows).store,
    images,
    power: {
      look: async (specs) => {
        asked.push(...specs.map(({ name }) => name));
        const power = specs.map(({ name }) => [name, seen.power[name] ?? 'unknown'] as const);
        return { power: new Map(power), powerTrouble: new Map() };
      },
    },
    clock,
    inFlight: () => seen.inFlight,
  });
  const observed = await observe(inventory, signal);
  const made = plan(inventory, observed, seen.rejected);
  return { plan: made, complaints: lintPlan(made, observed), asked };
}

/** What every BMC would say if it told the truth. */
export const truth = (world: World, { rigs }: State): Readonly<Record<string, PowerState>> =>
  Object.fromEntries(world.machines.map((name, i) => [name, rigs[i]?.power ?? 'unknown']));
