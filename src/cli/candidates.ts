/** `reconcile candidates`: machines that enlisted themselves, as files ready to be committed. */
import { createSource, openStore, writeNewFile } from '../controller/wire-commands.ts';
import type { Identity } from '../core/hardware.ts';
import { diskLabel, meaningfulSerial, meaningfulUuid, sameMachine } from '../core/hardware.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Candidate } from '../core/observed.ts';
import { printBytes } from '../core/plan-image.ts';
import { printInstant } from '../core/summary.ts';
import { printForgotten } from './forgotten.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

export async function candidates(
  flags: CommonFlags,
  { write, forgotten }: { readonly write?: string; readonly forgotten?: true },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  if (store === undefined) {
    terminal.err(`there is no store in ${config.dataDir}: no machine has enlisted here\n`);
    return EXIT.failed;
  }
  try {
    if (forgotten) {
      const rows = [...(await store.list('forgotten')).values()].map(({ value }) => value);
      printForgotten(rows, flags.format, terminal);
      return EXIT.done;
    }
    const source = await createSource(config, terminal.env);
    const { inventory } = await source.load(await source.head(terminal.signal), terminal.signal);
    const all = [...(await store.list('candidate')).values()].map(({ value }) => value);
    const fresh = all.filter(({ identity }) => !declared(identity, inventory));
    if (flags.format === 'json') terminal.out(`${JSON.stringify(fresh, undefined, 2)}\n`);
    else
      terminal.out(fresh.length === 0 ? 'No unknown machine has enlisted.\n' : printTable(fresh));
    if (write !== undefined)
      for (const candidate of fresh) await writeFile(write, candidate, terminal);
    return EXIT.done;
  } finally {
    await store.close();
  }
}

const declared = (identity: Identity, inventory: Inventory | undefined): boolean =>
  [...(inventory?.machines.values() ?? [])].some((spec) => sameMachine(spec.identity, identity));

function printTable(fresh: readonly Candidate[]): string {
  const rows = fresh.map(({ identity, architecture, hardware, seenAt }) => [
    identity.macs.join(' '),
    identity.serial ?? '',
    architecture,
    hardware === undefined
      ? ''
      : `${hardware.cpu.threads} threads, ${printBytes(hardware.memoryBytes)}`,
    hardware?.disks.map(diskLabel).join(' ') ?? '',
    printInstant(seenAt),
  ]);
  return table([['macs', 'serial', 'architecture', 'size', 'disks', 'seen'], ...rows]);
}

async function writeFile(folder: string, candidate: Candidate, terminal: Terminal): Promise<void> {
  const name = nameOf(candidate);
  const path = await writeNewFile(folder, `${name}.yaml`, machineFile(name, candidate));
  terminal.out(
    path === undefined ? `${folder}/${name}.yaml exists and is left alone\n` : `wrote ${path}\n`,
  );
}

/** A serial makes a better name than a MAC, when the vendor wrote one that can be a host name. */
function nameOf({ identity }: Candidate): string {
  const serial = meaningfulSerial(identity.serial)
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const mac = identity.macs[0]?.replaceAll(':', '') ?? 'unknown';
  return `machine-${serial === undefined || serial === '' ? mac : serial}`.slice(0, 63);
}

function machineFile(name: string, { identity, architecture, hardware }: Candidate): string {
  const uuid = meaningfulUuid(identity.uuid);
  const serial = meaningfulSerial(identity.serial);
  const disks = (hardware?.disks ?? []).map(
    (disk) =>
      `# disk ${diskLabel(disk)}: ${printBytes(disk.bytes)}${disk.model === undefined ? '' : `, ${disk.model}`}\n`,
  );
  return [
    '# yaml-language-server: $schema=../schemas/machine.schema.json\n',
    hardware === undefined
      ? ''
      : `# ${hardware.cpu.model ?? 'CPU'}, ${hardware.cpu.threads} threads, ${printBytes(hardware.memoryBytes)}\n`,
    ...disks,
    'kind: Machine\n',
    `name: ${name}\n`,
    'macs:\n',
    ...identity.macs.map((mac) => `  - ${JSON.stringify(mac)}\n`),
    uuid === undefined ? '' : `uuid: ${JSON.stringify(uuid)}\n`,
    serial === undefined ? '' : `serial: ${JSON.stringify(serial)}\n`,
    `architecture: ${architecture}\n`,
    hardware === undefined ? '' : `firmware: ${hardware.firmware}\n`,
    '# Its BMC: type ipmi, webhook or manual (schemas/README.md).\n',
    'power:\n  type: manual\n',
    'target: ready\n',
  ].join('');
}
