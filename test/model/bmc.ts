/** Asking a BMC: it does it, says yes and does nothing, or refuses. Cycling is two requests, and the world may end in between. */
import type { PowerAction } from '../../src/core/action.ts';
import { ControllerError } from '../../src/core/errors.ts';
import { advanceJob, failedMove, nameOf, type Position } from './carry.ts';
import { brokenByCutting } from './promises.ts';
import { type Job, type Move, replace, type Rig, spend, type State } from './state.ts';

type Asked = { readonly kind: 'power.netboot' | 'power.cycle' | 'power.off' } & PowerAction;

export function powered(position: Position): readonly Move[] {
  const { state, c, job } = position;
  const action = job.actions[0] as Asked;
  const what = action.kind === 'power.netboot' ? 'to boot from the network' : 'to be off';
  const asks = `${nameOf(c)} asks the BMC of ${action.name} ${what}`;
  const moves: Move[] = [done(position, action, asks)];
  const silent = spend(state.left, 'silent');
  if (silent !== undefined)
    moves.push({
      label: `${asks}; it says yes and does nothing`,
      benign: false,
      to: advance(position, action, { ...state, left: silent }),
    });
  const refused = spend(state.left, 'refused');
  if (refused !== undefined) {
    const error = new ControllerError('E_POWER_CONNECTION', 'asking a BMC');
    const move = failedMove(position, error, 'gets no answer from a BMC', { left: refused });
    moves.push({ ...move, benign: false });
  }
  return moves;
}

function done(position: Position, action: Asked, label: string): Move {
  const { state } = position;
  const index = rigIndex(action);
  const rig = state.rigs[index];
  if (rig === undefined) throw new TypeError(`no rig is ${action.name}`);
  const off = action.kind !== 'power.netboot';
  const rigs = replace(state.rigs, index, off ? switchedOff(rig) : switchedOn(rig));
  return {
    label,
    benign: true,
    broken: off ? brokenByCutting(state, index, action) : [],
    to: advance(position, action, { ...state, rigs }),
  };
}

/** After the first half of a cycle comes the second. */
function advance({ c, j, job }: Position, action: Asked, state: State): State {
  const rest: Job['actions'] = job.actions.slice(1);
  const actions: Job['actions'] =
    action.kind === 'power.cycle' ? [{ ...action, kind: 'power.netboot' }, ...rest] : rest;
  return advanceJob(state, c, j, { ...job, actions });
}

/** The BMC is the machine's own, whatever its name is by now. */
const rigIndex = ({ power }: PowerAction): number => Number(power.parameters['rig']);

export const switchedOff = (rig: Rig): Rig => ({
  ...rig,
  power: 'off',
  running: { kind: 'nothing' },
});

/** On an already-on machine: nothing happens. */
export const switchedOn = (rig: Rig): Rig =>
  rig.power === 'on' ? rig : { ...rig, power: 'on', running: { kind: 'firmware' } };
