import { describe, expect, test } from 'vitest';
import type { Approval, Destruction } from '../../../src/core/approval.ts';
import type { Digest } from '../../../src/core/ids.ts';
import { plan } from '../../../src/core/plan.ts';
import { judge, printVerdict, savedPlan, unlessSaved } from '../../../src/core/saved-plan.ts';
import {
  after,
  deployed,
  deployment,
  digest,
  givenUp,
  hardware,
  id,
  inventory,
  ledgerRow,
  machine,
  NOBLE,
  observed,
  record,
  type Seen,
  T0,
} from '../../support/fleet.ts';

const declared = inventory([machine(1, { target: deployed({ generation: 2 }) })]);
const runs = record(1, 'deployed', { hardware: hardware(1), deployment: deployment() });

const seen = (over: Partial<Seen> = {}, approval?: Approval) =>
  observed({
    records: [[1, runs]],
    ledger: [[1, ledgerRow(1, 1)]],
    power: { n1: 'on' },
    ...over,
    over:
      approval === undefined
        ? {}
        : { approvals: new Map([[id(1), { value: approval, serial: 3 }]]) },
  });

const install: Destruction = {
  what: 'install',
  generation: 2,
  disks: ['SN-1'],
  image: `${NOBLE} 20260801`,
  configuration: digest('d'),
};
const approval = (over: Partial<Destruction> = {}, at = T0): Approval => ({
  name: runs.name,
  destroys: { ...install, ...over },
  by: 'ann',
  at,
  plan: '' as Digest,
});

const stepOf = (given?: Approval, from = declared) =>
  plan(unlessSaved(from), seen({}, given)).changes.at(-1)?.step;

describe('Site.apply: saved-plans', () => {
  test('holds a reinstallation that nobody approved, and says what to type', () => {
    expect(stepOf()).toEqual({
      kind: 'hold',
      guard: 'approval',
      because: `would reinstall: generation 1 → 2: ${NOBLE} 20260801; nobody has approved it: save the plan with --dry-run --out, and say \`reconcile apply\``,
    });
  });

  test('acts on the approval of exactly that, and names it', () => {
    expect(stepOf(approval())).toMatchObject({
      kind: 'act',
      verb: 'reinstall',
      actions: [{ kind: 'machine.record', approval: 3 }, { kind: 'power.cycle' }],
    });
  });

  test.each<[string, Partial<Destruction>]>([
    ['generation', { generation: 3 }],
    ['image', { image: `${NOBLE} 20260701` }],
    ['configuration', { configuration: digest('e') }],
    ['disk', { disks: ['SN-2'] }],
    ['kind', { what: 'release' }],
  ])('of another %s is none', (_what, over) => {
    expect(stepOf(approval(over))).toMatchObject({ kind: 'hold', guard: 'approval' });
  });

  test('goes out after a week', () => {
    const week = 7 * 86_400_000;
    expect(stepOf(approval({}, after(-week + 1)))).toMatchObject({ kind: 'act' });
    expect(stepOf(approval({}, after(-week)))).toMatchObject({ guard: 'approval' });
    // The clock was set back: nobody knows how old it is.
    expect(stepOf(approval({}, after(1)))).toMatchObject({ guard: 'approval' });
  });

  test('holds releases, also of what was adopted', () => {
    const from = inventory([machine(1, { target: givenUp(1) })]);
    expect(stepOf(undefined, from)).toMatchObject({ guard: 'approval' });
    const { deployment: _, ...adopted } = runs;
    const bare = seen({ records: [[1, adopted]] });
    expect(plan(unlessSaved(from), bare).changes[0]?.step).toMatchObject({ guard: 'approval' });
  });

  test('of a release that erases names disks and method', () => {
    const from = inventory([machine(1, { target: givenUp(1, { erase: 'quick' }) })]);
    expect(stepOf(undefined, from)).toMatchObject({ guard: 'approval' });
    const [operation] = savedPlan(from, seen(), new Set(['machine/n1'])).operations;
    const destroys = { what: 'release', generation: 1, disks: ['SN-1'], erase: 'quick' } as const;
    expect(operation?.destroys).toEqual(destroys);
    const given = { ...approval(), destroys };
    expect(stepOf(given, from)).toMatchObject({ kind: 'act', verb: 'erase' });
    // Of a release that only powers off it is none.
    const { erase: _, ...off } = destroys;
    expect(stepOf({ ...given, destroys: { ...off, disks: [] } }, from)).toMatchObject({
      guard: 'approval',
    });
  });

  test('leaves alone what destroys nothing', () => {
    const rests = record(1, 'allocated', { hardware: hardware(1) });
    const inMemory = inventory([machine(1, { target: deployed({ inMemory: true }) })]);
    const { changes } = plan(unlessSaved(inMemory), observed({ records: [[1, rests]] }));
    expect(changes[0]?.step).toMatchObject({ kind: 'act', verb: 'deploy' });
  });
});

describe('a saved plan says what changed', () => {
  const all = new Set(['machine/n1']);
  const saved = savedPlan(declared, seen(), all);
  const said = (now: Partial<Seen>, from = declared): string =>
    judge(saved, from, seen(now)).map(printVerdict).join('');

  test('nothing', () => expect(said({})).toBe(''));

  test('of power', () => {
    expect(said({ power: { n1: 'off' } })).toBe('n1: power was on, is off\n');
  });

  test('of nothing that nobody asked', () => expect(said({ power: {} })).toBe(''));

  test('of phase and generation', () => {
    const moved = {
      ...runs,
      deployment: deployment({ generation: 2 }),
      phase: 'deploying' as const,
    };
    expect(said({ records: [[1, moved]], ledger: [[1, ledgerRow(1, 2)]] })).toBe(
      'n1: phase was deployed, is deploying\nn1: generation installed was 1, is 2\nn1: generation started was 1, is 2\n',
    );
  });

  test('of what was locked since', () => {
    const lock = { by: 'bob', why: 'backup runs', at: T0 };
    expect(said({ records: [[1, { ...runs, lock }]] })).toBe(
      'n1: lock was none, is bob: backup runs\n',
    );
  });

  test('of a revert', () => {
    const reverted = inventory([machine(1, { target: deployed({ generation: 1 }) })]);
    expect(said({}, reverted)).toBe('n1: declared generation was 2, is 1\n');
  });

  test('of a machine that left', () => {
    expect(said({}, inventory([]))).toContain('n1: declared target was deployed, is none\n');
  });

  test('of a newer image', () => {
    const one = judge(
      {
        ...saved,
        operations: saved.operations.map((o) => ({
          ...o,
          destroys: { ...install, image: `${NOBLE} 20260701` },
        })),
      },
      declared,
      seen(),
    );
    expect(one.map(printVerdict).join('')).toBe(
      `n1: image to install was ${NOBLE} 20260701, is ${NOBLE} 20260801\n`,
    );
  });

  test('of what is held by now, or done', () => {
    const failed = {
      code: 'E_POWER_AUTH',
      disposition: 'stall',
      message: 'the BMC says no',
      at: T0,
      count: 1,
      revision: declared.revision,
    } as const;
    expect(said({ setbacks: { 'machine/n1': failed } })).toContain(
      'n1: its step was reinstall, and it is held: the BMC says no (E_POWER_AUTH)',
    );
  });
});
