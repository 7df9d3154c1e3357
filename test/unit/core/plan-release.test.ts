import { describe, expect, test } from 'vitest';
import type { MachineSpec } from '../../../src/core/inventory.ts';
import type { Erasure } from '../../../src/core/erasing.ts';
import {
  advance,
  type Deployment,
  type MachineEvent,
  type MachineRecord,
} from '../../../src/core/machine.ts';
import type { ObservedState } from '../../../src/core/observed.ts';
import { plan } from '../../../src/core/plan.ts';
import type { Change } from '../../../src/core/step.ts';
import {
  after,
  deployed,
  deployment,
  givenUp,
  hardware,
  inventory,
  ledgerRow,
  machine,
  MINUTE,
  observed,
  record,
  type Seen,
} from '../../support/fleet.ts';

const disk = (serial: string, signatures: readonly string[] = []) => ({
  name: serial.toLowerCase(),
  serial,
  wwn: `0x${serial}`,
  bytes: 20e9,
  signatures,
});
const facts = hardware(1, { disks: [disk('SN-1'), disk('SN-2', ['xfs']), disk('SN-3')] });
const installed = deployment({ generation: 2, disks: [{ serial: 'SN-1', bytes: 20e9 }] });

const row = (phase: MachineRecord['phase'], over: Partial<MachineRecord> = {}): MachineRecord =>
  record(1, phase, {
    hardware: facts,
    deployment: installed,
    installerReleased: { at: after(-9), boot: 'installer' },
    ...over,
  });

function changeOf(spec: MachineSpec, seen: Seen | ObservedState): Change {
  const [change] = plan(
    inventory([spec]),
    'inFlight' in seen ? seen : observed(seen),
  ).changes.filter(({ subject }) => subject.kind === 'machine');
  if (change === undefined) throw new Error('no change');
  return change;
}

const see = (is: MachineRecord, more: Omit<Seen, 'records'> = {}) =>
  observed({ records: [[1, is]], power: { n1: 'on' }, ...more });

const wants = (over: Parameters<typeof givenUp>[1] = {}, generation = 2): MachineSpec =>
  machine(1, { target: givenUp(generation, over) });

const erased = ({ step }: Change): readonly string[] | undefined => {
  const action = step.kind === 'act' ? step.actions[0] : undefined;
  return action?.kind === 'machine.record' && action.event.kind === 'release-started'
    ? action.event.erasure?.disks.map(({ serial }) => serial ?? '')
    : undefined;
};

const because = ({ step }: Change): string => (step.kind === 'done' ? '' : step.because);

describe('what a release erases (rule 3)', () => {
  test('nothing of a restored store, by the name of a generation that another one may have followed', () => {
    const restored = { ...ledgerRow(1, 3), restored: true } as const;
    const seen = see(row('deployed'), { ledger: [[1, restored]] });
    expect(changeOf(wants({ erase: 'quick' }), seen).step).toMatchObject({
      kind: 'hold',
      because: 'released names generation 2, 3 is installed',
    });
    expect(changeOf(wants({ erase: 'quick' }, 3), seen).step).toMatchObject({ verb: 'erase' });
  });

  test('nothing, where nothing is said', () => {
    const change = changeOf(wants(), see(row('deployed')));
    expect(change).toMatchObject({ step: { verb: 'release' }, dataLoss: [], route: ['release'] });
    expect(erased(change)).toBeUndefined();
  });

  test('the disks of the installed storage configuration, and no others', () => {
    const change = changeOf(wants({ erase: 'quick' }), see(row('deployed')));
    expect(change.step).toMatchObject({
      verb: 'erase',
      actions: [{ kind: 'machine.record' }, { kind: 'power.cycle' }],
    });
    expect(erased(change)).toEqual(['SN-1']);
    expect(change.dataLoss).toEqual([{ disk: 'SN-1', bytes: 20e9, holds: 'generation 2' }]);
    expect(change.route).toEqual(['erase', 'release']);
    expect(change.at).toMatchObject({ line: 8 });
  });

  test('others by serial or WWN, each once, whatever was found on them', () => {
    const disks = ['SN-2', '0xSN-3', '0xSN-1'];
    const change = changeOf(wants({ erase: 'full', disks }), see(row('deployed')));
    expect(erased(change)).toEqual(['SN-1', 'SN-2', 'SN-3']);
    expect(change.dataLoss.map(({ holds }) => holds)).toEqual([
      'generation 2',
      'xfs',
      'what was written since it was commissioned',
    ]);
  });

  test('of a machine in memory only what is named', () => {
    const inMemory = { deployment: deployment({ generation: 2, inMemory: true, disks: [] }) };
    const none = changeOf(wants({ erase: 'full' }), see(row('deployed', inMemory)));
    expect(none.step).toMatchObject({ verb: 'release' });
    const named = wants({ erase: 'full', disks: ['SN-3'] });
    expect(erased(changeOf(named, see(row('deployed', inMemory))))).toEqual(['SN-3']);
  });

  test('from off, nothing is cycled', () => {
    const change = changeOf(
      wants({ erase: 'quick' }),
      see(row('deployed'), { power: { n1: 'off' } }),
    );
    expect(change.step).toMatchObject({ actions: [{}, { kind: 'power.netboot' }] });
  });
});

describe('what is held, and says why', () => {
  test.each<[string, Partial<MachineRecord>, Parameters<typeof givenUp>[1], string, string]>([
    [
      'a disk that it does not have',
      {},
      { erase: 'quick', disks: ['SN-9'] },
      'disks',
      'release.disks names SN-9, which it does not have: commissioning found SN-1, SN-2, SN-3',
    ],
    [
      'a word that two disks are called',
      { hardware: hardware(1, { disks: [disk('SN-1'), disk('SN-2'), disk('SN-2')] }) },
      { erase: 'quick', disks: ['SN-2'] },
      'disks',
      'release.disks names SN-2, and 2 of its disks are called so',
    ],
    [
      'a machine that this store did not install',
      { deployment: undefined as unknown as Deployment },
      { erase: 'quick' },
      'disks',
      'this store did not install it',
    ],
    [
      'a machine whose disks nobody has seen',
      { hardware: undefined as unknown as typeof facts },
      { erase: 'quick', disks: ['SN-1'] },
      'disks',
      'it was never commissioned',
    ],
  ])('%s', (_, over, asks, guard, reason) => {
    const given = Object.fromEntries(
      Object.entries(row('deployed', over)).filter(([, value]) => value !== undefined),
    ) as unknown as MachineRecord;
    const ledger = [[1, ledgerRow(1, 2)]] as const;
    const change = changeOf(wants(asks), see(given, { ledger }));
    expect(change.step).toMatchObject({ kind: 'hold', guard });
    expect(because(change)).toContain(reason);
    expect(change.dataLoss).toEqual([]);
  });

  test('an installer that never ran wrote no disk that is known', () => {
    const { installerReleased: _, ...given } = row('failed-deployment', { attempts: 3 });
    const change = changeOf(wants({ erase: 'quick' }), see(given));
    expect(change.step).toMatchObject({ kind: 'hold', guard: 'disks' });
    expect(because(change)).toContain('the installer of generation 2 never ran');
    const named = changeOf(wants({ erase: 'quick', disks: ['SN-1'] }), see(given));
    expect(erased(named)).toEqual(['SN-1']);
  });

  test.each([1, 3])('generation %i, where 2 is installed', (generation) => {
    const change = changeOf(wants({ erase: 'full' }, generation), see(row('deployed')));
    expect(change.step).toEqual({
      kind: 'hold',
      guard: 'release',
      because: `released names generation ${generation}, 2 is installed`,
    });
    expect(change.dataLoss).toEqual([]);
  });
});

describe('what waits, and shows what is lost all the same', () => {
  test('the image that erases', () => {
    const seen = see(row('deployed'), { over: { images: new Map() } });
    const change = changeOf(wants({ erase: 'quick' }), seen);
    expect(change.step).toMatchObject({ kind: 'wait' });
    expect(because(change)).toContain('commissioning image');
    expect(change.dataLoss).toHaveLength(1);
  });

  test('a BMC that does not answer', () => {
    const seen = see(row('deployed'), { power: { n1: 'error' } });
    const change = changeOf(wants({ erase: 'quick' }), seen);
    expect(change.step).toMatchObject({ kind: 'wait' });
    expect(change.dataLoss).toHaveLength(1);
  });
});

const erasure: Erasure = { generation: 2, attempt: 1, method: 'quick', disks: installed.disks };
const begun = (over: Partial<MachineRecord> = {}): MachineRecord =>
  row('releasing', { boots: 1, powerRequestedAt: after(0), erasure, attempts: 1, ...over });
const listed = { ...erasure, released: { at: after(MINUTE), boot: 'a' } };
const at = (minutes: number) => ({ over: { at: after(minutes * MINUTE) } });

describe('while it erases (rule 8)', () => {
  const quick = wants({ erase: 'quick' });

  test('until the list is released, a machine that is off is powered again', () => {
    const seen = see(begun(), { power: { n1: 'off' }, ...at(2) });
    expect(changeOf(quick, seen).step).toMatchObject({
      verb: 'power-on',
      actions: [{ kind: 'machine.record' }, { kind: 'power.netboot' }],
    });
  });

  test('it is never taken for released because it is off', () => {
    for (const is of [begun(), begun({ erasure: listed })]) {
      const { step } = changeOf(quick, see(is, { power: { n1: 'off' }, ...at(2) }));
      expect(JSON.stringify(step)).not.toContain('"released"');
    }
  });

  test('after it, nothing is powered: only time decides', () => {
    for (const power of ['on', 'off', 'error'] as const) {
      const seen = see(begun({ erasure: listed }), { power: { n1: power }, ...at(20) });
      expect(changeOf(quick, seen).step).toEqual({
        kind: 'wait',
        because: 'its disks are being erased',
        until: after(31 * MINUTE),
      });
    }
  });

  test('its deadline is a silence, because a large disk takes days', () => {
    const heard = begun({ erasure: listed, heardAt: after(600 * MINUTE) });
    expect(changeOf(quick, see(heard, at(629))).step.kind).toBe('wait');
    expect(changeOf(quick, see(heard, at(630))).step).toMatchObject({ verb: 'give-up' });
  });

  test('a commit takes it back until the list is released, and not any more then', () => {
    const targets = [
      machine(1),
      machine(1, { target: deployed({ generation: 2 }) }),
      wants({ erase: 'quick' }, 3),
      wants({ erase: 'full' }),
      wants(),
    ];
    for (const spec of targets) {
      const change = changeOf(spec, see(begun(), at(2)));
      expect(change.step).toMatchObject({ verb: 'give-up' });
      expect(because(change)).toContain('nothing was erased');
      expect(change.dataLoss).toEqual([]);
      const listedBefore = changeOf(spec, see(begun({ erasure: listed }), at(2)));
      expect(listedBefore).toMatchObject({ step: { kind: 'wait' }, effect: 'erase' });
      expect(listedBefore.dataLoss).toHaveLength(1);
    }
  });

  test('a disk that is named no more is not erased', () => {
    const disks = [...installed.disks, { serial: 'SN-2', bytes: 20e9 }];
    const two = begun({ erasure: { ...erasure, disks } });
    const both = wants({ erase: 'quick', disks: ['SN-2'] });
    expect(changeOf(both, see(two, at(2))).step.kind).toBe('wait');
    expect(changeOf(quick, see(two, at(2))).step).toMatchObject({ verb: 'give-up' });
  });

  test('erased, it is powered off, then it is released', () => {
    const done = begun({ erasure: { ...listed, doneAt: after(2 * MINUTE) } });
    expect(changeOf(quick, see(done, at(3))).step).toMatchObject({ verb: 'power-off' });
    const off = see(done, { power: { n1: 'off' }, ...at(3) });
    expect(changeOf(quick, off).step).toMatchObject({
      verb: 'release',
      actions: [{ event: { kind: 'released' } }],
    });
  });
});

/** The record after these events. */
const through = (first: MachineRecord, ...events: readonly MachineEvent[]): MachineRecord =>
  events.reduce((is, event, i) => {
    const next = advance(is, event, after(i + 1));
    if (next === undefined) throw new Error(`${is.phase} refuses ${event.kind}`);
    return next;
  }, first);

const start: MachineEvent = { kind: 'release-started', erasure };
const list: MachineEvent = { kind: 'erase-released', boot: 'a' };

describe('what the record keeps', () => {
  test('the list goes to one boot', () => {
    const is = through(row('deployed'), start, list);
    expect(advance(is, { kind: 'erase-released', boot: 'b' }, after(9))).toBeUndefined();
    expect(advance(is, list, after(9))?.erasure?.released).toEqual(is.erasure?.released);
  });

  test('nothing is erased that was not asked for, nor before it was', () => {
    const plainly = through(row('deployed'), { kind: 'release-started' });
    expect(advance(plainly, list, after(9))).toBeUndefined();
    expect(advance(through(row('deployed'), start), { kind: 'erased' }, after(9))).toBeUndefined();
  });

  test('a word that it is erased is believed late, and once', () => {
    const late = through(
      row('deployed'),
      start,
      list,
      { kind: 'failed', reason: 'silent' },
      {
        kind: 'erased',
      },
    );
    expect(late).toMatchObject({ phase: 'releasing', erasure: { doneAt: after(4) } });
    expect(late.reason).toBeUndefined();
  });

  test('released and blank: the next install is not told of what was on it', () => {
    const twoDisks = { ...erasure, disks: [...erasure.disks, { serial: 'SN-2', bytes: 20e9 }] };
    const is = through(
      row('deployed'),
      { kind: 'release-started', erasure: twoDisks },
      list,
      { kind: 'erased' },
      { kind: 'released' },
    );
    expect(is.phase).toBe('ready');
    expect(is.hardware?.disks.map(({ signatures }) => signatures)).toEqual([[], [], []]);
    const spec = machine(1, {
      target: deployed({
        generation: 3,
        parts: { ...installed.parts, storage: { layout: 'flat', disk: { serial: 'SN-1' } } },
      }),
    });
    const ledger = [[1, ledgerRow(1, 2)]] as const;
    const change = changeOf(spec, see(is, { power: { n1: 'off' }, ledger }));
    expect(change.dataLoss).toEqual([{ disk: 'SN-1', bytes: 20e9, holds: '' }]);
  });

  test('a second attempt is another one, with disks resolved anew', () => {
    const is = through(
      row('deployed'),
      start,
      { kind: 'failed', reason: 'swapped' },
      { kind: 'retry-authorised', by: 'ann', why: 'put back' },
    );
    const change = changeOf(wants({ erase: 'full', disks: ['SN-2'] }), see(is));
    expect(change.step).toMatchObject({
      verb: 'erase',
      actions: [{ event: { erasure: { attempt: 2, method: 'full' } } }, {}],
    });
    expect(erased(change)).toEqual(['SN-1', 'SN-2']);
  });
});

test('adopted and given up, it is commissioned before anything else happens to it', () => {
  const adopted = record(1, 'deployed');
  const ledger = [[1, { ...ledgerRow(1, 4), adopted: true }]] as const;
  const asked = changeOf(wants({}, 4), see(adopted, { ledger }));
  expect(asked.step).toMatchObject({ verb: 'release' });
  const is = through(adopted, { kind: 'release-started' }, { kind: 'released' });
  const off = { ledger, power: { n1: 'off' } } as const;
  expect(changeOf(wants({}, 4), see(is, off)).step).toEqual({ kind: 'done' });
  for (const target of [{ kind: 'ready' } as const, deployed({ generation: 5 })])
    expect(changeOf(machine(1, { target }), see(is, off)).step).toMatchObject({
      verb: 'commission',
      actions: [{ kind: 'machine.record' }, { kind: 'power.netboot' }],
    });
});

describe('after it failed', () => {
  const failed = (reason: string, ...before: readonly MachineEvent[]) =>
    through(row('deployed'), start, ...before, { kind: 'failed', reason });

  test('it is held, and says whether disks may be half erased', () => {
    const quick = wants({ erase: 'quick' });
    expect(because(changeOf(quick, see(failed('swapped'))))).toBe(
      'swapped; say `reconcile machine retry n1`',
    );
    expect(because(changeOf(quick, see(failed('silent', list))))).toBe(
      'silent; its disks may be half erased: look at it; say `reconcile machine retry n1`',
    );
  });

  test('a word starts nothing that the inventory asks for no more (rule 3)', () => {
    const word: MachineEvent = { kind: 'retry-authorised', by: 'ann', why: 'w' };
    const is = through(failed('silent'), word);
    for (const spec of [machine(1), machine(1, { target: deployed({ generation: 2 }) })])
      expect(changeOf(spec, see(is)).step).toMatchObject({ kind: 'hold', guard: 'release' });
    expect(changeOf(wants({ erase: 'quick' }, 1), see(is)).step).toMatchObject({ kind: 'hold' });
  });
});

describe('removed in flight (rule 2)', () => {
  const gone = (is: MachineRecord, minutes = 2) =>
    plan(inventory([]), see(is, at(minutes))).changes[0]?.step;

  test('an erasing that has begun is finished first', () => {
    expect(gone(begun({ erasure: listed }))).toMatchObject({
      kind: 'wait',
      until: after(31 * MINUTE),
    });
    expect(gone(begun({ erasure: listed }), 31)).toMatchObject({ verb: 'forget' });
  });

  test('one that has not begun never begins, and one that is done is over', () => {
    expect(gone(begun())).toMatchObject({ verb: 'forget' });
    const done = begun({ erasure: { ...listed, doneAt: after(1) } });
    expect(gone(done)).toMatchObject({ verb: 'forget' });
  });

  test('what was erased long ago delays nothing', () => {
    const past = { ...listed, doneAt: after(1) };
    expect(gone(row('ready', { erasure: past }))).toMatchObject({ verb: 'forget' });
    expect(gone(row('commissioning', { erasure: past }))).toMatchObject({ kind: 'wait' });
  });
});
