/** What a commit does to rows: the one place that decides about stale writes. Pure but for what it throws. */
import { ControllerError } from '../core/errors.ts';
import type { Collection, HistoryEntry, Write } from '../core/ports.ts';

/** A write with its document already as text: what the caller does to the object later is not stored. */
export interface EncodedWrite {
  readonly collection: Collection;
  readonly key: string;
  readonly expect: Write['expect'];
  /** JSON; `undefined` deletes, where it is not kept. */
  readonly json: string | undefined;
  readonly keep?: boolean;
}

/** A row as it is after a commit. */
export interface Row {
  readonly collection: Collection;
  readonly key: string;
  readonly serial: number;
  /** JSON; `undefined`: there is no such row. */
  readonly json: string | undefined;
}

/** By row key. */
export type Rows = ReadonlyMap<string, Row>;

/** Names a row: no collection's name has a slash. */
export const rowKey = (row: { readonly collection: Collection; readonly key: string }): string =>
  `${row.collection}/${row.key}`;

export const encode = ({ collection, key, expect, value }: Write): EncodedWrite => ({
  collection,
  key,
  expect,
  json: value === 'delete' || value === 'keep' ? undefined : JSON.stringify(value),
  keep: value === 'keep',
});

/**
 * The rows that `writes` change, seen from `serialOf`, in which 0 is "no such row". All or nothing:
 * throws E_STATE_CONFLICT at the first write whose row is not as its writer saw it. A later write of
 * the same commit sees the earlier ones.
 */
export function settle(
  writes: readonly EncodedWrite[],
  serialOf: (rowKey: string) => number,
): Rows {
  const changed = new Map<string, Row>();
  for (const write of writes) {
    const name = rowKey(write);
    const before = changed.get(name);
    const found =
      before === undefined ? serialOf(name) : before.json === undefined ? 0 : before.serial;
    refuseStale(write, found);
    if (write.keep) continue;
    const { collection, key, json } = write;
    changed.set(name, { collection, key, json, serial: found + 1 });
  }
  return changed;
}

function serialIn(rows: Rows, name: string): number | undefined {
  const row = rows.get(name);
  return row?.json === undefined ? row && 0 : row.serial;
}

function refuseStale(write: EncodedWrite, found: number): void {
  const expected = write.expect === 'absent' ? 0 : write.expect;
  if (expected === 'any' || expected === found) return;
  throw new ControllerError(
    'E_STATE_CONFLICT',
    `writing ${rowKey(write)}: expected ${say(expected)}, found ${say(found)}`,
  );
}

const say = (serial: number): string => (serial === 0 ? 'no such row' : `serial ${serial}`);

export interface Commit {
  readonly writes: readonly EncodedWrite[];
  readonly history: readonly HistoryEntry[];
}

/** What a group of commits comes to: who was refused, and why, and what the others write together. */
export interface Settlement {
  /** One for each commit; `undefined` is accepted. */
  readonly refusals: readonly (string | undefined)[];
  readonly rows: Rows;
  readonly history: readonly HistoryEntry[];
  readonly accepted: number;
}

/** As if they had been committed one after the other, starting from rows with these `serials`. */
export function settleGroup(
  group: readonly Commit[],
  serials: ReadonlyMap<string, number>,
): Settlement {
  const rows = new Map<string, Row>();
  const history: HistoryEntry[] = [];
  const serialOf = (name: string): number => serialIn(rows, name) ?? serials.get(name) ?? 0;
  const refusals = group.map((commit) => {
    const changed = trySettle(commit.writes, serialOf);
    if (typeof changed === 'string') return changed;
    for (const [name, row] of changed) rows.set(name, row);
    history.push(...commit.history);
    return undefined;
  });
  const accepted = refusals.filter((refusal) => refusal === undefined).length;
  return { refusals, rows, history, accepted };
}

function trySettle(
  writes: readonly EncodedWrite[],
  serialOf: (rowKey: string) => number,
): Rows | string {
  try {
    return settle(writes, serialOf);
  } catch (error) {
    if (error instanceof ControllerError) return error.message;
    throw error;
  }
}
