/** From one moment to the next: ranks, interns, and lets credentials grow old with the phase that they were made in. */
import type { MachineRecord } from '../../src/core/machine.ts';
import { ranked } from './rows.ts';
import { outdated } from './time.ts';
import { type Held, intern, type Rig, type Rows, type State } from './state.ts';

export function next(before: State, change: Partial<State>): State {
  const after = { ...before, ...change };
  if (after.rows === before.rows && after.controllers === before.controllers)
    return { ...after, rigs: after.rigs.map(intern), ghosts: after.ghosts.map(intern) };
  const { rows, controllers } = ranked(after.rows, after.controllers);
  const rigs =
    after.rows === before.rows ? after.rigs : outlived(before.rows, after.rows, after.rigs);
  return {
    ...after,
    rows,
    controllers,
    rigs: rigs.map(intern),
    ghosts: after.ghosts.map(intern),
    left: intern(after.left),
  };
}

/** What the credentials of machines are worth after rows have changed. */
function outlived(before: Rows, after: Rows, rigs: readonly Rig[]): readonly Rig[] {
  let aged = rigs;
  for (const name of Object.keys(before)) {
    if (!name.startsWith('machine/') || before[name] === after[name]) continue;
    const id = name.slice('machine/'.length);
    const was = before[name]?.value as MachineRecord;
    const is = after[name]?.value as MachineRecord | undefined;
    if (is === undefined) aged = aged.map((rig) => mapTokens(rig, (held) => gone(held, id)));
    else if (was.phase !== is.phase)
      aged = aged.map((rig) => mapTokens(rig, (held) => older(held, id)));
  }
  return aged;
}

/** Rows of credentials go with the machine's. */
const gone = (held: Held, id: string): Held =>
  held.machine === id ? { ...held, machine: 'gone' as Held['machine'] } : held;

const older = (held: Held, id: string): Held =>
  held.machine === id ? { ...held, madeAt: outdated(held.madeAt) } : held;

export function mapTokens(rig: Rig, change: (held: Held) => Held): Rig {
  const { running, disk, late } = rig;
  return {
    ...rig,
    running:
      'installed' in running
        ? { ...running, token: change(running.token), installed: change(running.installed) }
        : 'token' in running
          ? { ...running, token: change(running.token) }
          : running,
    disk: disk.kind === 'installed' ? { ...disk, token: change(disk.token) } : disk,
    ...(late === undefined ? {} : { late: { ...late, token: change(late.token) } }),
  };
}
