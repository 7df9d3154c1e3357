import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Fault } from '../../../src/rehearsal/faults.ts';
import type { RackMachine } from '../../../src/rehearsal/machine.ts';
import { modelMachine, type FirmwareModel } from '../../../src/rehearsal/model.ts';
import { createRack, type Rack } from '../../../src/rehearsal/rack.ts';
import type { RackEvent } from '../../../src/rehearsal/story.ts';
import { packTar } from '../../../src/rehearsal/tar.ts';
import { createStandIn, type StandIn } from './stand-in.ts';

const stop = new AbortController();
let site: StandIn;
let rack: Rack | undefined;
let events: RackEvent[];
let listeners: (() => void)[];

beforeEach(async () => {
  site = await createStandIn('127.43.0.1');
  events = [];
  listeners = [];
});
afterEach(async () => {
  await rack?.[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

async function machine(
  firmware: FirmwareModel,
  faults: readonly Fault[] = [],
): Promise<RackMachine> {
  const model = modelMachine(0, firmware);
  rack = await createRack({
    machines: [model],
    services: () => ({ dhcp: site.dhcp, tftpPort: site.tftpPort }),
    relayAddress: '127.43.0.2',
    bmcAddress: '127.43.0.3',
    seed: 1,
    faults: new Map([[model.name, faults]]),
    genuine: new Set([KERNEL, INITRD, ROOT].map(sha256)),
    parseYaml: (text) => parse(text, { version: '1.1' }) as unknown,
    clock: systemClock as unknown as Clock,
    speed: 200,
    tell: (event) => {
      events.push(event);
      for (const listener of listeners) listener();
    },
    signal: stop.signal,
  });
  const made = rack.machines.get(model.name);
  if (made === undefined) throw new TypeError('no machine');
  return made;
}

/** The first event of this kind, now or later. */
function heard<E extends RackEvent['event']>(kind: E): Promise<RackEvent & { event: E }> {
  return new Promise((resolve) => {
    const look = () => {
      const found = events.find((event) => event.event === kind);
      if (found !== undefined) resolve(found as RackEvent & { event: E });
    };
    listeners.push(look);
    look();
  });
}

/** When the last thing that happened is a power-off. */
const off = (): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      const last = events.at(-1);
      if (last?.event === 'rack.powered' && !last.on) resolve();
    };
    listeners.push(look);
    look();
  });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const [KERNEL, INITRD, ROOT] = ['kernel', 'initrd', 'r'.repeat(5000)];
const MAC = '52:54:00:00:00:01';
const METADATA = '/MAAS/metadata/2012-03-01';

function command(bootif: string): string {
  return `nomodeset root=squash:${site.http}/images/r/squashfs ip=::::n1:BOOTIF:dhcp cloud-config-url=${site.http}/MAAS/metadata/latest/by-id/x/?op=get_preseed ro BOOTIF=01-${bootif}`;
}

const LOADERS = {
  '/lpxelinux.0': 'L',
  '/bootx64.efi': 'S',
  '/grubx64.efi': 'G',
  '/chain.c32': 'C',
};

/** Boot configuration for every firmware, as maas-wire.md §3.4 has it. */
function ephemeral(): void {
  const grub = `menuentry 'E' {
    linux (http,${site.http.slice(7)})/images/k/boot-kernel ${command('${net_default_mac}').replace('?', String.raw`\?`)}
    initrd (http,${site.http.slice(7)})/images/i/boot-initrd
  }\n`;
  Object.assign(site.script, {
    bootFile: (client: string, http: string) => {
      if (client.includes('iPXE')) return `${http}/ipxe.cfg`;
      if (client.startsWith('HTTPClient')) return `${http}/images/bootx64.efi`;
      return client.includes('00007') ? 'bootx64.efi' : 'lpxelinux.0';
    },
  });
  Object.assign(site.script.files, LOADERS, {
    '/images/bootx64.efi': 'S',
    '/images/grubx64.efi': 'G',
    '/images/k/boot-kernel': KERNEL,
    '/images/i/boot-initrd': INITRD,
    '/images/r/squashfs': ROOT,
    '/ipxe.cfg': `#!ipxe\nchain ${site.http}/ipxe.cfg-\${mac}\n`,
    [`/ipxe.cfg-${MAC}`]: `#!ipxe\nkernel ${site.http}/images/k/boot-kernel\nimgargs boot-kernel ${command('${mac}')}\ninitrd ${site.http}/images/i/boot-initrd\nboot\n`,
    '/pxelinux.cfg/01-52-54-00-00-00-01': `DEFAULT execute\nLABEL execute\n  KERNEL ${site.http}/images/k/boot-kernel\n  INITRD ${site.http}/images/i/boot-initrd\n  APPEND ${command('').replace(/ BOOTIF.*/, '')}\n  IPAPPEND 2\n`,
    '/grub/grub.cfg':
      'configfile /grub/grub.cfg-${net_default_mac}\nconfigfile /grub/grub.cfg-default-${grub_cpu}\n',
    [`/grub/grub.cfg-${MAC}`]: grub,
    '/grub/grub.cfg-default-x86_64': grub.replace('${net_default_mac}', MAC),
  });
}

const preseed = (path: string, mode: string | undefined): string => `#cloud-config
datasource:
  MAAS: {metadata_url: "${site.http}/MAAS/metadata${path}", consumer_key: CK, token_key: TK, token_secret: TS}
reporting:
  maas: {type: webhook, endpoint: "${site.http}/MAAS/metadata/status/x", consumer_key: CK, token_key: TK, token_secret: TS}
${mode === undefined ? '' : `power_state: {delay: now, mode: ${mode}, timeout: 3600}\n`}`;

const program = (name: string): string =>
  `#!/bin/sh\ncat >${name}.py <<'EOF'\nsubprocess.call(["python3", "-m", "curtin"])\nEOF\nexec python3 ${name}.py\n`;

const facts = {
  name: '20-facts',
  path: 'commissioning/20-facts',
  script_result_id: 1,
  tags: ['facts'],
};

function commissioning(): void {
  ephemeral();
  Object.assign(site.script.files, {
    '/MAAS/metadata/latest/by-id/x/?op=get_preseed': preseed('/', 'poweroff'),
    [`${METADATA}/meta-data/instance-id`]: 'x',
    [`${METADATA}/meta-data/local-hostname`]: 'n1',
    [`${METADATA}/user-data`]: program('runner'),
    [`${METADATA}/maas-scripts`]: packTar([
      {
        name: 'index.json',
        bytes: Buffer.from(JSON.stringify({ '1.0': { commissioning_scripts: [facts] } })),
      },
      {
        name: facts.path,
        bytes: Buffer.from('#!/bin/sh\nexec python3 "$RACKWRIGHT/hardware.py" dmi disks\n'),
      },
    ]).toString(),
    [`${METADATA}/`]: '',
    '/MAAS/metadata/status/x': () => 204,
  });
}

test.each(['bios-ipxe', 'bios-pxe', 'uefi-pxe', 'uefi-http'] as const)(
  'a %s machine commissions and powers itself off',
  async (firmware) => {
    commissioning();
    const n1 = await machine(firmware);
    n1.powerOn();
    await heard('rack.signalled');
    await off();
    expect(events.filter(({ event }) => event === 'rack.stuck')).toEqual([]);
    expect(n1.isOn()).toBe(false);
    const signals = site.heard.filter(
      ({ url, method }) => url === `${METADATA}/` && method === 'POST',
    );
    expect(signals).toHaveLength(2);
    expect(signals[0]?.body).toContain('name="exit_status"\r\n\r\n0\r\n');
    expect(signals[1]?.body).toContain('name="status"\r\n\r\nOK\r\n');
    const posted = /filename="facts.json"\r\n\r\n(.*)\r\n/.exec(signals[1]?.body ?? '')?.[1] ?? '';
    expect(JSON.parse(posted)).toMatchObject({
      serial: 'RW0001',
      disks: [{ serial: 'SN-0001', bytes: 480e9, signatures: [] }],
    });
    expect(signals[1]?.authorization).toContain('oauth_signature="%26TS"');
    // It holds the lease that it speaks from.
    expect(new Set(site.heard.map(({ from }) => from))).toEqual(new Set(['127.43.1.1']));
  },
);

const signals = (): readonly string[] =>
  site.heard
    .filter(({ url, method }) => url === `${METADATA}/` && method === 'POST')
    .map(({ body }) => /name="status"\r\n\r\n(\w+)/.exec(body)?.[1] ?? '');

test('a script that fails is signalled, and the next boot has better luck', async () => {
  commissioning();
  const n1 = await machine('bios-pxe', ['script-fails']);
  n1.powerOn();
  await off();
  expect(signals()).toEqual(['WORKING', 'FAILED']);
  events.length = 0;
  n1.powerOn();
  await heard('rack.signalled');
  await off();
  expect(signals()).toEqual(['WORKING', 'FAILED', 'WORKING', 'OK']);
});

test('a lost signal is lost, and the machine powers itself off all the same', async () => {
  commissioning();
  const n1 = await machine('uefi-pxe', ['signal-lost', 'slow-tftp']);
  n1.powerOn();
  await heard('rack.signalled');
  await off();
  expect(signals()).toEqual(['WORKING']);
  // The first packet was lost, so the first file was asked for again.
  expect(site.tftp.slice(0, 2)).toEqual(['bootx64.efi', 'bootx64.efi']);
});

test('firmware without an answer goes on to the disk, which has nothing', async () => {
  commissioning();
  const n1 = await machine('uefi-pxe', ['no-dhcp']);
  n1.powerOn();
  expect((await heard('rack.stuck')).because).toContain('No DHCP');
  expect(n1.isOn()).toBe(true);
});

test('a kernel with other bytes than the boot source offers is not run', async () => {
  commissioning();
  site.script.files['/images/k/boot-kernel'] = 'something else';
  (await machine('bios-pxe')).powerOn();
  expect((await heard('rack.stuck')).because).toBe(
    'boot-kernel is not what the boot source offers',
  );
});

test('cutting the power ends what runs, and nothing is heard of it any more', async () => {
  commissioning();
  const n1 = await machine('bios-pxe', ['environment-hangs']);
  n1.powerOn();
  await heard('rack.stuck');
  n1.powerOff();
  await n1.idle();
  expect(n1.isOn()).toBe(false);
  expect(site.heard.some(({ url }) => url.startsWith('/MAAS'))).toBe(false);
});

async function bmc(word: string, method = 'POST'): Promise<string> {
  const { address, port } = rack?.bmc ?? { address: '', port: 0 };
  const reply = await fetch(`http://${address}:${port}/n1${word}`, { method }).catch(
    () => undefined,
  );
  return reply === undefined ? 'dropped' : `${reply.status} ${await reply.text()}`;
}

test('a BMC fails aloud, drops the connection, lies, and then works', async () => {
  const n1 = await machine('bios-pxe', ['bmc-refuses', 'bmc-drops', 'bmc-silent']);
  expect(await bmc('', 'GET')).toBe('200 {"status":"stopped"}');
  expect(await bmc('/on')).toBe('500 chassis busy\n');
  expect(await bmc('/on')).toBe('dropped');
  expect(await bmc('/on')).toBe('200 {"result":"accepted"}');
  expect(n1.isOn()).toBe(false);
  await bmc('/on');
  expect(await bmc('', 'GET')).toBe('200 {"status":"running"}');
  await bmc('/off');
  expect(n1.isOn()).toBe(false);
  expect(await bmc('/nonsense')).toMatch(/^405/);
});

/** Everything that a deployment to disk is served, by hand. */
function deploying(boot: { local: boolean }): void {
  commissioning();
  const CURTIN = '/MAAS/metadata/curtin/2012-03-01';
  const debconf = `cloud-init cloud-init/maas-metadata-url string ${site.http}/MAAS/metadata/\ncloud-init cloud-init/maas-metadata-credentials string oauth_consumer_key=C2&oauth_token_key=T2&oauth_token_secret=S2\n`;
  const config = {
    storage: {
      version: 1,
      config: [
        {
          id: 'd',
          type: 'disk',
          serial: 'SN-0001',
          ptable: 'gpt',
          wipe: 'superblock',
          grub_device: true,
        },
        { id: 'p1', type: 'partition', device: 'd', number: 1, size: '512M', flag: 'boot' },
        { id: 'p2', type: 'partition', device: 'd', number: 2, size: '400G' },
        { id: 'f1', type: 'format', volume: 'p1', fstype: 'fat32' },
        { id: 'f2', type: 'format', volume: 'p2', fstype: 'ext4' },
        { id: 'm2', type: 'mount', device: 'f2', path: '/' },
        { id: 'm1', type: 'mount', device: 'f1', path: '/boot/efi' },
      ],
    },
    debconf_selections: { maas: debconf },
    reporting: { maas: { type: 'webhook', endpoint: `${site.http}/MAAS/metadata/status/x` } },
    early_commands: {
      check: [
        'python3',
        'guard.py',
        'check-disks',
        JSON.stringify([{ serial: 'SN-0001', bytes: 480e9 }]),
      ],
    },
    late_commands: {
      maas: ['wget', `${site.http}/off`, '--post-data', 'op=netboot_off', '-O', '/dev/null'],
    },
  };
  Object.assign(site.script.files, {
    '/MAAS/metadata/latest/by-id/x/?op=get_preseed': preseed('/curtin', 'reboot'),
    [`${CURTIN}/meta-data/instance-id`]: 'x',
    [`${CURTIN}/meta-data/local-hostname`]: 'n1',
    [`${CURTIN}/user-data`]: program('guard'),
    [`${CURTIN}/guard`]: () =>
      JSON.stringify({
        config: JSON.stringify(config),
        source: 'cp:///media/root-ro',
        curtin: { kind: 'apt' },
      }),
    [`${CURTIN}/`]: '',
    [`${METADATA}/meta-data/public-keys`]: 'ssh-ed25519 AAAA ops\n',
    [`${METADATA}/user-data`]: '#cloud-config\n',
    '/off': () => {
      boot.local = true;
      return 200;
    },
    [`/grub/grub.cfg-${MAC}`]: () => '',
  });
  const grub = site.script.files['/grub/grub.cfg-default-x86_64'];
  const local = `menuentry 'Local' {\n search --set=root --file /efi/ubuntu/shimx64.efi\n if [ $? -eq 0 ]; then\n chainloader /efi/ubuntu/shimx64.efi\n boot\n fi\n exit 1\n}\n`;
  site.script.files['/grub/grub.cfg-default-x86_64'] = () =>
    boot.local ? local : typeof grub === 'string' ? grub : '';
}

test('an installation writes the disk, says netboot_off, and the installed system phones home', async () => {
  const boot = { local: false };
  deploying(boot);
  const n1 = await machine('uefi-http');
  n1.powerOn();
  expect(await heard('rack.running')).toMatchObject({ hostname: 'n1', from: 'disk' });
  expect(boot.local).toBe(true);
  expect(n1.installs()).toBe(1);
  expect(n1.boots()).toBe(2);
  expect(n1.disks[0]?.signatures()).toEqual(['gpt', 'fat32', 'ext4']);
  expect(n1.system()).toEqual({
    hostname: 'n1',
    from: 'disk',
    image: sha256(ROOT),
    sshKeys: ['ssh-ed25519 AAAA ops'],
    userData: '#cloud-config\n',
  });
  const home = site.heard.find(({ url }) => url === `${METADATA}/user-data`);
  expect(home?.authorization).toContain('oauth_token="T2"');
  const stages = site.heard
    .filter(({ url }) => url === '/MAAS/metadata/status/x')
    .map(({ body }) => JSON.parse(body) as { name: string; event_type: string })
    .filter(({ event_type }) => event_type === 'finish')
    .map(({ name }) => name);
  expect(stages).toEqual([
    'init-network',
    ...['early', 'partitioning', 'extract', 'curthooks', 'late'].map(
      (s) => `cmd-install/stage-${s}`,
    ),
    'cmd-install',
    'modules-final',
  ]);
});

test('the installed system asks nobody at its next boot', async () => {
  deploying({ local: false });
  const n1 = await machine('uefi-http');
  n1.powerOn();
  await heard('rack.running');
  const fetches = () => site.heard.filter(({ url }) => url === `${METADATA}/user-data`).length;
  expect(fetches()).toBe(1);
  n1.powerOff();
  events.length = 0;
  n1.powerOn();
  await heard('rack.running');
  expect(fetches()).toBe(1);
});

test('an installation that fails says so and keeps the machine up', async () => {
  deploying({ local: false });
  const n1 = await machine('uefi-http', ['install-fails']);
  n1.powerOn();
  expect((await heard('rack.stuck')).because).toBe('kept up for a person to look at');
  expect(events.find(({ event }) => event === 'rack.signalled')).toMatchObject({
    status: 'FAILED',
  });
  expect(n1.disks[0]?.signatures()).toEqual(['gpt', 'fat32', 'ext4']);
});

test('a refusal of the guard powers the machine off with its disks as they were', async () => {
  deploying({ local: false });
  const refusal = { status: 409, body: '{"refused": "expected serial A, found B"}' };
  site.script.files['/MAAS/metadata/curtin/2012-03-01/guard'] = () => refusal;
  const n1 = await machine('uefi-http');
  n1.powerOn();
  await off();
  expect(await heard('rack.refused')).toMatchObject({ because: 'expected serial A, found B' });
  expect(n1.installs()).toBe(0);
  expect(n1.disks[0]?.extents()).toEqual([]);
});

test('a controller that fails for a while is asked again', async () => {
  commissioning();
  let failures = 1;
  site.script.files[`${METADATA}/meta-data/instance-id`] = () => (failures-- > 0 ? 503 : 'x');
  const n1 = await machine('bios-pxe');
  n1.powerOn();
  await off();
  expect(signals()).toEqual(['WORKING', 'OK']);
});
