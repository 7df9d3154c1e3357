import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { advance, type MachineEvent, type Phase, TRANSITIONS } from '../../../src/core/machine.ts';
import { after, deployment, hardware, record } from '../../support/fleet.ts';

const PHASES = Object.keys(TRANSITIONS) as Phase[];
const EVENTS: readonly MachineEvent[] = [
  { kind: 'commission-started' },
  { kind: 'commissioned', hardware: hardware(1) },
  { kind: 'allocated', owner: 'ann' },
  { kind: 'deploy-started', deployment: deployment() },
  { kind: 'installer-released', boot: 'b1' },
  { kind: 'netboot-off' },
  { kind: 'deployed' },
  { kind: 'release-started' },
  { kind: 'release-started', erasure: { generation: 1, attempt: 1, method: 'quick', disks: [] } },
  { kind: 'erase-released', boot: 'b1' },
  { kind: 'erase-released', boot: 'b2' },
  { kind: 'erased' },
  { kind: 'released' },
  { kind: 'power-requested' },
  { kind: 'heard' },
  { kind: 'failed', reason: 'r' },
  { kind: 'retry-authorised', by: 'ann', why: 'w' },
  { kind: 'renamed', name: record(2, 'new').name, identity: record(2, 'new').identity },
  { kind: 'marked-broken', by: 'ann', why: 'r' },
  { kind: 'marked-fixed', by: 'ann', why: 'r' },
  { kind: 'locked', by: 'ann', why: 'r' },
  { kind: 'unlocked', by: 'ann', why: 'r' },
  { kind: 'aborted', by: 'ann', why: 'r' },
];

describe('the closed table', () => {
  test.each(PHASES)('%s can be left', (phase) => {
    const moves = EVENTS.map((event) => advance(record(1, phase), event, after(1))?.phase);
    expect(moves.some((to) => to !== undefined && to !== phase)).toBe(true);
  });

  test.prop([fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 })])(
    'every event is a move that the table names, or a refusal that changes nothing',
    (events) => {
      let row = record(1, 'new');
      for (const event of events) {
        const next = advance(row, event, after(1));
        const named = TRANSITIONS[row.phase][event.kind];
        if (next === undefined) continue;
        expect(next.phase).toBe(named === 'came-from' ? row.brokenFrom : named);
        row = next;
      }
    },
  );
});

describe('what events leave in the record', () => {
  test('entering a phase starts its clock and forgets the last phase’s power requests', () => {
    const busy = record(1, 'commissioning', {
      boots: 2,
      powerRequestedAt: after(1),
      heardAt: after(2),
    });
    expect(advance(busy, { kind: 'commissioned', hardware: hardware(1) }, after(9))).toEqual({
      ...record(1, 'ready'),
      since: after(9),
      hardware: hardware(1),
    });
  });

  test('a new deployment forgets that an earlier installer was released', () => {
    const row = record(1, 'failed-deployment', { installerReleased: { at: after(1), boot: 'b' } });
    const next = advance(
      row,
      { kind: 'deploy-started', deployment: deployment({ attempt: 2 }) },
      after(2),
    );
    expect(next).toMatchObject({ phase: 'deploying', attempts: 2, boots: 1 });
    expect(next?.installerReleased).toBeUndefined();
  });

  test('an installer released to one boot is never released to another (rule 8)', () => {
    const row = record(1, 'deploying', { installerReleased: { at: after(1), boot: 'b1' } });
    expect(advance(row, { kind: 'installer-released', boot: 'b2' }, after(2))).toBeUndefined();
    expect(advance(row, { kind: 'installer-released', boot: 'b1' }, after(2))).toBeDefined();
  });

  test('a late deployed signal is still accepted', () => {
    expect(advance(record(1, 'failed-deployment'), { kind: 'deployed' }, after(1))?.phase).toBe(
      'deployed',
    );
  });

  test('marked fixed, a machine is again what it was', () => {
    const broken = advance(
      record(1, 'deployed'),
      { kind: 'marked-broken', by: 'ann', why: 'fan' },
      after(1),
    );
    expect(broken).toMatchObject({ phase: 'broken', brokenFrom: 'deployed', reason: 'fan' });
    const fixed =
      broken && advance(broken, { kind: 'marked-fixed', by: 'ann', why: 'new fan' }, after(2));
    expect(fixed?.phase).toBe('deployed');
    expect(fixed?.brokenFrom).toBeUndefined();
  });

  test.each(['failed-commissioning', 'failed-deployment', 'failed-releasing'] as const)(
    '%s: what a person gave up, or a machine did not prove, is none the less so when it was broken meanwhile',
    (phase) => {
      const said = { by: 'ann', why: 'fan' };
      const failed = record(1, phase, { attempts: 1, aborted: true, refused: 'identity' });
      const broken = advance(failed, { kind: 'marked-broken', ...said }, after(1));
      const fixed = broken && advance(broken, { kind: 'marked-fixed', ...said }, after(2));
      expect(fixed).toMatchObject({ phase, aborted: true, refused: 'identity' });
      // The word that ends both.
      const again = fixed && advance(fixed, { kind: 'retry-authorised', ...said }, after(3));
      expect(again?.aborted ?? again?.refused).toBeUndefined();
    },
  );

  test('released, it belongs to nobody and nothing is deployed on it', () => {
    const row = record(1, 'releasing', { owner: 'ann', deployment: deployment() });
    const next = advance(row, { kind: 'released' }, after(1));
    expect(next).toMatchObject({ phase: 'ready' });
    expect(next?.owner).toBeUndefined();
    expect(next?.deployment).toBeUndefined();
  });
});
