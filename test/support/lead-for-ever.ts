/** Leads on the state that it is given until it is killed; says when it does. */
import { instant } from '../../src/core/ids.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';

const store = await createSqliteStore(process.argv[2] ?? '', { clock: { now: () => instant(0) } });
await store.lead('child', 60_000);
process.stdout.write('leads\n');
process.stdin.resume();
