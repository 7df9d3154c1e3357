/** What machines say, and whether it is heard: as the metadata routes decide it, by credentials. */
import type { MachineId } from '../../src/core/ids.ts';
import type { MachineEvent, MachineRecord } from '../../src/core/machine.ts';
import { inForce } from '../../src/metadata/credentials.ts';
import { catchWrites, commit } from './rows.ts';
import {
  type Held,
  idOf,
  intern,
  type Move,
  replace,
  type Rig,
  type Rows,
  type Running,
  spend,
  type State,
  type World,
} from './state.ts';
import { next } from './step.ts';
import { NOW } from './time.ts';

export interface View {
  readonly world: World;
  readonly state: State;
  readonly i: number;
  readonly rig: Rig;
  readonly name: string;
}

export const held = (
  machine: MachineId,
  environment: Held['environment'],
  attempt: string,
): Held => ({
  machine,
  environment,
  attempt,
  madeAt: NOW,
});

/** It says `event`: it is heard, or lost on the way, or comes once more later. */
export async function says(
  view: View,
  token: Held,
  event: MachineEvent,
  then: (rig: Rig) => Rig,
): Promise<readonly Move[]> {
  const { state, i, rig, name } = view;
  const after = then(rig);
  const rows = await told(view, token, event);
  const rigs = replace(state.rigs, i, after);
  const label = `${name} says ${event.kind}`;
  const moves: Move[] = [{ label, benign: true, to: next(state, { rows, rigs }) }];
  const lost = spend(state.left, 'lost');
  if (lost !== undefined)
    moves.push({
      label: `${label}, which is lost`,
      benign: false,
      to: next(state, { rigs, left: lost }),
    });
  const twice = rig.late === undefined ? spend(state.left, 'twice') : undefined;
  if (twice === undefined) return moves;
  const kept = replace(state.rigs, i, { ...after, late: { token, event } });
  moves.push(
    {
      label: `${label}, and the network keeps a copy`,
      benign: false,
      to: next(state, { rows, rigs: kept, left: twice }),
    },
    {
      label: `${label}, which is late`,
      benign: false,
      to: next(state, { rigs: kept, left: twice }),
    },
  );
  return moves;
}

const tellings = new Map<string, Promise<Rows>>();

/** As the routes: who has no token that is in force moves nothing, and gets its 200. */
export async function told(
  { world, state }: Pick<View, 'world' | 'state'>,
  token: Held,
  event: MachineEvent,
): Promise<Rows> {
  const { rows } = state;
  const inForceNow = state.controllers[state.leader]?.inForce ?? -1;
  const key = [idOf(rows), idOf(intern(token)), idOf(intern(event)), world.name, inForceNow].join(
    ' ',
  );
  const known = tellings.get(key);
  if (known !== undefined) return known;
  const still = (record: MachineRecord): boolean =>
    inForce({ ...token, consumerKey: '', secret: '' }, record);
  const inventory = world.commits[inForceNow]?.inventory;
  const made = catchWrites(
    rows,
    (records) => records.report(token.machine, event, still),
    inventory === undefined ? {} : { inventory },
  ).then((writes) => (writes.length === 0 ? rows : commit(rows, writes)));
  tellings.set(key, made);
  return made;
}

export const withRig = ({ state, i }: View, rig: Rig): State =>
  next(state, { rigs: replace(state.rigs, i, rig) });
export const running = (view: View, what: Running): State =>
  withRig(view, { ...view.rig, running: what });
