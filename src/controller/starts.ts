/** Starts in the store: judged by fresh rows, and written in the transaction of the intent that they are. */
import {
  type Budget,
  isEnded,
  isPrunable,
  type Override,
  overrideKey,
  type Rollout,
  type Start,
  startKey,
} from '../core/budget.ts';
import { ControllerError } from '../core/errors.ts';
import type { Instant, MachineId } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import { tallyOf } from '../core/limits.ts';
import type { MachineEvent, MachineRecord } from '../core/machine.ts';
import type { InstallLedger } from '../core/observed.ts';
import type { HistoryEntry, StateStore, Versioned, Write } from '../core/ports.ts';
import { begun, type Begun, believed, outcomeOf, startOf } from '../core/starts.ts';
import { isOver } from '../core/waves.ts';

/** A fact about a machine, on its way into the store. */
export interface Fact {
  readonly id: MachineId;
  readonly before: MachineRecord;
  readonly next: MachineRecord;
  readonly event: MachineEvent;
  readonly at: Instant;
  /** Read fresh, for the event of an intent. */
  readonly ledger: InstallLedger | undefined;
  readonly inventory: Inventory | undefined;
}

/** Events that limits are asked about: they take turns. */
export const STARTS: ReadonlySet<MachineEvent['kind']> = new Set([
  'commission-started',
  'deploy-started',
  'release-started',
]);

export interface Alongside {
  readonly writes: readonly Write[];
  readonly history: readonly HistoryEntry[];
}

const NOTHING: Alongside = { writes: [], history: [] };

/** What the fact begins or ends. Throws E_LIMIT where a limit refuses the beginning. */
export async function startsAlongside(store: StateStore, fact: Fact): Promise<Alongside> {
  const start = begun(fact.id, fact.before, fact.ledger, fact.event);
  const ended = await endOf(store, fact);
  if (start === undefined)
    return ended.length === 0 ? NOTHING : { writes: [...ended, turn(fact.at, 'any')], history: [] };
  const begins = await beginningOf(store, fact, start);
  return { writes: [...ended, ...begins.writes], history: begins.history };
}

/** The counter is read before the rows and compared when they are written: whoever starts in between wins. */
async function beginningOf(store: StateStore, fact: Fact, start: Begun): Promise<Alongside> {
  const { inventory, at } = fact;
  if (inventory === undefined) return NOTHING;
  const counter = await store.get('turn', 'site');
  const rows = await readBelieved(store);
  const budget = budgetOf(rows);
  const tally = tallyOf({ budget, rollout: budget.rollout, inventory, at });
  const refused = tally.refusal(start);
  if (refused !== undefined && refused.kind !== 'done')
    throw new ControllerError('E_LIMIT', refused.because, {
      guard: refused.kind === 'act' ? undefined : refused.guard,
    });
  const row = tally.admit(start);
  const spent = [...rows.overrides].filter(([, { value }]) => lifts(value, start));
  return {
    writes: [
      { collection: 'start', key: startKey(row), expect: 'any', value: row },
      turn(at, counter?.serial ?? 'absent'),
      ...pruned(rows, startKey(row), at),
      ...spent.map(([key, { serial }]): Write => ({
        collection: 'override',
        key,
        expect: serial,
        value: 'delete',
      })),
    ],
    history: spent.map(([, { value }]) => used(value, at)),
  };
}

const turn = (at: Instant, expect: Write['expect']): Write => ({
  collection: 'turn',
  key: 'site',
  expect,
  value: { at },
});

interface Rows {
  readonly starts: ReadonlyMap<string, Versioned<Start>>;
  readonly rollout: Rollout | undefined;
  readonly overrides: ReadonlyMap<string, Versioned<Override>>;
}

async function readRows(store: StateStore): Promise<Rows> {
  const [starts, rollout, overrides] = await Promise.all([
    store.list('start'),
    store.get('rollout', 'site'),
    store.list('override'),
  ]);
  return { starts, rollout: rollout?.value, overrides };
}

/** Of those that have not ended, as their machines' records have it: these are few. */
async function readBelieved(store: StateStore): Promise<Rows> {
  const rows = await readRows(store);
  const starts = new Map(rows.starts);
  const open = [...starts].filter(([, { value }]) => !isEnded(value));
  await Promise.all(
    open.map(async ([key, row]) => {
      const record = (await store.get('machine', row.value.machine))?.value;
      starts.set(key, { ...row, value: believed(row.value, record) });
    }),
  );
  return { ...rows, starts };
}

const budgetOf = ({ starts, rollout, overrides }: Rows): Budget => ({
  starts: [...starts.values()].map(({ value }) => value),
  rollout,
  overrides: [...overrides.values()].map(({ value }) => value),
});

/** What plans are made from. */
export const readBudget = async (store: StateStore): Promise<Budget> =>
  budgetOf(await readRows(store));

function pruned({ starts, rollout }: Rows, kept: string, at: Instant): readonly Write[] {
  return [...starts]
    .filter(([key, { value }]) => key !== kept && isPrunable(value, rollout, at))
    .map(([key]) => ({ collection: 'start', key, expect: 'any', value: 'delete' }));
}

/** One-shot: the next start that its guard is asked about spends it, needed or not. */
const lifts = ({ guard, machine }: Override, { name, what }: Begun): boolean =>
  machine === name && (guard === 'limit.commissioning') === (what === 'commission');

const used = ({ guard, machine, by, why }: Override, at: Instant): HistoryEntry => ({
  at,
  subject: `machine/${machine}`,
  event: 'word',
  text: `override of ${guard} by ${by} is spent: ${why}`,
});

/** What becomes of the start that the record was in. Who ends takes no turn: it only makes room. */
async function endOf(store: StateStore, fact: Fact): Promise<readonly Write[]> {
  const { id, before, next, event, at, inventory } = fact;
  if (event.kind === 'heard' || event.kind === 'power-requested') return [];
  const which = startOf(id, before);
  const key = which === undefined ? undefined : startKey(which);
  const start = key === undefined ? undefined : (await store.get('start', key))?.value;
  if (key === undefined || start === undefined) return [];
  const outcome = outcomeOf(start, event, next, inventory?.site.maxAttempts ?? 1);
  if (outcome !== start.outcome)
    return [ended(key, { ...start, name: next.name, outcome, endedAt: at })];
  const renamed: Start = { ...start, name: next.name };
  return next.name === start.name
    ? []
    : [{ collection: 'start', key, expect: 'any', value: renamed }];
}

/** A row that no limit asks for any more is none. */
const ended = (key: string, start: Start): Write => ({
  collection: 'start',
  key,
  expect: 'any',
  value:
    start.destructive || start.outcome === 'failed' || start.outcome === 'failing'
      ? start
      : 'delete',
});

/** Its machine left the inventory: nothing runs, and nothing is down any more. */
export async function startsForgotten(
  store: StateStore,
  id: MachineId,
  at: Instant,
): Promise<readonly Write[]> {
  const mine = [...(await store.list('start'))].filter(([, { value }]) => value.machine === id);
  const writes = mine
    .filter(([, { value }]) => !isEnded(value))
    .map(([key, { value }]) => ended(key, { ...value, outcome: 'gone', endedAt: at }));
  return writes.length === 0 ? [] : [...writes, turn(at, 'any')];
}

/** The members of the next rollout; a rollout that still runs or bakes is not replaced. */
export async function openRollout(
  store: StateStore,
  rollout: Rollout,
  inventory: Inventory | undefined,
): Promise<void> {
  const counter = await store.get('turn', 'site');
  const row = await store.get('rollout', 'site');
  const open = row?.value;
  if (open?.number === rollout.number && open.members.join() === rollout.members.join()) return;
  const { starts } = budgetOf(await readBelieved(store));
  const waves = inventory?.site.limits.waves;
  const over =
    open === undefined ||
    waves === undefined ||
    isOver(starts, { rollout: open, waves }, rollout.openedAt);
  if (rollout.number !== (open?.number ?? 0) + 1 || !over)
    throw new ControllerError(
      'E_STATE_CONFLICT',
      `opening rollout ${rollout.number}: another one was opened since the plan was made`,
    );
  const at = rollout.openedAt;
  await store.commit(
    [
      { collection: 'rollout', key: 'site', expect: row?.serial ?? 'absent', value: rollout },
      turn(at, counter?.serial ?? 'absent'),
    ],
    [],
  );
}

/** Everything that a person may say to lift a guard, from the next start of one machine. */
export async function storeOverride(store: StateStore, override: Override): Promise<void> {
  const { guard, machine, by, why, at } = override;
  await store.commit(
    [{ collection: 'override', key: overrideKey(override), expect: 'any', value: override }],
    [
      {
        at,
        subject: `machine/${machine}`,
        event: 'word',
        text: `${by} overrides ${guard} for its next start: ${why}`,
      },
    ],
  );
}
