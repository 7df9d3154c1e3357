/**
 * What comes back from a copy of a store that was lost (rules 1 and 11). A copy is of the past, and
 * nobody knows what was begun since: generations are only ever raised, up to the highest that was
 * declared meanwhile; what was under way counts as begun and not as under way; and of machines that
 * rested, only who they are is believed, so that first contact asks for their power again.
 */
import { compare } from './diagnostic.ts';
import { type Identity, identityKeys } from './hardware.ts';
import type { Instant, MachineId, MachineName } from './ids.ts';
import type { Inventory } from './inventory.ts';
import type { MachineRecord } from './machine.ts';
import type { InstallLedger } from './observed.ts';

export type Ledger = ReadonlyMap<MachineId, InstallLedger>;

/** The highest generation that was declared for a machine, or named by its release, since the copy was made. */
export interface Declared {
  readonly identity: Identity;
  readonly name: MachineName;
  readonly generation: number;
}

/** What one revision declares; a machine that is released was installed before. */
export const declaredGenerations = ({
  machines,
}: Pick<Inventory, 'machines'>): readonly Declared[] =>
  [...machines.values()].flatMap(({ identity, name, target }) => {
    const generation =
      target.kind === 'deployed'
        ? target.deployment.generation
        : target.kind === 'released'
          ? target.generation
          : 0;
    return generation === 0 ? [] : [{ identity, name, generation }];
  });

/** The rows of `now`, none of them lower than in the copy or than anything declared since, and those that it lacks. */
export function restoredLedger(
  now: Ledger,
  copy: Ledger,
  since: {
    readonly declared: readonly Declared[];
    readonly at: Instant;
    /** Of the machine's record, by which its ledger is found; otherwise `orElse`, or a new one. */
    readonly idOf: (identity: Identity, orElse?: MachineId) => MachineId;
  },
): Ledger {
  const rows = new Map(now);
  const index = indexOf(now);
  const add = (id: MachineId, row: InstallLedger): void => {
    rows.set(id, row);
    for (const key of identityKeys(row.identity)) index.set(key, [...(index.get(key) ?? []), id]);
  };
  const known = (identity: Identity): readonly MachineId[] => [
    ...new Set(identityKeys(identity).flatMap((key) => index.get(key) ?? [])),
  ];
  const raise = (id: MachineId, change: (row: InstallLedger) => InstallLedger): void => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, change(row));
  };
  for (const [id, row] of [...copy].toSorted(([a], [b]) => compare(a, b))) {
    const ids = known(row.identity);
    if (ids.length === 0) add(since.idOf(row.identity, id), row);
    for (const one of ids) raise(one, (before) => higher(before, row));
  }
  for (const { identity, name, generation } of since.declared) {
    const begun = { generation, startedAt: since.at, restored: true } as const;
    const ids = known(identity);
    if (ids.length === 0) add(since.idOf(identity), { identity, name, ...begun });
    for (const one of ids)
      raise(one, (row) => (row.generation < generation ? { ...row, ...begun } : row));
  }
  return rows;
}

function indexOf(rows: Ledger): Map<string, readonly MachineId[]> {
  const index = new Map<string, readonly MachineId[]>();
  for (const [id, { identity }] of rows)
    for (const key of identityKeys(identity)) index.set(key, [...(index.get(key) ?? []), id]);
  return index;
}

/** Who wrote a disk once has written it: `adopted` stays only where both say so. */
function higher(one: InstallLedger, other: InstallLedger): InstallLedger {
  const { adopted: _, ...row } =
    one.generation >= other.generation ? one : { ...other, identity: one.identity, name: one.name };
  return one.adopted === true && other.adopted === true ? { ...row, adopted: true } : row;
}

/** `isWhole`: all that the machine was given is in the copy, and not only fingerprints of it. */
export function restoredRecord(
  record: MachineRecord,
  at: Instant,
  isWhole: boolean,
): MachineRecord {
  switch (record.phase) {
    case 'deployed':
      // What runs in memory is served again at each of its boots.
      return record.deployment?.inMemory === true && !isWhole ? lostTrackOf(record, at) : record;
    case 'deploying':
    case 'failed-deployment':
      return lostTrackOf(record, at);
    case 'releasing':
    case 'failed-releasing':
      return record.erasure === undefined ? unseen(record, at) : halfErased(record, at);
    case 'broken':
      return { ...record, brokenFrom: record.brokenFrom === 'deployed' ? 'deployed' : 'new' };
    default:
      return unseen(record, at);
  }
}

/** Its installer counts as released: nothing is done to it before a person has said a word. */
const lostTrackOf = (record: MachineRecord, at: Instant): MachineRecord => ({
  ...record,
  phase: 'failed-deployment',
  since: at,
  attempts: Math.max(1, record.attempts),
  installerReleased: record.installerReleased ?? { at, boot: 'unknown' },
  reason: 'it was restored from a copy, and nobody knows how its installation ended',
});

const halfErased = (record: MachineRecord, at: Instant): MachineRecord => ({
  ...record,
  phase: 'failed-releasing',
  since: at,
  attempts: Math.max(1, record.attempts),
  reason: 'it was restored from a copy, and nobody knows whether its disks were erased',
});

/** As if it had just enlisted: it is powered only when its BMC confirms that it is off. */
const unseen = ({ name, identity, lock }: MachineRecord, at: Instant): MachineRecord => ({
  name,
  identity,
  phase: 'new',
  since: at,
  attempts: 0,
  boots: 0,
  ...(lock === undefined ? {} : { lock }),
});
