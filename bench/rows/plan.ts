/** One plan of a large site that is already in memory: what every pass of the daemon costs. */
import { join } from 'node:path';
import { said } from '../process.ts';
import { alone, type Figure, type Measured } from '../rounds.ts';
import { writeSite } from '../sites.ts';
import type { Stage } from '../stage.ts';

const MACHINES = 5_000;
const TIME = 'ms';
const MEMORY = 'MiB, the whole process';

export async function plan({ folder }: Stage): Promise<readonly Figure[]> {
  const site = writeSite(join(folder, 'site-5000'), MACHINES);
  const program = join(import.meta.dirname, '..', 'plan-child.ts');
  const text = said([process.execPath, program, site]);
  const { ms, mebibytes } = parse(text);
  const runs: Measured[] = ms.map((took) => ({ [TIME]: took, [MEMORY]: mebibytes }));
  const row = `plan of ${MACHINES.toLocaleString('en')} machines, warm`;
  return [
    alone({ row, unit: TIME, goal: { atMost: 2_000 } }, runs),
    alone({ row, unit: MEMORY, goal: { atMost: 512 } }, runs),
  ];
}

function parse(text: string): { readonly ms: readonly number[]; readonly mebibytes: number } {
  try {
    return JSON.parse(text) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new TypeError(`planning said: ${text}`, { cause });
  }
}
