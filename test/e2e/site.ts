/** The inventory of the lab, in a git repository that the controller follows. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printYaml } from '../../src/lib/yaml.ts';
import { reconcile, type Settings } from './controller.ts';
import { APT_PORT, CONTROLLER, LAB, type LabMachine, must, SOURCE_PORT } from './lab.ts';

export interface LabSite {
  readonly url: string;
  /** The work tree: files written here are in the next commit. */
  readonly folder: string;
  /** A private key that `SshKeys` declares. */
  readonly sshKey: string;
  /** Writes a file of these documents into the work tree; the same name replaces it. */
  write(name: string, ...documents: readonly object[]): Promise<void>;
  /** Commits the work tree and pushes; what `reconcile validate` refuses is an error here. */
  commit(message: string): Promise<void>;
}

export interface SiteOptions {
  /** Where work tree and repository are made. */
  readonly place: string;
  readonly settings: Settings;
  readonly releases: readonly string[];
  /** Fields of the Site document. */
  readonly site?: object;
  readonly unknown?: 'enlist' | 'ignore';
  /** Files of the revision. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** What `reconcile candidates` has left open, or the whole document of a machine that nobody enlists. */
export const power = (machine: LabMachine): object => ({
  type: 'ipmi',
  address: machine.bmc,
  user: 'maas',
  password: 'env:BMC_PASSWORD',
});

export const declaration = (machine: LabMachine): object => ({
  kind: 'Machine',
  name: machine.vm,
  macs: [machine.mac],
  uuid: machine.uuid,
  firmware: machine.firmware.startsWith('uefi') ? 'uefi' : 'bios',
  power: power(machine),
});

export async function createSite(options: SiteOptions): Promise<LabSite> {
  const { place, settings } = options;
  const folder = join(place, 'inventory');
  const repository = join(place, 'inventory.git');
  const sshKey = join(place, 'id');
  await rm(place, { recursive: true, force: true });
  await mkdir(join(folder, 'keys'), { recursive: true });
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', sshKey]);
  await must('git', ['init', '-q', '--bare', '-b', 'main', repository]);
  await must('git', ['init', '-q', '-b', 'main', folder]);
  const write: LabSite['write'] = (name, ...documents) =>
    writeFile(join(folder, name), documents.map((document) => printYaml(document)).join('---\n'));
  await write('site.yaml', ...(await documentsOf(options, sshKey)));
  await writeFile(join(folder, 'keys/lab.gpg'), await readFile(join(LAB, 'source/keyring.gpg')));
  for (const [name, bytes] of Object.entries(options.files ?? {}))
    await writeFile(join(folder, name), bytes);
  const init = await reconcile(settings, 'state', 'init', '--inventory', folder);
  if (init.code !== 0) throw new Error(`reconcile state init: ${init.stderr}`);
  return {
    url: `file://${repository}`,
    folder,
    sshKey,
    write,
    async commit(message) {
      const verdict = await reconcile(settings, 'validate', '--inventory', folder);
      if (verdict.code !== 0) throw new Error(`${message}: ${verdict.stdout}${verdict.stderr}`);
      const git = (...args: readonly string[]): Promise<string> =>
        must('git', ['-C', folder, '-c', 'user.name=lab', '-c', 'user.email=lab@lab', ...args]);
      await git('add', '--all');
      await git('commit', '-q', '--message', message);
      await git('push', '-q', repository, 'main');
    },
  };
}

async function documentsOf(
  { releases, site, unknown }: SiteOptions,
  sshKey: string,
): Promise<readonly object[]> {
  const fingerprint = (await readFile(join(LAB, 'source/fingerprint'), 'utf8')).trim();
  return [
    {
      kind: 'Site',
      name: 'lab',
      commissioning: { os: 'debian', release: 'bookworm' },
      // The images have no time daemon, and no archive to get one from.
      ntp: [],
      apt: { sourcesList: `deb [trusted=yes] http://${CONTROLLER}:${APT_PORT}/ ./\n` },
      // Both cores may be busy with other machines.
      timeouts: { commissioning: '30m', deploying: '60m', silence: '10m' },
      ...site,
    },
    {
      kind: 'BootSource',
      name: 'lab',
      url: `http://${CONTROLLER}:${SOURCE_PORT}/`,
      keyring: { file: 'keys/lab.gpg' },
      fingerprints: [fingerprint],
    },
    { kind: 'ImageSelection', name: 'lab', os: 'debian', releases },
    {
      kind: 'Subnet',
      name: 'lab',
      cidr: '10.77.0.0/24',
      dhcp: 'server',
      unknown: unknown ?? 'enlist',
      dynamic: ['10.77.0.100-10.77.0.199'],
    },
    {
      kind: 'SshKeys',
      name: 'operators',
      keys: [(await readFile(`${sshKey}.pub`, 'utf8')).trim()],
    },
    {
      kind: 'CloudInit',
      name: 'hello',
      parts: [
        {
          name: 'hello',
          type: 'cloud-config',
          content: { write_files: [{ path: '/run/hello', content: 'I am ${machine.name}' }] },
        },
        { name: 'mark', type: 'script', content: '#!/bin/sh\ndate >/run/marked\n' },
      ],
    },
  ];
}
