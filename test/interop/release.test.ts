/** Releases with erasing, from the commit to the blank disk, and what stands in their way. */
import { expect, test } from 'vitest';
import { type BlockDisk, createDisk } from '../../src/rehearsal/disk.ts';
import { recordOf, rehearse, stepOf } from '../support/rehearsal.ts';

const givenUp = (text: string): string =>
  `${text}target: released\nrelease: { generation: 1, erase: quick }\n`;

/** As a person with a screwdriver does it. */
function swap(disks: readonly BlockDisk[], serial: string): BlockDisk {
  const disk = createDisk(serial, disks[0]?.bytes ?? 0);
  const content = {
    kind: 'filesystem',
    fstype: 'xfs',
    label: undefined,
    files: new Map(),
  } as const;
  disk.write({ first: 0, bytes: disk.bytes, content });
  (disks as BlockDisk[])[0] = disk;
  return disk;
}

test('a release with erasing ends ready and blank; a swapped disk is refused with both serials; others keep theirs', async () => {
  await using rehearsal = await rehearse(5);
  await rehearsal.converge();
  const [n1, n3, n5] = ['n1', 'n3', 'n5'].map((name) => rehearsal.machine(name));
  for (const machine of [n1, n3, n5]) expect(machine?.disks[0]?.signatures()).toContain('gpt');
  const kept = JSON.stringify(n5?.disks[0]?.extents());
  const strange = swap(n3?.disks ?? [], 'SN-STRANGE');

  rehearsal.declare('n1', givenUp);
  rehearsal.declare('n3', givenUp);
  const last = await rehearsal.converge();

  expect(recordOf(last, 'n1')).toMatchObject({ phase: 'ready', erasure: { method: 'quick' } });
  expect(recordOf(last, 'n1')?.deployment).toBeUndefined();
  expect(stepOf(last, 'n1')).toEqual({ kind: 'done' });
  expect(n1?.disks[0]?.signatures()).toEqual([]);
  expect(n1?.isOn()).toBe(false);

  const held = stepOf(last, 'n3');
  expect(held).toMatchObject({ kind: 'hold', guard: 'disks' });
  expect(JSON.stringify(held)).toMatch(/expected disk SN-0003 of \d+ bytes, found SN-STRANGE/);
  expect(strange.signatures()).toEqual(['xfs']);

  expect(JSON.stringify(n5?.disks[0]?.extents())).toBe(kept);
  expect(n5?.isOn()).toBe(true);
  const erased = rehearsal.events.filter(({ event }) => event === 'rack.erased');
  expect(erased).toEqual([{ event: 'rack.erased', machine: 'n1', disk: 'SN-0001', how: 'quick' }]);
});
