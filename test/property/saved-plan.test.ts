/** A saved plan is carried out as it was looked at, or refused by name; and where the site asks for it, nothing is destroyed without one. */
import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import { approvalRows } from '../../src/controller/approvals.ts';
import type { Approval } from '../../src/core/approval.ts';
import { destructionOf } from '../../src/core/approval.ts';
import type { Digest, MachineId } from '../../src/core/ids.ts';
import type { Target } from '../../src/core/inventory.ts';
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
import { isEmpty } from '../../src/core/summary.ts';
import { deployed, id, inventory as inventoryOf, machine, T0 } from '../support/fleet.ts';
import { randomSite, type RandomSite } from '../support/random-site.ts';
import { createWorld, NO_FAULTS } from '../support/world.ts';

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

describe('a site that wants its plans applied', () => {
  const fleet = fc.array(
    fc.constantFrom<Target>(deployed(), deployed({ inMemory: true }), { kind: 'ready' }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );

  test.prop([fleet, fc.nat()], { numRuns: Math.ceil(RUNS / 4) })(
    'commissions by itself, writes no disk before, and finishes over as many passes as it takes after',
    async (targets, seed) => {
      const world = await createWorld(seed, NO_FAULTS);
      const declared = unlessSaved(
        inventoryOf(
          targets.map((target, i) => {
            const spec = machine(i + 1, { target });
            return { ...spec, power: { type: 'webhook', parameters: { name: spec.name } } };
          }),
        ),
      );
      const held = await world.converge(declared);
      expect(world.installs.size).toBe(0);
      for (const [i, target] of targets.entries()) {
        const waits = target.kind === 'deployed' && !target.deployment.inMemory;
        expect(held.changes[i]?.step).toMatchObject(
          waits ? { guard: 'approval' } : { kind: 'done' },
        );
      }
      const seen = await world.observe(declared);
      const { operations } = saved({ inventory: declared, observed: seen });
      const given = { by: 'ann', at: world.clock.now(), plan: '0' as Digest };
      const { writes, history } = approvalRows(operations, given);
      await world.store.commit(writes, history);
      expect(isEmpty(await world.converge(declared))).toBe(true);
      expect(world.installs.size).toBe(
        targets.filter((one) => one.kind === 'deployed' && !one.deployment.inMemory).length,
      );
      expect(world.violations).toEqual([]);
    },
  );

  test('an approval that was replaced while the plan was made is not acted on', async () => {
    const world = await createWorld(1, NO_FAULTS);
    const spec = machine(1, { target: deployed() });
    const declared = unlessSaved(
      inventoryOf([{ ...spec, power: { type: 'webhook', parameters: { name: spec.name } } }]),
    );
    await world.converge(declared);
    const { operations } = saved({ inventory: declared, observed: await world.observe(declared) });
    const approve = async (by: string): Promise<void> => {
      const { writes } = approvalRows(operations, {
        by,
        at: world.clock.now(),
        plan: '0' as Digest,
      });
      await world.store.commit(writes, []);
    };
    await approve('ann');
    const made = plan(declared, await world.observe(declared));
    expect(made.changes[0]?.step).toMatchObject({ kind: 'act', verb: 'deploy' });
    await approve('bob');
    await world.replay(made, declared);
    expect((await world.record('n1'))?.phase).toBe('allocated');
  });
});
