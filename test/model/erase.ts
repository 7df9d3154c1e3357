/** The erasing environment: it asks for its list of disks once, and says when they are erased (rules 3 and 8). */
import type { MachineRecord } from '../../src/core/machine.ts';
import { inForce } from '../../src/metadata/credentials.ts';
import { switchedOff } from './bmc.ts';
import { brokenByErasing } from './promises.ts';
import type { Move, Rig, Running } from './state.ts';
import { next } from './step.ts';
import { running, says, told, type View, withRig } from './talk.ts';
import { replace, spend } from './state.ts';

type Erasing = Extract<Running, { readonly kind: 'erasing' }>;

export async function eraseMoves(view: View, now: Erasing): Promise<readonly Move[]> {
  return now.given ? finish(view, now) : ask(view, now);
}

async function ask(view: View, { token, boot }: Erasing): Promise<readonly Move[]> {
  const { state, name, rig } = view;
  const label = `${name} asks for its list of disks`;
  const row = state.rows[`machine/${token.machine}`]?.value as MachineRecord | undefined;
  const refused: Move = {
    label: `${label} and is refused`,
    benign: true,
    to: withRig(view, switchedOff(rig)),
  };
  if (row === undefined || !inForce({ ...token, consumerKey: '', secret: '' }, row))
    return [refused];
  if (state.controllers.some(({ jobs }) => jobs.some(({ machine }) => machine === row.name)))
    return [];
  const rows = await told(view, token, { kind: 'erase-released', boot });
  if (rows === state.rows) return [refused];
  const given: Rig = {
    ...rig,
    running: { kind: 'erasing', token, boot, given: true },
    disk: { kind: 'half' },
  };
  const left = spend(state.left, 'lost');
  const again = row.erasure?.released?.boot === boot;
  return [
    {
      label: `${label} and gets it`,
      benign: true,
      broken: brokenByErasing(state.ghosts[view.i], row),
      to: next(state, { rows, rigs: replace(state.rigs, view.i, given) }),
    },
    ...(left === undefined || again
      ? []
      : [
          {
            label: `${label}, and the answer is lost`,
            benign: false,
            to: next(state, { rows, left }),
          },
        ]),
  ];
}

async function finish(view: View, { token }: Erasing): Promise<readonly Move[]> {
  const blank = (rig: Rig): Rig => ({ ...switchedOff(rig), disk: { kind: 'blank' } });
  const moves = await says(view, token, { kind: 'erased' }, blank);
  const left = spend(view.state.left, 'failed');
  if (left === undefined) return moves;
  const state = { ...view.state, left };
  const failed = { kind: 'failed', reason: 'a drive is frozen' } as const;
  const ends = await says({ ...view, state }, token, failed, switchedOff);
  const hangs = running({ ...view, state }, { kind: 'idle' });
  return [
    ...moves,
    ...ends.map((move) => ({ ...move, benign: false })),
    { label: `${view.name} hangs`, benign: false, to: hangs },
  ];
}
