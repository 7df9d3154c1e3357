/** Releases with erasing, from the commit to the blank disk, and what stands in their way. */
import { expect, test } from 'vitest';
import { type BlockDisk, createDisk } from '../../src/rehearsal/disk.ts';
import type { Fault } from '../../src/rehearsal/faults.ts';
import { recordOf, rehearse, stepOf } from '../support/rehearsal.ts';

const givenUp = (text: string): string =>
  `${text}target: released\nrelease: { generation: 1, erase: quick }\n`;

/** As a person with a screwdriver does it. */
function swap(disks: readonly BlockDisk[], serial: string): BlockDisk {
  const disk = createDisk(serial, disks[0]?.bytes ?? 0);
  const content = {
    kind: 'filesystem',
    fstype: 'xfs',
    label: undefined,
    files: new Map(),
  } as const;
  disk.write({ first: 0, bytes: disk.bytes, content });
  (disks as BlockDisk[])[0] = disk;
  return disk;
}

test('a release with erasing ends ready and blank; a swapped disk is refused with both serials; others keep theirs', async () => {
  await using rehearsal = await rehearse({ machines: 5, faults: new Map() });
  await rehearsal.converge();
  const [n1, n3, n5] = ['n1', 'n3', 'n5'].map((name) => rehearsal.machine(name));
  for (const machine of [n1, n3, n5]) expect(machine?.disks[0]?.signatures()).toContain('gpt');
  const kept = JSON.stringify(n5?.disks[0]?.extents());
  const strange = swap(n3?.disks ?? [], 'SN-STRANGE');

  rehearsal.declare('n1', givenUp);
  rehearsal.declare('n3', givenUp);
  const last = await rehearsal.converge();

  expect(recordOf(last, 'n1')).toMatchObject({ phase: 'ready', erasure: { method: 'quick' } });
  expect(recordOf(last, 'n1')?.deployment).toBeUndefined();
  expect(stepOf(last, 'n1')).toEqual({ kind: 'done' });
  expect(n1?.disks[0]?.signatures()).toEqual([]);
  expect(n1?.isOn()).toBe(false);

  const held = stepOf(last, 'n3');
  expect(held).toMatchObject({ kind: 'hold', guard: 'disks' });
  expect(JSON.stringify(held)).toMatch(/expected disk SN-0003 of \d+ bytes, found SN-STRANGE/);
  expect(strange.signatures()).toEqual(['xfs']);

  expect(JSON.stringify(n5?.disks[0]?.extents())).toBe(kept);
  expect(n5?.isOn()).toBe(true);
  const erased = rehearsal.events.filter(({ event }) => event === 'rack.erased');
  expect(erased).toEqual([{ event: 'rack.erased', machine: 'n1', disk: 'SN-0001', how: 'quick' }]);
});

test('a swapped disk is not installed on: refused, held at once, and told by plan and status (rule 7)', async () => {
  await using rehearsal = await rehearse({ machines: 3, faults: new Map() });
  await rehearsal.converge();
  const n3 = rehearsal.machine('n3');
  const strange = swap(n3.disks, 'SN-STRANGE');
  rehearsal.declare('n3', (text) => `${text}deploy: { generation: 2 }\n`);
  const last = await rehearsal.converge();

  const said = /expected disk SN-0003 of \d+ bytes, found SN-STRANGE/;
  expect(recordOf(last, 'n3')).toMatchObject({ phase: 'failed-deployment', refused: 'disks' });
  expect(stepOf(last, 'n3')).toMatchObject({ kind: 'hold', guard: 'disks' });
  expect(JSON.stringify(stepOf(last, 'n3'))).toMatch(said);
  expect(strange.signatures()).toEqual(['xfs']);
  expect(n3.installs()).toBe(1);
  // Once, and not as often as site.maxAttempts says.
  expect(rehearsal.events.filter(({ event }) => event === 'rack.refused')).toHaveLength(1);
  expect(await rehearsal.say('status')).toMatch(said);
});

test('what goes wrong with an erasing: booted again before the list leaves, held after it', async () => {
  const faults = new Map<string, readonly Fault[]>([
    ['n1', ['dies-before-erasing']],
    ['n3', ['erasing-fails']],
    ['n5', ['dies-erasing']],
  ]);
  await using rehearsal = await rehearse({ machines: 5, faults });
  await rehearsal.converge();
  for (const name of faults.keys()) rehearsal.declare(name, givenUp);
  const last = await rehearsal.converge();

  expect(recordOf(last, 'n1')).toMatchObject({ phase: 'ready' });
  expect(rehearsal.machine('n1').disks[0]?.signatures()).toEqual([]);

  expect(recordOf(last, 'n3')).toMatchObject({ phase: 'failed-releasing' });
  expect(JSON.stringify(stepOf(last, 'n3'))).toMatch(
    /erasing failed: hdparm is not in this environment; its disks may be half erased: look at it; say `reconcile machine retry n3`/,
  );

  // It was started again by its own reset: what it got then was to be switched off.
  expect(JSON.stringify(stepOf(last, 'n5'))).toContain('nothing was heard of it for 10s');
  expect(rehearsal.machine('n5').isOn()).toBe(false);
  for (const name of ['n3', 'n5'])
    expect(rehearsal.machine(name).disks[0]?.signatures()).toContain('gpt');
});

test('a revert while it boots to be erased erases nothing, and so does a removal', async () => {
  await using rehearsal = await rehearse({ machines: 3, faults: new Map() });
  await rehearsal.converge();
  const machines = ['n1', 'n3'].map((name) => rehearsal.machine(name));
  const before = machines.map(({ disks }) => JSON.stringify(disks[0]?.extents()));
  rehearsal.declare('n1', givenUp);
  rehearsal.declare('n3', givenUp);
  await rehearsal.converge(
    (pass) =>
      pass !== undefined &&
      ['n1', 'n3'].every((name) => recordOf(pass, name)?.phase === 'releasing'),
  );
  rehearsal.declare('n1', (text) => text.slice(0, text.indexOf('target: released')));
  rehearsal.remove('n3');
  const last = await rehearsal.converge();

  expect(machines.map(({ disks }) => JSON.stringify(disks[0]?.extents()))).toEqual(before);
  expect(recordOf(last, 'n1')).toMatchObject({ phase: 'failed-releasing' });
  expect(recordOf(last, 'n3')).toBeUndefined();
});
