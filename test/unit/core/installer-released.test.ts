import { expect, test } from 'vitest';
import { instant } from '../../../src/core/ids.ts';
import { advance, type MachineRecord } from '../../../src/core/machine.ts';

const deploying: MachineRecord = {
  name: 'n1' as MachineRecord['name'],
  identity: { macs: [] },
  phase: 'deploying',
  since: instant(0),
  attempts: 1,
  boots: 1,
};

test('the installer is released to one boot, and to that one as often as it asks', () => {
  const first = advance(deploying, { kind: 'installer-released', boot: 'a' }, instant(1));
  expect(first?.installerReleased).toEqual({ at: 1, boot: 'a' });
  expect(advance(first!, { kind: 'installer-released', boot: 'a' }, instant(2))).toBeDefined();
  expect(advance(first!, { kind: 'installer-released', boot: 'b' }, instant(2))).toBeUndefined();
});
