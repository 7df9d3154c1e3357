/**
 * The real curtin installs to disk, and the disk boots. `CURTIN_ARCHIVE` names a tar of its source tree
 * (`git archive --format=tar HEAD`), which is delivered as the Site says.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  boots,
  createMachine,
  type Firmware,
  type LabMachine,
  possible,
  startLab,
  stopLab,
} from './lab.ts';
import { createScene, type Scene } from './scene.ts';
import { declaration } from './site.ts';

const ARCHIVE = process.env['CURTIN_ARCHIVE'];
const INSTALL_MS = 2_700_000;

/** Two at once; which source curtin gets is decided by what the image consists of. */
const PAIRS: ReadonlyArray<ReadonlyArray<readonly [Firmware, image: string, source: string]>> = [
  [
    ['bios', 'debian/bookworm', 'the environment itself'],
    ['uefi', 'debian/bookworm-tgz', 'a root-tgz'],
  ],
  [
    ['uefi', 'debian/bookworm', 'the environment itself'],
    ['bios', 'debian/bookworm-squashfs', 'another squashfs'],
  ],
];

describe.runIf(possible())('curtin', () => {
  beforeAll(async () => {
    if (ARCHIVE !== undefined) await startLab(['ephemeral', 'target', 'apt']);
  });
  afterAll(async () => {
    if (ARCHIVE !== undefined) await stopLab();
  });

  for (const [number, pair] of PAIRS.entries())
    test(
      `installs: ${pair.map((way) => way.join(', ')).join('; ')}`,
      { timeout: 2 * INSTALL_MS },
      async (context) => {
        if (ARCHIVE === undefined) return context.skip('CURTIN_ARCHIVE names no curtin');
        const machines = await Promise.all(
          pair.map(([firmware], index) =>
            createMachine(`d${number}${index}`, firmware, 5 + 2 * number + index, 2048),
          ),
        );
        const bytes = await readFile(ARCHIVE);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const scene = await createScene(`disk${number}`, {
          machines,
          releases: ['bookworm', 'bookworm-tgz', 'bookworm-squashfs'],
          unknown: 'ignore',
          site: { curtin: { delivery: 'archive', file: 'curtin.tar', sha256 } },
          files: { 'curtin.tar': bytes },
        });
        await scene.site.write(
          'machines.yaml',
          ...machines.map((machine, index) => declared(machine, pair[index]?.[1] ?? '')),
        );
        await scene.site.commit('two machines, to be installed');
        await scene.start();
        await Promise.all(machines.map(({ vm }) => scene.reaches(vm, 'deployed', INSTALL_MS)));
        for (const machine of machines) await runsFromItsDisk(scene, machine);
        expect(await scene.reconcile('--dry-run', '--detailed-exitcode')).toMatchObject({
          code: 0,
        });
      },
    );
});

const declared = (machine: LabMachine, image: string): object => ({
  ...declaration(machine),
  target: 'deployed',
  deploy: { image, sshKeys: ['operators'], cloudInit: ['hello'] },
});

async function runsFromItsDisk(scene: Scene, machine: LabMachine): Promise<void> {
  await scene.through(machine.vm);
  expect(
    await scene.ssh(machine, 'cloud-init status; hostname; findmnt -no SOURCE /; cat /run/hello'),
  ).toMatchObject({
    stdout: `status: done\n${machine.vm}\n/dev/vda2\nI am ${machine.vm}`,
  });
  expect(await scene.ledger(machine)).toMatchObject({ generation: 1 });
  const moves = scene.journal.entries.filter(
    (e) => e.event === 'machine.moved' && e.name === machine.vm && e.to === 'deploying',
  );
  expect(moves).toHaveLength(1);
  // To be commissioned, and to be installed; from its disk it started by itself.
  expect(boots(machine)).toBe(2);
}
