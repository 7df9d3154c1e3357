/** Breadth first through every moment that a world can come to: the first broken promise has the shortest story. */
import type { Site } from '../../src/core/inventory.ts';
import { controllerMoves } from './controller.ts';
import { commitAt, look, truth } from './look.ts';
import { machineMoves } from './machine.ts';
import { otherMoves } from './people.ts';
import { brokenByMoment } from './promises.ts';
import { keyOf, type Move, type State, type World } from './state.ts';

export interface Finding {
  readonly promise: string;
  /** What happened, from the start. */
  readonly story: readonly string[];
}

export interface Exploration {
  readonly world: string;
  readonly states: number;
  readonly moves: number;
  /** Moves of the longest way that was needed. */
  readonly depth: number;
  /** Everything within the budgets was seen. */
  readonly complete: boolean;
  readonly finding: Finding | undefined;
  readonly ms: number;
}

export interface Limits {
  readonly states: number;
}

/** Where a state was come from, for stories. */
interface Trail {
  readonly from: number;
  readonly label: string;
}

export async function explore(world: World, limits: Limits): Promise<Exploration> {
  const cpu = process.cpuUsage();
  const known = new Map<string, number>([[keyOf(world.start), 0]]);
  const trails: Trail[] = [{ from: -1, label: '' }];
  const depths: number[] = [0];
  const graph = createGraph();
  let moves = 0;
  const end = (finding: Finding | undefined, complete: boolean): Exploration => ({
    world: world.name,
    states: known.size,
    moves,
    depth: depths.at(-1) ?? 0,
    complete,
    finding,
    ms: Math.round(process.cpuUsage(cpu).user / 1000),
  });
  const storyOf = (index: number, last?: string): readonly string[] => [
    ...story(trails, index),
    ...(last === undefined ? [] : [last]),
  ];
  let layer: readonly (readonly [number, State])[] = [[0, world.start]];
  while (layer.length > 0) {
    const following: [number, State][] = [];
    for (const [index, state] of layer) {
      for (const move of await movesFrom(world, state)) {
        moves++;
        const [promise] = [
          ...(move.broken ?? []),
          ...brokenByMoment(move.to, limitsOf(world, move.to)),
        ];
        if (promise !== undefined)
          return end({ promise, story: storyOf(index, move.label) }, false);
        const key = keyOf(move.to);
        let to = known.get(key);
        if (to === undefined) {
          to = known.size;
          known.set(key, to);
          trails.push({ from: index, label: move.label });
          depths.push((depths[index] ?? 0) + 1);
          following.push([to, move.to]);
        }
        if (move.benign) graph.add(index, to);
      }
      const rest = await atRest(world, state);
      if (rest === 'held' && isUntroubled(world, state))
        return end(
          {
            promise: 'convergence: nothing went wrong, and a machine is held',
            story: storyOf(index),
          },
          false,
        );
      if (rest !== undefined) graph.rest(index);
    }
    if (known.size > limits.states) return end(undefined, false);
    layer = following;
  }
  const stuck = graph.stuck(known.size);
  return stuck === undefined
    ? end(undefined, true)
    : end({ promise: STUCK, story: storyOf(stuck) }, true);
}

const STUCK = 'always an owner: from here neither the target nor a hold is ever reached';

async function movesFrom(world: World, state: State): Promise<readonly Move[]> {
  return [
    ...(await controllerMoves(world, state)),
    ...(await machineMoves(world, state)),
    ...(await otherMoves(world, state)),
  ];
}

const limitsOf = (world: World, { head }: State): Site['limits'] =>
  commitAt(world, head).inventory.site.limits;

/** Nothing has gone wrong so far, in a world whose machines can all reach their targets. */
const isUntroubled = ({ start, converges }: World, { left }: State): boolean =>
  converges && left.count === start.left.count;

/** `done`: every machine is where it is to be; `held`: or waits for a person, with a reason. */
async function atRest(world: World, state: State): Promise<'done' | 'held' | undefined> {
  const c = state.leader;
  const leader = state.controllers[c];
  if (state.controllers.some(({ jobs }) => jobs.length > 0)) return undefined;
  if (leader === undefined || leader.inForce < 0) return undefined;
  if (leader.inForce !== state.head && leader.rejected === undefined) return undefined;
  const { plan } = await look(world, state, c, truth(world, state));
  if (plan.changes.every(({ step }) => step.kind === 'done')) return 'done';
  return plan.changes.every(({ step }) => step.kind === 'done' || step.kind === 'hold')
    ? 'held'
    : undefined;
}

function story(trails: readonly Trail[], index: number): readonly string[] {
  const told: string[] = [];
  for (let at = trails[index]; at !== undefined && at.from >= 0; at = trails[at.from])
    told.push(at.label);
  return told.toReversed();
}

/** Benign moves, backwards: who can still come to rest by itself. */
function createGraph() {
  const from: number[] = [];
  const to: number[] = [];
  const resting: number[] = [];
  return {
    add: (a: number, b: number): void => {
      from.push(a);
      to.push(b);
    },
    rest: (index: number): void => void resting.push(index),
    /** The first state that cannot. */
    stuck(count: number): number | undefined {
      const heads = new Int32Array(count).fill(-1);
      const links = new Int32Array(to.length);
      for (let edge = 0; edge < to.length; edge++) {
        links[edge] = heads[to[edge] ?? 0] ?? -1;
        heads[to[edge] ?? 0] = edge;
      }
      const good = new Uint8Array(count);
      const queue = [...resting];
      for (const index of queue) good[index] = 1;
      for (let index = queue.pop(); index !== undefined; index = queue.pop())
        for (let edge = heads[index] ?? -1; edge >= 0; edge = links[edge] ?? -1) {
          const source = from[edge] ?? 0;
          if (good[source] === 1) continue;
          good[source] = 1;
          queue.push(source);
        }
      const first = good.indexOf(0);
      return first < 0 ? undefined : first;
    },
  };
}
