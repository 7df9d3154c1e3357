/** What the sections share: the built package, a folder, and a running controller in namespaces of its own with machines' files to serve. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest, ImageKey } from '../src/core/ids.ts';
import { type ImageFile, imagePath, type ProductTraits } from '../src/core/image.ts';
import { createDiskStore } from '../src/images/disk-store.ts';
import { createNetwork, type Namespace } from '../test/support/netns.ts';
import type { Pack } from './pack.ts';
import { need, type Server, serve } from './process.ts';
import { Skipped } from './rounds.ts';

export interface Stage {
  readonly folder: string;
  readonly pack: Pack;
  /** Made when it is first asked for. */
  rig(): Promise<Rig>;
}

export interface Rig extends AsyncDisposable {
  /** Where the controller listens, and its peers beside it on other ports. */
  readonly host: Namespace;
  /** Of the DHCP clients' relay. */
  readonly relay: Namespace;
  /** Where another DHCP server may listen. */
  readonly other: Namespace;
  readonly controller: Server;
  /** Holds `kernel` (1 MB), `initrd` (60 MB) and `root` (300 MB), random bytes. */
  readonly files: string;
  readonly kernel: Served;
  readonly initrd: Served;
  readonly root: Served;
}

export interface Served extends ImageFile {
  /** As machines ask for it. */
  readonly url: string;
}

export const PORTS = { tftp: 6969, http: 5248 } as const;
/** Both DHCP servers get a network like this: themselves, the relay, and 131,072 addresses. */
export const NETWORKS = {
  ours: network('10.64', '10.65', '10.66'),
  other: network('10.128', '10.129', '10.130'),
} as const;

function network(base: string, first: string, last: string) {
  return {
    cidr: `${base}.0.0/10`,
    server: `${base}.0.1`,
    relay: `${base}.0.2`,
    pool: `${first}.0.0-${last}.255.255`,
  };
}

const TRAITS: ProductTraits = {
  kind: 'boot',
  os: 'ubuntu',
  release: 'noble',
  releaseVersion: '24.04',
  architecture: 'amd64',
  kernel: 'ga-24.04',
  label: 'stable',
};

export async function buildRig({ folder, pack }: Stage): Promise<Rig> {
  if (process.getuid?.() !== 0) throw new Skipped('network namespaces want root');
  need('ip', 'iproute2');
  need('git', 'git');
  const files = join(folder, 'files');
  mkdirSync(files);
  const kernel = makeFile(files, 'kernel', 1e6);
  const initrd = makeFile(files, 'initrd', 60e6);
  const root = makeFile(files, 'root', 300e6);
  const data = join(folder, 'data');
  await storeImage(join(data, 'images'), files, [kernel, initrd, root]);
  const net = createNetwork();
  const host = await net.namespace();
  const relay = await net.namespace();
  const other = await net.namespace();
  const { ours, other: theirs } = NETWORKS;
  await net.cable(
    { at: host, interface: 'eth0', address: `${ours.server}/10` },
    { at: relay, interface: 'eth0', address: `${ours.relay}/10` },
  );
  await net.cable(
    { at: other, interface: 'eth0', address: `${theirs.server}/10` },
    { at: relay, interface: 'eth1', address: `${theirs.relay}/10` },
  );
  const controller = await startController(host, { folder, data, bin: pack.bin });
  const served = (file: ImageFile): Served => ({ ...file, url: imagePath(TRAITS, file) });
  return {
    host,
    relay,
    other,
    controller,
    files,
    kernel: served(kernel),
    initrd: served(initrd),
    root: served(root),
    async [Symbol.asyncDispose]() {
      await controller[Symbol.asyncDispose]();
      await net[Symbol.asyncDispose]();
    },
  };
}

const ROLES = { kernel: 'boot-kernel', initrd: 'boot-initrd', root: 'squashfs' } as const;

function makeFile(folder: string, name: keyof typeof ROLES, bytes: number): ImageFile {
  const content = randomBytes(bytes);
  writeFileSync(join(folder, name), content);
  const sha256 = createHash('sha256').update(content).digest('hex') as Digest;
  return { role: ROLES[name], name, sha256, bytes };
}

async function storeImage(
  folder: string,
  from: string,
  files: readonly ImageFile[],
): Promise<void> {
  const store = await createDiskStore(folder);
  for (const file of files) await store.ingest(file, createReadStream(join(from, file.name)));
  await store.publish({
    key: 'ubuntu/noble/amd64/ga-24.04' as ImageKey,
    version: '20261101',
    product: TRAITS,
    files,
  });
}

const { ours } = NETWORKS;
const INVENTORY = `kind: Site
name: bench
---
kind: Subnet
name: machines
cidr: ${ours.cidr}
dhcp: server
unknown: enlist
dynamic: [${ours.pool}]
`;

/** The command itself, following a repository, with the log that it writes by default. */
async function startController(
  host: Namespace,
  { folder, data, bin }: { readonly folder: string; readonly data: string; readonly bin: string },
): Promise<Server> {
  const work = join(folder, 'inventory');
  mkdirSync(work);
  writeFileSync(join(work, 'site.yaml'), INVENTORY);
  const git = (...args: readonly string[]): unknown => execFileSync('git', ['-C', work, ...args]);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '-qm', 'site');
  const config = join(folder, 'reconcile.config.yaml');
  writeFileSync(config, `listen:\n  tftp: ${PORTS.tftp}\n  http: ${PORTS.http}\n`);
  const command = [process.execPath, bin, '--watch', '--config', config, '--data-dir', data];
  return serve(
    ['ip', 'netns', 'exec', host.name, ...command, '--inventory', `file://${work}`],
    join(folder, 'controller.log'),
    /TFTP +listens on/,
  );
}

/** A command in a namespace. */
export const inside = (at: Namespace, ...command: readonly string[]) =>
  ['ip', 'netns', 'exec', at.name, ...command] as const;
