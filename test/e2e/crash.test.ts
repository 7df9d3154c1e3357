/** UEFI HTTP boot and PXELINUX, under a controller that is killed in the middle of everything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from './journal.ts';
import { boots, createMachine, type LabMachine, possible, startLab, stopLab } from './lab.ts';
import { createScene, type Scene } from './scene.ts';
import { declaration } from './site.ts';

/** Two boots, each with its own limit in the journal. */
const STORY_MS = 3_600_000;

describe.runIf(possible())('a machine with UEFI HTTP boot and one with PXELINUX', () => {
  beforeAll(() => startLab(['ephemeral']));
  afterAll(stopLab);

  test(
    'reach their targets although the controller dies twice',
    { timeout: STORY_MS },
    async () => {
      const machines = [
        await createMachine('h1', 'uefihttp', 3),
        await createMachine('l1', 'lpxelinux', 4),
      ] as const;
      const [http, pxelinux] = machines;
      const scene = await createScene('crash', {
        machines,
        releases: ['bookworm'],
        unknown: 'ignore',
      });
      await declare(scene, machines, { target: 'ready' });
      await scene.site.commit('two machines, switched off');
      await scene.start();

      // One is in its first stage, the other somewhere before that or after.
      await dies(scene, 'cloud-init runs', (e) => reported(e, http, 'init-network'));
      await Promise.all(machines.map(({ vm }) => scene.reaches(vm, 'ready')));
      expect(firmwares(scene)).toEqual(new Set(['uefi_amd64_http', 'pxe']));
      for (const machine of machines) {
        expect(boots(machine)).toBeLessThanOrEqual(2);
        expect((await scene.record(machine))?.hardware?.disks).toMatchObject([
          { serial: machine.disk },
        ]);
      }

      const before = machines.map(boots);
      await declare(scene, machines, { target: 'deployed', deploy });
      await scene.site.commit('deploy both');
      // Not while a loader downloads: PXELINUX waits five minutes before it tries again.
      const deploying = scene.journal.entries.length;
      await dies(
        scene,
        'the deployed one starts',
        (e) => reported(e, pxelinux, 'init-local'),
        deploying,
      );
      await Promise.all(machines.map(({ vm }) => scene.reaches(vm, 'deployed')));
      for (const [index, machine] of machines.entries()) {
        await scene.through(machine.vm);
        expect(boots(machine) - (before[index] ?? 0)).toBeLessThanOrEqual(2);
        expect(await scene.ssh(machine, 'cloud-init status; cat /run/hello')).toMatchObject({
          stdout: `status: done\nI am ${machine.vm}`,
        });
        expect(await scene.ledger(machine)).toMatchObject({ generation: 1 });
      }
      expect(await scene.reconcile('--dry-run', '--detailed-exitcode')).toMatchObject({ code: 0 });
    },
  );
});

const deploy = {
  image: 'debian/bookworm',
  inMemory: true,
  sshKeys: ['operators'],
  cloudInit: ['hello'],
};

async function declare(
  { site }: Scene,
  machines: readonly LabMachine[],
  more: object,
): Promise<void> {
  await site.write('machines.yaml', ...machines.map((m) => ({ ...declaration(m), ...more })));
}

/** Killed as soon as something has happened, and started again at once. */
async function dies(
  scene: Scene,
  when: string,
  happened: (entry: Entry) => boolean,
  from = 0,
): Promise<void> {
  await scene.journal.until(when, happened, { from });
  await scene.kill();
  await scene.start();
}

const reported = (entry: Entry, { vm }: LabMachine, stage: string): boolean =>
  entry.event === 'metadata.reported' && entry.name === vm && entry.stage === stage;

/** What DHCP took the machines for; an operating system's client says nothing. */
const firmwares = ({ journal }: Scene): ReadonlySet<string> =>
  new Set(
    journal.entries.flatMap((entry) =>
      entry.event === 'dhcp.acked' && entry.firmware !== undefined ? [entry.firmware] : [],
    ),
  );
