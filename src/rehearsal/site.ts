/** An example inventory for a simulated rack, as the files of a git repository. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault } from './faults.ts';
import { firmwareKind, modelMachine, type FirmwareModel, type MachineModel } from './model.ts';
import type { Endpoint } from './network.ts';

export interface SiteOptions {
  /** Six at least, so that every kind of firmware and target is there. */
  readonly machines: number;
  /** The controller's own address in the subnet. */
  readonly controller: string;
  readonly bmc: Endpoint;
  readonly bootSource: Endpoint;
  /** The armoured public key that signs the boot source, and its fingerprint. */
  readonly key: { readonly armoured: string; readonly fingerprint: string };
  /** Of the store that may act. */
  readonly stateId: string;
}

/** What one kind of machine in the example is and becomes. */
interface Role {
  readonly firmware: FirmwareModel;
  readonly profile: 'on-disk' | 'in-memory' | undefined;
}

/** Every sixth machine is alike. */
const ROLES: readonly [Role, ...Role[]] = [
  { firmware: 'bios-ipxe', profile: 'on-disk' },
  { firmware: 'bios-pxe', profile: undefined },
  { firmware: 'uefi-pxe', profile: 'on-disk' },
  { firmware: 'uefi-http', profile: 'in-memory' },
  { firmware: 'bios-pxe', profile: 'on-disk' },
  { firmware: 'uefi-http', profile: 'on-disk' },
];

const roleOf = (index: number): Role => ROLES[index % ROLES.length] ?? ROLES[0];

export const exampleMachines = (count: number): readonly MachineModel[] =>
  Array.from({ length: count }, (_, index) => modelMachine(index, roleOf(index).firmware));

/** The fifth machine's BMC fails twice aloud, and then once without a word. */
export const exampleFaults: ReadonlyMap<string, readonly Fault[]> = new Map([
  ['n5', ['bmc-refuses', 'bmc-refuses', 'bmc-silent']],
]);

/** Path → content, every document with its own file. */
export function exampleSite(options: SiteOptions): ReadonlyMap<string, string> {
  const machines = exampleMachines(options.machines).map((model, index): [string, string] => [
    `machines/${model.name}.yaml`,
    machine(options, model, index),
  ]);
  return new Map([
    ['site.yaml', site(options)],
    ['images.yaml', images(options)],
    ['keys/rehearsal.asc', options.key.armoured],
    ['subnets/rack.yaml', subnet(options)],
    ['profiles.yaml', PROFILES],
    ...machines,
  ]);
}

/** Short timeouts: what takes a real machine a minute takes a simulated one a second. */
const site = ({ stateId, controller, machines }: SiteOptions): string => `kind: Site
name: rehearsal
stateId: ${stateId}
provisioningAddress: ${controller}
limits:
  commissioning: ${Math.max(6, Math.ceil(machines / 10))}
  deploying: ${Math.max(6, Math.ceil(machines / 10))}
timeouts:
  commissioning: 60s
  deploying: 60s
  releasing: 10s
  erasing: 10s
  settle: 2s
  silence: 10s
commissioning:
  release: noble
`;

const images = ({ bootSource, key }: SiteOptions): string => `kind: BootSource
name: rehearsal
url: http://${bootSource.address}:${bootSource.port}/
keyring:
  file: keys/rehearsal.asc
fingerprints:
  - ${key.fingerprint}
---
kind: ImageSelection
name: noble
releases: [noble]
kernels: [ga]
`;

/** Loopback is a /8: there is room for thousands of machines. */
const SUBNET = '127.42.0.0/16';

const subnet = ({ controller }: SiteOptions): string => `kind: Subnet
name: rack
cidr: ${SUBNET}
dns: [${controller}]
# Machines are behind a relay agent, which is how they get by without privileged ports.
dhcp: relay-only
reserved: [127.42.0.0-127.42.0.9]
dynamic: [127.42.200.0-127.42.255.250]
`;

const PROFILES = `kind: Profile
name: on-disk
owner: web
target: deployed
deploy:
  image: ubuntu/noble
  sshKeys: [operators]
  cloudInit: [base]
---
kind: Profile
name: in-memory
owner: batch
target: deployed
deploy:
  image: ubuntu/noble
  inMemory: true
  sshKeys: [operators]
---
kind: SshKeys
name: operators
keys:
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqk0Pp5lD0rYw5Cw6Zp2mJ4m3Q9a6Yb8oKf1s2t3u4v ops@example.com
---
kind: CloudInit
name: base
parts:
  - name: base
    type: cloud-config
    content:
      packages: [chrony]
`;

/** Every second machine has an address of its own; the others take one from the dynamic range. */
function machine({ bmc }: SiteOptions, model: MachineModel, index: number): string {
  const { profile } = roleOf(index);
  const uri = `http://${bmc.address}:${bmc.port}/${model.name}`;
  const address = `127.42.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
  return `kind: Machine
name: ${model.name}
macs: ["${model.mac}"]
uuid: ${model.uuid}
serial: ${model.serial}
firmware: ${firmwareKind(model)}
${profile === undefined ? 'target: ready' : `profiles: [${profile}]`}
power:
  type: webhook
  onUri: ${uri}/on
  offUri: ${uri}/off
  queryUri: ${uri}
network:
  interfaces:
    - mac: "${model.mac}"
      subnet: rack
${index % 2 === 0 ? `      address: ${address}\n` : ''}`;
}

/** Runs `git`; rejects when it fails. */
export type RunGit = (args: readonly string[]) => Promise<unknown>;

/** Makes the folder a git repository on branch `main` whose one commit is these files. */
export async function writeRepository(
  folder: string,
  files: ReadonlyMap<string, string>,
  git: RunGit,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const here = (...args: readonly string[]): Promise<unknown> => git(['-C', folder, ...args]);
  await here('init', '--quiet', '--initial-branch=main');
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const person = ['-c', 'user.name=Rehearsal', '-c', 'user.email=rehearsal@localhost'];
  await here('add', '--all');
  await here(...person, 'commit', '--quiet', '--message=Declare the rack');
}
