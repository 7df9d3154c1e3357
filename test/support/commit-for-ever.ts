/** Commits in four lanes until it is killed, and prints `lane serial` for each that was acknowledged. */
import { instant } from '../../src/core/ids.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';

const store = await createSqliteStore(process.argv[2] ?? '', { clock: { now: () => instant(0) } });

async function commitForEver(lane: string): Promise<never> {
  let serial = (await store.get('site', `${lane}/left`))?.serial ?? 0;
  for (;;) {
    const row = { collection: 'site', expect: serial === 0 ? 'absent' : serial } as const;
    const value = { storeId: `${serial}`.padStart(2000, '.') };
    await store.commit(
      [
        { ...row, key: `${lane}/left`, value },
        { ...row, key: `${lane}/right`, value },
      ],
      [{ at: instant(0), subject: lane, event: 'word', text: `${serial}` }],
    );
    serial += 1;
    // Written at once: a line in a buffer would be an acknowledgement that nobody heard.
    // Synchronous for pipes on Linux, and unlike writeSync it waits where the reader is slow.
    process.stdout.write(`${lane} ${serial}\n`);
  }
}

await Promise.all(['1', '2', '3', '4'].map(commitForEver));
