/** observe: rows, images, catalogue and power → one dated value. */
import type { Inventory, MachineSpec } from '../core/inventory.ts';
import type { Itself } from '../core/itself.ts';
import type { MachineRecord } from '../core/machine.ts';
import { pairMachines } from '../core/match.ts';
import type { ObservedState } from '../core/observed.ts';
import type { Clock, ImageStore, StateStore, Versioned } from '../core/ports.ts';
import { readApplied } from './applied.ts';
import { readJudgement } from './judgement.ts';
import type { PowerWatch } from './power-watch.ts';
import { readBudget } from './starts.ts';

export interface ObserveDeps {
  /** Without a store nothing was ever observed: a first look at an inventory. */
  readonly store: StateStore | undefined;
  readonly images: Pick<ImageStore, 'list'> | undefined;
  readonly power: PowerWatch | undefined;
  readonly clock: Clock;
  /** The host that this runs on, where that is the controller's. */
  readonly itself?: Itself | undefined;
  inFlight(): ReadonlySet<string>;
  /** Why this store may not be the newest of its copies. */
  readonly doubt?: (inventory: Inventory) => Promise<string | undefined>;
}

/** Without an inventory nothing but the rows can be seen. */
export type Observe = (
  inventory: Inventory | undefined,
  signal: AbortSignal,
) => Promise<ObservedState>;

/** A BMC's answer is good for one burst of passes. */
const POWER_MAX_AGE_MS = 1_500;

export function createObserve(deps: ObserveDeps): Observe {
  const { store, images, power, clock } = deps;
  return async (inventory, signal) => {
    // Before the rows: a job that ends meanwhile counts as under way, and not as never started.
    const inFlight = deps.inFlight();
    const doubt = inventory && (await deps.doubt?.(inventory));
    const [machines, ledger, candidates, setbacks, approvals, pending, site, budget, catalog] =
      await Promise.all([
        store?.list('machine'),
        store?.list('installed'),
        store?.list('candidate'),
        store?.list('setback'),
        store?.list('approval'),
        store?.list('pending'),
        store?.get('site', 'site'),
        store && readBudget(store),
        inventory?.bootSource === undefined
          ? undefined
          : store?.get('catalog', inventory.bootSource.name),
      ]);
    const last = site?.value.lastApplied;
    const rows: ObservedState = {
      at: clock.now(),
      storeId: site?.value.storeId,
      lastApplied: store && (await readApplied(store, last, inventory?.revision)),
      machines: byId(machines, ({ value, serial }) => ({ record: value, serial })),
      ledger: byId(ledger, ({ value }) => value),
      power: new Map(),
      candidates: [...(candidates?.values() ?? [])].map(({ value }) => value),
      catalog: catalog?.value,
      images: (await images?.list()) ?? new Map(),
      setbacks: byId(setbacks, ({ value }) => value),
      approvals: byId(approvals, (row) => row),
      inFlight,
      pending: byId(pending, ({ value }) => value),
      ...(doubt === undefined ? {} : { doubt }),
      ...(budget === undefined ? {} : { budget }),
      ...(store && (await rememberedIn(store))),
      ...(deps.itself === undefined ? {} : { itself: deps.itself }),
    };
    if (power === undefined || inventory === undefined || !isOurs(inventory, rows)) return rows;
    const asked = whoseAnswerMatters(inventory, rows);
    const resting = Math.max(POWER_MAX_AGE_MS, inventory.site.timeouts.settle / 2);
    const seen = await Promise.all([
      power.look(asked.moving, POWER_MAX_AGE_MS, signal),
      power.look(asked.resting, resting, signal),
    ]);
    return {
      ...rows,
      at: clock.now(),
      power: new Map(seen.flatMap((one) => [...one.power])),
      powerTrouble: new Map(seen.flatMap((one) => [...one.powerTrouble])),
    };
  };
}

async function rememberedIn(
  store: StateStore,
): Promise<Pick<ObservedState, 'safeguards' | 'judged'>> {
  const { revision, machines } = await readJudgement(store);
  return { safeguards: machines, judged: revision };
}

function byId<K extends string, V, T>(
  rows: ReadonlyMap<string, Versioned<V>> | undefined,
  pick: (row: Versioned<V>) => T,
): ReadonlyMap<K, T> {
  return new Map([...(rows ?? [])].map(([key, row]) => [key as K, pick(row)]));
}

/** No BMC hears anything from a store that is not the site's (rule 11). */
const isOurs = ({ site }: Inventory, { storeId }: ObservedState): boolean =>
  site.stateId !== undefined && site.stateId === storeId;

/** BMCs are asked only where the answer decides the step: there are many, they are slow, and some lock callers out. */
function whoseAnswerMatters(inventory: Inventory, rows: ObservedState): Asked {
  const asked: { moving: MachineSpec[]; resting: MachineSpec[] } = { moving: [], resting: [] };
  for (const pair of pairMachines(inventory, rows)) {
    if (pair.kind === 'declared') asked.moving.push(pair.spec);
    if (pair.kind !== 'matched' || !powerDecides(pair.spec, pair.machine.record)) continue;
    (isAtRest(pair.spec, pair.machine.record) ? asked.resting : asked.moving).push(pair.spec);
  }
  return asked;
}

interface Asked {
  readonly moving: readonly MachineSpec[];
  /** Where they are to be, and off: somebody may switch one on, but that is no hurry. */
  readonly resting: readonly MachineSpec[];
}

const isAtRest = ({ target }: MachineSpec, { phase }: MachineRecord): boolean =>
  (phase === 'ready' || phase === 'allocated') && target.kind !== 'deployed';

function powerDecides(spec: MachineSpec, record: MachineRecord): boolean {
  switch (record.phase) {
    case 'deployed':
      // To be installed again, or netbooted to be erased.
      return (
        spec.target.kind === 'released' ||
        (spec.target.kind === 'deployed' &&
          spec.target.deployment.generation > (record.deployment?.generation ?? 0))
      );
    case 'deploying':
      return record.installerReleased === undefined;
    case 'failed-releasing':
      return record.attempts === 0;
    case 'releasing':
      return record.erasure?.released === undefined || record.erasure.doneAt !== undefined;
    case 'broken':
      return false;
    default:
      return true;
  }
}
