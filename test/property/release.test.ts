/** Rule 3, over random histories of targets, generations, methods and disks, faults, and words in between. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Hardware } from '../../src/core/hardware.ts';
import type { Inventory, Target } from '../../src/core/inventory.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import {
  deployed,
  deploymentSpec,
  givenUp,
  hardware,
  inventory,
  machine,
} from '../support/fleet.ts';
import {
  createWorld,
  type Faults,
  NO_FAULTS,
  type SeenErasing,
  type World,
} from '../support/world.ts';

const RUNS = Number(process.env['RUNS'] ?? 60);

const SERIALS = ['SN-1', 'SN-2', 'SN-3'];
const threeDisks = (n: number): Hardware =>
  hardware(n, {
    disks: SERIALS.map((serial, i) => ({
      name: `vd${i}`,
      serial,
      wwn: `0x${serial}`,
      bytes: 20e9,
      signatures: [],
    })),
  });

const generation = fc.integer({ min: 1, max: 3 });
const onDisk = fc.record({ generation, serial: fc.constantFrom('SN-1', 'SN-2') });
const released = fc.record({
  generation,
  erase: fc.constantFrom('none', 'quick', 'secure', 'full'),
  disks: fc.subarray([...SERIALS, '0xSN-1', '0xSN-3', 'SN-9'], { maxLength: 2 }),
});

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ kind: 'ready' }),
  { weight: 3, arbitrary: onDisk.map((wanted) => storedOn(wanted)) },
  generation.map((g) => deployed({ generation: g, inMemory: true })),
  { weight: 4, arbitrary: released.map((release) => givenUp(release.generation, release)) },
);

function storedOn({ generation: g, serial }: { generation: number; serial: string }): Target {
  const { parts } = deploymentSpec();
  const storage = { layout: 'flat', disk: { serial } } as const;
  return deployed({ generation: g, parts: { ...parts, storage } });
}

type Deed =
  | { readonly kind: 'commit'; readonly target: Target }
  | { readonly kind: 'live'; readonly moments: number }
  | { readonly kind: 'retry' | 'remove' };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: target.map((t): Deed => ({ kind: 'commit', target: t })) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 25 }).map((moments): Deed => ({ kind: 'live', moments })),
  },
  fc.constant<Deed>({ kind: 'retry' }),
  fc.constant<Deed>({ kind: 'remove' }),
);
/** Most histories begin with something that can be given up. */
const histories = fc
  .tuple(onDisk, fc.array(deed, { minLength: 2, maxLength: 14 }))
  .map(([first, deeds]): readonly Deed[] => [
    { kind: 'commit', target: storedOn(first) },
    { kind: 'live', moments: 25 },
    ...deeds,
  ]);

const chance = fc.double({ min: 0, max: 0.25, noNaN: true });
const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant(NO_FAULTS),
  fc.record({
    bmcRefuses: chance,
    bmcSilent: chance,
    bootHangs: chance,
    commissioningFails: chance,
    installFails: chance,
    signalLost: chance,
  }),
);

const commitOf = (wanted: Target): Inventory => {
  const spec = machine(1, { target: wanted });
  return inventory([{ ...spec, power: { type: 'webhook', parameters: { name: spec.name } } }]);
};

const GIVEN_UP = new Set(['deployed', 'failed-deployment', 'failed-releasing']);

/** Lives for one moment, and says whether what began in it may have begun. */
async function moment(world: World, declared: Inventory): Promise<void> {
  const before = await world.record('n1');
  await world.moment(declared);
  const now = await world.record('n1');
  if (before !== undefined && now !== undefined) mayHaveBegun(before, now, declared);
}

function mayHaveBegun(before: MachineRecord, now: MachineRecord, declared: Inventory): void {
  const begun = GIVEN_UP.has(before.phase) && now.phase === 'releasing';
  // A late word that the disks are erased brings a failed release back, and begins nothing.
  if (!begun || now.erasure?.doneAt !== undefined || before.deployment === undefined) return;
  const wanted = [...declared.machines.values()][0]?.target;
  expect(wanted).toMatchObject({ kind: 'released', generation: before.deployment.generation });
}

/** Serials that a release may erase: installed on, or named. */
function allowed({ target: wanted, deployment }: SeenErasing): ReadonlySet<string> {
  const named = wanted?.kind === 'released' ? wanted.disks : [];
  return new Set([
    ...(deployment?.disks ?? []).map(({ serial }) => serial ?? ''),
    ...named.map((word) => word.replace(/^0x/, '')),
  ]);
}

describe('rule 3', () => {
  test.prop([histories, faults, fc.nat()], { numRuns: RUNS })(
    'no revert can release, and what is erased was installed on, or is named',
    async (deeds, dice, seed) => {
      const world = await createWorld(seed, dice, threeDisks);
      let declared = inventory([]);
      for (const one of deeds) {
        if (one.kind === 'commit') declared = commitOf(one.target);
        if (one.kind === 'remove') declared = inventory([]);
        if (one.kind === 'retry')
          await world.report('n1', { kind: 'retry-authorised', by: 'ann', why: 'mended' });
        for (let i = 0; i < (one.kind === 'live' ? one.moments : 1); i++)
          await moment(world, declared);
      }
      for (const seen of world.erasings) {
        expect(seen.target).toMatchObject({
          kind: 'released',
          generation: seen.deployment?.generation,
        });
        for (const disk of seen.disks) expect(allowed(seen)).toContain(disk);
      }
      expect(world.violations).toEqual([]);
    },
  );

  test('histories do release, and do erase', async () => {
    const world = await createWorld(1, NO_FAULTS, threeDisks);
    await world.converge(commitOf(storedOn({ generation: 1, serial: 'SN-1' })));
    await world.converge(commitOf(givenUp(1, { erase: 'full', disks: ['0xSN-3'] })));
    expect(world.erasings).toMatchObject([{ disks: ['SN-1', 'SN-3'] }]);
    expect(await world.record('n1')).toMatchObject({ phase: 'ready' });
    // Back to what was given up: its generation is spent, and nothing happens.
    const last = await world.converge(commitOf(storedOn({ generation: 1, serial: 'SN-1' })));
    expect(last.changes).toMatchObject([{ step: { kind: 'hold', guard: 'generation' } }]);
  });
});
