/** Machines that left the inventory (rule 2): who they are, and the word that lets one enlist again. */
import { clock, openStore } from '../controller/wire-commands.ts';
import { parseMac } from '../core/ids.ts';
import type { Forgotten } from '../core/observed.ts';
import { printInstant } from '../core/summary.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import { table } from './table.ts';
import { type Terminal, whoSays } from './terminal.ts';

/** `reconcile candidates --forgotten` */
export function printForgotten(
  rows: readonly Forgotten[],
  format: CommonFlags['format'],
  terminal: Terminal,
): void {
  if (format === 'json') return terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
  if (rows.length === 0) return terminal.out('No machine is forgotten.\n');
  const lines = rows.map(({ name, identity, at, lock }) => [
    name,
    identity.macs.join(' '),
    identity.serial ?? '',
    printInstant(at),
    lock === undefined ? '' : `${lock.by}: ${lock.why}`,
  ]);
  terminal.out(table([['name', 'macs', 'serial', 'forgotten', 'locked'], ...lines]));
}

/** `reconcile machine clear` */
export async function clear(
  flags: CommonFlags,
  { name, reason }: { readonly name: string; readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  try {
    const mac = parseMac(name);
    const rows = [...((await store?.list('forgotten')) ?? [])].filter(
      ([, { value }]) =>
        value.name === name || (mac !== undefined && value.identity.macs.includes(mac)),
    );
    const [row, other] = rows;
    if (store === undefined || row === undefined || other !== undefined) {
      terminal.err(
        other === undefined
          ? `no machine ${name} is forgotten in ${config.dataDir}\n`
          : `${rows.length} forgotten machines were ${name}: name one by a MAC of it\n`,
      );
      return EXIT.failed;
    }
    const [key, { value, serial }] = row;
    const text = `${whoSays(terminal)} says clear: ${reason}`;
    await store.commit(
      [{ collection: 'forgotten', key, expect: serial, value: 'delete' }],
      [{ at: clock.now(), subject: `machine/${value.name}`, event: 'word', text }],
    );
    terminal.out(
      `${value.name} is forgotten no more: its MACs are unknown ones, and enlist where a subnet says so.\n`,
    );
    return EXIT.done;
  } finally {
    await store?.close();
  }
}
