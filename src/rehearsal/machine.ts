/** One simulated machine: from power-on through firmware to a system that runs, again and again. */
import type { BootResult } from './boot.ts';
import type { Chassis } from './bmc.ts';
import { bootDrive, rootOn } from './curtin.ts';
import type { Filesystem } from './disk.ts';
import { runEnvironment, Stuck, type Ending, type System } from './environment.ts';
import { netboot, type Board } from './firmware.ts';
import { runInstalled } from './installed.ts';
import type { MachineModel } from './model.ts';
import type { BlockDisk } from './disk.ts';

/** What a person at the rack, or a test, can see. */
export interface RackMachine extends Chassis {
  readonly model: MachineModel;
  readonly disks: readonly BlockDisk[];
  /** Times the firmware started. */
  readonly boots: () => number;
  /** Times an installer was released to it. */
  readonly installs: () => number;
  /** The system that is up, if one is. */
  readonly system: () => System | undefined;
  /** Resolves when whatever it was doing at power-off has noticed. */
  readonly idle: () => Promise<void>;
}

/** Everything of a Board that outlives one power-on. */
export type Assembly = Omit<Board, 'life' | 'work'> & {
  readonly clock: Board['life']['clock'];
  /** How many times faster than life simulated work is. */
  readonly speed: number;
};

const POST_MS = 700;

export function createMachine(assembly: Assembly): RackMachine {
  const { model, disks, faults, tell } = assembly;
  let power: AbortController | undefined;
  let run = Promise.resolve();
  const seen = { boots: 0, installs: 0, system: undefined as System | undefined };
  const turn = (on: boolean, by: 'bmc' | 'itself'): void => {
    power?.abort();
    power = on ? new AbortController() : undefined;
    seen.system = undefined;
    tell({ event: 'rack.powered', on, by });
    if (power !== undefined) run = live(boardFor(assembly, power.signal), seen, turn);
  };
  return {
    model,
    disks,
    faults,
    isOn: () => power !== undefined,
    powerOn: () => power ?? turn(true, 'bmc'),
    powerOff: () => power && turn(false, 'bmc'),
    tellFault: (fault) => tell({ event: 'rack.fault', fault }),
    boots: () => seen.boots,
    installs: () => seen.installs,
    system: () => seen.system,
    idle: () => run,
  };
}

function boardFor(assembly: Assembly, signal: AbortSignal): Board {
  const { clock, speed } = assembly;
  const work = (ms: number): Promise<void> => clock.sleep(ms / speed, signal);
  return { ...assembly, life: { clock, signal }, work };
}

interface Seen {
  boots: number;
  installs: number;
  system: System | undefined;
}

/** Boots until it stays up, powers itself off, hangs, or its power is cut. */
async function live(
  board: Board,
  seen: Seen,
  turn: (on: boolean, by: 'itself') => void,
): Promise<void> {
  try {
    for (let ending: Ending = { kind: 'reboot' }; ending.kind === 'reboot';) {
      seen.boots++;
      await board.work(POST_MS);
      ending = await bootOnce(board, () => seen.installs++);
      if (ending.kind === 'poweroff') turn(false, 'itself');
      if (ending.kind === 'stays') seen.system = settle(board, ending.system);
    }
  } catch (error) {
    if (board.life.signal.aborted) return;
    const because = error instanceof Error ? error.message : String(error);
    board.tell({ event: 'rack.stuck', because });
  }
}

function settle(board: Board, system: System | undefined): System | undefined {
  if (system === undefined) throw new Stuck('kept up for a person to look at');
  board.tell({ event: 'rack.running', hostname: system.hostname, from: system.from });
  return system;
}

/** The network first, then the disk: the boot order that MAAS asks for. */
async function bootOnce(board: Board, onInstall: () => void): Promise<Ending> {
  const { result } = await netboot(board);
  if (result.kind === 'linux') return runEnvironment(board, result, onInstall);
  if (result.kind === 'poweroff') return { kind: 'poweroff' };
  const root = localRoot(board, result);
  if (root === undefined)
    throw new Stuck(result.kind === 'next' ? result.because : 'no bootable device');
  return { kind: 'stays', system: await runInstalled(board, root) };
}

/** What the boot loader chose, or what the firmware finds by itself when the network had nothing. */
function localRoot({ model, disks }: Board, result: BootResult): Filesystem | undefined {
  if (result.kind === 'efi') return rootOn(disks);
  const drives = result.kind === 'drive' ? disks.slice(result.drive, result.drive + 1) : disks;
  if (model.firmware.startsWith('uefi')) return rootOn(disks);
  return drives.map(bootDrive).find((root) => root !== undefined);
}
