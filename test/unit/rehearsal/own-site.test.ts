import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Revision } from '../../../src/core/ids.ts';
import type { Inventory } from '../../../src/core/inventory.ts';
import { createDirectorySource } from '../../../src/inventory/directory.ts';
import { offersFor } from '../../../src/rehearsal/own-images.ts';
import { type Cast, castOf, rehearsed } from '../../../src/rehearsal/own-site.ts';

const ROOT = join(import.meta.dirname, '../../..');
const stage = {
  controller: '127.42.0.1',
  bmc: { address: '127.42.0.3', port: 8080 },
  bootSource: { address: '127.42.0.3', port: 8081 },
  key: { armoured: 'KEY', fingerprint: 'A'.repeat(40) },
  stateId: 'rehearsal',
};

async function load(folder: string): Promise<Inventory> {
  const source = createDirectorySource({ dir: join(ROOT, folder) });
  const { signal } = new AbortController();
  const { inventory, diagnostics } = await source.load('folder' as Revision, signal);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (inventory === undefined) throw new TypeError(`${folder} is not valid`);
  return inventory;
}

function cast(inventory: Inventory): Cast {
  const made = castOf(inventory);
  if ('summary' in made) throw new TypeError(made.summary);
  return made;
}

let lab: Inventory;
let starter: Inventory;
beforeAll(async () => {
  [lab, starter] = await Promise.all([load('examples/lab-of-three'), load('inventory')]);
});

test('every declared machine is simulated as it is declared', () => {
  const [n1, n2] = cast(lab).models;
  expect(n1).toMatchObject({
    name: 'n1',
    mac: '52:54:00:77:00:01',
    firmware: 'uefi-pxe',
    disks: [{ serial: 'QM00001' }],
    relay: '127.43.0.1',
  });
  expect(n2).toMatchObject({ name: 'n2', mac: '52:54:00:77:00:02', firmware: 'bios-pxe' });
});

test('nothing of the site is left to talk to: BMCs, secrets, networks, boot source', () => {
  for (const inventory of [lab, starter]) {
    const text = JSON.stringify([...rehearsed(inventory, cast(inventory), stage).machines]);
    expect(text).not.toContain('"secret"');
    const { bootSource, machines, subnets } = rehearsed(inventory, cast(inventory), stage);
    expect(bootSource?.url).toBe('http://127.42.0.3:8081/');
    for (const { power, interfaces } of machines.values()) {
      expect(power.type).toBe('webhook');
      expect(JSON.stringify(power.parameters)).toContain('http://127.42.0.3:8080/');
      for (const { address } of interfaces) expect(address ?? '127.').toMatch(/^127\./);
    }
    for (const { cidr, dhcp, dynamic } of subnets) {
      expect([cidr.network, ...dynamic.map(({ first }) => first)].join()).not.toMatch(
        /(^|,)(?!127)/,
      );
      expect(dhcp).toBe('relay-only');
    }
  }
});

test('what is to be installed, and how often, stays as declared', () => {
  const played = rehearsed(lab, cast(lab), stage);
  for (const [name, { target, owner, labels }] of lab.machines)
    expect(played.machines.get(name)).toMatchObject({ target, owner, labels });
  expect(played.site.limits).toEqual(lab.site.limits);
});

test('what is not as declared is said', () => {
  expect(cast(starter).differences).toEqual([
    'rack-a 192.0.2.0/24 is 127.43.0.0/24',
    'timeouts are seconds, limits are as declared',
    'DHCP is served in rack-a too, where it is off',
  ]);
});

test('the boot source offers what is selected and asked for', () => {
  const kernels = offersFor(lab).map(({ release, kernel }) => `${release}/${kernel}`);
  expect(kernels.toSorted()).toEqual([
    'jammy/ga-22.04',
    'jammy/hwe-22.04',
    'noble/ga-24.04',
    'noble/hwe-24.04',
  ]);
  const [selection] = lab.selections;
  if (selection === undefined) throw new TypeError('no selection');
  const all = { ...selection, releases: ['*'], kernels: ['*'] };
  expect(
    offersFor({ ...lab, selections: [all, { ...all, os: 'centos', releases: ['9-stream'] }] }).map(
      ({ os, release, kernel }) => `${os}/${release}/${kernel}`,
    ),
  ).toEqual(['ubuntu/noble/ga-24.04', 'ubuntu/noble/hwe-24.04', 'centos/9-stream/generic']);
});

test('an inventory that no machine could boot in is refused with a sentence', () => {
  expect(castOf({ ...lab, subnets: [] })).toMatchObject({
    summary:
      'this inventory cannot be rehearsed: no Subnet is declared: no machine gets an address',
  });
});

test('a rehearsal waits for nobody to approve anything, says so, and publishes nothing', () => {
  const snapshots = { key: 'KEY', folder: '/srv/out', branch: 'snapshots', maxAge: 1 };
  const strict = { ...lab, site: { ...lab.site, apply: 'saved-plans' as const, snapshots } };
  const { site } = rehearsed(strict, cast(strict), stage);
  expect(site).toMatchObject({ apply: 'auto', snapshots: undefined });
  expect(cast(strict).differences).toContain('everything is approved');
});
