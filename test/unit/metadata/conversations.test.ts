/** The golden wire transcripts (maas-wire.md §11), as the machine speaks them. */
import { expect, test } from 'vitest';
import type { MachineRecord } from '../../../src/core/machine.ts';
import {
  deployment,
  deploymentSpec,
  digest,
  hardware,
  id,
  mac,
  machine,
  record,
  site,
} from '../../support/fleet.ts';
import {
  address,
  AUTHORITY,
  credentialsIn,
  form,
  multipart,
  type Rack,
  rack,
} from '../../support/metadata.ts';

const from = address(1);
const preseedOf = (n: number): string => `/MAAS/metadata/latest/by-id/${id(n)}/?op=get_preseed`;
const statusOf = (n: number): string => `/MAAS/metadata/status/${id(n)}`;

const facts = (n: number) => ({ ...hardware(n), kernelCommandLine: 'ro quiet' });
const deploying = (over: Partial<MachineRecord> = {}): MachineRecord =>
  record(1, 'deploying', { hardware: hardware(1), deployment: deployment(), ...over });

async function armed(given: Rack): Promise<string> {
  const preseed = await given.get(preseedOf(1), { from });
  expect(preseed.status).toBe(200);
  return credentialsIn(preseed.body);
}

const proof = (boot: string, over = {}) => ({
  body: JSON.stringify({ boot, facts: { ...facts(1), ...over } }),
  type: 'application/json',
});

test('an unknown machine enlists, and is a candidate and no more', async () => {
  const given = rack({ machines: [] });
  const preseed = await given.get('/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed', {
    from,
  });
  expect(preseed.body).toMatch(/^#cloud-config\n/);
  expect(preseed.body).toContain(`metadata_url: http://${AUTHORITY}/MAAS/metadata/\n`);
  expect(preseed.body).not.toContain('token');

  const item = async (path: string) => given.get(`/MAAS/metadata//2012-03-01/${path}`, { from });
  expect((await item('meta-data/instance-id')).body).toBe('i-maas-enlistment');
  expect((await item('meta-data/local-hostname')).body).toBe('maas-enlisting-node');
  expect(await item('meta-data/public-keys')).toMatchObject({ status: 200, body: '' });
  expect((await item('meta-data/vendor-data')).status).toBe(404);
  expect((await item('maas-scripts')).status).toBe(204);
  const userData = await item('user-data');
  expect(userData.body).toMatch(/^#!\/bin\/sh\n/);
  expect(userData.body).toContain('exec python3 enlist.py\n');

  const machines = '/MAAS/api/2.0/machines/';
  const registered = `${machines}?op=is_registered&mac_address=${mac(1)},${mac(2)}`;
  expect((await given.get(registered, { from })).body).toBe('false');
  const posted = await given.post(machines, {
    from,
    ...form({
      architecture: 'amd64',
      mac_addresses: mac(1),
      commission: 'True',
      hardware: JSON.stringify(facts(1)),
    }),
  });
  expect(posted).toMatchObject({ status: 200 });
  expect(JSON.parse(posted.body)).toEqual({ system_id: 'candidate-525400000001' });
  const candidates = await given.store.list('candidate');
  expect([...candidates.keys()]).toEqual([mac(1)]);
  expect(candidates.get(mac(1))?.value).toMatchObject({
    identity: { macs: [mac(1)] },
    architecture: 'amd64',
    hardware: { disks: [{ serial: 'SN-1' }] },
  });
  expect(await given.store.list('machine')).toEqual(new Map());
  expect(given.events).toContainEqual({ event: 'machine.enlisted', mac: mac(1), id: mac(1) });
});

test('a machine is commissioned, heard all the way, and ready with its hardware', async () => {
  const given = rack();
  await given.put(1, record(1, 'commissioning', { attempts: 1 }));
  const authorization = await armed(given);
  const at = '/MAAS/metadata//2012-03-01/';
  expect((await given.get(`${at}meta-data/instance-id`, { from, authorization })).body).toBe(id(1));
  expect((await given.get(`${at}meta-data/local-hostname`, { from, authorization })).body).toBe(
    'n1',
  );
  expect((await given.get(`${at}meta-data/public-keys`, { from, authorization })).status).toBe(404);
  const vendorData = await given.get(`${at}meta-data/vendor-data`, { from, authorization });
  expect(vendorData.headers['content-type']).toBe('application/x-yaml');
  const userData = await given.get(`${at}user-data`, { from, authorization });
  expect(userData.body).toContain('exec python3 runner.py\n');
  const scripts = await given.get(`${at}maas-scripts`, { from, authorization });
  expect(scripts.body).toContain('commissioning/40-disks');

  const signal = async (fields: Record<string, string>, files = {}) =>
    given.post(at, { from, authorization, ...multipart({ op: 'signal', ...fields }, files) });
  await signal({ status: 'WORKING', script_result_id: '1', script_name: '20-dmi' });
  expect((await given.record(1))?.phase).toBe('commissioning');
  expect((await given.record(1))?.heardAt).toBeDefined();
  const ok = await signal({ status: 'OK' }, { 'facts.json': JSON.stringify(facts(1)) });
  expect(ok).toMatchObject({ status: 200, body: 'OK' });
  expect(await given.record(1)).toMatchObject({
    phase: 'ready',
    hardware: { disks: [{ serial: 'SN-1', bytes: 20_000_000_000 }] },
  });

  // The answer was lost, and it says so again: harmless, although its attempt has ended.
  expect((await signal({ status: 'OK' }, {})).status).toBe(200);
  expect((await given.record(1))?.phase).toBe('ready');
});

test('a machine is deployed to disk: guard, installer, netboot_off, phone home', async () => {
  const given = rack();
  await given.put(1, deploying());
  const preseed = await given.get(preseedOf(1), { from, host: 'evil.example' });
  expect(preseed.body).toContain(`metadata_url: http://${AUTHORITY}/MAAS/metadata/curtin\n`);
  expect(preseed.body).toContain('mode: reboot');
  expect(preseed.body).not.toContain('evil');
  const authorization = credentialsIn(preseed.body);
  const guard = await given.get('/MAAS/metadata/curtin/2012-03-01/user-data', {
    from,
    authorization,
  });
  expect(guard.body).toContain('exec python3 guard.py\n');
  expect(guard.body).not.toContain('SN-1');

  const url = '/MAAS/metadata/curtin/2012-03-01/guard';
  const released = await given.post(url, { from, authorization, ...proof('boot-a') });
  expect(released.status).toBe(200);
  const { config, source, curtin } = JSON.parse(released.body) as Record<string, string>;
  expect(source).toBe('cp:///media/root-ro');
  expect(curtin).toEqual({ kind: 'apt' });
  expect(config).toContain('serial: SN-1');
  expect((await given.record(1))?.installerReleased).toMatchObject({ boot: 'boot-a' });

  const report = async (event: Record<string, unknown>) =>
    given.post(statusOf(1), { from, authorization, body: JSON.stringify(event) });
  const start = { origin: 'curtin', name: 'cmd-install', event_type: 'start', description: '' };
  expect((await report(start)).status).toBe(204);
  const byId = `/MAAS/metadata/latest/by-id/${id(1)}/`;
  expect((await given.post(byId, { from, ...form({ op: 'netboot_off' }) })).status).toBe(200);
  await report({ ...start, event_type: 'finish', result: 'SUCCESS' });
  await report({
    ...start,
    origin: 'cloudinit',
    name: 'modules-final',
    event_type: 'finish',
    result: 'SUCCESS',
  });
  expect((await given.record(1))?.phase).toBe('deploying');

  const installed = installedCredentials(config ?? '');
  const home = '/MAAS/metadata/2012-03-01/';
  const hostname = await given.get(`${home}meta-data/local-hostname`, {
    from,
    authorization: installed,
  });
  expect(hostname.body).toBe('n');
  expect((await given.get(`${home}user-data`, { from, authorization: installed })).status).toBe(
    404,
  );
  expect((await given.record(1))?.phase).toBe('deployed');
  // The installed system's own last stage, and the installer's late words.
  expect((await report({ ...start, event_type: 'finish', result: 'FAIL' })).status).toBe(204);
  expect((await given.record(1))?.phase).toBe('deployed');
});

/** What debconf answers make cloud-init's package write. */
function installedCredentials(config: string): string {
  const [, consumer = '', key = '', secret = ''] =
    /oauth_consumer_key=(\w+)&oauth_token_key=(\w+)&oauth_token_secret=(\w+)/.exec(config) ?? [];
  return `OAuth oauth_consumer_key=${consumer}, oauth_token=${key}, oauth_signature=&${secret}`;
}

test('in memory: the same token and user-data at every boot, and deployed at the first', async () => {
  const given = rack();
  const userData = [
    {
      name: 'motd',
      contentType: 'text/cloud-config',
      content: '#cloud-config\nhostname: x\n',
      substitute: false,
    },
  ] as const;
  const parts = { ...deploymentSpec().parts, userData, sshKeys: ['ssh-ed25519 AAAA a@b'] };
  const inMemory = deployment({ inMemory: true, disks: [], parts });
  await given.put(1, deploying({ deployment: inMemory }));
  const preseed = await given.get(preseedOf(1), { from });
  expect(preseed.body).toContain(`metadata_url: http://${AUTHORITY}/MAAS/metadata/\n`);
  expect(preseed.body).not.toContain('power_state');
  const authorization = credentialsIn(preseed.body);
  const home = '/MAAS/metadata/2012-03-01/';
  const keys = await given.get(`${home}meta-data/public-keys`, { from, authorization });
  expect(keys.body).toBe('ssh-ed25519 AAAA a@b');
  const first = await given.get(`${home}user-data`, { from, authorization });
  expect(first.body).toContain('hostname: x');
  expect((await given.record(1))?.phase).toBe('deployed');

  given.clock.now = (given.clock.now + 60_000) as typeof given.clock.now;
  expect(await armed(given)).toBe(authorization);
  expect((await given.get(`${home}user-data`, { from, authorization })).body).toBe(first.body);
});

test('a machine with nothing to do gets a script that does nothing, and is powered off', async () => {
  const given = rack();
  await given.put(1, record(1, 'ready'));
  const preseed = await given.get(preseedOf(1), { from });
  expect(preseed.body).toContain('mode: poweroff');
  const userData = await given.get('/MAAS/metadata/2012-03-01/user-data', {
    from,
    authorization: credentialsIn(preseed.body),
  });
  expect(userData.body).toMatch(/^#!\/bin\/sh\n/);
  expect(userData.body).not.toContain('python3');
});

test('the archive of the installer goes to the boot that was released, from the inventory’s bytes', async () => {
  const curtin = {
    kind: 'archive',
    sha256: digest('f'),
    file: { path: 'curtin.tar', sha256: digest('f') },
  } as const;
  const files = new Map([['curtin.tar', Buffer.from('a tar')]]);
  const given = rack({ files, inventory: { site: { ...site, curtin } } });
  await given.put(1, deploying());
  const authorization = await armed(given);
  const url = '/MAAS/metadata/curtin/2012-03-01/';
  expect((await given.get(`${url}curtin-archive`, { from, authorization })).status).toBe(401);
  const released = await given.post(`${url}guard`, { from, authorization, ...proof('boot-a') });
  expect(JSON.parse(released.body)).toMatchObject({
    curtin: { kind: 'archive', path: 'curtin-archive', sha256: digest('f') },
  });
  expect((await given.get(`${url}curtin-archive`, { from, authorization })).body).toBe('a tar');
});

test('a machine that left the inventory in flight is served and finished', async () => {
  const given = rack({ machines: [machine(2)] });
  await given.put(1, deploying());
  const authorization = await armed(given);
  const url = '/MAAS/metadata/curtin/2012-03-01/guard';
  expect((await given.post(url, { from, authorization, ...proof('boot-a') })).status).toBe(200);
});

test('before an inventory is in force nothing is said to be missing: who asks is to ask again', async () => {
  const given = rack();
  Object.assign(given.deps.fleet, { inventory: () => undefined });
  for (const leaf of ['meta-data/instance-id', 'meta-data/vendor-data', 'user-data'])
    expect(
      (await given.get(`/MAAS/metadata/2012-03-01/${leaf}`, { from: address(1) })).status,
      leaf,
    ).toBe(503);
});
