/** One plan of a large site that is already in memory, and whole passes of a controller. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CPU_TIME, said } from '../process.ts';
import { alone, type Figure, type Measured } from '../rounds.ts';
import { writeSite } from '../sites.ts';
import type { Stage } from '../stage.ts';

const MACHINES = 5_000;
const TIME = 'ms';
const MEMORY = 'MiB, the whole process';

export async function plan(stage: Stage): Promise<readonly Figure[]> {
  return [...planned(stage), ...replanned(stage)];
}

interface Replanned {
  readonly idle: readonly number[];
  readonly changed: readonly number[];
  readonly mebibytes: number;
}

/** A controller that follows a repository: a pass in which nothing has changed, and one after a commit to one file. */
function replanned({ folder }: Stage): readonly Figure[] {
  const program = join(import.meta.dirname, '..', 'replan-child.ts');
  const home = join(folder, 'replan');
  mkdirSync(home);
  const text = said([process.execPath, program, home, String(MACHINES)]);
  const { idle, changed, mebibytes } = parse(text) as Replanned;
  const of = (runs: readonly number[]) =>
    runs.map((took): Measured => ({ [CPU_TIME]: took, [MEMORY]: mebibytes }));
  const size = `${MACHINES.toLocaleString('en')} machines in the store`;
  return [
    alone({ row: `pass, ${size}, no commit`, unit: CPU_TIME }, of(idle)),
    alone(
      { row: `pass, ${size}, one file changed`, unit: CPU_TIME, goal: { atMost: 100 } },
      of(changed),
    ),
    alone(
      { row: `pass, ${size}, one file changed`, unit: MEMORY, goal: { atMost: 512 } },
      of(changed),
    ),
  ];
}

function planned({ folder }: Stage): readonly Figure[] {
  const site = writeSite(join(folder, 'site-5000'), MACHINES);
  const program = join(import.meta.dirname, '..', 'plan-child.ts');
  const text = said([process.execPath, program, site]);
  const { ms, mebibytes } = parse(text) as { ms: number[]; mebibytes: number };
  const runs: Measured[] = ms.map((took) => ({ [TIME]: took, [MEMORY]: mebibytes }));
  const row = `plan of ${MACHINES.toLocaleString('en')} machines, warm`;
  return [
    alone({ row, unit: TIME, goal: { atMost: 2_000 } }, runs),
    alone({ row, unit: MEMORY, goal: { atMost: 512 } }, runs),
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new TypeError(`planning said: ${text}`, { cause });
  }
}
