import { describe, expect, test } from 'vitest';
import type { Revision } from '../../../src/core/ids.ts';
import type { MachineSpec, Protection } from '../../../src/core/inventory.ts';
import { finder, judge, type Safeguard, type Safeguards } from '../../../src/core/protection.ts';
import { at, deployed, inventory, mac, machine } from '../../support/fleet.ts';

const protect: Protection = { reinstall: true, release: true, reason: 'db', declaredAt: at(1) };
const released = (generation: number): MachineSpec['target'] => ({
  kind: 'released',
  generation,
  erase: 'none',
  disks: [],
  declaredAt: at(1),
});
const db = (generation: number, over: Partial<MachineSpec> = {}) =>
  machine(1, { target: deployed({ generation }), ...over });
const guarded = (generation: number, over: Partial<MachineSpec> = {}) =>
  db(generation, { protect, ...over });

/** After these revisions, `r0`, `r1`, …; each has these machines. */
const after = (...revisions: readonly (readonly MachineSpec[])[]): Safeguards =>
  revisions.reduce<Safeguards>(
    (known, machines, i) => judge(known, inventory(machines, { revision: `r${i}` as Revision })),
    new Map(),
  );
const only = (safeguards: Safeguards): Safeguard | undefined => {
  expect(safeguards.size).toBeLessThan(2);
  return [...safeguards.values()][0];
};

describe('the first revision without the protection', () => {
  test('burns the generation that it names, raised or not', () => {
    expect(only(after([guarded(1)], [db(2)]))?.burnt).toEqual({ generation: 2, revision: 'r1' });
    expect(only(after([guarded(1)], [guarded(2)], [db(2)]))?.burnt?.generation).toBe(2);
    expect(only(after([guarded(1)], [db(1)]))?.burnt?.generation).toBe(1);
  });

  test('burns nothing that a later one names, and stays burnt through all of them', () => {
    const safeguard = only(after([guarded(1)], [db(2)], [db(3)], [db(2)], [guarded(4)], [db(3)]));
    expect(safeguard).toMatchObject({ burnt: { generation: 3, revision: 'r5' } });
  });

  test('refuses its release, until a later one wanted something else', () => {
    const lifted = [db(1, { target: released(1) })];
    expect(only(after([guarded(1)], lifted))?.releaseBurnt).toEqual({ revision: 'r1' });
    expect(only(after([guarded(1)], lifted, lifted))?.releaseBurnt).toEqual({ revision: 'r1' });
    expect(only(after([guarded(1)], lifted, [db(1)], lifted))?.releaseBurnt).toBeUndefined();
    expect(only(after([guarded(1)], [db(1)], lifted))?.releaseBurnt).toBeUndefined();
  });

  test('may lift half of it', () => {
    const half = { ...protect, release: false };
    const safeguard = only(after([guarded(1)], [db(2, { protect: half })]));
    expect(safeguard).toMatchObject({ protect: half });
    expect(safeguard?.burnt).toBeUndefined();
  });
});

describe('a protection outlives', () => {
  test('the file: added again without it, what that revision names is burnt', () => {
    expect(only(after([guarded(1)], [], []))?.protect).toEqual(protect);
    expect(only(after([guarded(1)], [], [db(5)]))?.burnt).toEqual({
      generation: 5,
      revision: 'r2',
    });
  });

  test('another name, another NIC', () => {
    const known = { macs: [mac(1)], serial: 'S1' };
    const moved = {
      ...machine(7),
      identity: { macs: [mac(9)], serial: 'S1' },
      target: deployed({ generation: 2 }),
    };
    const safeguards = after([guarded(1, { identity: known })], [moved]);
    expect(only(safeguards)).toMatchObject({ name: 'n7', burnt: { generation: 2 } });
    expect(finder(safeguards)({ macs: [mac(9)] })?.burnt?.generation).toBe(2);
  });

  test('being declared as two machines: each inherits it', () => {
    const both = { macs: [mac(1), mac(2)] };
    const halves = [db(2), { ...machine(2), target: deployed({ generation: 3 }) }];
    const safeguards = after([guarded(1, { identity: both })], halves);
    expect(finder(safeguards)({ macs: [mac(1)] })?.burnt?.generation).toBe(2);
    expect(finder(safeguards)({ macs: [mac(2)] })?.burnt?.generation).toBe(3);
  });

  test('becoming one with another machine: the stricter counts', () => {
    const other = machine(2, { target: deployed({ generation: 4 }) });
    const one = db(2, { identity: { macs: [mac(1), mac(2)] } });
    const safeguards = after([guarded(1), { ...other, protect }], [guarded(1), other], [one]);
    expect(only(safeguards)?.burnt).toEqual({ generation: 4, revision: 'r1' });
  });

  test('a MAC that moved to another protected machine', () => {
    const known = { macs: [mac(1)], serial: 'S1' };
    const swapped = guarded(1, { identity: { macs: [mac(9)], serial: 'S1' } });
    const heir = { ...machine(2, { identity: { macs: [mac(1)] } }), protect };
    const safeguards = after([guarded(1, { identity: known })], [swapped, heir]);
    expect([...safeguards.values()].map(({ name }) => name).toSorted()).toEqual(['n1', 'n2']);
  });
});

test('nothing is remembered of machines that were never protected', () => {
  expect(after([db(1)], [db(2)], []).size).toBe(0);
  expect(after([guarded(1, { target: { kind: 'ready' } })], [machine(1)]).size).toBe(0);
});
