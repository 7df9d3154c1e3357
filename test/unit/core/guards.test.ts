import { describe, expect, test } from 'vitest';
import type { Revision } from '../../../src/core/ids.ts';
import { identitiesOf } from '../../../src/core/guards.ts';
import { plan } from '../../../src/core/plan.ts';
import {
  deployed,
  deployment,
  hardware,
  inventory,
  mac,
  machine,
  observed,
  record,
  site,
} from '../../support/fleet.ts';

const machines = (count: number) => Array.from({ length: count }, (_, i) => machine(i + 1));
const applied = (count: number) => ({
  lastApplied: { revision: 'before' as Revision, machines: count },
});

describe('a store that is not the site’s touches nothing (rule 11)', () => {
  test.each([
    ['no stateId in git', { ...site, stateId: undefined }, {}],
    ['no store here', site, { storeId: undefined }],
    ['another store', site, { storeId: 'other' }],
  ])('%s', (_name, declaredSite, over) => {
    const seen = observed({
      power: { n1: 'off' },
      records: [[2, record(2, 'deploying', { boots: 1 })]],
      over,
    });
    const planned = plan(inventory(machines(2), { site: declaredSite }), seen);
    expect(planned.freeze?.inFlight).toBe('stop');
    expect(planned.changes.map(({ step }) => step.kind)).not.toContain('act');
  });
});

describe('empty never means everything (rule 4)', () => {
  test('no machines after some: nothing starts, not even forgetting', () => {
    const seen = observed({
      records: [[1, record(1, 'deployed', { deployment: deployment() })]],
      over: applied(1),
    });
    const planned = plan(inventory([]), seen);
    expect(planned.freeze?.because).toContain('an empty inventory never means everything');
    expect(planned.changes).toMatchObject([{ step: { kind: 'hold' } }]);
  });

  test.each([
    [17, 20, false],
    [16, 20, false],
    [15, 20, true],
    [2, 5, false],
    [1, 5, true],
  ])('%i machines after %i: frozen %s', (now, before, frozen) => {
    const planned = plan(inventory(machines(now)), observed({ over: applied(before) }));
    expect(planned.freeze !== undefined).toBe(frozen);
  });

  test.each([
    [[1, 2, 3, 4, 5], undefined],
    [[1, 7, 8, 9, 5], undefined],
    [[1, 6, 7, 8, 9], 'had 5 machines, of which this one has 1: 4 gone'],
    [[1, 6, 7, 8, 9, 10, 11, 12], 'had 5 machines, of which this one has 1: 4 gone'],
  ])('who is gone counts, not how many there are: %j after 1 to 5', (now, expected) => {
    const before = inventory(machines(5));
    const seen = observed({
      over: { lastApplied: { ...applied(5).lastApplied, identities: identitiesOf(before) } },
    });
    const planned = plan(inventory(now.map((n) => machine(n))), seen);
    expect(planned.freeze?.because.match(/had .* gone/)?.[0]).toBe(expected);
  });

  test('a machine under another name, or with another NIC, is not gone', () => {
    const known = (n: number) => ({ macs: [mac(n)], serial: `SN${n}` });
    const before = inventory([1, 2, 3, 4].map((n) => machine(n, { identity: known(n) })));
    const over = {
      lastApplied: { ...applied(4).lastApplied, identities: identitiesOf(before) },
    };
    const moved = [1, 2, 3, 4].map((n) =>
      machine(n + 10, { identity: { ...known(n), macs: [mac(n + 20)] } }),
    );
    expect(plan(inventory(moved), observed({ over })).freeze).toBeUndefined();
  });

  test('the commit that was applied is not compared with itself', () => {
    const over = { lastApplied: { revision: inventory([]).revision, machines: 9 } };
    expect(plan(inventory([]), observed({ over })).freeze).toBeUndefined();
  });

  test('what is in flight is finished while nothing new starts', () => {
    const running = record(1, 'commissioning', { boots: 1, powerRequestedAt: observed({}).at });
    const over = { at: (observed({}).at + site.timeouts.settle) as never };
    const seen = observed({
      records: [
        [1, running],
        [2, record(2, 'ready', { hardware: hardware(2) })],
      ],
      power: { n1: 'off', n2: 'off' },
      over,
    });
    const planned = plan(
      inventory([machine(1), machine(2, { target: deployed() })]),
      seen,
      'revision bad has 1 error',
    );
    expect(planned.changes).toMatchObject([
      { step: { kind: 'act', verb: 'power-on' } },
      {
        step: {
          kind: 'hold',
          because: expect.stringContaining('would allocate'),
        },
      },
    ]);
  });
});
