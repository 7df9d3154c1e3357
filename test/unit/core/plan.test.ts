/** What holds for a plan as a whole, whatever the machines in it are at. */
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/core/image.ts';
import type { BootSource } from '../../../src/core/inventory.ts';
import { lintPlan } from '../../../src/core/lint-plan.ts';
import { plan } from '../../../src/core/plan.ts';
import { subjectKey } from '../../../src/core/step.ts';
import {
  after,
  at,
  deployment,
  inventory,
  mac,
  machine,
  MINUTE,
  observed,
  record,
  site,
} from '../../support/fleet.ts';

describe('a name that another machine has now', () => {
  const replaced = inventory([machine(1, { identity: { macs: [mac(9)] } }), machine(2)]);

  test('stops nobody: the old record is forgotten, the new machine enlisted', () => {
    const seen = observed({
      records: [[1, record(1, 'deployed', { deployment: deployment() })]],
      power: { n1: 'off', n2: 'off' },
    });
    const planned = plan(replaced, seen);
    expect(lintPlan(planned, seen)).toEqual([]);
    expect(planned.changes.map(({ step }) => step.kind === 'act' && step.verb)).toEqual([
      'enlist',
      'enlist',
      'forget',
    ]);
  });

  test('nor while what the old machine runs is finished', () => {
    const seen = observed({ records: [[1, record(1, 'deploying')]], power: { n1: 'off' } });
    const planned = plan(replaced, seen);
    expect(lintPlan(planned, seen)).toEqual([]);
    expect(new Set(planned.changes.map(({ subject }) => subjectKey(subject))).size).toBe(3);
  });
});

describe('when to look again', () => {
  const source: BootSource = {
    name: 'maas',
    url: 'http://images.example/',
    keyring: new Uint8Array(),
    fingerprints: [],
    pollMs: 5 * MINUTE,
    proxy: undefined,
    declaredAt: at(1),
  };
  const catalog: Catalog = {
    source: 'maas',
    fetchedAt: after(-60 * MINUTE),
    products: [],
  } as never;

  test('is never in the past: a boot source that is down does not make the loop spin', () => {
    const setback = {
      code: 'E_STREAM_FETCH',
      disposition: 'retry',
      message: 'reading the index: no answer',
      at: after(-1000),
      count: 3,
      revision: inventory([]).revision,
    } as const;
    const seen = observed({ setbacks: { 'source/maas': setback }, over: { catalog } });
    expect(plan(inventory([], { bootSource: source }), seen).lookAgainAt).toBe(after(19_000));
  });

  test('is when the catalogue is due', () => {
    const fresh = { ...catalog, fetchedAt: after(-MINUTE) };
    const seen = observed({ over: { catalog: fresh } });
    expect(plan(inventory([], { bootSource: source }), seen).lookAgainAt).toBe(after(4 * MINUTE));
  });
});

describe('limits', () => {
  test('count what was started a moment ago and is not in a row yet', () => {
    const tight = { ...site, limits: { ...site.limits, commissioning: 1 } };
    const seen = observed({
      records: [
        [1, record(1, 'new')],
        [2, record(2, 'new')],
      ],
      power: { n1: 'off', n2: 'off' },
      over: { inFlight: new Set(['machine/n1']) },
    });
    const planned = plan(inventory([machine(1), machine(2)], { site: tight }), seen);
    expect(planned.changes.map(({ step }) => step.kind)).toEqual(['wait', 'wait']);
  });
});
