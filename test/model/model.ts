/**
 * `npm run model [WORLD]`: explores every world, two at a time, and tells what it saw. Fails with the
 * shortest story of the first broken promise. `MISHAPS=-1` allows one mishap less in each, `1` one more.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { explore, type Exploration } from './explore.ts';
import { type World } from './state.ts';
import { fewer, WORLDS } from './worlds.ts';

const more = Number(process.env['MISHAPS'] ?? 0);
const limit = Number(process.env['STATES'] ?? 3_000_000);
const AT_ONCE = 2;

const one = process.argv[2];
process.exitCode = one === undefined ? await all() : await alone(one);

async function alone(name: string): Promise<number> {
  const world = WORLDS.find((it) => it.name === name);
  if (world === undefined) return 64;
  const seen = await explore(fewer(world, -more), { states: limit });
  process.stdout.write(told(world, seen));
  process.send?.(seen);
  return seen.finding === undefined ? 0 : 1;
}

function told(world: World, { states, moves, depth, ms, complete, finding }: Exploration): string {
  const count = world.start.left.count + more;
  const extent = complete ? 'all' : 'the first';
  const line = `${world.name} (${world.says}; at most ${count} mishaps): ${extent} ${states} states, ${moves} moves, ${depth} deep, ${(ms / 1000).toFixed(1)} s\n`;
  if (finding === undefined) return line;
  const steps = finding.story.map((step, i) => `  ${i + 1}. ${step}\n`).join('');
  return `${line}broken: ${finding.promise}\n${steps}`;
}

async function all(): Promise<number> {
  const left = WORLDS.map(({ name }) => name);
  const seen: Exploration[] = [];
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const child = fork(import.meta.filename, [name]);
      child.on('message', (message) => seen.push(message as Exploration));
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) failed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const sum = (pick: (one: Exploration) => number): number => seen.reduce((s, e) => s + pick(e), 0);
  process.stdout.write(
    `${sum((e) => e.states)} states in ${seen.length} worlds, ${failed === 0 ? 'every promise kept' : `${failed} worlds failed`}\n`,
  );
  return failed === 0 ? 0 : 1;
}
