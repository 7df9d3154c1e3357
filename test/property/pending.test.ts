/** Rule 1: what is pending is told, aged and forgotten again, and nothing ever acts on it. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { MachineId } from '../../src/core/ids.ts';
import { instant } from '../../src/core/ids.ts';
import type { DeploymentSpec, Inventory, MachineSpec } from '../../src/core/inventory.ts';
import type { ObservedState } from '../../src/core/observed.ts';
import { differenceKey, newNotes, pendingSince } from '../../src/core/pending.ts';
import { plan } from '../../src/core/plan.ts';
import {
  deployed,
  deployment,
  deploymentSpec,
  digest,
  hardware,
  inventory,
  ledgerRow,
  machine,
  observed,
  record,
  T0,
} from '../support/fleet.ts';

const RUNS = Number(process.env['RUNS'] ?? 100);
const { parts, image, uses } = deploymentSpec();

/** Everything that an installation is made of, except the word that installs. */
const otherwise: fc.Arbitrary<Partial<DeploymentSpec>> = fc
  .record({
    inMemory: fc.boolean(),
    release: fc.constantFrom('noble', 'jammy'),
    kernel: fc.constantFrom('ga', 'hwe'),
    sshKeys: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    content: fc.constantFrom(undefined, 'one', 'two'),
    kernelOptions: fc.array(fc.constantFrom('quiet', 'nomodeset'), { maxLength: 2 }),
    serial: fc.constantFrom(undefined, 'SN-1', 'SN-2'),
    command: fc.constantFrom(undefined, 'true', 'false'),
    /** Moving it back does nothing either. */
    generation: fc.integer({ min: 1, max: 3 }),
  })
  .map((wish) => ({
    generation: wish.generation,
    inMemory: wish.inMemory,
    image: { ...image, release: wish.release, kernel: wish.kernel },
    digest: digest('e'),
    uses: { ...uses, cloudInit: [{ name: 'base', parts: wish.content === undefined ? 0 : 1 }] },
    parts: {
      ...parts,
      sshKeys: wish.sshKeys,
      kernelOptions: wish.kernelOptions,
      userData:
        wish.content === undefined
          ? []
          : [
              {
                name: 'one',
                content: wish.content,
                contentType: 'text/cloud-config' as const,
                substitute: false,
              },
            ],
      storage: {
        layout: 'flat' as const,
        disk: wish.serial === undefined ? undefined : { serial: wish.serial },
      },
      preseed: {
        ...parts.preseed,
        lateCommands: wish.command === undefined ? {} : { '10_it': [wish.command] },
      },
    },
  }));

const INSTALLED = 3;
const installed = (n: number): MachineSpec =>
  machine(n, { target: deployed({ generation: INSTALLED }) });

function seen(count: number): ObservedState {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return observed({
    records: numbers.map((n) => {
      const row = { hardware: hardware(n), deployment: deployment({ generation: INSTALLED }) };
      return [n, record(n, 'deployed', row)] as const;
    }),
    ledger: numbers.map((n) => [n, ledgerRow(n, INSTALLED)] as const),
    power: Object.fromEntries(numbers.map((n) => [`n${n}`, 'on' as const])),
  });
}

/** The notes as the store has them after this pass. */
function noted(declared: Inventory, at: ObservedState): ObservedState {
  const pending = new Map(at.pending);
  for (const [id, note] of newNotes(plan(declared, at), at)) {
    if (note === undefined) pending.delete(id);
    else pending.set(id, note);
  }
  return { ...at, pending };
}

test.prop([fc.array(otherwise, { minLength: 1, maxLength: 5 })], { numRuns: RUNS })(
  'rule 1: no change without a higher generation is ever acted on',
  (wishes) => {
    const declared = inventory(wishes.map((wish, i) => machine(i + 1, { target: deployed(wish) })));
    const now = seen(wishes.length);
    for (const { step, effect, pending, causes } of plan(declared, now).changes) {
      expect(step.kind).toBe('done');
      expect(effect).toBe(pending.length > 0 ? 'pending' : undefined);
      expect(causes.every((cause) => cause.effect === 'pending')).toBe(true);
    }
    // Nothing depends on what was noted, either.
    const later = { ...noted(declared, now), at: instant(T0 + 864e5) };
    expect(plan(declared, later).changes.map(({ step }) => step)).toEqual(
      plan(declared, now).changes.map(({ step }) => step),
    );
  },
);

test.prop([fc.array(otherwise, { minLength: 1, maxLength: 5 }), otherwise], { numRuns: RUNS })(
  'rule 1: a difference is as old as its first sight, and moving it back removes it',
  (wishes, other) => {
    const declared = inventory(wishes.map((wish, i) => machine(i + 1, { target: deployed(wish) })));
    const first = noted(declared, seen(wishes.length));
    const second = inventory(wishes.map((_, i) => machine(i + 1, { target: deployed(other) })));
    const later = noted(second, { ...first, at: instant(T0 + 864e5) });
    for (const { record: id, causes } of plan(second, later).changes)
      for (const cause of causes) {
        const before = first.pending?.get(id as MachineId)?.since[differenceKey(cause)];
        expect(pendingSince([cause])).toBe(before ?? T0 + 864e5);
      }
    const back = inventory(wishes.map((_, i) => installed(i + 1)));
    expect(noted(back, later).pending).toEqual(new Map());
    expect(noted(inventory([]), later).pending).toEqual(new Map());
  },
);
