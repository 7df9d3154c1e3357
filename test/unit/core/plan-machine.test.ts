import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/core/action.ts';
import type { Mac } from '../../../src/core/ids.ts';
import type { MachineSpec } from '../../../src/core/inventory.ts';
import { advance, type MachineRecord } from '../../../src/core/machine.ts';
import type { InstallLedger, ObservedState } from '../../../src/core/observed.ts';
import { plan } from '../../../src/core/plan.ts';
import type { Step } from '../../../src/core/step.ts';
import {
  after,
  deployed,
  deployment,
  givenUp,
  hardware,
  inventory,
  ledgerRow,
  mac,
  machine,
  MINUTE,
  observed,
  record,
  type Seen,
  site,
  STORE,
} from '../../support/fleet.ts';

/** The step of n1. */
function stepOf(spec: MachineSpec, seen: ObservedState): Step {
  const change = plan(inventory([spec], { selections: [] }), seen).changes.find(
    ({ subject }) => subject.kind === 'machine',
  );
  if (change === undefined) throw new Error('no change for n1');
  return change.step;
}

const see = (
  phase: MachineRecord['phase'],
  more: Partial<MachineRecord> & Omit<Seen, 'records'> = {},
) => {
  const { power, setbacks, ledger, over, ...fields } = more;
  const seen: Seen = { records: [[1, record(1, phase, fields)]], power: power ?? {} };
  return observed({
    ...seen,
    ...(setbacks && { setbacks }),
    ...(ledger && { ledger }),
    ...(over && { over }),
  });
};

const kinds = (step: Step): readonly Action['kind'][] =>
  step.kind === 'act' ? step.actions.map(({ kind }) => kind) : [];
const because = (step: Step): string => (step.kind === 'done' ? '' : step.because);

describe('first contact (rule 11)', () => {
  test('a declared machine is enlisted when its BMC confirms that it is off', () => {
    expect(stepOf(machine(1), observed({ power: { n1: 'off' } }))).toMatchObject({
      kind: 'act',
      verb: 'enlist',
    });
  });

  test.each(['on', 'unknown'] as const)('one whose power is %s is held', (power) => {
    const step = stepOf(machine(1), observed({ power: { n1: power } }));
    expect(step.kind).toBe('hold');
    expect(because(step)).toContain(`firstContact: {take: ${STORE}}`);
  });

  test('firstContact lifts the check for the store it names and no other', () => {
    const on = observed({ power: { n1: 'on' } });
    expect(stepOf(machine(1, { firstContact: STORE }), on)).toMatchObject({ verb: 'enlist' });
    expect(stepOf(machine(1, { firstContact: 'other' }), on).kind).toBe('hold');
  });

  test('a candidate that enlisted by netbooting counts as confirmed', () => {
    const candidate = {
      identity: machine(1).identity,
      architecture: 'amd64',
      hardware: undefined,
      seenAt: after(0),
    } as const;
    expect(stepOf(machine(1), observed({ over: { candidates: [candidate] } }))).toMatchObject({
      verb: 'enlist',
    });
  });

  test('what a machine said of itself by netbooting confirms nothing after a day', () => {
    const candidate = { identity: machine(1).identity, architecture: 'amd64' } as const;
    const seen = (seenAt: number) =>
      observed({
        over: { candidates: [{ ...candidate, hardware: undefined, seenAt: after(seenAt) }] },
      });
    const day = 24 * 60 * MINUTE;
    expect(stepOf(machine(1), seen(MINUTE - day))).toMatchObject({ verb: 'enlist' });
    for (const old of [-day, MINUTE])
      expect(stepOf(machine(1), seen(old))).toMatchObject({ kind: 'hold', guard: 'first-contact' });
    expect(because(stepOf(machine(1), seen(-day)))).toContain('more than a day old');
  });

  test('a candidate vouches for the MAC that it netbooted by, not for all that it named', () => {
    const identity = { macs: [mac(1), mac(2)] };
    const spare = { architecture: 'amd64', hardware: undefined, seenAt: after(0) } as const;
    const seen = (netbootedAs: Mac) =>
      observed({ over: { candidates: [{ ...spare, identity, netbootedAs }] } });
    expect(stepOf(machine(1), seen(mac(1)))).toMatchObject({ verb: 'enlist' });
    expect(stepOf(machine(1), seen(mac(2)))).toMatchObject({ kind: 'hold' });
  });

  test('an adopted machine that was given up is commissioned before anything else', () => {
    for (const target of [{ kind: 'ready' } as const, deployed({ generation: 5 })])
      expect(stepOf(machine(1, { target }), see('ready', { power: { n1: 'off' } }))).toMatchObject({
        verb: 'commission',
        because: 'it was never commissioned',
      });
  });

  test('an adopted machine is taken over as it runs, at the generation that its file names', () => {
    const step = stepOf(
      machine(1, { adopt: true, target: deployed({ generation: 4 }) }),
      observed({ power: { n1: 'on' } }),
    );
    expect(step).toMatchObject({
      verb: 'adopt',
      actions: [{ kind: 'machine.enlist', adoptAs: 4 }],
    });
  });

  test('a machine known from before gets its id again', () => {
    const step = stepOf(
      machine(1),
      observed({ power: { n1: 'off' }, ledger: [[7, ledgerRow(1, 3)]] }),
    );
    expect(step).toMatchObject({ actions: [{ id: 'id7' }] });
  });
});

describe('commissioning', () => {
  test('the intent is stored before the BMC is asked', () => {
    expect(kinds(stepOf(machine(1), see('new', { power: { n1: 'off' } })))).toEqual([
      'machine.record',
      'power.netboot',
    ]);
  });

  test('a new machine that was switched on meanwhile is not interrupted', () => {
    expect(stepOf(machine(1), see('new', { power: { n1: 'on' } })).kind).toBe('hold');
  });

  test('a machine that stays off after its BMC was asked is powered on, never cycled', () => {
    const step = stepOf(
      machine(1),
      see('commissioning', {
        boots: 1,
        powerRequestedAt: after(0),
        power: { n1: 'off' },
        over: { at: after(MINUTE) },
      }),
    );
    expect(kinds(step)).toEqual(['machine.record', 'power.netboot']);
  });

  test('a BMC’s answer is not believed before it has settled', () => {
    const seen = see('commissioning', {
      boots: 1,
      powerRequestedAt: after(0),
      power: { n1: 'off' },
      over: { at: after(MINUTE - 1) },
    });
    expect(stepOf(machine(1), seen)).toEqual({
      kind: 'wait',
      because: expect.any(String),
      until: after(MINUTE),
    });
  });

  test('a machine that is on and silent is cycled', () => {
    const seen = see('commissioning', {
      boots: 1,
      powerRequestedAt: after(0),
      heardAt: after(MINUTE),
      power: { n1: 'on' },
      over: { at: after(11 * MINUTE) },
    });
    expect(kinds(stepOf(machine(1), seen))).toEqual(['machine.record', 'power.cycle']);
  });

  test('at the deadline it is given up', () => {
    const seen = see('commissioning', {
      boots: 1,
      power: { n1: 'on' },
      over: { at: after(30 * MINUTE) },
    });
    expect(stepOf(machine(1), seen)).toMatchObject({
      verb: 'give-up',
      actions: [{ event: { kind: 'failed' } }],
    });
  });

  test('a BMC is asked so many times and no more in one attempt', () => {
    const asked = (boots: number) =>
      see('commissioning', { boots, power: { n1: 'off' }, over: { at: after(MINUTE) } });
    expect(stepOf(machine(1), asked(site.maxAttempts - 1))).toMatchObject({ verb: 'power-on' });
    expect(stepOf(machine(1), asked(site.maxAttempts))).toMatchObject({ verb: 'give-up' });
  });

  test('before the cap, a failure is tried again by itself', () => {
    const failed = see('failed-commissioning', {
      attempts: site.maxAttempts - 1,
      power: { n1: 'off' },
      over: { at: after(MINUTE) },
    });
    expect(stepOf(machine(1), failed)).toMatchObject({ kind: 'act', verb: 'commission' });
  });

  test('attempts are capped, and the word that lifts the cap is said', () => {
    const step = stepOf(
      machine(1),
      see('failed-commissioning', { attempts: 3, reason: 'no word', power: { n1: 'off' } }),
    );
    expect(step.kind).toBe('hold');
    expect(because(step)).toContain('reconcile machine retry n1');
  });
});

describe('deploying', () => {
  const spec = machine(1, { target: deployed() });
  const ready = { hardware: hardware(1), power: { n1: 'off' } as const };

  test('a ready machine is allocated, then deployed', () => {
    expect(stepOf(spec, see('ready', ready))).toMatchObject({ verb: 'allocate' });
    const step = stepOf(spec, see('allocated', ready));
    expect(step).toMatchObject({
      verb: 'deploy',
      actions: [
        {
          event: {
            kind: 'deploy-started',
            deployment: {
              generation: 1,
              attempt: 1,
              version: '20260801',
              disks: [{ serial: 'SN-1' }],
            },
          },
        },
        { kind: 'power.netboot' },
      ],
    });
  });

  test('a generation that was ever started is spent (rule 1)', () => {
    const seen = see('ready', { ...ready, ledger: [[1, ledgerRow(1, 1)]] });
    const step = stepOf(spec, seen);
    expect(step.kind).toBe('hold');
    expect(because(step)).toContain('raise deploy.generation');
    expect(stepOf(machine(1, { target: deployed({ generation: 2 }) }), seen)).toMatchObject({
      verb: 'allocate',
    });
  });

  test('foreign signatures on the disk hold a first install (rule 11)', () => {
    const disks = [{ name: 'vda', serial: 'SN-1', bytes: 20e9, signatures: ['ext4'] }];
    const seen = see('allocated', { ...ready, hardware: hardware(1, { disks }) });
    expect(because(stepOf(spec, seen))).toContain('ext4');
    expect(stepOf(machine(1, { target: deployed(), firstContact: STORE }), seen)).toMatchObject({
      verb: 'deploy',
    });
  });

  test('two disks and no word which: held, naming both', () => {
    const disks = ['SN-1', 'SN-2'].map((serial) => ({
      name: serial,
      serial,
      bytes: 20e9,
      signatures: [],
    }));
    expect(
      because(stepOf(spec, see('allocated', { ...ready, hardware: hardware(1, { disks }) }))),
    ).toMatch(/SN-1, SN-2/);
  });

  test('without the image it waits, or holds when nothing selects one', () => {
    const none = { ...ready, over: { images: new Map() } };
    expect(stepOf(spec, see('allocated', none)).kind).toBe('hold');
    const selection = {
      name: 's',
      os: 'ubuntu',
      releases: ['noble'],
      architectures: ['amd64'],
      kernels: ['ga'],
      labels: ['*'],
      declaredAt: { file: 'i.yaml', line: 1, column: 1 },
    };
    const change = plan(
      inventory([spec], { selections: [selection] }),
      see('allocated', none),
    ).changes.at(-1);
    expect(change?.step.kind).toBe('wait');
  });

  test('before the installer is released, a machine found off is booted again', () => {
    const seen = see('deploying', {
      ...ready,
      deployment: deployment(),
      boots: 1,
      powerRequestedAt: after(0),
      over: { at: after(MINUTE) },
    });
    expect(stepOf(spec, seen)).toMatchObject({ verb: 'power-on' });
  });

  test('after the installer was released nothing is powered, and the deadline ends in a hold (rule 8)', () => {
    const released = { installerReleased: { at: after(1), boot: 'b' }, deployment: deployment() };
    const during = see('deploying', { ...ready, ...released, over: { at: after(20 * MINUTE) } });
    expect(stepOf(spec, during)).toMatchObject({ kind: 'wait', until: after(30 * MINUTE) });
    const late = see('deploying', { ...ready, ...released, over: { at: after(30 * MINUTE) } });
    expect(kinds(stepOf(spec, late))).toEqual(['machine.record']);
    const failed = see('failed-deployment', {
      ...ready,
      ...released,
      attempts: 1,
      reason: 'r',
      ledger: [[1, ledgerRow(1, 1)]],
    });
    expect(stepOf(spec, failed).kind).toBe('hold');
  });

  test('a person’s retry, or a higher generation, installs once more', () => {
    const released = {
      installerReleased: { at: after(1), boot: 'b' },
      deployment: deployment(),
      ledger: [[1, ledgerRow(1, 1)]] as const,
    };
    expect(
      stepOf(spec, see('failed-deployment', { ...ready, ...released, attempts: 0 })),
    ).toMatchObject({ verb: 'deploy', actions: [{ event: { deployment: { attempt: 2 } } }, {}] });
    const higher = machine(1, { target: deployed({ generation: 2 }) });
    expect(
      stepOf(higher, see('failed-deployment', { ...ready, ...released, attempts: 1 })),
    ).toMatchObject({
      verb: 'reinstall',
      actions: [{ event: { deployment: { generation: 2, attempt: 1 } } }, {}],
    });
  });
});

describe('deployed', () => {
  const base = {
    hardware: hardware(1),
    deployment: deployment(),
    ledger: [[1, ledgerRow(1, 1)]] as const,
    power: { n1: 'on' } as const,
  };

  test('the same generation is done; a different digest is pending, not acted on', () => {
    const seen = see('deployed', base);
    expect(stepOf(machine(1, { target: deployed() }), seen)).toEqual({ kind: 'done' });
    const drifted = inventory([
      machine(1, { target: deployed({ inMemory: true, digest: 'e'.repeat(64) as never }) }),
    ]);
    expect(plan(drifted, seen).changes).toMatchObject([
      { step: { kind: 'done' }, pending: [expect.stringContaining('changed since generation 1')] },
    ]);
  });

  test('moving the generation back does nothing', () => {
    const seen = see('deployed', { ...base, deployment: deployment({ generation: 2 }) });
    expect(stepOf(machine(1, { target: deployed({ generation: 1 }) }), seen)).toEqual({
      kind: 'done',
    });
  });

  test('a higher generation reinstalls by a cycle, and says which disk is lost', () => {
    const target = deployed({ generation: 2 });
    const [change] = plan(inventory([machine(1, { target })]), see('deployed', base)).changes;
    expect(change).toMatchObject({
      step: { verb: 'reinstall' },
      dataLoss: [{ disk: 'SN-1', bytes: 20e9, holds: 'generation 1' }],
    });
    expect(change && kinds(change.step)).toEqual(['machine.record', 'power.cycle']);
  });

  test.each(['identity', 'disks'] as const)(
    'a machine that did not prove its %s is held at once, with what was expected and found (rule 7)',
    (refused) => {
      const reason = 'expected disk SN-1 of 20000000000 bytes, found SN-9 (20000000000 bytes)';
      const failed = { ...base, deployment: deployment(), attempts: 1, reason, refused };
      const seen = see('failed-deployment', { ...failed, over: { at: after(999 * MINUTE) } });
      const step = stepOf(machine(1, { target: deployed() }), seen);
      expect(step).toMatchObject({ kind: 'hold', guard: refused });
      expect(because(step)).toContain(reason);
      expect(because(step)).toContain('reconcile machine retry n1');
      // A higher generation is for what it is now, which is found out first.
      const next = stepOf(machine(1, { target: deployed({ generation: 2 }) }), seen);
      expect(next).toMatchObject({ verb: 'recommission' });
    },
  );

  test('what only ever ran in memory is no licence to write over what this store did not write (rule 11)', () => {
    const disks = [{ name: 'vda', serial: 'SN-1', bytes: 20e9, signatures: ['ext4'] }];
    const inMemory = deployment({ inMemory: true, disks: [] });
    const ran = (released: number): ObservedState =>
      see('deployed', {
        ...base,
        hardware: hardware(1, { disks }),
        deployment: inMemory,
        ledger: [[1, { ...ledgerRow(1, 1), released }]],
      });
    const onDisk = machine(1, { target: deployed({ generation: 2 }) });
    expect(stepOf(onDisk, ran(0))).toMatchObject({ kind: 'hold', guard: 'disks' });
    expect(because(stepOf(onDisk, ran(0)))).toContain(
      'SN-1 holds ext4 that this store did not write',
    );
    expect(stepOf(onDisk, ran(1))).toMatchObject({ kind: 'act', verb: 'reinstall' });
  });

  test('what was aborted does not begin again because it was marked broken, and fixed (rule 5)', () => {
    const said = { by: 'ann', why: 'not this one' };
    const aborted = [
      { kind: 'aborted', ...said },
      { kind: 'marked-broken', ...said },
      { kind: 'marked-fixed', ...said },
    ] as const;
    const { ledger, power, ...armed } = { ...base, attempts: 1 };
    const row = aborted.reduce<MachineRecord>(
      (before, event) => advance(before, event, after(1)) ?? before,
      record(1, 'deploying', armed),
    );
    const seen = observed({ records: [[1, row]], power, ledger, over: { at: after(99 * MINUTE) } });
    expect(row.phase).toBe('failed-deployment');
    expect(stepOf(machine(1, { target: deployed() }), seen).kind).toBe('hold');
  });

  test('what is commissioned anew keeps no deployment, and only what was refused is', () => {
    const failed = record(1, 'failed-deployment', { deployment: deployment(), attempts: 3 });
    expect(advance(failed, { kind: 'commission-started' }, after(1))).toBeUndefined();
    const anew = advance({ ...failed, refused: 'disks' }, { kind: 'commission-started' }, after(1));
    expect(anew).toMatchObject({ phase: 'commissioning', attempts: 1 });
    expect(anew?.deployment).toBeUndefined();
    expect(anew?.refused).toBeUndefined();
    // The plan that was reviewed named disks that are not there: others are not ours to write over.
    const foreign = hardware(1, {
      disks: [{ name: 'vda', serial: 'SN-9', bytes: 20e9, signatures: ['ext4'] }],
    });
    const is = anew && advance(anew, { kind: 'commissioned', hardware: foreign }, after(2));
    const seen = observed({
      records: [[1, is ?? failed]],
      ledger: [[1, ledgerRow(1, 1)]],
      power: { n1: 'off' },
    });
    const step = stepOf(machine(1, { target: deployed({ generation: 2 }) }), seen);
    expect(step).toMatchObject({ kind: 'hold', guard: 'disks' });
    expect(because(step)).toContain('SN-9 holds ext4 that this store did not write');
  });

  test('a release names the installed generation or is held (rule 3)', () => {
    const seen = see('deployed', { ...base, deployment: deployment({ generation: 2 }) });
    expect(stepOf(machine(1, { target: givenUp(2) }), seen)).toMatchObject({ verb: 'release' });
    expect(because(stepOf(machine(1, { target: givenUp(1) }), seen))).toBe(
      'released names generation 1, 2 is installed',
    );
    expect(stepOf(machine(1), seen).kind).toBe('hold');
  });
});

describe('owners', () => {
  const of = (owner: string | undefined, over: Partial<MachineSpec> = {}) =>
    machine(1, { owner, ...over });

  test('another owner before anything was installed only changes the allocation', () => {
    const seen = see('allocated', { owner: 'web', hardware: hardware(1) });
    for (const target of [{ kind: 'ready' } as const, deployed()])
      expect(stepOf(of('db', { target }), seen)).toMatchObject({
        verb: 'allocate',
        because: 'it belongs to db, no longer to web',
        actions: [{ event: { kind: 'allocated', owner: 'db' } }],
      });
  });

  test.each(['deployed', 'failed-deployment'] as const)(
    'of a machine that is %s, after a release only',
    (phase) => {
      const seen = see(phase, { owner: 'web', deployment: deployment({ generation: 3 }) });
      for (const owner of ['db', undefined]) {
        const step = stepOf(of(owner, { target: deployed({ generation: 4 }) }), seen);
        expect(step).toMatchObject({ kind: 'hold', guard: 'owner' });
        expect(because(step)).toContain('release: {generation: 3}');
      }
    },
  );
});

describe('leaving and changing names', () => {
  test('a record that nothing declares is forgotten without a power action (rule 2)', () => {
    const [change] = plan(
      inventory([], { site }),
      see('deployed', { deployment: deployment() }),
    ).changes;
    expect(change && kinds(change.step)).toEqual(['machine.forget']);
  });

  test('removed in flight: what runs is finished first', () => {
    const [change] = plan(inventory([]), see('deploying', { deployment: deployment() })).changes;
    expect(change?.step).toMatchObject({ kind: 'wait', until: after(30 * MINUTE) });
  });

  test('a new name for the same MAC renames the record', () => {
    const renamed = { ...machine(1), name: 'db-1' as MachineSpec['name'] };
    expect(stepOf(renamed, see('deployed', { deployment: deployment() }))).toMatchObject({
      verb: 'rename',
    });
  });

  test.each([
    [{ macs: [mac(9)], serial: 'S1' }, `its MAC ${mac(1)} was replaced by ${mac(9)} (same serial)`],
    [{ macs: [mac(1), mac(9)] }, `its MAC ${mac(9)} is new (same ${mac(1)}); its serial S1 is`],
    [{ macs: [mac(1)] }, 'its serial S1 is declared no more'],
    [{ macs: [mac(1)], serial: 'S2' }, 'its serial was S1'],
  ])('another NIC is an operation of its own: %j', (identity, expected) => {
    const before = { macs: [mac(1)], serial: 'S1' };
    const seen = see('deployed', { deployment: deployment(), identity: before });
    const step = stepOf(machine(1, { identity }), seen);
    expect(step).toMatchObject({ verb: 'identify' });
    expect(because(step)).toContain(expected);
    expect(kinds(step)).toEqual(['machine.record']);
  });

  const moved = (n: number, to: number) => ({ ...machine(n), name: machine(to).name });
  const three = observed({
    records: [1, 2, 3].map((n) => [n, record(n, 'deployed', { deployment: deployment() })]),
  });
  const verbs = (specs: readonly MachineSpec[]) =>
    plan(inventory(specs), three).changes.map(({ subject, step }) =>
      subject.kind === 'machine' && step.kind !== 'done' && step.kind !== 'wait'
        ? `${subject.name} ${step.kind === 'act' ? step.verb : (step.guard ?? '')}`
        : '',
    );

  test('machines that change places in one commit are held, all of them and no other', () => {
    expect(verbs([moved(1, 2), moved(2, 1), machine(3)])).toEqual([
      'n1 identity',
      'n2 identity',
      'n3 ',
    ]);
    expect(verbs([moved(1, 2), moved(2, 3), moved(3, 1)])).toEqual([
      'n1 identity',
      'n2 identity',
      'n3 identity',
    ]);
    const [first] = plan(inventory([moved(1, 2), moved(2, 1), machine(3)]), three).changes;
    expect(first && because(first.step)).toContain('n1, n2 have changed places');
  });

  test('names that move on in a row are renames', () => {
    expect(verbs([moved(1, 2), moved(2, 3), moved(3, 4)])).toEqual([
      'n2 rename',
      'n3 rename',
      'n4 rename',
    ]);
  });

  test('an identity that fits two records is an error, not a guess', () => {
    const both = machine(1, {
      identity: { macs: [machine(1).identity.macs, machine(2).identity.macs].flat() },
    });
    const seen = observed({
      records: [
        [1, record(1, 'ready')],
        [2, record(2, 'ready')],
      ],
    });
    expect(because(stepOf(both, seen))).toContain('n1 and n2');
  });
});

test("a release that failed is tried again by a person's word only", () => {
  let row: MachineRecord | undefined = record(1, 'deployed', { deployment: deployment() });
  for (const event of [
    { kind: 'release-started' },
    { kind: 'failed', reason: 'stays on' },
  ] as const)
    row = row && advance(row, event, after(0));
  const spec = machine(1, { target: givenUp(1) });
  const failed = stepOf(spec, observed({ records: [[1, row!]] }));
  expect(failed).toMatchObject({ kind: 'hold' });
  expect(because(failed)).toContain('stays on; say `reconcile machine retry n1`');
  row = row && advance(row, { kind: 'retry-authorised', by: 'ann', why: 'mended' }, after(0));
  expect(stepOf(spec, observed({ records: [[1, row!]] }))).toMatchObject({ verb: 'release' });
});

describe('the ledger', () => {
  const spec = machine(1, {
    identity: { macs: [mac(1), mac(2)] },
    target: deployed({ generation: 3 }),
  });

  test('of a machine that was two counts its highest generation', () => {
    const rows = [
      [1, ledgerRow(1, 2)],
      [2, ledgerRow(2, 3)],
    ] as const;
    const step = stepOf(spec, observed({ power: { n1: 'off' }, ledger: rows }));
    expect(step).toMatchObject({ actions: [{ kind: 'machine.enlist', id: 'id2' }] });
  });

  test('of an adopted machine is no licence to write over what this store did not write', () => {
    const [disk] = hardware(1).disks;
    const full = hardware(1, { disks: [{ ...disk!, signatures: ['gpt'] }] });
    const seen = (over: Partial<InstallLedger>) =>
      see('ready', { hardware: full, ledger: [[1, { ...ledgerRow(1, 0), ...over }]] });
    const wanted = machine(1, { target: deployed() });
    expect(because(stepOf(wanted, seen({ adopted: true })))).toContain('holds gpt');
    expect(stepOf(wanted, seen({}))).toMatchObject({ verb: 'allocate' });
  });
});
