/** Random faults of a world, for properties. */
import { fc } from '@fast-check/vitest';
import type { Faults } from './world.ts';

/** Each thing goes wrong with a chance of its own, from never to `most`. */
export function faultsUpTo(most: number): fc.Arbitrary<Faults> {
  const chance = fc.double({ min: 0, max: most, noNaN: true });
  return fc.record({
    bmcRefuses: chance,
    bmcSilent: chance,
    bootHangs: chance,
    commissioningFails: chance,
    installFails: chance,
    signalLost: chance,
  });
}
