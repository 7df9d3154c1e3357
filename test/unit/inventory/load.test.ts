import { assert, expect, test } from 'vitest';
import type { MachineName, Revision } from '../../../src/core/ids.ts';
import type { DeploymentSpec, Inventory, MachineSpec } from '../../../src/core/inventory.ts';
import { holdsDocuments, type InventoryFiles, loadInventory } from '../../../src/inventory/load.ts';

const revision = 'abc' as Revision;
const filesOf = (texts: Record<string, string>): InventoryFiles =>
  new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));

/** What there must be. */
function given<T>(value: T | undefined): T {
  assert(value !== undefined);
  return value;
}

function inForce(texts: Record<string, string>): Inventory {
  const { inventory, diagnostics } = loadInventory(revision, filesOf(texts));
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return given(inventory);
}

const machineIn = (text: string, name = 'n1'): MachineSpec =>
  given(inForce({ 'a.yaml': text }).machines.get(name as MachineName));

function deploymentIn(text: string): DeploymentSpec {
  const { target } = machineIn(text);
  assert(target.kind === 'deployed');
  return target.deployment;
}

const MACHINE = 'kind: Machine\nname: n1\nmacs: ["52-54-00-AA-BB-CC"]\npower: { type: manual }\n';
const DEPLOYED = `${MACHINE}target: deployed\ndeploy: { image: ubuntu/noble }\n`;

test('nothing at all is a site that may touch nothing', () => {
  const { site, bootSource, machines } = inForce({});
  expect(site.stateId).toBeUndefined();
  expect(site.limits).toEqual({ commissioning: 10, deploying: 10, maxShrinkPercent: 20 });
  expect(site.timeouts).toEqual({
    commissioning: 30 * 60_000,
    deploying: 60 * 60_000,
    releasing: 5 * 60_000,
    erasing: 30 * 60_000,
    settle: 60_000,
    silence: 10 * 60_000,
  });
  expect(site.curtin).toEqual({ kind: 'apt' });
  expect(bootSource).toBeUndefined();
  expect(machines.size).toBe(0);
});

test('limits that are not declared are none; half a declaration is completed', () => {
  const text = `kind: Site
name: lab
limits: { perDay: 5, failureDomain: { label: rack }, waves: { size: '20%' } }
windows: [{ from: '22:00', to: '04:30', timeZone: Europe/Berlin }]
`;
  const { site } = inForce({ 'site.yaml': text });
  expect(site.limits).toEqual({
    commissioning: 10,
    deploying: 10,
    maxShrinkPercent: 20,
    perDay: 5,
    failureDomain: { label: 'rack', atOnce: 1 },
    waves: { canary: 1, size: '20%', bake: 1_800_000 },
  });
  expect(site.windows).toEqual([
    {
      days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
      from: 1320,
      to: 270,
      timeZone: 'Europe/Berlin',
      overrun: 'finish',
    },
  ]);
});

test('a machine that says the least', () => {
  expect(machineIn(MACHINE)).toEqual({
    name: 'n1',
    declaredAt: { file: 'a.yaml', line: 1, column: 1 },
    identity: { macs: ['52:54:00:aa:bb:cc'] },
    architecture: 'amd64',
    firmware: undefined,
    power: { type: 'manual', parameters: {} },
    owner: undefined,
    labels: {},
    interfaces: [],
    target: { kind: 'ready' },
    firstContact: undefined,
    adopt: false,
  });
});

test('passwords in power are references, and stay references', () => {
  const text = MACHINE.replace('{ type: manual }', '{ type: ipmi, address: b, password: "env:P" }');
  expect(machineIn(text).power).toEqual({
    type: 'ipmi',
    parameters: { address: 'b', password: { secret: { from: 'env', name: 'P' } } },
  });
});

test('profiles lie under the machine: later wins, maps merge, lists replace', () => {
  const machine = machineIn(`kind: Profile
name: a
owner: a
labels: { x: a, y: a, z: a }
deploy: { kernelOptions: [a1, a2], image: ubuntu/jammy }
---
kind: Profile
name: b
owner: b
labels: { y: b, z: b }
deploy: { kernelOptions: [b1] }
---
${MACHINE}profiles: [a, b]
target: deployed
labels: { z: n }
`);
  expect(machine.owner).toBe('b');
  expect(machine.labels).toEqual({ x: 'a', y: 'b', z: 'n' });
  const deployment = machine.target.kind === 'deployed' ? machine.target.deployment : undefined;
  expect(deployment?.parts.kernelOptions).toEqual(['b1']);
  expect(deployment?.image.release).toBe('jammy');
  expect(deployment?.declaredAt.line).toBe(11);
});

test('a layer with another power type starts power afresh', () => {
  const profile = 'kind: Profile\nname: bmc\npower: { type: ipmi, address: b, user: u }\n---\n';
  const machine = machineIn(`${profile}${MACHINE}profiles: [bmc]\n`);
  expect(machine.power).toEqual({ type: 'manual', parameters: {} });
});

test('an address finds its subnet', () => {
  const subnet = 'kind: Subnet\nname: lan\ncidr: 10.0.0.0/24\n---\n';
  const nic = '{ mac: "52:54:00:aa:bb:cc", address: 10.0.0.9 }';
  const machine = machineIn(`${subnet}${MACHINE}network: { interfaces: [${nic}] }\n`);
  expect(machine.interfaces).toEqual([
    { mac: '52:54:00:aa:bb:cc', subnet: 'lan', address: '10.0.0.9' },
  ]);
});

test('subnets fall back to the DNS and NTP of the site', () => {
  const { subnets } = inForce({
    'a.yaml':
      'kind: Site\nname: s\ndns: [10.0.0.1]\n---\nkind: Subnet\nname: lan\ncidr: 10.0.0.0/24\n',
  });
  expect(subnets[0]?.dns).toEqual(['10.0.0.1']);
  expect(subnets[0]?.ntp).toEqual(['ntp.ubuntu.com']);
});

test('equal digests install the same: order of keys and generation do not matter, content does', () => {
  const digest = (deploy: string): string =>
    deploymentIn(`${MACHINE}target: deployed\ndeploy: ${deploy}\n`).digest;
  const first = digest('{ image: ubuntu/noble, kernel: hwe }');
  expect(digest('{ kernel: hwe, generation: 7, image: ubuntu/noble }')).toBe(first);
  expect(digest('{ kernel: ga, image: ubuntu/noble }')).not.toBe(first);
  expect(digest('{ kernel: hwe, image: ubuntu/noble, inMemory: true }')).not.toBe(first);
  expect(digest('{ kernel: hwe, image: ubuntu/noble, kernelOptions: [x] }')).not.toBe(first);
});

test('commands of a map stay as they are, every other text is substituted', () => {
  const part = (more: string): string => `kind: CloudInit
name: c
parts:
  - name: p
    type: cloud-config
${more}    content:
      motd: \${machine.name}
      runcmd: ['echo \${X} $\${Y}', [sh, -c, '\${Z}']]
---
${DEPLOYED.replace('noble', 'noble, cloudInit: [c]')}`;
  const [literal] = deploymentIn(part('')).parts.userData;
  expect(literal?.substitute).toBe(true);
  expect(literal?.content).toContain('motd: ${machine.name}\n');
  expect(literal?.content).toContain('echo $${X} $$${Y}');
  expect(literal?.content).toContain('$${Z}');
  const asked = loadInventory(revision, filesOf({ 'a.yaml': part('    substitute: true\n') }));
  expect(asked.diagnostics.map((d) => d.summary)).toEqual([
    'nothing is called ${X}',
    'nothing is called ${Z}',
    expect.stringContaining('ImageSelection'),
  ]);
});

test('a file that a document names is contents, also when its name ends in .yaml', () => {
  const loaded = loadInventory(
    revision,
    filesOf({
      'c.yaml':
        'kind: CloudInit\nname: c\nparts: [{ name: p, type: cloud-config, file: user.yaml }]\n',
      'user.yaml': 'packages: [chrony]\n',
      '.github/workflows/ci.yaml': 'on: push\n',
      'README.md': '# no document\n',
    }),
  );
  expect(loaded.diagnostics).toEqual([]);
  expect([...loaded.files.keys()]).toEqual(['user.yaml']);
});

test('an error keeps the inventory out of force, a warning does not', () => {
  const wrong = loadInventory(revision, filesOf({ 'a.yaml': 'kind: Site\n' }));
  expect(wrong.inventory).toBeUndefined();
  const two = (name: string): string =>
    `kind: BootSource\nname: ${name}\nkeyring: { file: k }\nfingerprints: [${'A'.repeat(40)}]\n`;
  const warned = loadInventory(
    revision,
    filesOf({ 'a.yaml': two('a'), 'b.yaml': two('b'), k: 'key' }),
  );
  expect(warned.diagnostics.map((d) => d.severity)).toEqual(['warning']);
  expect(warned.inventory?.bootSource).toBeUndefined();
});

test('places begin with the label', () => {
  const { diagnostics } = loadInventory(revision, filesOf({ 'a.yaml': '[]' }), 'examples/x/');
  expect(diagnostics[0]?.at.file).toBe('examples/x/a.yaml');
});

test('documents are in .yaml and .yml, not below hidden names', () => {
  const paths = ['a.yaml', 'b/c.yml', 'a.json', 'yaml', '.a.yaml', '.git/a.yaml', 'b/.c/d.yaml'];
  expect(paths.filter(holdsDocuments)).toEqual(['a.yaml', 'b/c.yml']);
});
