/** The explorer of test/model at a small depth, and that its store is the real one (`npm run model` goes deep). */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { asControllerError } from '../../src/core/errors.ts';
import type { MachineId, MachineName } from '../../src/core/ids.ts';
import type { MachineEvent } from '../../src/core/machine.ts';
import { createRecords, type Records } from '../../src/controller/records.ts';
import { createMemoryStore } from '../../src/state/memory.ts';
import { explore } from '../model/explore.ts';
import { catchWrites, clock, commit } from '../model/rows.ts';
import type { Rows } from '../model/state.ts';
import { fewer, WORLDS } from '../model/worlds.ts';
import { deployment, hardware, mac } from '../support/fleet.ts';

describe('every reachable moment keeps the promises', () => {
  test.each(WORLDS)('$name: $says', async (world) => {
    const { count } = world.start.left;
    const seen = await explore(fewer(world, Math.max(1, count - 1)), { states: 50_000 });
    expect(seen.finding).toBeUndefined();
    expect(seen.complete).toBe(true);
  });
});

const N1 = 'n1-1' as MachineId;
const event: fc.Arbitrary<MachineEvent> = fc.oneof(
  fc.constantFrom<MachineEvent>(
    { kind: 'commission-started' },
    { kind: 'commissioned', hardware: hardware(1) },
    { kind: 'allocated', owner: undefined },
    { kind: 'power-requested' },
    { kind: 'heard' },
    { kind: 'installer-released', boot: 'boot-1' },
    { kind: 'installer-released', boot: 'boot-2' },
    { kind: 'netboot-off' },
    { kind: 'deployed' },
    { kind: 'failed', reason: 'it failed' },
    { kind: 'release-started' },
    { kind: 'released' },
    { kind: 'retry-authorised', by: 'ann', why: 'mended' },
  ),
  fc
    .record({ generation: fc.integer({ min: 1, max: 3 }), attempt: fc.integer({ min: 1, max: 2 }) })
    .map((over): MachineEvent => ({ kind: 'deploy-started', deployment: deployment(over) })),
);

/** Somebody asks the records for something; a planned fact may expect a row that is no longer there. */
const asked = fc.oneof(
  fc.record({ kind: fc.constant('record' as const), event, stale: fc.boolean() }),
  fc.record({ kind: fc.constant('report' as const), event }),
  fc.record({ kind: fc.constant('forget' as const) }),
  fc.record({ kind: fc.constant('enlist' as const) }),
);
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

async function ask(records: Records, what: Asked, serial: number): Promise<unknown> {
  switch (what.kind) {
    case 'record':
      return records.record(N1, what.stale ? serial - 1 : serial, what.event);
    case 'report':
      return records.report(N1, what.event);
    case 'forget':
      return records.forget(N1, serial);
    case 'enlist':
      return records.enlist({
        id: N1,
        name: 'n1' as MachineName,
        identity: { macs: [mac(1)] },
        adoptAs: undefined,
      });
  }
}

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => asControllerError(error).code,
  );

prop.prop([fc.array(asked, { maxLength: 40 })], { numRuns: 200 })(
  'the store of the explorer and the real one come to the same rows, whatever is asked of the records',
  async (questions) => {
    const store = createMemoryStore({ clock });
    const real = createRecords({ store, clock, random: { text: () => N1 }, emit: () => undefined });
    let rows: Rows = {};
    for (const what of [{ kind: 'enlist' as const }, ...questions]) {
      const serial = (await store.get('machine', N1))?.serial ?? 0;
      expect(rows[`machine/${N1}`]?.serial ?? 0).toBe(serial);
      const modelled = async (): Promise<void> => {
        rows = commit(rows, await catchWrites(rows, (records) => ask(records, what, serial)));
      };
      expect(await outcome(modelled())).toBe(await outcome(ask(real, what, serial)));
    }
    for (const collection of ['machine', 'installed', 'forgotten'] as const) {
      const found = Object.values(rows).filter((row) => row.collection === collection);
      const kept = [...(await store.list(collection))];
      expect(found.map(({ key, serial }) => [key, serial])).toEqual(
        kept.map(([key, { serial }]) => [key, serial]),
      );
      for (const [i, [, { value }]] of kept.entries())
        expect(found[i]?.value).toMatchObject(comparable(value));
    }
  },
);

/** Without what the explorer keeps small: instants that only people read, and counters no rule reads further. */
function comparable(value: object): object {
  const {
    boots: _b,
    startedAt: _s,
    at: _a,
    installerReleased: _i,
    ...kept
  } = value as Record<string, unknown>;
  return kept;
}
