/** Real firmware, kernels and cloud-init: from an unknown machine to one that runs what git says. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/lib/yaml.ts';
import {
  createMachine,
  isOn,
  type LabMachine,
  possible,
  script,
  startLab,
  stopLab,
} from './lab.ts';
import { createScene, type Scene } from './scene.ts';
import { power } from './site.ts';

/** Three boots, each with its own limit in the journal. */
const STORY_MS = 3_600_000;

describe.runIf(possible())('a machine with BIOS and one with UEFI, side by side', () => {
  beforeAll(() => startLab(['ephemeral']));
  afterAll(stopLab);

  test('are enlisted, commissioned, and deployed in memory', { timeout: STORY_MS }, async () => {
    const machines = [await createMachine('b1', 'bios', 1), await createMachine('u1', 'uefi', 2)];
    const scene = await createScene('lifecycle', { machines, releases: ['bookworm'] });
    await scene.site.commit('a site without machines');
    await scene.start();
    await scene.journal.until(
      'the image is stored',
      (e) => e.event === 'image.synced' && e.key.startsWith('debian/'),
    );

    for (const { vm } of machines) await script('vm', 'start', vm);
    await Promise.all(machines.map((machine) => enlisted(scene, machine)));
    await Promise.all(machines.map(off));
    const names = await completeCandidates(scene, machines);
    await scene.site.commit('the machines that enlisted themselves');
    await Promise.all(names.map((name) => scene.reaches(name, 'ready')));
    for (const machine of machines) await sawHardware(scene, machine);

    await deployInMemory(scene, machines);
    await scene.site.commit('deploy both');
    await Promise.all(names.map((name) => scene.reaches(name, 'deployed')));
    await Promise.all(machines.map((machine) => runsWhatGitSays(scene, machine)));
    expect(
      await scene.reconcile('--dry-run', '--format', 'json', '--detailed-exitcode'),
    ).toMatchObject({ code: 0 });
    expect(await Promise.all(machines.map(isOn))).toEqual([true, true]);
  });
});

const fileOf = ({ serial }: LabMachine): string => `machine-${serial.toLowerCase()}`;

const enlisted = ({ journal }: Scene, { vm, mac }: LabMachine): Promise<unknown> =>
  journal.until(`${vm} is a candidate`, (e) => e.event === 'machine.enlisted' && e.mac === mac);

/** An enlisted machine turns itself off. */
async function off(machine: LabMachine): Promise<void> {
  await expect.poll(() => isOn(machine), { timeout: 120_000, interval: 500 }).toBe(false);
}

/** What a person does: write the files, and fill in what no machine can say of itself. */
async function completeCandidates(
  { site, reconcile }: Scene,
  machines: readonly LabMachine[],
): Promise<readonly string[]> {
  expect(await reconcile('candidates', '--write', site.folder)).toMatchObject({
    code: 0,
    stderr: '',
  });
  for (const machine of machines) {
    const name = fileOf(machine);
    const document = parseYaml(await readFile(join(site.folder, `${name}.yaml`), 'utf8')) as object;
    expect(document).toEqual({
      kind: 'Machine',
      name,
      macs: [machine.mac],
      uuid: machine.uuid,
      serial: machine.serial,
      architecture: 'amd64',
      firmware: machine.firmware === 'uefi' ? 'uefi' : 'bios',
      power: { type: 'manual' },
      target: 'ready',
    });
    await site.write(`${name}.yaml`, { ...document, power: power(machine) });
  }
  return machines.map(fileOf);
}

/** Facts that only the machine itself can have told. */
async function sawHardware({ record }: Scene, machine: LabMachine): Promise<void> {
  expect((await record(machine))?.hardware).toMatchObject({
    architecture: 'amd64',
    firmware: machine.firmware,
    uuid: machine.uuid,
    serial: machine.serial,
    vendor: 'Lab',
    product: 'Lab',
    cpu: { threads: 1 },
    memoryBytes: machine.memoryMiB * 2 ** 20,
    disks: [{ name: 'vda', serial: machine.disk, bytes: 6 * 2 ** 30, signatures: [] }],
    nics: [{ mac: machine.mac, link: true }],
    bootMac: machine.mac,
  });
}

async function deployInMemory({ site }: Scene, machines: readonly LabMachine[]): Promise<void> {
  for (const machine of machines) {
    const file = `${fileOf(machine)}.yaml`;
    const document = parseYaml(await readFile(join(site.folder, file), 'utf8')) as object;
    const deploy = {
      image: 'debian/bookworm',
      inMemory: true,
      sshKeys: ['operators'],
      cloudInit: ['hello'],
    };
    await site.write(file, { ...document, target: 'deployed', deploy });
  }
}

async function runsWhatGitSays(scene: Scene, machine: LabMachine): Promise<void> {
  const name = fileOf(machine);
  await scene.through(name);
  const command = 'cloud-init status; hostname; cat /run/hello; test -s /run/marked && echo marked';
  expect(await scene.ssh(machine, command)).toMatchObject({
    code: 0,
    stdout: `status: done\n${name}\nI am ${name}marked\n`,
  });
}
