/** How long a person, or a pull request's job, waits for the command. */
import { join } from 'node:path';
import type { Stage } from '../stage.ts';
import { CPU_TIME, need, TIME, timed } from '../process.ts';
import {
  compared,
  type Figure,
  type Goal,
  interleaved,
  type Measured,
  Skipped,
} from '../rounds.ts';
import { writeAnsible, writeSite } from '../sites.ts';

type Peer = Parameters<typeof compared>[2];

/** By the clock, and by the CPU: a busy machine spoils the first. */
const both = (
  row: string,
  goal: Goal | undefined,
  ours: readonly Measured[],
  peer: Peer,
): readonly Figure[] =>
  [TIME, CPU_TIME].map((unit) =>
    compared({ row, unit, ...(goal === undefined ? {} : { goal }) }, ours, peer),
  );

export async function cli({ folder, pack }: Stage): Promise<readonly Figure[]> {
  const node = process.execPath;
  const data = join(folder, 'no-data');
  const dryRun = (site: string) => async () =>
    timed([node, pack.bin, '--dry-run', '--inventory', site, '--data-dir', data], folder);
  const small = writeSite(join(folder, 'site-100'), 100);
  const large = writeSite(join(folder, 'site-1000'), 1_000);
  const start = await interleaved(9, {
    node: async () => timed([node, '-e', '0']),
    help: async () => timed([node, pack.bin, '--help']),
    small: dryRun(small),
  });
  const runs = { name: 'node -e 0', runs: start.node };
  return [
    ...both('--help', { atMost: 1.25 }, start.help, runs),
    ...both('--dry-run, 100 machines', { atMost: 4 }, start.small, runs),
    ...(await besideAnsible(folder, { small: dryRun(small), large: dryRun(large) })),
  ];
}

async function besideAnsible(
  folder: string,
  ours: Readonly<Record<'small' | 'large', () => Promise<Measured>>>,
): Promise<readonly Figure[]> {
  const list = (machines: number): (() => Promise<Measured>) => {
    const inventory = writeAnsible(join(folder, `ansible-${machines}`), machines);
    const hosts = join(inventory, 'hosts.yaml');
    return async () => timed(['ansible-inventory', '-i', hosts, '--list'], folder);
  };
  try {
    need('ansible-inventory', 'ansible-core');
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.log(`skipped: ${error.message}`);
    return [];
  }
  const runs = await interleaved(3, { ...ours, ansible100: list(100), ansible1000: list(1_000) });
  const peer = (own: readonly Measured[]) => ({ name: 'ansible-inventory --list', runs: own });
  return [
    ...both('--dry-run, 100 machines', undefined, runs.small, peer(runs.ansible100)),
    ...both('--dry-run, 1,000 machines', { atMost: 0.25 }, runs.large, peer(runs.ansible1000)),
  ];
}
