/** A saved plan is carried out as it was looked at, or refused by name; and where the site asks for it, nothing is destroyed without one. */
import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import { approvalRows } from '../../src/controller/approvals.ts';
import type { Approval } from '../../src/core/approval.ts';
import { destructionOf } from '../../src/core/approval.ts';
import type { Digest, MachineId } from '../../src/core/ids.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import type { ObservedState } from '../../src/core/observed.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import { renderText } from '../../src/core/render-text.ts';
import {
  judge,
  narrowTo,
  parseSaved,
  printSaved,
  savedPlan,
  unlessSaved,
} from '../../src/core/saved-plan.ts';
import { subjectKey } from '../../src/core/step.ts';
import { id, T0 } from '../support/fleet.ts';
import { randomSite, type RandomSite } from '../support/random-site.ts';

const schema = new URL('../../schemas/saved-plan.schema.json', import.meta.url);
const validate = new Ajv2020({ allErrors: true, formats: { 'date-time': true } }).compile(
  JSON.parse(readFileSync(schema, 'utf8')) as object,
);
const RUNS = Number(process.env['RUNS'] ?? 100);

function saved({ inventory, observed }: RandomSite) {
  const whole = plan(inventory, observed);
  const all = new Set(whole.changes.map(({ subject }) => subjectKey(subject)));
  return savedPlan(inventory, observed, all);
}

/** What was observed, and every approval that applying the plan gives. */
function approving(site: RandomSite): ObservedState {
  const rows = approvalRows(saved(site).operations, { by: 'ann', at: T0, plan: '0' as Digest });
  const approvals = rows.writes.map(
    ({ key, value }): [MachineId, { value: Approval; serial: number }] => [
      key as MachineId,
      { value: value as Approval, serial: 1 },
    ],
  );
  return { ...site.observed, approvals: new Map(approvals) };
}

const ASIDE = ['phase', 'owner', 'generation', 'disks', 'released', 'lock', 'version'] as const;

/** The same site a moment later, when one fact of machine `n` is another. */
function aside(
  { inventory, observed }: RandomSite,
  n: number,
  what: (typeof ASIDE)[number],
): RandomSite {
  const machines = new Map(observed.machines);
  const seen = machines.get(id(n));
  if (seen !== undefined)
    machines.set(id(n), { ...seen, record: { ...seen.record, ...otherwise(seen.record)[what] } });
  return { inventory, observed: { ...observed, machines } };
}

function otherwise(before: MachineRecord): {
  readonly [K in (typeof ASIDE)[number]]: Partial<MachineRecord>;
} {
  const { deployment, hardware, owner, phase } = before;
  const [disk] = hardware?.disks ?? [];
  return {
    phase: { phase: phase === 'ready' ? 'failed-commissioning' : 'ready' },
    owner: { owner: `${owner ?? ''}x` },
    generation:
      (deployment && {
        deployment: { ...deployment, generation: deployment.generation + 1 },
      }) ||
      {},
    disks:
      (hardware &&
        disk && {
          hardware: { ...hardware, disks: [{ ...disk, serial: `${disk.serial}-other` }] },
        }) ||
      {},
    released: { installerReleased: before.installerReleased ?? { at: T0, boot: 'boot-1' } },
    lock: { lock: { by: 'bob', why: 'look', at: T0 } },
    version: (deployment && { deployment: { ...deployment, version: '20200101' } }) || {},
  };
}

/** Intents that destroy something, of the whole plan. */
function destructive({ changes }: Plan, { machines }: ObservedState) {
  return changes.flatMap(({ step }) => {
    const actions = step.kind === 'act' ? step.actions : [];
    return actions.flatMap((action) => {
      const record = action.kind === 'machine.record' && machines.get(action.id)?.record;
      return record && destructionOf(action.event, record) !== undefined ? [action] : [];
    });
  });
}

describe('a saved plan', () => {
  test.prop([randomSite], { numRuns: RUNS })('is read as it was written', (site) => {
    const one = saved(site);
    expect(parseSaved(printSaved(one))).toEqual(one);
    validate(JSON.parse(printSaved(one)));
    expect(validate.errors).toBe(null);
    expect(printSaved(one)).not.toMatch(/hunter2|topsecret|nginx|ssh-ed25519/);
  });

  test.prop([randomSite], { numRuns: RUNS })('is not stale while nothing changes', (site) => {
    for (const { stale } of judge(saved(site), site.inventory, site.observed))
      expect(stale).toEqual([]);
  });

  test.prop([randomSite, fc.integer({ min: 1, max: 5 }), fc.constantFrom(...ASIDE)], {
    numRuns: RUNS,
  })(
    'is carried out only where the plan of now says the same of the machine',
    (then, n, change) => {
      const now = aside(then, n, change);
      const whole = plan(now.inventory, now.observed);
      for (const { operation, stale } of judge(saved(then), now.inventory, now.observed)) {
        if (stale.length > 0) continue;
        const subjects = new Set([operation.subject]);
        const [row] = narrowTo(whole, subjects).changes;
        expect(row?.route).toEqual(operation.route);
        expect(['act', 'wait']).toContain(row?.step.kind);
        const [again] = saved(now).operations.filter((one) => one.subject === operation.subject);
        expect(again?.destroys).toEqual(operation.destroys);
      }
    },
  );

  test.prop([randomSite, fc.integer({ min: 1, max: 5 }), fc.constantFrom(...ASIDE)], {
    numRuns: RUNS,
  })('names every machine that changed, and no other', (then, n, change) => {
    const now = aside(then, n, change);
    const before = then.observed.machines.get(id(n));
    const after = now.observed.machines.get(id(n));
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    for (const { operation, stale } of judge(saved(then), now.inventory, now.observed))
      expect([operation.subject, stale.length > 0]).toEqual([
        operation.subject,
        changed && operation.facts['record'] === id(n),
      ]);
  });
});

describe('Site.apply: saved-plans', () => {
  test.prop([randomSite], { numRuns: RUNS })('destroys nothing that nobody approved', (site) => {
    const held = plan(unlessSaved(site.inventory), site.observed);
    expect(destructive(held, site.observed)).toEqual([]);
  });

  test.prop([randomSite], { numRuns: RUNS })(
    'does exactly what it would do by itself once the plan was applied',
    (site) => {
      const observed = approving(site);
      const free = plan(site.inventory, site.observed);
      const given = plan(unlessSaved(site.inventory), observed);
      expect(renderText(given, 'lab')).toBe(renderText(free, 'lab'));
      // Every intent that destroys says which approval it relies on.
      for (const action of destructive(given, observed))
        expect(action).toHaveProperty('approval', 1);
    },
  );

  test.prop([randomSite, fc.integer({ min: 1, max: 5 }), fc.constantFrom(...ASIDE)], {
    numRuns: RUNS,
  })('takes an approval for what it names and for nothing else', (then, n, change) => {
    const { approvals = new Map() } = approving(then);
    const now = aside(then, n, change);
    const observed = { ...now.observed, approvals };
    for (const action of destructive(plan(unlessSaved(now.inventory), observed), observed)) {
      if (action.kind !== 'machine.record') continue;
      const record = observed.machines.get(action.id)?.record;
      const approval = approvals.get(action.id) as { readonly value: Approval } | undefined;
      expect(record && destructionOf(action.event, record)).toEqual(approval?.value.destroys);
    }
  });
});
