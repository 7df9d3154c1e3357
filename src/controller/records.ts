/**
 * The two doors to a machine's record. `record` takes planned facts: a stale plan is refused.
 * `report` takes facts from machines: they are true regardless of any plan, so it runs again on conflict.
 */
import type { Rollout } from '../core/budget.ts';
import { asControllerError, ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { type Identity, sameMachine } from '../core/hardware.ts';
import type { MachineId, MachineName } from '../core/ids.ts';
import type { Itself } from '../core/itself.ts';
import type { Inventory } from '../core/inventory.ts';
import { isIntent, objectionTo } from '../core/intent.ts';
import { advance, type MachineEvent, type MachineRecord } from '../core/machine.ts';
import type { Clock, Random, StateStore, Versioned, Write } from '../core/ports.ts';
import { adoption, alongside, highest, installedOn, rowsOf, tokensOf } from './alongside.ts';
import { readFresh } from './fresh.ts';
import { openRollout, startsAlongside, startsForgotten, STARTS } from './starts.ts';
import { entry, historyOf, wordOf } from './told.ts';

export interface Records {
  /**
   * Throws E_STATE_CONFLICT where the row is not the one that was planned for, or its phase or a guard
   * refuses the event; E_LIMIT where a limit was reached since.
   */
  record(id: MachineId, expect: number, event: MachineEvent, approval?: number): Promise<void>;
  /** `false`: the machine is unknown, its phase refuses the event, or `still` does not hold of its record. */
  report(
    id: MachineId,
    event: MachineEvent,
    still?: (record: MachineRecord) => boolean,
  ): Promise<boolean>;
  enlist(machine: NewMachine): Promise<void>;
  forget(id: MachineId, expect: number): Promise<void>;
  /** Throws E_STATE_CONFLICT where another one was opened since, or the last one is not over. */
  openRollout(rollout: Rollout): Promise<void>;
}

export interface NewMachine {
  readonly id: MachineId | undefined;
  readonly name: MachineName;
  readonly identity: Identity;
  readonly adoptAs: number | undefined;
}

export interface RecordsDeps {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  /** Whose limits hold for what is started; a person's words need none. */
  readonly inventory?: () => Inventory | undefined;
  /** The host that this controller runs on. */
  readonly itself?: Itself;
  /** Why this store may not be the newest of its copies: then nothing begins, whoever asks (rule 11). */
  readonly doubt?: (inventory: Inventory) => Promise<string | undefined>;
}

/** Machines talk at the same time as plans are applied; more conflicts in a row than this are a fault of ours. */
const TRIES = 20;
const ID_LENGTH = 12;

/** A row that was read may have changed by the time of writing: then all is read, and judged, again. */
async function untilSettled<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await attempt();
    } catch (error) {
      if (asControllerError(error).code !== 'E_STATE_CONFLICT' || tries === TRIES) throw error;
    }
}

export function createRecords(deps: RecordsDeps): Records {
  const { store, clock, random, emit } = deps;
  const inventory = (): Inventory | undefined => deps.inventory?.();
  /** Starts take turns: each is judged by what the one before it has stored. */
  let turn: Promise<unknown> = Promise.resolve();

  /** Answers why it is refused, if it is. */
  async function write(
    id: MachineId,
    row: Versioned<MachineRecord>,
    event: MachineEvent,
    approval?: number,
  ): Promise<string | undefined> {
    const at = clock.now();
    const next = await lockedAsBefore(store, advance(row.value, event, at), event);
    if (next === undefined) return `a machine that is ${row.value.phase} refuses it`;
    const asked = {
      id,
      record: row.value,
      event,
      inventory: inventory(),
      approval,
      itself: deps.itself,
      doubt: deps.doubt,
    };
    const fresh = isIntent(event) ? await readFresh(store, asked) : undefined;
    const objection = fresh && objectionTo(event, fresh.facts);
    if (objection !== undefined) return objection.because;
    const ledger = fresh?.facts.ledger;
    const fact = { id, before: row.value, next, event, at, ledger, inventory: inventory() };
    const starts = await startsAlongside(store, fact);
    const writes: Write[] = [
      ...(fresh?.reliedOn ?? []),
      { collection: 'machine', key: id, expect: row.serial, value: next },
      ...(await alongside(store, id, next, event, at)),
      ...starts.writes,
    ];
    await store.commit(writes, [...historyOf(row.value, next, event, at), ...starts.history]);
    if (next.phase !== row.value.phase)
      emit({
        event: 'machine.moved',
        name: next.name,
        from: row.value.phase,
        to: next.phase,
        because: wordOf(event),
      });
    return undefined;
  }

  const record: Records['record'] = async (id, expect, event, approval) => {
    let name: string = id;
    const refused = await untilSettled(async () => {
      const row = await store.get('machine', id);
      name = row?.value.name ?? id;
      return row?.serial === expect
        ? write(id, row, event, approval)
        : 'its record changed since the plan was made';
    });
    if (refused !== undefined)
      throw new ControllerError(
        'E_STATE_CONFLICT',
        `recording ${event.kind} of ${name}: ${refused}`,
      );
  };

  return {
    record(id, expect, event, approval) {
      if (!STARTS.has(event.kind)) return record(id, expect, event, approval);
      const mine = turn.then(() => record(id, expect, event, approval));
      turn = mine.catch(() => undefined);
      return mine;
    },
    openRollout: (rollout) => openRollout(store, rollout, inventory()),
    report: (id, event, still = () => true) =>
      untilSettled(async () => {
        const row = await store.get('machine', id);
        if (row === undefined) return false;
        if (still(row.value) && (await write(id, row, event)) === undefined) return true;
        const { name, phase } = row.value;
        emit({ event: 'machine.refused', name, phase, because: wordOf(event) });
        return false;
      }),
    async enlist({ id: known, name, identity, adoptAs }) {
      if (await hasRecord(store, identity))
        throw new ControllerError(
          'E_STATE_CONFLICT',
          `enlisting ${name}: its record was made since the plan was`,
        );
      // What was installed on it since the plan was made is found again by its id (rule 1).
      const installed = highest(await installedOn(store, identity))?.[0];
      const id = installed ?? known ?? (random.text(ID_LENGTH) as MachineId);
      const at = clock.now();
      const phase = adoptAs === undefined ? 'new' : 'deployed';
      const fresh: MachineRecord = { name, identity, phase, since: at, attempts: 0, boots: 0 };
      const value = await withLockFromBefore(store, fresh);
      const writes: Write[] = [
        { collection: 'machine', key: id, expect: 'absent', value },
        ...(adoptAs === undefined
          ? []
          : [await adoption(store, id, { identity, generation: adoptAs, startedAt: at, name })]),
        ...(await rowsOf(store, 'forgotten', identity)),
      ];
      await store.commit(writes, [
        entry(
          at,
          name,
          'machine.moved',
          `${phase}: ${adoptAs === undefined ? 'enlisted' : 'adopted as it runs'}`,
        ),
      ]);
      emit({
        event: 'machine.moved',
        name,
        from: undefined,
        to: phase,
        because: adoptAs === undefined ? 'enlisted' : 'adopted',
      });
    },
    async forget(id, expect) {
      const row = await store.get('machine', id);
      if (row === undefined || row.serial !== expect)
        throw new ControllerError(
          'E_STATE_CONFLICT',
          `forgetting ${id}: its record changed since the plan was made`,
        );
      const at = clock.now();
      const { name, identity, lock } = row.value;
      const value = { identity, name, at, ...(lock === undefined ? {} : { lock }) };
      await store.commit(
        [
          { collection: 'machine', key: id, expect, value: 'delete' },
          { collection: 'forgotten', key: id, expect: 'any', value },
          { collection: 'approval', key: id, expect: 'any', value: 'delete' },
          ...(await tokensOf(store, id)),
          ...(await startsForgotten(store, id, at)),
        ],
        [
          entry(
            at,
            name,
            'machine.moved',
            'forgotten: it left the inventory; it boots its local disk',
          ),
        ],
      );
    },
  };
}

/** A lock outlives the machine's file: only a person takes it off. */
async function withLockFromBefore(
  store: StateStore,
  record: MachineRecord,
): Promise<MachineRecord> {
  const rows = [...(await store.list('forgotten')).values()];
  const { lock } =
    rows.find(
      ({ value }) => value.lock !== undefined && sameMachine(value.identity, record.identity),
    )?.value ?? {};
  return lock === undefined ? record : { ...record, lock };
}

/** A machine may turn out to be one that was locked when it left. */
const lockedAsBefore = async (
  store: StateStore,
  next: MachineRecord | undefined,
  event: MachineEvent,
): Promise<MachineRecord | undefined> =>
  next === undefined || event.kind !== 'renamed' || next.lock !== undefined
    ? next
    : withLockFromBefore(store, next);

/** Another controller, paused after its plan was made, may have enlisted it already. */
async function hasRecord(store: StateStore, identity: Identity): Promise<boolean> {
  const rows = await store.list('machine');
  return [...rows.values()].some(({ value }) => sameMachine(value.identity, identity));
}
