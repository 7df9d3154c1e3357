import { expect, test } from 'vitest';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { FoundMachine } from '../../../src/core/ports.ts';
import {
  after,
  deployment,
  digest,
  id,
  inventory,
  mac,
  machine,
  noble,
  record,
  site,
  T0,
} from '../../support/fleet.ts';
import { LOADERS, netboot, subnet } from '../../support/netboot.ts';

const found = (n: number, row: MachineRecord): FoundMachine => ({
  id: id(n),
  record: row,
  spec: machine(n),
});
const own = (n: number): string => `grub/grub.cfg-${mac(n)}`;
const GENERAL = 'grub/grub.cfg-default-x86_64';

test('an unknown machine has no file of its own, so that its loader asks for the general one', async () => {
  const { text, events } = netboot({});
  expect(await text(own(1), 1)).toBeUndefined();
  expect(events).toEqual([
    { event: 'boot.answered', mac: mac(1), file: own(1), purpose: 'not-found' },
  ]);
});

test('an unknown machine is enlisted on an enlisting subnet only', async () => {
  const on = netboot({});
  expect(await on.text(GENERAL, 1)).toContain('enlist-preseed');
  const off = netboot({ inventory: inventory([], { subnets: [subnet('ignore')] }) });
  expect(await off.text(GENERAL, 1)).toBeUndefined();
  expect(off.events).toMatchObject([
    { because: 'an unknown machine on a subnet that does not say `unknown: enlist`' },
  ]);
});

test('who holds no lease of ours gets nothing', async () => {
  const { text, events } = netboot({ leases: [] });
  expect(await text(GENERAL, 1)).toBeUndefined();
  expect(events).toMatchObject([
    { purpose: 'not-found', because: '10.0.0.1 holds no address lease of ours' },
  ]);
});

test('a general request is about the machine that holds the address', async () => {
  const { text } = netboot({ machines: [found(1, record(1, 'commissioning'))] });
  expect(await text(GENERAL, 1)).toContain('/by-id/id1/');
});

test('a forgotten machine boots its local disk, by its own name and by the general one', async () => {
  const { text } = netboot({ forgotten: [mac(1)] });
  for (const path of [own(1), GENERAL]) expect(await text(path, 1)).toContain("menuentry 'Local'");
});

test.each(['commissioning', 'ready', 'deploying', 'releasing'] as const)(
  'an older copy of the store, or another site’s, does nothing to a machine that it takes for %s (rule 11)',
  async (phase) => {
    const machines = [found(1, record(1, phase, { deployment: deployment() }))];
    const { text } = netboot({ machines, stranger: 'this is an older copy' });
    expect(await text(own(1), 1)).toContain("menuentry 'Local'");
    expect(await netboot({ machines }).text(own(1), 1)).not.toContain("menuentry 'Local'");
  },
);

test('what runs in memory is served by an older copy of the store, too', async () => {
  const row = record(1, 'deployed', { deployment: deployment({ inMemory: true, disks: [] }) });
  const { text } = netboot({ machines: [found(1, row)], stranger: 'this is an older copy' });
  expect(await text(own(1), 1)).toContain('/by-id/id1/');
});

test('a declared machine without a record boots its local disk, and is never enlisted', async () => {
  const nics = [{ mac: mac(2), subnet: undefined, address: undefined }];
  const spec = machine(1, { interfaces: nics });
  const { text } = netboot({ inventory: inventory([spec], { subnets: [subnet('enlist')] }) });
  for (const n of [1, 2])
    for (const path of [own(n), GENERAL])
      expect(await text(path, n)).toContain("menuentry 'Local'");
});

test('what names a machine’s metadata is said to that machine only', async () => {
  const row = record(1, 'deploying', {
    identity: { macs: [mac(1), mac(3)] },
    deployment: deployment(),
  });
  const { text, events, reports } = netboot({ machines: [found(1, row)] });
  expect(await text(own(1), 2)).toBeUndefined();
  expect(await text(own(1), 99)).toBeUndefined();
  expect(events).toMatchObject([
    { because: '10.0.0.2 does not hold the address lease of n1' },
    { because: '10.0.0.99 does not hold the address lease of n1' },
  ]);
  expect(reports).toEqual([]);
  // Another interface of the same machine.
  expect(await text(own(1), 3)).toContain('/by-id/id1/');
});

test('local boot is no secret: a machine whose lease ran out still boots', async () => {
  const row = record(1, 'deployed', { deployment: deployment() });
  const { text } = netboot({ machines: [found(1, row)], leases: [] });
  expect(await text(own(1), 1)).toContain("menuentry 'Local'");
});

test('nothing is answered before there is an inventory', async () => {
  const { text, events } = netboot({ inventory: undefined });
  expect(await text(own(1), 1)).toBeUndefined();
  expect(events).toMatchObject([{ because: 'no inventory was accepted yet' }]);
});

test('an installation boots the version it was decided with, not the newest', async () => {
  const newest = {
    ...noble('20260901'),
    files: noble().files.map((f) => ({ ...f, sha256: digest('e') })),
  };
  const images = [...LOADERS, noble('20260801'), newest];
  const row = record(1, 'deploying', { deployment: deployment() });
  const installing = netboot({ machines: [found(1, row)], images });
  expect(await installing.text(own(1), 1)).toContain(
    `squash:http://10.0.0.1:5248/images/${digest('c')}/`,
  );
  const commissioning = netboot({ machines: [found(1, record(1, 'commissioning'))], images });
  expect(await commissioning.text(own(1), 1)).toContain(
    `squash:http://10.0.0.1:5248/images/${digest('e')}/`,
  );
});

test('a missing image is said, and nothing half-made is answered', async () => {
  const row = record(1, 'deploying', { deployment: deployment({ bootVersion: '20250101' }) });
  const gone = netboot({ machines: [found(1, row)] });
  expect(await gone.text(own(1), 1)).toBeUndefined();
  expect(gone.events).toMatchObject([
    {
      purpose: 'not-found',
      because:
        'ubuntu/noble/amd64/ga-24.04 20250101 is not stored: `reconcile status` says whether it is being mirrored',
    },
  ]);
  const none = netboot({ images: LOADERS });
  expect(await none.text(GENERAL, 1)).toBeUndefined();
  expect(none.events).toMatchObject([
    { because: expect.stringContaining('ubuntu/noble/amd64 (ga) is not stored') as string },
  ]);
  const squashOnly = { ...noble(), files: noble().files.filter((f) => f.role === 'squashfs') };
  const partial = netboot({ images: [squashOnly] });
  expect(await partial.text(GENERAL, 1)).toBeUndefined();
});

test('an arm64 machine gets the commissioning image of its own architecture', async () => {
  const arm = machine(1, { architecture: 'arm64' });
  const row = { id: id(1), record: record(1, 'commissioning'), spec: arm };
  const { text, events } = netboot({ machines: [row] });
  expect(await text(own(1), 1)).toBeUndefined();
  expect(events).toMatchObject([
    { because: expect.stringContaining('ubuntu/noble/arm64 (ga)') as string },
  ]);
});

test('a boot that is waited for is a sign of life, once in twenty seconds and after every power-on', async () => {
  const cases: readonly (readonly [Partial<MachineRecord>, number])[] = [
    [{}, 1],
    [{ heardAt: T0 }, 0],
    [{ heardAt: after(-20_000), since: after(-60_000) }, 1],
    [{ heardAt: after(-5_000), powerRequestedAt: after(-3_000) }, 1],
    [{ heardAt: after(-3_000), powerRequestedAt: after(-5_000) }, 0],
  ];
  for (const [over, times] of cases) {
    const { text, reports } = netboot({ machines: [found(1, record(1, 'commissioning', over))] });
    await text(own(1), 1);
    expect(reports, JSON.stringify(over)).toHaveLength(times);
  }
});

test('only a phase that waits for it hears it', async () => {
  for (const phase of ['ready', 'new', 'deployed'] as const) {
    const { text, reports } = netboot({ machines: [found(1, record(1, phase))] });
    expect(await text(own(1), 1)).toBeDefined();
    expect(reports).toEqual([]);
  }
});

test('the address of the log is the site’s, or ours', async () => {
  const over = inventory([], {
    site: { ...site, syslog: 'logs.example' },
    subnets: [subnet('enlist')],
  });
  expect(await netboot({ inventory: over }).text(GENERAL, 1)).toContain(
    ' log_host=logs.example log_port=5247 ',
  );
});
