/** Rule 6 against kill -9: two processes on one SQLite file, killed and started again while they start reinstalls. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readBudget } from '../../src/controller/starts.ts';
import { HOUR_MS, startKey } from '../../src/core/budget.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';
import { deployment, hardware, id, record, STORE, T0 } from '../support/fleet.ts';

const MACHINES = 12;
const PER_HOUR = 3;
/** At least, until more began than one hour allows. Each takes about half an hour of simulated time; rows of starts are kept for a day. */
const KILLS = 5;

test('two processes that are killed again and again start no more in any hour than is allowed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limits-crash-'));
  const path = join(folder, 'state.db');
  const clock = { now: () => T0 };
  const store = await createSqliteStore(path, { clock });
  await store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
    [],
  );
  await store.commit(
    Array.from({ length: MACHINES }, (_, i) => ({
      collection: 'machine',
      key: id(i + 1),
      expect: 'absent',
      value: record(i + 1, 'deployed', { hardware: hardware(i + 1), deployment: deployment() }),
    })),
    [],
  );
  const acknowledged: string[] = [];
  const lives = [1, 2].map(async () => {
    for (let i = 0; i < KILLS || acknowledged.length <= PER_HOUR; i++)
      acknowledged.push(...(await startAndKill(path)));
  });
  await Promise.all(lives);

  const { starts } = await readBudget(store);
  const moments = starts.map(({ at }) => at).toSorted((a, b) => a - b);
  for (const [i, at] of moments.entries()) {
    const within = moments.slice(i).filter((other) => other < at + HOUR_MS).length;
    expect(within).toBeLessThanOrEqual(PER_HOUR);
  }
  const keys = new Set(starts.map(startKey));
  const lost = acknowledged.filter((line) => {
    const [n, generation] = line.split(' ').map(Number);
    return !keys.has(
      startKey({ machine: id(n ?? 0), what: 'install', generation: generation ?? 0 }),
    );
  });
  expect(lost).toEqual([]);
  const uncounted = [...(await store.list('machine'))]
    .map(([key, { value }]) => ({ key, generation: value.deployment?.generation ?? 1 }))
    .filter(({ key, generation }) => generation > 1 && !keys.has(`${key}/install/${generation}`));
  expect(uncounted).toEqual([]);
  await store.close();
  rmSync(folder, { recursive: true });
}, 60_000);

async function startAndKill(path: string): Promise<readonly string[]> {
  const program = join(import.meta.dirname, '../support/start-for-ever.ts');
  const child = spawn(process.execPath, [program, path, String(MACHINES), String(PER_HOUR)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  const exited = once(child, 'exit');
  // On a busy host a process takes its time to start at all.
  await once(child.stdout, 'data');
  await sleep(300 + Math.random() * 700);
  child.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
  return Buffer.concat(said).toString().split('\n').slice(1, -1);
}
