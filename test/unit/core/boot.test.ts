import { expect, test } from 'vitest';
import { bootPurpose } from '../../../src/core/boot.ts';
import type { MachineRecord, Phase } from '../../../src/core/machine.ts';
import { instant } from '../../../src/core/ids.ts';

const record = (phase: Phase, more: Partial<MachineRecord> = {}): MachineRecord => ({
  name: 'n1' as MachineRecord['name'],
  identity: { macs: [] },
  phase,
  since: instant(0),
  attempts: 1,
  boots: 0,
  ...more,
});

test('a machine that netboots without an armed intent boots its local disk', () => {
  const resting = ['failed-commissioning', 'failed-deployment'] as const;
  for (const phase of ['new', ...resting, 'deployed'] as const)
    expect(bootPurpose(record(phase)), phase).toBe('local');
});

test('the last owner’s disk does not run between owners', () => {
  for (const phase of ['ready', 'allocated', 'releasing', 'failed-releasing'] as const)
    expect(bootPurpose(record(phase)), phase).toBe('poweroff');
});

test('once the installer was released, a new boot gets the local disk', () => {
  const released = { installerReleased: { at: instant(1), boot: 'b' } };
  expect(bootPurpose(record('deploying'))).toBe('xinstall');
  expect(bootPurpose(record('deploying', released))).toBe('local');
  expect(bootPurpose(record('failed-deployment', released))).toBe('local');
});

test('a broken machine boots as in the phase it came from', () => {
  expect(bootPurpose(record('broken', { brokenFrom: 'ready' }))).toBe('poweroff');
  expect(bootPurpose(record('broken', { brokenFrom: 'deployed' }))).toBe('local');
});
