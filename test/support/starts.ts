/** Builders of what limits are judged by. */
import type { Budget, Start } from '../../src/core/budget.ts';
import type { MachineName, Revision } from '../../src/core/ids.ts';
import type { Limits } from '../../src/core/inventory.ts';
import type { Begun } from '../../src/core/starts.ts';
import { deployed, id, inventory, machine, site, T0 } from './fleet.ts';

export const startRow = (n: number, over: Partial<Start> = {}): Start => ({
  machine: id(n),
  name: `n${n}` as MachineName,
  what: 'install',
  generation: 2,
  destructive: true,
  at: T0,
  revision: 'c0ffee' as Revision,
  outcome: 'running',
  ...over,
});

/** The reinstall of machine `n` with generation 2. */
export const reinstall = (n: number, over: Partial<Begun> = {}): Begun => ({
  machine: id(n),
  name: `n${n}` as MachineName,
  what: 'install',
  generation: 2,
  destructive: true,
  member: `n${n}`,
  ...over,
});

export const budget = (starts: readonly Start[], over: Partial<Budget> = {}): Budget => ({
  starts,
  rollout: undefined,
  overrides: [],
  ...over,
});

/** `count` machines, n1 and on, that are to be deployed with this generation; two racks in turns. */
export const limited = (count: number, limits: Partial<Limits>, generation = 2) =>
  inventory(
    Array.from({ length: count }, (_, i) =>
      machine(i + 1, {
        labels: { rack: `r${i % 2}` },
        target: deployed({ generation }),
      }),
    ),
    { site: { ...site, limits: { ...site.limits, ...limits } } },
  );
