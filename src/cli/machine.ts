/** `reconcile machine retry`: a person's word. It goes through the store; the daemon sees it within a second. */
import { recordsOf, openStore } from '../controller/wire-commands.ts';
import type { MachineId } from '../core/ids.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { StateStore } from '../core/ports.ts';
import { type CommonFlags, EXIT } from './program.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function retry(
  flags: CommonFlags,
  { name, reason }: { readonly name: string; readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  const found = store && (await find(store, name));
  if (store === undefined || found === undefined) {
    terminal.err(`no machine ${name} is known in ${config.dataDir}\n`);
    return EXIT.failed;
  }
  try {
    const by = terminal.env['SUDO_USER'] ?? terminal.env['USER'] ?? 'somebody';
    const accepted = await recordsOf(store).report(found.id, {
      kind: 'retry-authorised',
      by,
      why: reason,
    });
    const setback = await store.get('setback', `machine/${name}`);
    if (setback !== undefined)
      await store.commit(
        [{ collection: 'setback', key: `machine/${name}`, expect: 'any', value: 'delete' }],
        [],
      );
    const helped = accepted || setback !== undefined;
    terminal.out(
      helped
        ? `${name}: one more round is authorised; the controller looks again within a second.\n`
        : `${name} is ${found.record.phase}: there is nothing to retry.\n`,
    );
    return helped ? EXIT.done : EXIT.failed;
  } finally {
    await store.close();
  }
}

async function find(
  store: StateStore,
  name: string,
): Promise<{ readonly id: MachineId; readonly record: MachineRecord } | undefined> {
  for (const [id, { value }] of await store.list('machine'))
    if (value.name === name) return { id: id as MachineId, record: value };
  return undefined;
}
