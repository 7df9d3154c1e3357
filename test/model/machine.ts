/** What a machine does by itself: it netboots, says what it has to say – in time, late, twice or never – and reboots. */
import { bootPurpose } from '../../src/core/boot.ts';
import { strangerStore } from '../../src/core/guards.ts';
import type { MachineId } from '../../src/core/ids.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import type { SiteStatus } from '../../src/core/ports.ts';
import { inForce } from '../../src/metadata/credentials.ts';
import { hardware, mac } from '../support/fleet.ts';
import { switchedOff } from './bmc.ts';
import { eraseMoves } from './erase.ts';
import { commitAt } from './look.ts';
import { brokenByBoot, installerReleased } from './promises.ts';
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
import { held, running, says, told, type View, withRig } from './talk.ts';

export async function machineMoves(world: World, state: State): Promise<readonly Move[]> {
  const moves: Move[] = [];
  for (const [i, rig] of state.rigs.entries()) {
    const view: View = { world, state, i, rig, name: world.machines[i] ?? '' };
    moves.push(...(await run(view)), ...(await late(view)));
  }
  return moves;
}

async function run(view: View): Promise<readonly Move[]> {
  const { running: now } = view.rig;
  switch (now.kind) {
    case 'firmware':
      return netboot(view);
    case 'commissioning':
      return commissioning(view, now.token);
    case 'guard':
      return guard(view, now);
    case 'installing':
      return installing(view, now);
    case 'erasing':
      return eraseMoves(view, now);
    case 'system':
      return system(view);
    case 'nothing':
    case 'idle':
      return [];
  }
}

function recordOf({ state: { rows }, i }: View): readonly [MachineId, MachineRecord] | undefined {
  const found = Object.values(rows).findLast(
    ({ collection, value }) =>
      collection === 'machine' && (value as MachineRecord).identity.macs.includes(mac(i + 1)),
  );
  return found === undefined ? undefined : [found.key as MachineId, found.value as MachineRecord];
}

function netboot(view: View): readonly Move[] {
  const found = recordOf(view);
  const purpose = found === undefined ? 'local' : bootPurpose(found[1]);
  const said = `${view.name} netboots and gets ${purpose}`;
  if (purpose === 'local' || found === undefined)
    return [{ label: said, benign: true, to: running(view, fromDisk(view.rig)) }];
  const [id, record] = found;
  const broken = brokenByBoot(view.name, record, purpose);
  const boots = (to: State): readonly Move[] => [{ label: said, benign: true, broken, to }];
  if (purpose === 'poweroff') return boots(withRig(view, switchedOff(view.rig)));
  if (purpose === 'commissioning') {
    const token = held(id, 'commissioning', `commission/${record.attempts}`);
    return boots(running(view, { kind: 'commissioning', token }));
  }
  if (purpose === 'erasing') {
    const { erasure } = record;
    const token = held(id, 'erasing', `erase/${erasure?.generation}/${erasure?.attempt}`);
    const boot = erasure?.released?.boot === 'boot-1' ? 'boot-2' : 'boot-1';
    return boots(running(view, { kind: 'erasing', token, boot, given: false }));
  }
  const token = held(id, 'installer', attemptOf(record));
  const taken = record.installerReleased?.boot;
  const boot = taken === 'boot-1' ? 'boot-2' : 'boot-1';
  return boots(running(view, { kind: 'guard', token, boot }));
}

const attemptOf = ({ deployment }: MachineRecord): string =>
  `deploy/${deployment?.generation ?? 0}/${deployment?.attempt ?? 0}`;
const fromDisk = ({ disk }: Rig): Running =>
  disk.kind === 'installed' || disk.kind === 'foreign'
    ? { kind: 'system', told: disk.kind === 'foreign' }
    : { kind: 'idle' };

async function late(view: View): Promise<readonly Move[]> {
  const { state, i, rig, name } = view;
  if (rig.late === undefined) return [];
  const { late: copy, ...kept } = rig;
  const rows = await told(view, copy.token, copy.event);
  const label = `the copy of ${copy.event.kind} of ${name} arrives`;
  return [{ label, benign: true, to: next(state, { rows, rigs: replace(state.rigs, i, kept) }) }];
}

async function commissioning(view: View, token: Held): Promise<readonly Move[]> {
  const { i, rig, state } = view;
  const disks = hardware(i + 1).disks.map((disk) => ({
    ...disk,
    signatures: rig.disk.kind === 'blank' ? [] : ['gpt'],
  }));
  const facts = hardware(i + 1, { disks });
  const heard = await told(view, token, { kind: 'heard' });
  const moves: Move[] = [
    ...(await says(view, token, { kind: 'commissioned', hardware: facts }, switchedOff)),
  ];
  if (heard !== state.rows && changed(heard, state.rows))
    moves.push({
      label: `${view.name} is heard`,
      benign: true,
      to: next(state, { rows: heard }),
    });
  return [...moves, ...(await fails(view, token, 'a script failed')), ...hangs(view)];
}

/** Serials apart: saying the same once more is nothing new. */
const changed = (a: Rows, b: Rows): boolean =>
  Object.keys(a).some(
    (name) => idOf(intern(a[name]?.value as object)) !== idOf(intern(b[name]?.value as object)),
  );

async function fails(view: View, token: Held, reason: string): Promise<readonly Move[]> {
  const left = spend(view.state.left, 'failed');
  if (left === undefined) return [];
  const state = { ...view.state, left };
  const idle = (rig: Rig): Rig => ({ ...rig, running: { kind: 'idle' } });
  const moves = await says({ ...view, state }, token, { kind: 'failed', reason }, idle);
  return moves.map((move) => ({ ...move, benign: false }));
}

function hangs(view: View): readonly Move[] {
  const left = spend(view.state.left, 'failed');
  if (left === undefined) return [];
  const to = running({ ...view, state: { ...view.state, left } }, { kind: 'idle' });
  return [{ label: `${view.name} hangs`, benign: false, to }];
}

/**
 * As guard.ts. Each controller knows of its own jobs only; that one which follows knows of the leader's
 * is not claimed here (DECISIONS.md), so whoever is asked says "ask again" while any job runs.
 */
async function guard(
  view: View,
  { token, boot }: Extract<Running, { readonly kind: 'guard' }>,
): Promise<readonly Move[]> {
  const asked = await ask(view, token, boot);
  return [...asked, ...(await fails(view, token, 'the guard failed')), ...hangs(view)];
}

async function ask(view: View, token: Held, boot: string): Promise<readonly Move[]> {
  const { world, state, name } = view;
  const label = `${name} asks for its installer`;
  const ends = running(view, { kind: 'idle' });
  const refused: Move = { label: `${label} and is refused`, benign: true, to: ends };
  const row = state.rows[`machine/${token.machine}`]?.value as MachineRecord | undefined;
  const site = state.rows['site/site']?.value as SiteStatus | undefined;
  const { inventory } = commitAt(world, state.head);
  if (row === undefined || !inForce({ ...token, consumerKey: '', secret: '' }, row))
    return [refused];
  if (strangerStore(inventory.site.stateId, site?.storeId) !== undefined) return [refused];
  if (state.controllers.some(({ jobs }) => jobs.some(({ machine }) => machine === row.name)))
    return [];
  const event = { kind: 'installer-released', boot } as const;
  const rows = await told(view, token, event);
  if (rows === state.rows) return [refused];
  const installed = held(token.machine, 'installed', token.attempt);
  const rig: Rig = {
    ...view.rig,
    running: { kind: 'installing', token, installed },
    disk: { kind: 'half' },
  };
  const again = row.installerReleased?.boot === boot;
  const { ghosts, broken } = installerReleased(state, view.i, row, again);
  const given: Move = {
    label: `${label} of generation ${row.deployment?.generation} and gets it`,
    benign: true,
    broken,
    to: next(state, { rows, ghosts, rigs: replace(state.rigs, view.i, rig) }),
  };
  const left = spend(state.left, 'lost');
  // Stored, and the answer does not come: not a byte has left, and the same boot may ask again.
  const lost: readonly Move[] =
    left === undefined || again
      ? []
      : [
          {
            label: `${label}, and the answer is lost`,
            benign: false,
            to: next(state, { rows, left }),
          },
        ];
  return [given, ...lost];
}

/** It takes longer than a controller takes from an intent to its BMC (D2, Timeouts.settle). */
const busyBmc = ({ state, name }: View): boolean =>
  state.controllers.some(({ jobs }) =>
    jobs.some(({ machine, actions }) => machine === name && actions[0]?.kind.startsWith('power.')),
  );

async function installing(
  view: View,
  { token, installed }: Extract<Running, { readonly kind: 'installing' }>,
): Promise<readonly Move[]> {
  if (busyBmc(view)) return [];
  const generation = Number(token.attempt.split('/')[1]);
  const finished = (rig: Rig): Rig => ({
    ...rig,
    disk: { kind: 'installed', generation, token: installed },
    running: { kind: 'firmware' },
  });
  return [
    ...(await says(view, token, { kind: 'netboot-off' }, finished)),
    ...(await fails(view, token, 'curtin failed')),
  ];
}

/** cloud-init of the installed system fetches its user-data at every boot. */
async function system(view: View): Promise<readonly Move[]> {
  const { running: now, disk } = view.rig;
  if (now.kind !== 'system' || now.told || disk.kind !== 'installed' || busyBmc(view)) return [];
  const quiet = (rig: Rig): Rig => ({ ...rig, running: { kind: 'system', told: true } });
  const row = view.state.rows[`machine/${disk.token.machine}`]?.value as MachineRecord | undefined;
  if (row === undefined || row.phase === 'deployed')
    return [
      { label: `${view.name} starts its system`, benign: true, to: withRig(view, quiet(view.rig)) },
    ];
  return says(view, disk.token, { kind: 'deployed' }, quiet);
}
