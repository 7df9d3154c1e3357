/** Rules 7 and 8 (src/README.md, The rules): to whom an installer is let go, and that it is let go once. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bootPurpose } from '../../src/core/boot.ts';
import type { Disk, Hardware } from '../../src/core/hardware.ts';
import { advance, type MachineEvent, type MachineRecord } from '../../src/core/machine.ts';
import { plan } from '../../src/core/plan.ts';
import { contradiction } from '../../src/metadata/proof.ts';
import { after, deployed, deployment, hardware, inventory } from '../support/fleet.ts';
import { mac, machine, MINUTE, observed, record } from '../support/fleet.ts';

const RUNS = Number(process.env['RUNS'] ?? 200);

const UUID = '4c4c4544-0042-3510-8052-b4c04f4b3732';
/** The first three fields as boards print them that do not turn them round (SMBIOS 2.6, 7.2.1). */
const TURNED = '44454c4c-4200-1035-8052-b4c04f4b3732';

const disk = (n: number, over: Partial<Disk> = {}): Disk => ({
  name: `sd${n}`,
  serial: `S-${n}`,
  bytes: 480_000_000_000,
  signatures: [],
  ...over,
});
const commissioned = hardware(1, {
  uuid: UUID,
  serial: 'CZ1',
  disks: [disk(1), disk(2)],
  nics: [
    { name: 'eth0', mac: mac(1) },
    { name: 'eth1', mac: mac(9) },
  ],
});

/** What may have happened to a machine since it was commissioned, and whether it is still the one that was meant. */
const CHANGES: readonly {
  readonly keeps: boolean;
  readonly change: (h: Hardware) => Hardware;
}[] = [
  { keeps: true, change: (h) => ({ ...h, disks: h.disks.toReversed() }) },
  { keeps: true, change: (h) => ({ ...h, disks: [...h.disks, disk(7)] }) },
  {
    keeps: true,
    change: (h) => ({ ...h, disks: h.disks.filter(({ serial }) => serial !== 'S-2') }),
  },
  {
    keeps: true,
    change: (h) => ({ ...h, disks: h.disks.map((d) => ({ ...d, name: `x${d.name}` })) }),
  },
  { keeps: true, change: (h) => ({ ...h, nics: [...h.nics, { name: 'eth7', mac: mac(7) }] }) },
  { keeps: true, change: (h) => ({ ...h, uuid: h.uuid === UUID ? TURNED : UUID }) },
  { keeps: true, change: (h) => ({ ...h, uuid: h.uuid?.toUpperCase() ?? '' }) },
  {
    keeps: false,
    change: (h) => ({ ...h, disks: h.disks.filter(({ serial }) => serial !== 'S-1') }),
  },
  {
    keeps: false,
    change: (h) => ({
      ...h,
      disks: h.disks.map((d) => (d.serial === 'S-1' ? { ...d, serial: 'S-8' } : d)),
    }),
  },
  {
    keeps: false,
    change: (h) => ({
      ...h,
      disks: h.disks.map((d) => (d.serial === 'S-1' ? { ...d, bytes: d.bytes + 512 } : d)),
    }),
  },
  { keeps: false, change: (h) => ({ ...h, disks: [...h.disks, disk(3, { serial: 'S-1' })] }) },
  { keeps: false, change: (h) => ({ ...h, nics: [{ name: 'eth0', mac: mac(8) }] }) },
  { keeps: false, change: (h) => ({ ...h, nics: [...h.nics, { name: 'eth2', mac: mac(2) }] }) },
  { keeps: false, change: (h) => ({ ...h, serial: 'CZ2' }) },
  { keeps: false, change: (h) => ({ ...h, uuid: UUID.replace('4c4c', '5d5d') }) },
  { keeps: false, change: (h) => ({ ...h, uuid: '00000000-0000-0000-0000-000000000000' }) },
  { keeps: false, change: (h) => ({ ...h, firmware: 'bios' }) },
];

describe('rule 7: identity before disks', () => {
  const changes = fc.uniqueArray(fc.integer({ min: 0, max: CHANGES.length - 1 }), { maxLength: 6 });

  test.prop([changes], { numRuns: RUNS })(
    'an installer goes to the machine and the disks that were commissioned, whatever else changed, and to no other',
    (chosen) => {
      const all = chosen.flatMap((i) => CHANGES[i] ?? []);
      // One that spoils it, and last: two may cancel each other out (a disk taken away, one like it added).
      const spoils = all.filter(({ keeps }) => !keeps).slice(0, 1);
      const inOrder = [...all.filter(({ keeps }) => keeps), ...spoils];
      const found = inOrder.reduce((h, { change }) => change(h), commissioned);
      const said = contradiction(
        {
          record: record(1, 'deploying', { hardware: commissioned }),
          deployment: deployment({ disks: [{ serial: 'S-1', bytes: 480_000_000_000 }] }),
          others: [{ name: 'n2', macs: [mac(2)], uuids: [], serials: [] }],
        },
        found,
      );
      if (spoils.length === 0) expect(said).toBeUndefined();
      else expect(said?.because).toMatch(/^expected .*found /);
    },
  );
});

describe('rule 8: after the installer, never by itself', () => {
  const event: fc.Arbitrary<MachineEvent> = fc.oneof(
    fc.constantFrom<MachineEvent>(
      { kind: 'heard' },
      { kind: 'power-requested' },
      { kind: 'netboot-off' },
      { kind: 'failed', reason: 'it took too long' },
      { kind: 'deployed' },
      { kind: 'retry-authorised', by: 'ann', why: 'looked at' },
    ),
    fc
      .constantFrom('boot-1', 'boot-2', 'boot-3')
      .map((boot): MachineEvent => ({ kind: 'installer-released', boot })),
  );
  const moments = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 40 })), { maxLength: 12 });
  const declared = inventory([machine(1, { target: deployed() })]);
  const power = fc.constantFrom('on' as const, 'off' as const, 'unknown' as const);

  test.prop([moments, power], { numRuns: RUNS })(
    'one boot gets it, the next ones the local disk, and the planner touches no power any more',
    (happened, seen) => {
      let row: MachineRecord = record(1, 'deploying', {
        attempts: 1,
        hardware: hardware(1),
        deployment: deployment(),
      });
      const boots = new Set<string>();
      let now = 0;
      for (const [one, minutes] of happened) {
        now += minutes;
        row = advance(row, one, after(now * MINUTE)) ?? row;
        if (row.installerReleased === undefined) continue;
        boots.add(row.installerReleased.boot);
        expect(bootPurpose(row)).toBe('local');
        const { changes } = plan(
          declared,
          observed({
            records: [[1, row]],
            ledger: [
              [1, { identity: row.identity, generation: 1, startedAt: after(0), name: row.name }],
            ],
            power: { n1: seen },
            over: { at: after(now * MINUTE) },
          }),
        );
        const asked = changes.flatMap(({ step }) => (step.kind === 'act' ? step.actions : []));
        const told = happened.some(([word]) => word.kind === 'retry-authorised');
        if (!told) expect(asked.filter(({ kind }) => kind.startsWith('power.'))).toEqual([]);
      }
      expect(boots.size).toBeLessThanOrEqual(1);
    },
  );
});
