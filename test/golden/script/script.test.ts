/** What every loader is told for every purpose: the contract with firmware, byte for byte. */
import { expect, test } from 'vitest';
import type { BootPurpose } from '../../../src/core/boot.ts';
import type { Site } from '../../../src/core/inventory.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import {
  after,
  deployment,
  id,
  inventory,
  mac,
  machine,
  record,
  site,
} from '../../support/fleet.ts';
import { golden } from '../../support/golden.ts';
import { netboot, subnet, type World } from '../../support/netboot.ts';

const parts = {
  ...deployment().parts,
  hostname: 'web-1',
  kernelOptions: ['console=ttyS0', 'quiet'],
};
const erasure = { generation: 1, attempt: 1, method: 'quick', disks: deployment().disks } as const;
const RECORDS: Readonly<Record<string, MachineRecord | undefined>> = {
  enlist: undefined,
  commissioning: record(1, 'commissioning'),
  poweroff: record(1, 'ready'),
  erasing: record(1, 'releasing', { erasure }),
  // Its list went to another boot.
  'poweroff-erasing': record(1, 'releasing', {
    erasure: { ...erasure, released: { at: after(1), boot: 'b' } },
  }),
  xinstall: record(1, 'deploying', { deployment: deployment({ parts }) }),
  'xinstall-in-memory': record(1, 'deployed', {
    deployment: deployment({ parts, inMemory: true, disks: [] }),
  }),
  local: record(1, 'new'),
};

function world(row: MachineRecord | undefined, over: Partial<Site> = {}): World {
  return {
    inventory: inventory([], { site: { ...site, ...over }, subnets: [subnet('enlist')] }),
    machines: row === undefined ? [] : [{ id: id(1), record: row, spec: machine(1) }],
  };
}

const hyphens = mac(1).replaceAll(':', '-');
const ROWS = [
  { loader: 'grub-tftp', own: `grub/grub.cfg-${mac(1)}`, general: 'grub/grub.cfg-default-x86_64' },
  { loader: 'grub-http', own: `grub/grub.cfg-${mac(1)}`, general: 'grub/grub.cfg-default-x86_64' },
  { loader: 'pxelinux', own: `pxelinux.cfg/01-${hyphens}`, general: 'pxelinux.cfg/default' },
  { loader: 'ipxe', own: `ipxe.cfg-${mac(1)}`, general: 'ipxe.cfg-default-amd64' },
] as const;

for (const { loader, own, general } of ROWS)
  test.each(Object.keys(RECORDS))(`${loader}: %s`, async (purpose) => {
    const row = RECORDS[purpose];
    const { text, events } = netboot(world(row));
    const transport = loader === 'grub-http' || loader === 'ipxe' ? 'http' : 'tftp';
    const told = await text(row === undefined ? general : own, 1, transport);
    expect(told).toBe(golden(`script/${loader}-${purpose}.txt`, told));
    expect(events).toMatchObject([
      { purpose: purpose.replace(/-(?:in-memory|erasing)$/, '') as BootPurpose },
    ]);
    // A declared machine lands on the general name whenever its own did not reach it: it is the same machine.
    expect(await text(general, 1, transport)).toBe(told);
  });

test('loaders that are the same for everybody', async () => {
  const { text } = netboot({});
  const grub = await text('grub/grub.cfg', 9);
  expect(grub).toBe(golden('script/grub-preloader.txt', grub));
  const ipxe = await text('ipxe.cfg', 9);
  expect(ipxe).toBe(golden('script/ipxe-preloader.txt', ipxe));
  expect(await text('grub/x86_64-efi/command.lst', 9)).toBe('');
});

test('local boot on arm64, and where the architecture is not known', async () => {
  const row = record(1, 'deployed', { deployment: deployment() });
  const spec = machine(1, { architecture: 'arm64' });
  const arm = netboot({ machines: [{ id: id(1), record: row, spec }] });
  const grub = await arm.text(`grub/grub.cfg-${mac(1)}`, 1);
  expect(grub).toBe(golden('script/grub-local-arm64.txt', grub));
  const pxelinux = await arm.text(`pxelinux.cfg/01-${hyphens}`, 1);
  expect(pxelinux).toBe(golden('script/pxelinux-local-arm64.txt', pxelinux));
  const forgotten = netboot({ forgotten: [mac(1)] });
  const unknown = await forgotten.text(`grub/grub.cfg-${mac(1)}`, 1);
  expect(unknown).toBe(golden('script/grub-local-unknown.txt', unknown));
});

test.each(['commissioning', 'xinstall', 'xinstall-in-memory'])(
  '%s: options of the site and of the deployment stand on their sides of the marker',
  async (purpose) => {
    const over = {
      kernelOptions: ['console=tty0', 'console=ttyS1,115200n8'],
      syslog: '10.9.9.9:514',
    };
    const { text } = netboot(world(RECORDS[purpose], over));
    const told = await text(`pxelinux.cfg/01-${hyphens}`, 1);
    expect(told).toBe(golden(`script/options-${purpose}.txt`, told));
  },
);
