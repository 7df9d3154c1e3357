/** `reconcile state …`: makes the store and names it in git, so that no other store may touch the machines; copies it, and brings a copy back. */
import { printBackup, takeBackup } from '../controller/backup.ts';
import type { Config } from '../controller/config.ts';
import { keepKey, writePrivate } from '../controller/snapshot-place.ts';
import {
  createSource,
  createStore,
  now,
  openStore,
  writeStateId,
} from '../controller/wire-commands.ts';
import { bringBack, newStoreId, readCopy } from '../controller/bring-back.ts';
import { plural } from '../core/summary.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function stateInit(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await createStore(config);
  try {
    const known = (await store.get('site', 'site'))?.value.storeId;
    const storeId = known ?? newStoreId();
    if (known === undefined)
      await store.commit(
        [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId } }],
        [],
      );
    terminal.out(
      `The store in ${config.dataDir} is ${storeId}${known === undefined ? '' : ', as it was before'}.\n`,
    );
    await nameInGit(config, storeId, terminal);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** The lines that the Site document needs: written, or told. */
async function nameInGit(config: Config, storeId: string, terminal: Terminal): Promise<void> {
  const written =
    config.inventory.kind === 'folder'
      ? await writeStateId(config.inventory.path, storeId)
      : undefined;
  const { publicKey } = await keepKey(config);
  terminal.out(
    written === undefined
      ? `Write this line into the Site document, and commit it:\n  stateId: ${storeId}\n`
      : whereItIs(written, storeId),
  );
  terminal.out(
    `Snapshots of what it observes are signed, for reviews without a way to the site; to believe them, commit:\n  snapshots:\n    key: ${publicKey}\n`,
  );
}

function whereItIs(
  { path, before }: { readonly path: string; readonly before: string | undefined },
  storeId: string,
): string {
  if (before === undefined) return `Wrote stateId into ${path}: commit that line.\n`;
  return before === storeId
    ? `${path} names it already.\n`
    : `Wrote stateId into ${path}, where it was ${before}: once that line is committed, whoever runs on store ${before} may touch no machine.\n`;
}

export async function stateBackup(
  flags: CommonFlags,
  file: string,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  try {
    const backup = store && (await takeBackup(store, now()));
    if (backup === undefined) {
      terminal.err(`reconcile: there is no store in ${config.dataDir}\n`);
      return EXIT.failed;
    }
    await writePrivate(file, printBackup(backup));
    const machines = Object.keys(backup.documents.machine ?? {}).length;
    terminal.out(
      `Wrote store ${backup.storeId}, ${plural(machines, 'machine')}, to ${file}. Keep it where the data directory is not; tokens are not in it.\n`,
    );
    return EXIT.done;
  } finally {
    await store?.close();
  }
}

export async function stateRestore(
  flags: CommonFlags,
  place: string,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const { inventory } = config;
  if (inventory.kind === 'folder') {
    terminal.err(
      `reconcile: ${inventory.path} is a folder, which does not say what was declared since the copy was made: any of it may have been installed.\n` +
        'Name its repository with --inventory URL (file:///srv/inventory.git will do).\n',
    );
    return EXIT.usage;
  }
  const source = await createSource(config, terminal.env);
  const copy = await readCopy(place, source, terminal.signal);
  if (typeof copy === 'string') {
    terminal.err(`reconcile: ${copy}\n`);
    return EXIT.failed;
  }
  const store = await createStore(config);
  try {
    const isNew = (await store.get('site', 'site')) === undefined;
    const by = terminal.env['SUDO_USER'] ?? terminal.env['USER'] ?? 'somebody';
    const done = await bringBack(store, copy, { source, at: now(), by }, terminal.signal);
    if (done === undefined) {
      terminal.err('reconcile: a controller runs on this data directory: stop it first\n');
      return EXIT.notLeader;
    }
    const { storeId, machines, generations, revisions } = done;
    terminal.out(
      `Restored from a copy of store ${copy.storeId}, taken ${copy.takenAt}: ${plural(machines, 'machine')} came back, ${plural(generations, 'generation')} ${generations === 1 ? 'was' : 'were'} raised, also by what ${plural(revisions, 'revision')} of the inventory declared since.\n`,
    );
    if (isNew) {
      terminal.out(
        `This is a new store, ${storeId}: whoever still has the old one may touch no machine once this is committed.\n`,
      );
      await nameInGit(config, storeId, terminal);
    }
    return EXIT.done;
  } finally {
    await store.close();
  }
}
