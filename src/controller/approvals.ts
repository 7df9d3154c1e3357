/** Approvals as rows of the store: given by `reconcile apply`, relied on by plans and, once more, by intents. */
import type { Approval, Destruction } from '../core/approval.ts';
import type { MachineName } from '../core/ids.ts';
import type { HistoryEntry, StateStore, Write } from '../core/ports.ts';
import type { Operation } from '../core/saved-plan.ts';
import { randomText } from '../lib/clock.ts';

/**
 * What a person agreed to by applying a saved plan goes into the store, where the planner and whoever
 * leads find it. Answers whether another controller leads now.
 */
export async function approve(
  store: StateStore,
  operations: readonly Operation[],
  given: Pick<Approval, 'by' | 'at' | 'plan'>,
): Promise<boolean> {
  const { writes, history } = approvalRows(operations, given);
  if (writes.length > 0) await store.commit(writes, history);
  const holder = `apply:${randomText(6)}`;
  const isLed = (await store.lead(holder, 1_000)) === undefined;
  if (!isLed) await store.lead(holder, 0);
  return isLed;
}

export function approvalRows(
  operations: readonly Operation[],
  given: Pick<Approval, 'by' | 'at' | 'plan'>,
): { readonly writes: readonly Write[]; readonly history: readonly HistoryEntry[] } {
  const rows = operations.flatMap(({ subject, facts, destroys }) => {
    const { record } = facts;
    if (destroys === null || typeof record !== 'string') return [];
    const name = subject.replace(/^machine\//, '') as MachineName;
    return [{ id: record, subject, value: { name, destroys, ...given } }];
  });
  return {
    writes: rows.map(({ id, value }) => ({
      collection: 'approval',
      key: id,
      expect: 'any',
      value,
    })),
    history: rows.map(({ subject, value }) => ({
      at: given.at,
      subject,
      event: 'word',
      text: `${given.by} applied plan ${given.plan.slice(0, 12)}, and approved: ${say(value.destroys)}`,
    })),
  };
}

function say({ what, generation, disks, image, erase }: Destruction): string {
  const how = what === 'install' ? `, ${image ?? ''}` : '';
  const where = disks.length === 0 ? '' : `, ${erase ?? 'over'} ${disks.join(', ')}`;
  return `${what} of generation ${generation}${how}${where}`;
}
