/** `reconcile state init`: makes the store, and names it in git, so that no other store may touch the machines. */
import { createStore, writeStateId } from '../controller/wire-commands.ts';
import { keepKey } from '../controller/snapshot-place.ts';
import { randomText } from '../lib/clock.ts';
import { type CommonFlags, EXIT } from './program.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Long enough that two sites never share one, short enough to read aloud. */
const STORE_ID_LENGTH = 8;

export async function stateInit(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await createStore(config);
  try {
    const known = (await store.get('site', 'site'))?.value.storeId;
    const storeId = known ?? randomText(STORE_ID_LENGTH);
    if (known === undefined)
      await store.commit(
        [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId } }],
        [],
      );
    terminal.out(
      `The store in ${config.dataDir} is ${storeId}${known === undefined ? '' : ', as it was before'}.\n`,
    );
    const place =
      config.inventory.kind === 'folder'
        ? await writeStateId(config.inventory.path, storeId)
        : undefined;
    const { publicKey } = await keepKey(config);
    terminal.out(
      place === undefined
        ? `Write this line into the Site document, and commit it:\n  stateId: ${storeId}\n`
        : `Wrote stateId into ${place}: commit that line.\n`,
    );
    terminal.out(
      `Snapshots of what it observes are signed, for reviews without a way to the site; to believe them, commit:\n  snapshots:\n    key: ${publicKey}\n`,
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}
