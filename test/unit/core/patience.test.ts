import { describe, expect, test } from 'vitest';
import type { Revision } from '../../../src/core/ids.ts';
import type { Setback } from '../../../src/core/observed.ts';
import { backoff } from '../../../src/core/patience.ts';
import { plan } from '../../../src/core/plan.ts';
import {
  after,
  deployed,
  hardware,
  inventory,
  machine,
  observed,
  record,
  site,
} from '../../support/fleet.ts';

const failure = (over: Partial<Setback> = {}): Setback => ({
  code: 'E_POWER_CONNECTION',
  disposition: 'retry',
  message: 'powering n1 at bmc1: no answer',
  at: after(0),
  count: 1,
  revision: inventory([]).revision,
  ...over,
});

const stepAt = (ms: number, setback: Setback) =>
  plan(
    inventory([machine(1)]),
    observed({
      power: { n1: 'off' },
      setbacks: { 'machine/n1': setback },
      over: { at: after(ms) },
    }),
  ).changes[0]?.step;

describe('retries', () => {
  test('come at 0, 5, 15 and 35 s, then ever slower, at most 10 min apart', () => {
    const gaps = [1, 2, 3].map(backoff);
    expect(gaps).toEqual([5_000, 10_000, 20_000]);
    expect([8, 20, 1000].map(backoff)).toEqual([600_000, 600_000, 600_000]);
  });

  test('a failed subject waits, says why and until when, and then acts', () => {
    expect(stepAt(4_999, failure())).toEqual({
      kind: 'wait',
      because: failure().message,
      until: after(5_000),
    });
    expect(stepAt(5_000, failure())?.kind).toBe('act');
    expect(stepAt(5_000, failure({ count: 2 }))?.kind).toBe('wait');
  });
});

test('a limit that was reached after the plan was made is waited for, and is no failure', () => {
  const reached = failure({ code: 'E_LIMIT', guard: 'limit.perDay', count: 3 });
  expect(stepAt(4_999, reached)).toEqual({
    kind: 'wait',
    because: reached.message,
    until: after(5_000),
    guard: 'limit.perDay',
  });
  expect(stepAt(5_000, reached)?.kind).toBe('act');
});

describe('stalls', () => {
  test('are held until the inventory changes', () => {
    const stalled = failure({ disposition: 'stall', code: 'E_POWER_AUTH' });
    expect(stepAt(3_600_000, stalled)).toMatchObject({
      kind: 'hold',
      because: expect.stringContaining('E_POWER_AUTH'),
    });
    expect(stepAt(0, { ...stalled, revision: 'older' as Revision })?.kind).toBe('act');
  });
});

describe('throttle', () => {
  test('at most so many commission and deploy at once, counted with those that do already', () => {
    const few = { ...site, limits: { ...site.limits, commissioning: 2, deploying: 1 } };
    const specs = [1, 2, 3, 4, 5].map((n) =>
      machine(n, { target: n > 3 ? deployed() : { kind: 'ready' } }),
    );
    const seen = observed({
      records: [
        [1, record(1, 'commissioning', { boots: 1, powerRequestedAt: after(0) })],
        [2, record(2, 'new')],
        [3, record(3, 'new')],
        [4, record(4, 'allocated', { hardware: hardware(4) })],
        [5, record(5, 'allocated', { hardware: hardware(5) })],
      ],
      power: { n2: 'off', n3: 'off', n4: 'off', n5: 'off' },
    });
    const { changes } = plan(inventory(specs, { site: few }), seen);
    expect(changes.map(({ step }) => (step.kind === 'act' ? step.verb : step.kind))).toEqual([
      'wait',
      'commission',
      'wait',
      'deploy',
      'wait',
    ]);
    expect(changes[2]?.step).toMatchObject({
      because: 'limits.commissioning is 2: it starts when another machine is done',
    });
  });

  test('a subject whose job runs is left alone', () => {
    const seen = observed({ power: { n1: 'off' }, over: { inFlight: new Set(['machine/n1']) } });
    expect(plan(inventory([machine(1)]), seen).changes[0]?.step).toEqual({
      kind: 'wait',
      because: 'its last step still runs',
      until: undefined,
    });
  });
});

test('a machine whose BMC refuses us is given up at its deadline all the same, and keeps no place', () => {
  const stalled = failure({ code: 'E_POWER_AUTH', disposition: 'stall' });
  const seen = observed({
    records: [[1, record(1, 'commissioning')]],
    setbacks: { 'machine/n1': stalled },
    over: { at: after(site.timeouts.commissioning) },
  });
  expect(plan(inventory([machine(1)]), seen).changes[0]?.step).toMatchObject({ verb: 'give-up' });
});

test('a clock that was set back makes nobody wait for it to catch up', () => {
  expect(stepAt(0, failure({ at: after(86_400_000) }))?.kind).toBe('act');
});
