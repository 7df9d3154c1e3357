import { expect, test } from 'vitest';
import { createDice, seededBytes } from '../../../src/rehearsal/dice.ts';
import { createFaults, rollFaults } from '../../../src/rehearsal/faults.ts';

test('a fault strikes once, and BMC faults in the order given', () => {
  const faults = createFaults(['bmc-refuses', 'no-dhcp', 'bmc-silent']);
  expect(faults.strikes('no-dhcp')).toBe(true);
  expect(faults.strikes('no-dhcp')).toBe(false);
  expect([faults.bmc(), faults.bmc(), faults.bmc()]).toEqual([
    'bmc-refuses',
    'bmc-silent',
    undefined,
  ]);
});

const draw = (seed: number, name: string) => rollFaults(createDice(seed, name), 0.5);

test('the same seed and name have the same luck, another name another', () => {
  expect(draw(1, 'n1')).toEqual(draw(1, 'n1'));
  const fleet = new Set(Array.from({ length: 20 }, (_, i) => draw(1, `n${i}`).join()));
  expect(fleet.size).toBeGreaterThan(10);
});

test('chances are as said', () => {
  const dice = createDice(7, 'n1');
  const hits = Array.from({ length: 10_000 }, () => dice.chance(0.3)).filter(Boolean).length;
  expect(hits).toBeGreaterThan(2800);
  expect(hits).toBeLessThan(3200);
});

test('seeded bytes have the length asked for and repeat', () => {
  const bytes = seededBytes(3, 'kernel', 1001);
  expect(bytes.length).toBe(1001);
  expect(bytes).toEqual(seededBytes(3, 'kernel', 1001));
  expect(bytes).not.toEqual(seededBytes(4, 'kernel', 1001));
});
