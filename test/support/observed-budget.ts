/** The part of `observed.yaml` that limits are judged by: starts, the open rollout, overrides. */
import { type Budget, memberKey, type Start } from '../../src/core/budget.ts';
import { type Instant, later, type MachineId, type MachineName } from '../../src/core/ids.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import { domainOf } from '../../src/core/starts.ts';
import type { Guard } from '../../src/core/step.ts';

export interface BudgetFile {
  /** By machine's name: its newest start. */
  readonly starts?: Readonly<Record<string, SeenStart>>;
  readonly rollout?: {
    readonly number?: number;
    readonly members: readonly string[];
    readonly version?: string;
    /** What was rolled out, where it is not what the inventory asks for now. */
    readonly generation?: number;
  };
  readonly overrides?: readonly {
    readonly guard: Guard;
    readonly machine: string;
    readonly expired?: boolean;
  }[];
}

interface SeenStart {
  readonly what?: Start['what'];
  readonly generation?: number;
  readonly destructive?: boolean;
  readonly ago: string;
  readonly ended?: string;
  readonly outcome?: Start['outcome'];
  readonly wave?: number;
}

export interface Beside {
  readonly inventory: Inventory;
  readonly now: Instant;
  readonly ago: (text: string) => Instant;
  readonly idOf: (name: string) => MachineId;
}

export function budgetOf(file: BudgetFile, beside: Beside): Budget {
  const { inventory, now, idOf } = beside;
  const { number = 1, members = [], version = '20260801', generation } = file.rollout ?? {};
  return {
    starts: Object.entries(file.starts ?? {}).map(([name, seen]) =>
      startRow(name, seen, { ...beside, rollout: number }),
    ),
    rollout: file.rollout && {
      number,
      openedAt: now,
      revision: inventory.revision,
      members: members.map((name) => {
        const target = inventory.machines.get(name as MachineName)?.target;
        if (target?.kind !== 'deployed') throw new Error(`${name} is not to be deployed`);
        const asked = target.deployment;
        return memberKey(idOf(name), {
          ...asked,
          version,
          generation: generation ?? asked.generation,
        });
      }),
    },
    overrides: (file.overrides ?? []).map(({ guard, machine, expired }) => ({
      guard,
      machine: machine as MachineName,
      by: 'ann',
      why: 'INC-4711',
      at: later(now, -60_000),
      expiresAt: later(now, expired === true ? -1 : 86_340_000),
    })),
  };
}

function startRow(
  name: string,
  seen: SeenStart,
  { inventory, ago, idOf, rollout }: Beside & { readonly rollout: number },
): Start {
  const spec = inventory.machines.get(name as MachineName);
  const declared = spec?.target.kind === 'deployed' ? spec.target.deployment.generation : 1;
  const domain = domainOf(spec, inventory);
  return {
    machine: idOf(name),
    name: name as MachineName,
    what: seen.what ?? 'install',
    generation: seen.generation ?? declared,
    destructive: seen.destructive ?? true,
    ...(domain === undefined ? {} : { domain }),
    at: ago(seen.ago),
    revision: inventory.revision,
    outcome: seen.outcome ?? 'running',
    ...(seen.ended === undefined ? {} : { endedAt: ago(seen.ended) }),
    ...(seen.wave === undefined ? {} : { wave: { rollout, number: seen.wave } }),
  };
}
