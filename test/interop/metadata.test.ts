/** cloud-init's own MAAS datasource, PyYAML, and our own environment's programs against a listening service. */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import * as fc from 'fast-check';
import { userData as mimeMessage } from '../../src/config/user-data.ts';
import type { DiskTarget, Hardware } from '../../src/core/hardware.ts';
import type { Digest } from '../../src/core/ids.ts';
import { readFacts } from '../../src/metadata/facts.ts';
import { parseJson } from '../../src/metadata/reader.ts';
import { printYaml } from '../../src/lib/yaml.ts';
import { deployment, deploymentSpec, id, ip, mac, record, site } from '../support/fleet.ts';
import { type Rack, rack, type RackOptions } from '../support/metadata.ts';
import { run } from '../support/program.ts';

const PYTHON = '/usr/bin/python3';
const ENVIRONMENT = new URL('../../src/metadata/environment/', import.meta.url).pathname;
const execute = promisify(execFile);

function can(module: string, debianPackage: string): boolean {
  const found = spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
  if (!found)
    console.log(
      `skipped: Python cannot import ${module} (apt install ${debianPackage}, or unpack it and name the place in PYTHONPATH)`,
    );
  return found;
}
const cloudInit = can('cloudinit.sources.DataSourceMAAS, oauthlib', 'cloud-init');
const pyYaml = can('yaml', 'python3-yaml');
const python = can('json', 'python3');

/** The rack of the unit tests, listening; this process holds the lease of machine 1. */
async function listening(options: RackOptions = {}): Promise<Rack & { readonly base: string }> {
  const given = rack({ machines: [], ...options });
  given.lease(mac(1), '127.0.0.1');
  const base = await given.app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => given.app.close());
  return { ...given, base };
}

const preseedUrl = (base: string): string =>
  `${base}/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`;

/** What cloud-init does with a preseed: its datasource's own code, reading and waiting as on a machine. */
const CRAWL = `
import json, sys, urllib.request, yaml
from cloudinit.sources import DataSourceMAAS as maas
preseed = urllib.request.urlopen(sys.argv[1]).read().decode()
assert preseed.startswith("#cloud-config\\n"), preseed
config = yaml.safe_load(preseed)["datasource"]["MAAS"]
helper = maas.get_oauth_helper(config)
found, _ = helper.wait_for_url(urls=["%s/2012-03-01/meta-data/instance-id" % config["metadata_url"].rstrip("/")], max_wait=5)
user, meta, vendor = maas.read_maas_seed_url(config["metadata_url"], read_file_or_url=helper.readurl, retries=1)
text = user.decode() if user else None
print(json.dumps({"user": text, "meta": meta, "vendor": vendor, "found": found}))`;

interface Crawled {
  readonly user: string | null;
  readonly meta: Readonly<Record<string, string>>;
  readonly vendor: unknown;
}

async function crawl(url: string): Promise<Crawled> {
  const { stdout } = await run(PYTHON, ['-c', CRAWL, url]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Crawled;
}

test.runIf(cloudInit)('cloud-init reads a commissioning machine’s metadata', async () => {
  const given = await listening({ inventory: { site: { ...site, ntp: [ip('10.0.0.9')] } } });
  await given.put(1, record(1, 'commissioning', { attempts: 1 }));
  const { meta, vendor, user } = await crawl(preseedUrl(given.base));
  expect(meta).toEqual({ 'instance-id': id(1), 'local-hostname': 'n1' });
  expect(vendor).toEqual({
    'cloud-init': expect.stringContaining('"servers":["10.0.0.9"]') as string,
  });
  expect(user).toMatch(/^#!\/bin\/sh\n/);
});

test.runIf(cloudInit)(
  'cloud-init reads an unknown machine’s metadata, without credentials',
  async () => {
    const given = await listening();
    const { meta, user } = await crawl(
      `${given.base}/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed`,
    );
    expect(meta).toEqual({
      'instance-id': 'i-maas-enlistment',
      'local-hostname': 'maas-enlisting-node',
      'public-keys': '',
    });
    expect(user).toContain('enlist.py');
  },
);

test.runIf(cloudInit)(
  'cloud-init deploys a machine in memory by reading its user-data',
  async () => {
    const given = await listening();
    const userData = [
      {
        name: 'café',
        contentType: 'text/cloud-config',
        content: '#cloud-config\nfqdn: café\n',
        substitute: false,
      },
    ] as const;
    const parts = {
      ...deploymentSpec().parts,
      userData,
      sshKeys: ['ssh-ed25519 A a', 'ssh-rsa B b'],
    };
    const inMemory = deployment({ inMemory: true, disks: [], parts });
    await given.put(1, record(1, 'deploying', { deployment: inMemory }));
    const { meta, user } = await crawl(preseedUrl(given.base));
    expect(meta['public-keys']).toBe('ssh-ed25519 A a\nssh-rsa B b');
    expect(user).toContain('multipart/mixed');
    expect((await given.record(1))?.phase).toBe('deployed');
  },
);

test.runIf(cloudInit)('cloud-init’s webhook reporter is taken', async () => {
  const given = await listening();
  await given.put(1, record(1, 'commissioning', { attempts: 1 }));
  const report = `
import sys, urllib.request, yaml
from cloudinit.reporting import handlers, events
config = yaml.safe_load(urllib.request.urlopen(sys.argv[1]).read())["reporting"]["maas"]
config.pop("type")
hook = handlers.WebHookHandler(**config)
hook.publish_event(events.ReportingEvent("start", "init-network", "searching"))
hook.publish_event(events.FinishReportingEvent("modules-final", "the end", result="FAIL"))
if hasattr(hook, "flush"): hook.flush()`;
  await run(PYTHON, ['-c', report, preseedUrl(given.base)]);
  expect(await given.record(1)).toMatchObject({
    phase: 'failed-commissioning',
    reason: 'the commissioning environment ended without a result: the end',
  });
});

test.runIf(python)(
  'Python’s email package, as cloud-init uses it, takes the MIME message apart',
  async () => {
    const parts = [
      { name: 'a', contentType: 'text/cloud-config', content: '#cloud-config\na: grüß\n' },
      {
        name: 'b',
        contentType: 'text/x-shellscript',
        content: '#!/bin/sh\necho "===============0=="\n',
      },
      { name: 'c', contentType: 'text/x-shellscript', content: '#!/bin/sh\r\nprintf \u0007' },
    ] as const;
    const read = `
import email, json, sys
message = email.message_from_string(sys.stdin.read())
print(json.dumps([[p.get_content_type(), p.get_payload(decode=True).decode(), p.get_filename()] for p in message.walk() if not p.is_multipart()]))`;
    const { stdout } = spawnSync(PYTHON, ['-c', read], { input: mimeMessage(parts) });
    expect(JSON.parse(stdout.toString())).toEqual(
      parts.map(({ name, contentType, content }) => [contentType, content, name]),
    );
  },
);

test.runIf(pyYaml)('PyYAML, which reads YAML 1.1, reads back what is printed', async () => {
  const words = fc.constantFrom(
    'yes',
    'on',
    '1:30',
    '52:54:00',
    '0o17',
    '1e3',
    '~',
    '12345678901234e567',
    '=',
    '<<',
    '2026-01-01',
    '0x1f',
    '- a',
    '# b',
    '_1',
  );
  const scalar = fc.oneof(
    words,
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const documents = fc.sample(
    fc.dictionary(
      fc.oneof(words, fc.string({ minLength: 1 })),
      fc.oneof(scalar, fc.array(scalar), fc.dictionary(words, scalar)),
    ),
    300,
  );
  const folder = mkdtempSync(join(tmpdir(), 'yaml-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'documents.json');
  writeFileSync(file, JSON.stringify(documents.map((document) => [document, printYaml(document)])));
  const compare = `
import json, sys, yaml
wrong = [(a, text) for a, text in json.load(open(sys.argv[1])) if yaml.safe_load(text) != a]
print(json.dumps(wrong[:3]))`;
  const { stdout } = await run(PYTHON, ['-c', compare, file]);
  expect(JSON.parse(stdout)).toEqual([]);
});

/** A copy of the environment as its user-data leaves it, and programs that must not run here replaced. */
function workplace(settings: unknown): {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
} {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(ENVIRONMENT, folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  const poweroff = join(folder, 'poweroff');
  writeFileSync(poweroff, `#!/bin/sh\ntouch ${folder}/powered-off\n`);
  chmodSync(poweroff, 0o755);
  // What cloud-init heeds lies in /tmp; of this host's, nothing is touched.
  const guard = join(folder, 'guard.py');
  const held = readFileSync(guard, 'utf8').replace('/tmp/block-reboot', `${folder}/block-reboot`);
  writeFileSync(guard, held.replace('/tmp/curtin.out', `${folder}/curtin.out`));
  return { folder, env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` } };
}

function program(name: string, settings: unknown) {
  const { folder, env } = workplace(settings);
  return { folder, done: execute(PYTHON, [join(folder, name)], { env }) };
}

/** The settings in user-data: what its here-document writes. */
const settingsIn = (userData: string): unknown =>
  JSON.parse(/<<'END_OF_FILE'\n(.*)\nEND_OF_FILE/.exec(userData)?.[1] ?? '');

function readHost(): Hardware | undefined {
  const { stdout } = spawnSync(PYTHON, [join(ENVIRONMENT, 'hardware.py')], { encoding: 'utf8' });
  const facts = readFacts(parseJson(stdout ?? ''));
  return 'hardware' in facts ? facts.hardware : undefined;
}

const host = readHost();
const [hostDisk] = host?.disks ?? [];
const [hostNic] = host?.nics ?? [];
const inspectable = host !== undefined && hostNic !== undefined;
const installable = inspectable && hostDisk?.serial !== undefined;
if (!inspectable)
  console.log('skipped: this host cannot be inspected, or has no physical interface');
if (!installable) console.log('skipped: this host has no disk with a serial to prove');

/** The settings of the program that user-data starts, fetched as cloud-init would. */
async function settingsFor(
  given: Rack & { readonly base: string },
  path: string,
): Promise<unknown> {
  const preseed = await (await fetch(preseedUrl(given.base))).text();
  const value = (key: string): string => new RegExp(`${key}: (\\S+)`).exec(preseed)?.[1] ?? '';
  const authorization = `OAuth oauth_consumer_key=${value('consumer_key')},oauth_token=${value('token_key')},oauth_signature=&${value('token_secret')}`;
  const answer = await fetch(`${given.base}${path}`, { headers: { authorization } });
  return settingsIn(await answer.text());
}

test.runIf(inspectable)('the runner commissions this very host', async () => {
  const given = await listening();
  await given.put(1, record(1, 'commissioning', { attempts: 1 }));
  const settings = await settingsFor(given, '/MAAS/metadata/2012-03-01/user-data');
  await program('runner.py', settings).done;
  const { phase, hardware } = (await given.record(1)) ?? {};
  expect(phase).toBe('ready');
  expect(hardware).toEqual(host);
  const signals = given.events.filter(({ event }) => event === 'metadata.signalled');
  expect(signals.length).toBeGreaterThan(8);
});

test.runIf(inspectable)('this very host enlists', async () => {
  const given = await listening();
  given.lease(hostNic?.mac ?? mac(1), '127.0.0.1');
  const userData = await (await fetch(`${given.base}/MAAS/metadata/2012-03-01/user-data`)).text();
  await program('enlist.py', settingsIn(userData)).done;
  const candidates = [...(await given.store.list('candidate')).values()];
  expect(candidates.map(({ value }) => value.hardware)).toEqual([host]);
});

/** A stand-in that leaves a note of how it was called. */
const FAKE_CURTIN = `
import os, shutil, sys
here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
open(os.path.join(here, "called"), "w").write(" ".join(sys.argv[1:]))
shutil.copy(sys.argv[4], os.path.join(here, "config.yaml"))
print("no space left, says the stand-in")
sys.exit(int(os.environ.get("CURTIN_EXIT", "0")))
`;

async function fakeArchive(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'curtin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await run('mkdir', [join(folder, 'curtin')]);
  writeFileSync(join(folder, 'curtin', '__main__.py'), FAKE_CURTIN);
  await run('tar', ['-cf', join(folder, 'curtin.tar'), '-C', folder, 'curtin']);
  return readFileSync(join(folder, 'curtin.tar'));
}

/** This host, about to be installed on its first disk. */
async function installing(target: DiskTarget) {
  const archive = await fakeArchive();
  const sha256 = createHash('sha256').update(archive).digest('hex') as Digest;
  const curtin = { kind: 'archive', sha256, file: { path: 'curtin.tar', sha256 } } as const;
  const files = new Map([['curtin.tar', archive]]);
  const given = await listening({ files, inventory: { site: { ...site, curtin } } });
  const macs = (host?.nics ?? []).map((nic) => nic.mac);
  await given.put(1, {
    ...record(1, 'deploying', { deployment: deployment({ disks: [target] }) }),
    identity: { macs },
    ...(host === undefined ? {} : { hardware: host }),
  });
  given.lease(macs[0] ?? mac(1), '127.0.0.1');
  const settings = await settingsFor(given, '/MAAS/metadata/curtin/2012-03-01/user-data');
  return { given, ...program('guard.py', settings) };
}

test.runIf(installable)(
  'the guard proves this host, checks the archive, and runs the installer',
  async () => {
    const { serial = '', bytes = 0 } = hostDisk ?? {};
    const { given, folder, done } = await installing({ serial, bytes });
    await done;
    const called = readFileSync(join(folder, 'called'), 'utf8');
    expect(called).toBe(`-vvv install -c ${folder}/curtin.yaml cp:///media/root-ro`);
    expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toContain(`serial: ${serial}\n`);
    expect((await given.record(1))?.installerReleased?.boot).toBe(
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    );
  },
);

test.runIf(inspectable)('another machine is refused and powers itself off', async () => {
  const { given, folder, done } = await installing({ serial: 'NOT-HERE', bytes: 7 });
  await expect(done).rejects.toThrow('guard.py');
  expect(readFileSync(join(folder, 'powered-off'), 'utf8')).toBe('');
  expect((await given.record(1))?.reason).toContain('expected disk NOT-HERE of 7 bytes');
});

test.runIf(installable)(
  'an installer that fails is told of, with its last words, and the machine held',
  async () => {
    const { serial = '', bytes = 0 } = hostDisk ?? {};
    process.env['CURTIN_EXIT'] = '3';
    onTestFinished(() => void delete process.env['CURTIN_EXIT']);
    const { given, folder, done } = await installing({ serial, bytes });
    await expect(done).rejects.toThrow('guard.py');
    expect(readFileSync(join(folder, 'block-reboot'), 'utf8')).toBe('');
    expect(await given.record(1)).toMatchObject({
      phase: 'failed-deployment',
      reason: 'curtin ended with 3: no space left, says the stand-in',
    });
  },
);
