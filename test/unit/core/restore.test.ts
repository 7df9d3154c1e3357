import { describe, expect, test } from 'vitest';
import { objectionTo } from '../../../src/core/intent.ts';
import type { MachineId } from '../../../src/core/ids.ts';
import type { Phase } from '../../../src/core/machine.ts';
import { restoredLedger, restoredRecord } from '../../../src/core/restore.ts';
import {
  after,
  deployment,
  hardware,
  id,
  ledgerRow,
  mac,
  record,
  T0,
} from '../../support/fleet.ts';

const at = after(60_000);
const since = (generation: number, n = 1) => ({
  at,
  idOf: (_identity: unknown, orElse?: MachineId) => orElse ?? id(99),
  declared:
    generation === 0
      ? []
      : [{ identity: { macs: [mac(n)] }, name: record(n, 'new').name, generation }],
});
const rows = (...list: (readonly [number, number])[]) =>
  new Map(list.map(([n, generation]) => [id(n), ledgerRow(n, generation)]));
const generations = (ledger: ReturnType<typeof restoredLedger>) =>
  [...ledger].map(([key, { generation }]) => [key, generation]);

describe('generations', () => {
  test('come back, and are never lowered', () => {
    expect(generations(restoredLedger(rows(), rows([1, 4]), since(0)))).toEqual([[id(1), 4]]);
    expect(generations(restoredLedger(rows([1, 2]), rows([1, 4]), since(0)))).toEqual([[id(1), 4]]);
    expect(generations(restoredLedger(rows([1, 5]), rows([1, 4]), since(0)))).toEqual([[id(1), 5]]);
  });

  test('are found by identity, whatever id the machine has by now', () => {
    const now = new Map([[id(7), ledgerRow(1, 1)]]);
    expect(generations(restoredLedger(now, rows([1, 4]), since(0)))).toEqual([[id(7), 4]]);
  });

  test('count as begun up to the highest that was declared since', () => {
    const ledger = restoredLedger(rows(), rows([1, 1]), since(3));
    expect(ledger.get(id(1))).toMatchObject({ generation: 3, restored: true, startedAt: at });
    expect(generations(restoredLedger(rows(), rows([1, 4]), since(3)))).toEqual([[id(1), 4]]);
    expect(generations(restoredLedger(rows(), rows(), since(2)))).toEqual([[id(99), 2]]);
  });

  test('are adopted only where now and then say so', () => {
    const adopted = new Map([[id(1), { ...ledgerRow(1, 1), adopted: true as const }]]);
    expect(restoredLedger(adopted, rows([1, 1]), since(0)).get(id(1))).not.toHaveProperty(
      'adopted',
    );
    expect(restoredLedger(adopted, adopted, since(0)).get(id(1))).toHaveProperty('adopted');
  });

  test('that were raised by a restore say so when they stand in the way', () => {
    const ledger = restoredLedger(rows(), rows([1, 1]), since(2)).get(id(1));
    const event = { kind: 'deploy-started', deployment: deployment({ generation: 2 }) } as const;
    expect(objectionTo(event, { record: record(1, 'allocated'), ledger })).toMatchObject({
      because:
        'generation 2 may have been started before the store was restored on 2026-11-20, and counts as spent: raise deploy.generation to install again',
      guard: 'generation',
    });
  });
});

describe('a machine', () => {
  const lock = { by: 'bob', why: 'look', at: T0 };
  const seen = (phase: Phase, over = {}) =>
    restoredRecord(
      record(1, phase, { hardware: hardware(1), deployment: deployment(), lock, ...over }),
      at,
      true,
    );

  test('that was deployed is as it was', () => {
    expect(seen('deployed')).toMatchObject({
      phase: 'deployed',
      since: T0,
      deployment: { generation: 1 },
    });
  });

  test.each<Phase>(['deploying', 'failed-deployment'])(
    'that was %s counts as installed by somebody: held until a word is said',
    (phase) => {
      expect(seen(phase, { attempts: 0 })).toMatchObject({
        phase: 'failed-deployment',
        attempts: 1,
        installerReleased: { boot: 'unknown' },
      });
    },
  );

  test.each<Phase>([
    'new',
    'commissioning',
    'failed-commissioning',
    'ready',
    'allocated',
    'releasing',
  ])('that was %s is met as if for the first time, still locked', (phase) => {
    expect(seen(phase)).toEqual({
      name: 'n1',
      identity: { macs: [mac(1)] },
      phase: 'new',
      since: at,
      attempts: 0,
      boots: 0,
      lock,
    });
  });

  test('whose disks were being erased is held', () => {
    const erasure = { generation: 1, attempt: 1, method: 'quick' as const, disks: [{ bytes: 1 }] };
    expect(seen('releasing', { erasure })).toMatchObject({
      phase: 'failed-releasing',
      attempts: 1,
    });
  });

  test('that is broken stays so, and mended it is met anew', () => {
    expect(seen('broken', { brokenFrom: 'ready' })).toMatchObject({
      phase: 'broken',
      brokenFrom: 'new',
    });
    expect(seen('broken', { brokenFrom: 'deployed' })).toMatchObject({ brokenFrom: 'deployed' });
  });

  test('that runs in memory, of which only fingerprints are left, is served nothing', () => {
    const inMemory = record(1, 'deployed', {
      deployment: deployment({ inMemory: true, disks: [] }),
    });
    expect(restoredRecord(inMemory, at, true).phase).toBe('deployed');
    expect(restoredRecord(inMemory, at, false)).toMatchObject({
      phase: 'failed-deployment',
      installerReleased: { boot: 'unknown' },
    });
  });
});
