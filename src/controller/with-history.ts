/** A dry run judges the history of the inventory as the controller will, and writes none of it. */
import type { InventorySource } from '../core/ports.ts';
import { begun, judgeHistory } from './judgement.ts';
import type { Observe } from './observe.ts';

/** The world, with every commit judged up to the inventory that is looked at. */
export const withHistory =
  (observe: Observe, source: InventorySource): Observe =>
  async (inventory, signal) => {
    const seen = await observe(inventory, signal);
    const { safeguards, judged, lastApplied } = seen;
    if (inventory === undefined || safeguards === undefined) return seen;
    const { revision } = inventory;
    if (judged === revision) return seen;
    const before = { revision: judged, machines: safeguards };
    const known = await begun(source, before, lastApplied?.revision, signal);
    const { machines } = await judgeHistory(source, known, { revision, inventory }, signal);
    return { ...seen, safeguards: machines, judged: revision };
  };
