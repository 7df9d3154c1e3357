/** How long a person, or a pull request's job, waits for the command. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';
import { CPU_TIME, need, TIME, timed } from '../process.ts';
import {
  alone,
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

type Run = () => Promise<Measured>;

/** `cold`: nothing is remembered of the folder; what Node has compiled is kept, as between two days. */
function dryRun({ folder, pack }: Stage, site: string, how: 'cold' | 'unchanged'): Run {
  const data = join(folder, 'no-data');
  const cache = join(folder, 'cache');
  const command = [
    process.execPath,
    pack.bin,
    '--dry-run',
    '-i',
    site,
    '--data-dir',
    data,
  ] as const;
  return async () => {
    if (how === 'cold') rmSync(join(cache, 'reconcile', 'said'), { recursive: true, force: true });
    return timed(command, folder, cache);
  };
}

export async function cli(stage: Stage): Promise<readonly Figure[]> {
  const { folder, pack } = stage;
  const node = process.execPath;
  const small = writeSite(join(folder, 'site-100'), 100);
  const start = await interleaved(9, {
    node: async () => timed([node, '-e', '0']),
    help: async () => timed([node, pack.bin, '--help']),
    small: dryRun(stage, small, 'cold'),
  });
  const runs = { name: 'node -e 0', runs: start.node };
  return [
    ...both('--help', { atMost: 1.25 }, start.help, runs),
    ...both('--dry-run, 100 machines', { atMost: 4 }, start.small, runs),
    ...(await besideAnsible(stage)),
    ...(await besideGit(stage)),
  ];
}

/** Sizes, with how many rounds their peer's patience is good for. */
const SIZES = [
  { machines: 1_000, atMost: 0.25, rounds: 3 },
  { machines: 5_000, atMost: 0.15, rounds: 2 },
] as const;

async function besideAnsible(stage: Stage): Promise<readonly Figure[]> {
  const { folder } = stage;
  try {
    need('ansible-inventory', 'ansible-core');
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.log(`skipped: ${error.message}`);
    return [];
  }
  const figures: Figure[] = [];
  for (const { machines, atMost, rounds } of SIZES) {
    const site = writeSite(join(folder, `site-${machines}`), machines);
    const hosts = join(writeAnsible(join(folder, `ansible-${machines}`), machines), 'hosts.yaml');
    const runs = await interleaved(rounds, {
      ours: dryRun(stage, site, 'cold'),
      ansible: async () => timed(['ansible-inventory', '-i', hosts, '--list'], folder),
    });
    const peer = { name: 'ansible-inventory --list', runs: runs.ansible };
    const row = `--dry-run, ${machines.toLocaleString('en')} machines, cold`;
    figures.push(...both(row, { atMost }, runs.ours, peer));
  }
  return figures;
}

/** Nothing has changed since the last time: ours says so of a folder, git of the same work tree. */
async function besideGit(stage: Stage): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const machines of [10_000, 50_000]) {
    const site = writeSite(join(stage.folder, `site-${machines}`), machines);
    const git = (...words: readonly string[]) => timed(['git', '-C', site, ...words]);
    git('init', '--quiet');
    git('add', '-A');
    git('-c', 'user.name=b', '-c', 'user.email=b@example.org', 'commit', '--quiet', '-m', 'all');
    const cold = await interleaved(1, { ours: dryRun(stage, site, 'cold') });
    const runs = await interleaved(5, {
      ours: dryRun(stage, site, 'unchanged'),
      git: async () => git('status'),
    });
    const size = `--dry-run, ${machines.toLocaleString('en')} machines`;
    figures.push(
      alone({ row: `${size}, cold`, unit: CPU_TIME }, cold.ours),
      ...both(`${size}, unchanged`, { atMost: 4 }, runs.ours, {
        name: 'git status',
        runs: runs.git,
      }),
    );
  }
  return figures;
}
