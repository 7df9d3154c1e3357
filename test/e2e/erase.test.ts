/** A release erases the disk that it names, by real kernels and tools, and leaves the other one alone. */
import { createHash } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createMachine,
  isOn,
  LAB,
  type LabMachine,
  must,
  possible,
  startLab,
  stopLab,
} from './lab.ts';
import { createScene } from './scene.ts';
import { declaration } from './site.ts';

/** Three boots, each with its own limit in the journal. */
const STORY_MS = 3_600_000;

const MiB = 2 ** 20;
const SIZE = 512 * MiB;

describe.runIf(possible())('a machine with two disks that hold filesystems', () => {
  beforeAll(() => startLab(['ephemeral']));
  afterAll(stopLab);

  test('is released: one disk is blank, the other as it was', { timeout: STORY_MS }, async () => {
    const sizes = [`disk=${SIZE}`, `more=${SIZE}`];
    const machine = await createMachine('e1', 'bios', 11, 1536, sizes);
    for (const name of ['disk', 'more']) await fill(machine, name);
    const before = await digest(machine, 'more');
    const scene = await createScene('erase', {
      machines: [machine],
      releases: ['bookworm'],
      unknown: 'ignore',
    });
    const declare = async (more: object, message: string): Promise<void> => {
      await scene.site.write('machines.yaml', { ...declaration(machine), ...more });
      await scene.site.commit(message);
    };
    await declare({ target: 'deployed', deploy }, 'deploy it in memory');
    await scene.start();
    await scene.reaches(machine.vm, 'deployed');
    expect((await scene.record(machine))?.hardware?.disks).toMatchObject([
      { serial: machine.disk, bytes: SIZE, signatures: ['ext4'] },
      { serial: `${machine.disk}B`, bytes: SIZE, signatures: ['ext4'] },
    ]);

    const release = { generation: 1, erase: 'quick', disks: [machine.disk] };
    const { length: from } = scene.journal.entries;
    await declare({ target: 'released', release }, 'give it up, and erase its first disk');
    expect((await scene.reconcile('--dry-run')).stdout).toMatch(
      new RegExp(`DATA LOSS[^]*erases +${machine.disk} +\\d+ MB +\\(ext4\\)`),
    );
    await scene.journal.until(
      'it is released',
      (e) => e.event === 'machine.moved' && e.from === 'releasing' && e.to === 'ready',
      { from, never: (e) => e.event === 'machine.moved' && e.to === 'failed-releasing' },
    );
    await expect.poll(() => isOn(machine), { timeout: 120_000, interval: 500 }).toBe(false);

    const { erasure, hardware, deployment } = (await scene.record(machine)) ?? {};
    expect(erasure).toMatchObject({ disks: [{ serial: machine.disk }], method: 'quick' });
    expect(erasure?.doneAt).toBeGreaterThan(erasure?.released?.at ?? Infinity);
    expect(deployment).toBeUndefined();
    expect(hardware?.disks.map(({ signatures }) => signatures)).toEqual([[], ['ext4']]);
    await isBlankAtBothEnds(machine);
    expect(await digest(machine, 'more')).toBe(before);
    expect(await scene.reconcile('--dry-run', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });
});

const deploy = { image: 'debian/bookworm', inMemory: true, sshKeys: ['operators'] };

const place = ({ vm }: LabMachine, name: string): string => join(LAB, 'vms', vm, name);

/** A filesystem, and something in the middle and at the end. */
async function fill(machine: LabMachine, name: string): Promise<void> {
  const raw = place(machine, `${name}.raw`);
  const file = await open(raw, 'w');
  await file.truncate(SIZE);
  await must('mkfs.ext4', ['-q', '-F', raw]);
  for (const first of [SIZE / 2, SIZE - MiB]) await file.write(Buffer.alloc(MiB, 7), 0, MiB, first);
  await file.close();
  const image = place(machine, `${name}.qcow2`);
  await must('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, image]);
  await rm(raw);
}

async function content(machine: LabMachine, name: string): Promise<Buffer> {
  const raw = place(machine, `${name}.seen`);
  const image = place(machine, `${name}.qcow2`);
  await must('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', image, raw]);
  return readFile(raw);
}

const digest = async (machine: LabMachine, name: string): Promise<string> =>
  createHash('sha256')
    .update(await content(machine, name))
    .digest('hex');

async function isBlankAtBothEnds(machine: LabMachine): Promise<void> {
  const seen = await content(machine, 'disk');
  for (const first of [0, SIZE - 4 * MiB])
    expect(seen.subarray(first, first + 4 * MiB).equals(Buffer.alloc(4 * MiB))).toBe(true);
  // `quick` is not `full`.
  expect(seen[SIZE / 2]).toBe(7);
}
