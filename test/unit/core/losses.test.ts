import { describe, expect, test } from 'vitest';
import type { ImageSelection } from '../../../src/core/inventory.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { ObservedState } from '../../../src/core/observed.ts';
import { plan } from '../../../src/core/plan.ts';
import type { DataLoss } from '../../../src/core/step.ts';
import { summarise } from '../../../src/core/summary.ts';
import {
  at,
  deployed,
  deployment,
  hardware,
  inventory,
  ledgerRow,
  machine,
  observed,
  record,
  T0,
  site,
} from '../../support/fleet.ts';

const selection: ImageSelection = {
  name: 'noble',
  os: 'ubuntu',
  releases: ['noble'],
  architectures: ['amd64'],
  kernels: ['ga'],
  labels: ['*'],
  declaredAt: at(1),
};

interface Case {
  readonly row: MachineRecord;
  readonly generation?: number;
  readonly ledger?: number;
  readonly images?: ObservedState['images'];
  readonly inMemory?: boolean;
}

function planOf({ row, generation = 1, ledger, images, inMemory = false }: Case) {
  const spec = machine(1, { target: deployed({ generation, inMemory }) });
  return plan(
    inventory([spec], { site, selections: [selection] }),
    observed({
      records: [[1, row]],
      power: { n1: 'off' },
      ...(ledger === undefined ? {} : { ledger: [[1, ledgerRow(1, ledger)]] }),
      ...(images === undefined ? {} : { over: { images } }),
    }),
  );
}

const lossesOf = (scene: Case): readonly DataLoss[] | undefined =>
  planOf(scene).changes.find(({ subject }) => subject.kind === 'machine')?.dataLoss;

const seen = { hardware: hardware(1) };
const disk = { disk: 'SN-1', bytes: 20e9 };

describe('the disks that an install will write', () => {
  test('are in the plan from the allocation on', () => {
    expect(lossesOf({ row: record(1, 'ready', seen) })).toEqual([{ ...disk, holds: '' }]);
    expect(lossesOf({ row: record(1, 'allocated', seen) })).toEqual([{ ...disk, holds: '' }]);
  });

  test('are in the plan while the image is still on the way', () => {
    const row = record(1, 'deployed', { ...seen, deployment: deployment() });
    const scene = { row, generation: 2, ledger: 1, images: new Map() };
    expect(lossesOf(scene)).toEqual([{ ...disk, holds: 'generation 1' }]);
    expect(summarise(planOf(scene)).dataLoss).toHaveLength(1);
  });

  test('are none while an installer runs that was decided on before', () => {
    const row = record(1, 'deploying', {
      ...seen,
      deployment: deployment(),
      installerReleased: { at: T0, boot: 'b' },
    });
    expect(lossesOf({ row, ledger: 1 })).toEqual([]);
  });

  test('are those that were decided on, until the installer leaves', () => {
    const first = record(1, 'deploying', { ...seen, deployment: deployment() });
    expect(lossesOf({ row: first, ledger: 1 })).toMatchObject([{ disk: 'SN-1', holds: '' }]);
    const again = { ...first, deployment: deployment({ generation: 2 }) };
    expect(lossesOf({ row: again, ledger: 2 })).toMatchObject([
      { disk: 'SN-1', holds: 'what was installed before' },
    ]);
  });

  test('are none for what is installed, what was spent, and what runs in memory', () => {
    const row = record(1, 'deployed', { ...seen, deployment: deployment() });
    expect(lossesOf({ row, ledger: 1 })).toEqual([]);
    expect(lossesOf({ row: record(1, 'ready', seen), ledger: 1 })).toEqual([]);
    expect(lossesOf({ row: record(1, 'ready', seen), inMemory: true })).toEqual([]);
  });
});

describe('what a disk holds', () => {
  test('is what a released generation left, though commissioning saw it blank', () => {
    expect(lossesOf({ row: record(1, 'ready', seen), generation: 2, ledger: 1 })).toEqual([
      { ...disk, holds: 'what generation 1 left' },
    ]);
  });

  test('is what commissioning found, where the inventory takes it', () => {
    const [found] = hardware(1).disks;
    const row = record(1, 'ready', {
      hardware: hardware(1, { disks: found ? [{ ...found, signatures: ['gpt', 'ext4'] }] : [] }),
    });
    const spec = machine(1, { target: deployed(), firstContact: site.stateId });
    const { changes } = plan(inventory([spec]), observed({ records: [[1, row]] }));
    const [change] = changes;
    expect(change?.dataLoss).toEqual([{ ...disk, holds: 'gpt, ext4' }]);
  });

  test('is an unfinished install after the installer was released, and nothing new before', () => {
    const failed = { ...seen, deployment: deployment(), attempts: 0, reason: 'it failed' };
    const released = { installerReleased: { at: site.timeouts.settle as never, boot: 'b' } };
    expect(
      lossesOf({ row: record(1, 'failed-deployment', { ...failed, ...released }), ledger: 1 }),
    ).toEqual([{ ...disk, holds: 'an unfinished generation 1' }]);
    expect(lossesOf({ row: record(1, 'failed-deployment', failed), ledger: 1 })).toEqual([
      { ...disk, holds: '' },
    ]);
  });
});
