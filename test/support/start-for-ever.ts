/** Starts reinstalls as fast as it is let, until it is killed, and prints one line for each that was stored. A second is an hour. */
import { createRecords } from '../../src/controller/records.ts';
import { asControllerError } from '../../src/core/errors.ts';
import { instant } from '../../src/core/ids.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';
import { deployment, id } from './fleet.ts';
import { limited } from './starts.ts';

const [path = '', machines = '', perHour = ''] = process.argv.slice(2);
const clock = { now: () => instant(Date.now() * 3_600), sleep: async () => undefined };
const store = await createSqliteStore(path, { clock });
/** Whatever is about to be started is what the inventory asks for. */
let asked = 1;
const records = createRecords({
  store,
  clock,
  random: { text: () => 'fresh' },
  emit: () => undefined,
  inventory: () => limited(Number(machines), { perHour: Number(perHour) }, asked),
});

process.stdout.write('begun\n');
/** In any order: a rival that goes through them in the same one would never be in the way. */
for (;;) {
  const n = 1 + Math.floor(Math.random() * Number(machines));
  const row = await store.get('machine', id(n));
  if (row === undefined) continue;
  const generation = (row.value.deployment?.generation ?? 0) + 1;
  asked = generation;
  try {
    await records.record(id(n), row.serial, {
      kind: 'deploy-started',
      deployment: deployment({ generation }),
    });
    process.stdout.write(`${n} ${generation}\n`);
    await records.report(id(n), { kind: 'deployed' });
  } catch (error) {
    const { code } = asControllerError(error);
    if (code !== 'E_LIMIT' && code !== 'E_STATE_CONFLICT') throw error;
  }
}
