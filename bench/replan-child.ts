/**
 * `node replan-child.ts FOLDER MACHINES`: a controller's passes over a repository and a store of many machines,
 * each after a commit that changed one file. Says what a pass took of this process's CPU.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIntake } from '../src/controller/intake.ts';
import { createObserve } from '../src/controller/observe.ts';
import { instant } from '../src/core/ids.ts';
import { lintPlan } from '../src/core/lint-plan.ts';
import { plan } from '../src/core/plan.ts';
import type { Clock, StateStore } from '../src/core/ports.ts';
import { createGitSource } from '../src/inventory/git.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createSqliteStore } from '../src/state/sqlite-store.ts';
import { records } from './records.ts';
import { writeSite } from './sites.ts';

const [folder = '', count = '5000'] = process.argv.slice(2);
const machines = Number(count);
const clock: Clock = { now: () => instant(systemClock.now()), sleep: systemClock.sleep };
const { signal } = new AbortController();

const repository = writeSite(join(folder, `replan-${machines}`), machines);
const git = (...args: readonly string[]): void => {
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
  execFileSync('git', ['-C', repository, ...who, ...args], { stdio: 'ignore' });
};
const commit = (): void => {
  git('add', '-A');
  git('commit', '--quiet', '--allow-empty', '-m', 'change');
};
git('init', '--quiet', '-b', 'main');
commit();

const source = createGitSource({
  url: repository,
  branch: 'main',
  path: '.',
  mirrorDir: join(folder, 'mirror'),
  env: process.env,
});
const store = await createSqliteStore(join(folder, 'state.db'), { clock });
const intake = createIntake({ source, store, clock, emit: () => undefined });
const observe = createObserve({
  store,
  images: undefined,
  power: undefined,
  clock,
  inFlight: () => new Set(),
});

/** What the loop does, without acting. */
async function pass(): Promise<number> {
  await intake.refresh(signal);
  const inForce = intake.current();
  if (inForce === undefined) throw new TypeError(JSON.stringify(intake.diagnostics().slice(0, 3)));
  const observed = await observe(inForce.inventory, signal);
  const planned = plan(inForce.inventory, observed, inForce.rejected);
  if (lintPlan(planned, observed).length > 0) throw new TypeError('a plan that must not be');
  await intake.applied();
  return planned.changes.length;
}

async function seed(into: StateStore): Promise<void> {
  const { inventory } = await source.load(await source.head(signal), signal);
  if (inventory === undefined) throw new TypeError('the inventory has mistakes');
  for (const writes of records(inventory)) await into.commit(writes, []);
}

async function measured(work: () => Promise<unknown>): Promise<number> {
  const { user, system } = process.cpuUsage();
  await work();
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1_000;
}

/** One field of one file, another machine each time. */
function change(file: string, round: number): void {
  const path = join(repository, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^( {2}contract: ).*$/m, `$1'round ${round}'`));
  commit();
}

await seed(store);
const first = await measured(pass);
const idle: number[] = [];
const changed: number[] = [];
for (let round = 0; round < 9; round += 1) {
  idle.push(await measured(pass));
  change(`machines/web-${String(round * 7).padStart(5, '0')}.yaml`, round);
  changed.push(await measured(pass));
}
const mebibytes = process.memoryUsage.rss() / (1 << 20);
await store.close();
console.log(JSON.stringify({ first, idle, changed, mebibytes }));
