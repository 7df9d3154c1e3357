/** Inventories of any size, for us and the same for Ansible: about 1.2 kB of YAML a machine, in a file of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SITE = `kind: Site
name: bench
dns: [10.0.0.53]
ntp: [ntp.example.org]
`;

const COMMON = `kind: Subnet
name: machines
cidr: 10.0.0.0/12
gateway: 10.0.0.1
---
kind: Subnet
name: storage
cidr: 10.16.0.0/12
---
kind: Profile
name: rack
architecture: amd64
firmware: uefi
power: { type: ipmi, user: maas, password: 'env:BMC_PASSWORD' }
---
kind: Profile
name: web
owner: team-web
target: deployed
deploy: { image: ubuntu/noble, cloudInit: [base], sshKeys: [operators] }
---
kind: ImageSelection
name: noble
releases: [noble]
architectures: [amd64]
kernels: [ga]
---
kind: SshKeys
name: operators
keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBHbrEhQXcYPHeVVjHzwLsHkUJXT2CqVZqmNYqNKV9gQ bench@example.org]
---
kind: CloudInit
name: base
parts:
  - name: base
    type: cloud-config
    content: { timezone: Etc/UTC, packages: [chrony], final_message: '\${machine.name} is up' }
`;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const mac = (n: number, nic: number): string =>
  `02:${hex(nic, 2)}:${(hex(n, 8).match(/../g) ?? []).join(':')}`;
const address = (second: number, n: number): string => `10.${second}.${(n >> 8) + 1}.${n & 255}`;
const nameOf = (n: number): string => `web-${String(n).padStart(5, '0')}`;

function machineFields(n: number): string {
  const rack = `r${Math.floor(n / 40)}`;
  return `macs:
  - '${mac(n, 0)}' # onboard, port 1
  - '${mac(n, 1)}' # onboard, port 2
uuid: 4c4c4544-0042-3510-8051-${hex(n, 12)}
serial: BQ${String(n).padStart(7, '0')}
architecture: amd64
firmware: uefi
profiles: [rack, web]
owner: team-web
labels:
  site: fra1
  room: hall-2
  rack: ${rack}
  unit: '${(n % 40) + 1}'
  model: PowerEdge R6515
  role: web
  contract: '2027-03-31'
  purchased: '2024-03-31'
# The BMC is on the management network, which only the controller reaches.
power:
  type: ipmi
  address: ${address(32, n)}
  user: maas
  password: env:BMC_PASSWORD
target: deployed
deploy:
  # Each generation is installed at most once, ever: raise it to install again.
  generation: 1
  image: ubuntu/noble
  kernel: ga
  cloudInit: [base]
  sshKeys: [operators]
  kernelOptions: ['console=ttyS1,115200n8']
# The system disk; the others are the application's, and are never touched.
storage:
  layout: flat
  disk: { serial: S3Z8NX0M${String(n).padStart(6, '0')}, wwn: '0x5002538e${hex(n, 8)}' }
network:
  interfaces:
    - mac: '${mac(n, 0)}'
      subnet: machines
      address: ${address(0, n)}
    - mac: '${mac(n, 1)}'
      subnet: storage
      address: ${address(16, n)}
`;
}

/** Writes the inventory and answers its folder. */
export function writeSite(folder: string, machines: number): string {
  mkdirSync(join(folder, 'machines'), { recursive: true });
  writeFileSync(join(folder, 'site.yaml'), SITE);
  writeFileSync(join(folder, 'common.yaml'), COMMON);
  for (let n = 0; n < machines; n += 1) {
    const text = `kind: Machine\nname: ${nameOf(n)}\n${machineFields(n)}`;
    writeFileSync(join(folder, 'machines', `${nameOf(n)}.yaml`), text);
  }
  return folder;
}

/** The same machines as hosts of one group, with the same fields as their variables. */
export function writeAnsible(folder: string, machines: number): string {
  mkdirSync(join(folder, 'host_vars'), { recursive: true });
  const names = Array.from({ length: machines }, (_, n) => nameOf(n));
  const hosts = names.map((name) => `        ${name}:\n`).join('');
  writeFileSync(join(folder, 'hosts.yaml'), `all:\n  children:\n    web:\n      hosts:\n${hosts}`);
  for (const [n, name] of names.entries())
    writeFileSync(join(folder, 'host_vars', `${name}.yaml`), machineFields(n));
  return folder;
}
