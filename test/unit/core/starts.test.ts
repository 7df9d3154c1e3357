import { describe, expect, test } from 'vitest';
import type { Start } from '../../../src/core/budget.ts';
import type { MachineEvent, MachineRecord, Phase } from '../../../src/core/machine.ts';
import { begun, domainOf, isSuperseded, outcomeOf, startOf } from '../../../src/core/starts.ts';
import {
  deployed,
  deployment,
  hardware,
  id,
  inventory,
  ledgerRow,
  machine,
  record,
  site,
  T0,
} from '../../support/fleet.ts';
import { startRow } from '../../support/starts.ts';

const seen = (signatures: readonly string[] = []): Partial<MachineRecord> => ({
  hardware: hardware(1, {
    disks: [{ name: 'vda', serial: 'SN-1', bytes: 20_000_000_000, signatures }],
  }),
});
const deploy = (over: Parameters<typeof deployment>[0] = {}): MachineEvent => ({
  kind: 'deploy-started',
  deployment: deployment(over),
});

describe('destructive is what takes from a machine what it had', () => {
  test.each<readonly [string, MachineRecord, number, MachineEvent, boolean | undefined]>([
    ['a first install on a blank disk', record(1, 'allocated', seen()), 0, deploy(), false],
    ['an install over signatures', record(1, 'allocated', seen(['ext4'])), 0, deploy(), true],
    ['an install where one was before', record(1, 'allocated', seen()), 1, deploy(), true],
    [
      'a reinstall',
      record(1, 'deployed', { deployment: deployment() }),
      1,
      deploy({ generation: 2 }),
      true,
    ],
    [
      'a reinstall in memory',
      record(1, 'deployed', { deployment: deployment() }),
      1,
      deploy({ generation: 2, inMemory: true, disks: [] }),
      true,
    ],
    [
      'a first install in memory',
      record(1, 'allocated'),
      0,
      deploy({ inMemory: true, disks: [] }),
      false,
    ],
    [
      'another attempt where nothing was written yet',
      record(1, 'failed-deployment', { ...seen(), deployment: deployment() }),
      1,
      deploy({ attempt: 2 }),
      false,
    ],
    [
      'another attempt over a half-written disk',
      record(1, 'failed-deployment', {
        ...seen(),
        deployment: deployment(),
        installerReleased: { at: T0, boot: 'b' },
      }),
      1,
      deploy({ attempt: 2 }),
      true,
    ],
    [
      'the release of a deployed machine',
      record(1, 'deployed'),
      1,
      { kind: 'release-started' },
      true,
    ],
    [
      'the release of one that never ran',
      record(1, 'allocated'),
      0,
      { kind: 'release-started' },
      undefined,
    ],
    [
      'one that erases a machine whose install failed',
      record(1, 'failed-deployment', { deployment: deployment() }),
      1,
      {
        kind: 'release-started',
        erasure: { generation: 1, attempt: 1, method: 'quick', disks: deployment().disks },
      },
      true,
    ],
    ['a commissioning', record(1, 'ready'), 0, { kind: 'commission-started' }, false],
    ['a fact that starts nothing', record(1, 'deploying'), 1, { kind: 'deployed' }, undefined],
  ])('%s', (_what, row, generation, event, destructive) => {
    const ledger = generation === 0 ? undefined : ledgerRow(1, generation);
    expect(begun(id(1), row, ledger, event)?.destructive).toBe(destructive);
  });
});

describe('how a start ends', () => {
  const install = startRow(1, { generation: 1 });
  const after = (phase: Phase, over: Partial<MachineRecord> = {}) =>
    record(1, phase, { deployment: deployment(), attempts: 1, ...over });
  const failed: MachineEvent = { kind: 'failed', reason: 'curtin' };

  test.each<readonly [string, Start, MachineEvent, MachineRecord, Start['outcome']]>([
    ['deployed', install, { kind: 'deployed' }, after('deployed'), 'done'],
    ['failed before the installer', install, failed, after('failed-deployment'), 'failing'],
    [
      'failed for the last time',
      install,
      failed,
      after('failed-deployment', { attempts: 3 }),
      'failed',
    ],
    [
      'failed after the installer',
      install,
      failed,
      after('failed-deployment', { installerReleased: { at: T0, boot: 'b' } }),
      'failed',
    ],
    [
      'a person says retry',
      { ...install, outcome: 'failed' },
      { kind: 'retry-authorised', by: 'ann', why: 'mended' },
      after('failed-deployment'),
      'seen',
    ],
    [
      'a person marks it broken',
      { ...install, outcome: 'failed' },
      { kind: 'marked-broken', by: 'ann', why: 'dead disk' },
      after('broken'),
      'seen',
    ],
    [
      'a person gives it up',
      install,
      { kind: 'aborted', by: 'ann', why: 'wrong image' },
      after('failed-deployment'),
      'seen',
    ],
    ['a sign of life', install, { kind: 'netboot-off' }, after('deploying'), 'running'],
    [
      'the next generation',
      { ...install, outcome: 'failed' },
      deploy({ generation: 2 }),
      after('deploying', { deployment: deployment({ generation: 2 }) }),
      'gone',
    ],
    [
      'released instead',
      { ...install, outcome: 'failed' },
      { kind: 'release-started' },
      after('releasing'),
      'gone',
    ],
    [
      'commissioned',
      startRow(1, { what: 'commission' }),
      { kind: 'commissioned', hardware: hardware(1) },
      after('ready'),
      'done',
    ],
    [
      'a commissioning failed',
      startRow(1, { what: 'commission' }),
      failed,
      after('failed-commissioning'),
      'done',
    ],
    ['released', startRow(1, { what: 'release' }), { kind: 'released' }, after('ready'), 'done'],
    [
      'a release failed',
      startRow(1, { what: 'release' }),
      failed,
      after('failed-releasing'),
      'failed',
    ],
  ])('%s', (_what, start, event, next, outcome) => {
    expect(outcomeOf(start, event, next, 3)).toBe(outcome);
  });

  test('is found by what the record is in', () => {
    expect(startOf(id(1), after('failed-deployment'))).toMatchObject({
      what: 'install',
      generation: 1,
    });
    expect(startOf(id(1), after('broken', { brokenFrom: 'failed-releasing' }))).toMatchObject({
      what: 'release',
    });
    expect(startOf(id(1), after('deployed'))).toBeUndefined();
  });
});

test('a failure counts as long as the inventory asks for that generation', () => {
  const failed = startRow(1, { generation: 2, outcome: 'failed' });
  const asking = (target: ReturnType<typeof deployed>) => inventory([machine(1, { target })]);
  expect(isSuperseded(failed, asking(deployed({ generation: 2 })))).toBe(false);
  expect(isSuperseded(failed, asking(deployed({ generation: 3 })))).toBe(true);
  expect(isSuperseded(failed, inventory([]))).toBe(true);
});

test('machines without the label are one failure domain', () => {
  const racks = inventory([], {
    site: { ...site, limits: { ...site.limits, failureDomain: { label: 'rack', atOnce: 1 } } },
  });
  expect(domainOf(machine(1, { labels: { rack: 'r7' } }), racks)).toBe('rack r7');
  expect(domainOf(machine(1), racks)).toBe('no rack');
  expect(domainOf(machine(1), inventory([]))).toBeUndefined();
});
