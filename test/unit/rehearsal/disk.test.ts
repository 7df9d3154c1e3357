import { expect, test } from 'vitest';
import { createDisk, type Content } from '../../../src/rehearsal/disk.ts';

const MiB = 2 ** 20;
const fs = (fstype: string): Content => ({
  kind: 'filesystem',
  fstype,
  label: undefined,
  files: new Map(),
});

test('what is written stays where it was written', () => {
  const disk = createDisk('SN', 100 * MiB);
  expect(disk.signatures()).toEqual([]);
  disk.write({ first: MiB, bytes: 10 * MiB, content: fs('ext4') });
  disk.write({
    first: 0,
    bytes: 34 * 512,
    content: { kind: 'partition-table', label: 'gpt', partitions: [] },
  });
  expect(disk.signatures()).toEqual(['gpt', 'ext4']);
  expect(disk.at(MiB)).toEqual(fs('ext4'));
  expect(disk.extents().map((e) => e.first)).toEqual([0, MiB]);
});

test('a write in the middle leaves a beginning that means something and an end that does not', () => {
  const disk = createDisk('SN', 100 * MiB);
  disk.write({ first: 0, bytes: 10 * MiB, content: fs('xfs') });
  disk.write({ first: 4 * MiB, bytes: MiB, content: { kind: 'zeros' } });
  expect(disk.extents().map((e) => [e.first / MiB, e.bytes / MiB, e.content.kind])).toEqual([
    [0, 4, 'filesystem'],
    [4, 1, 'zeros'],
    [5, 5, 'remains'],
  ]);
  expect(disk.signatures()).toEqual(['xfs']);
  disk.write({ first: 0, bytes: 512, content: { kind: 'zeros' } });
  expect(disk.signatures()).toEqual([]);
});

test('nothing is written past the end of the disk', () => {
  const disk = createDisk('SN', MiB);
  expect(disk.write({ first: MiB - 512, bytes: 1024, content: { kind: 'zeros' } })).toBe(false);
  expect(disk.extents()).toEqual([]);
});
