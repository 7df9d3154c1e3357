/**
 * The two doors to a machine's record. `record` takes planned facts: a stale plan is refused.
 * `report` takes facts from machines: they are true regardless of any plan, so it runs again on conflict.
 */
import { asControllerError, ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { type Identity, sameMachine } from '../core/hardware.ts';
import type { Instant, MachineId, MachineName } from '../core/ids.ts';
import { advance, type MachineEvent, type MachineRecord } from '../core/machine.ts';
import type { InstallLedger } from '../core/observed.ts';
import type { Clock, HistoryEntry, Random, StateStore, Versioned, Write } from '../core/ports.ts';

export interface Records {
  /** Throws E_STATE_CONFLICT where the row is not the one that was planned for, or its phase refuses the event. */
  record(id: MachineId, expect: number, event: MachineEvent): Promise<void>;
  /** `false`: the machine is unknown, its phase refuses the event, or `still` does not hold of its record. */
  report(
    id: MachineId,
    event: MachineEvent,
    still?: (record: MachineRecord) => boolean,
  ): Promise<boolean>;
  enlist(machine: NewMachine): Promise<void>;
  forget(id: MachineId, expect: number): Promise<void>;
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
}

/** Machines talk at the same time as plans are applied; more conflicts in a row than this are a fault of ours. */
const REPORT_TRIES = 20;
const ID_LENGTH = 12;

export function createRecords({ store, clock, random, emit }: RecordsDeps): Records {
  async function write(
    id: MachineId,
    row: Versioned<MachineRecord>,
    event: MachineEvent,
  ): Promise<boolean> {
    const at = clock.now();
    const next = advance(row.value, event, at);
    if (next === undefined) return false;
    const writes: Write[] = [
      { collection: 'machine', key: id, expect: row.serial, value: next },
      ...(await alongside(store, id, next, event, at)),
    ];
    await store.commit(writes, historyOf(row.value, next, event, at));
    if (next.phase !== row.value.phase)
      emit({
        event: 'machine.moved',
        name: next.name,
        from: row.value.phase,
        to: next.phase,
        because: wordOf(event),
      });
    return true;
  }

  return {
    async record(id, expect, event) {
      const row = await store.get('machine', id);
      if (row === undefined || row.serial !== expect)
        throw new ControllerError(
          'E_STATE_CONFLICT',
          `recording ${event.kind} of ${row?.value.name ?? id}: its record changed since the plan was made`,
        );
      if (!(await write(id, row, event)))
        throw new ControllerError(
          'E_STATE_CONFLICT',
          `recording ${event.kind} of ${row.value.name}: a machine that is ${row.value.phase} refuses it`,
        );
    },
    async report(id, event, still = () => true) {
      for (let tries = 1; ; tries++) {
        const row = await store.get('machine', id);
        if (row === undefined) return false;
        try {
          const accepted = still(row.value) && (await write(id, row, event));
          if (!accepted)
            emit({
              event: 'machine.refused',
              name: row.value.name,
              phase: row.value.phase,
              because: wordOf(event),
            });
          return accepted;
        } catch (error) {
          if (asControllerError(error).code !== 'E_STATE_CONFLICT' || tries === REPORT_TRIES)
            throw error;
        }
      }
    },
    async enlist({ id = random.text(ID_LENGTH) as MachineId, name, identity, adoptAs }) {
      const at = clock.now();
      const phase = adoptAs === undefined ? 'new' : 'deployed';
      const value: MachineRecord = { name, identity, phase, since: at, attempts: 0, boots: 0 };
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
      const { name, identity } = row.value;
      await store.commit(
        [
          { collection: 'machine', key: id, expect, value: 'delete' },
          { collection: 'forgotten', key: id, expect: 'any', value: { identity, name, at } },
          ...(await tokensOf(store, id)),
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

/** Rows that change together with the record, in the same transaction. */
async function alongside(
  store: StateStore,
  id: MachineId,
  next: MachineRecord,
  event: MachineEvent,
  at: Instant,
): Promise<readonly Write[]> {
  if (event.kind === 'commissioned') return rowsOf(store, 'candidate', next.identity);
  const before = await store.get('installed', id);
  if (event.kind === 'renamed' && before !== undefined) {
    // It is found again by the identity that it has then.
    const moved: InstallLedger = { ...before.value, identity: event.identity, name: event.name };
    return [{ collection: 'installed', key: id, expect: before.serial, value: moved }];
  }
  if (event.kind !== 'deploy-started') return [];
  const generation = Math.max(event.deployment.generation, before?.value.generation ?? 0);
  const value: InstallLedger = {
    identity: next.identity,
    generation,
    startedAt: at,
    name: next.name,
  };
  return [{ collection: 'installed', key: id, expect: before?.serial ?? 'absent', value }];
}

/** What an adopted machine counts as installed with; never less than what was started before. */
async function adoption(store: StateStore, id: MachineId, row: InstallLedger): Promise<Write> {
  const before = await store.get('installed', id);
  const known = before?.value;
  const ours = known !== undefined && known.adopted !== true;
  const value: InstallLedger = {
    ...row,
    generation: Math.max(row.generation, known?.generation ?? 0),
    ...(ours ? {} : { adopted: true }),
  };
  return { collection: 'installed', key: id, expect: before?.serial ?? 'absent', value };
}

async function tokensOf(store: StateStore, id: MachineId): Promise<readonly Write[]> {
  return [...(await store.list('token'))]
    .filter(([, { value }]) => value.machine === id)
    .map(([key]) => ({ collection: 'token', key, expect: 'any', value: 'delete' }));
}

/** Candidates and forgotten machines of this identity are neither any more. */
async function rowsOf(
  store: StateStore,
  collection: 'candidate' | 'forgotten',
  identity: Identity,
): Promise<readonly Write[]> {
  const rows = await store.list(collection);
  return [...rows]
    .filter(([, { value }]) => sameMachine(value.identity, identity))
    .map(([key]) => ({ collection, key, expect: 'any', value: 'delete' }));
}

const SILENT: ReadonlySet<MachineEvent['kind']> = new Set(['heard', 'power-requested']);

function historyOf(
  before: MachineRecord,
  next: MachineRecord,
  event: MachineEvent,
  at: Instant,
): readonly HistoryEntry[] {
  if (SILENT.has(event.kind)) return [];
  const move = before.phase === next.phase ? next.phase : `${before.phase} → ${next.phase}`;
  return [
    entry(
      at,
      next.name,
      event.kind === 'retry-authorised' ? 'word' : 'machine.moved',
      `${move}: ${wordOf(event)}`,
    ),
  ];
}

const entry = (
  at: Instant,
  name: MachineName,
  event: HistoryEntry['event'],
  text: string,
): HistoryEntry => ({
  at,
  subject: `machine/${name}`,
  event,
  text,
});

/** The event in words, for history and log. */
function wordOf(event: MachineEvent): string {
  switch (event.kind) {
    case 'failed':
    case 'marked-broken':
      return event.reason;
    case 'retry-authorised':
      return `${event.by} says retry: ${event.why}`;
    case 'deploy-started':
      return `deploy generation ${event.deployment.generation}, attempt ${event.deployment.attempt}, ${event.deployment.image} ${event.deployment.version}`;
    case 'renamed':
      return `its name is ${event.name}`;
    case 'installer-released':
      return `installer released to boot ${event.boot}`;
    default:
      return event.kind;
  }
}
