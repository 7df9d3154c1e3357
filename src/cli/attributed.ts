/** A plan with the places and commits of what asks for its rows. */
import { attribute, questionOf } from '../core/attribution.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Plan } from '../core/plan.ts';
import type { InventorySource } from '../core/ports.ts';

export async function attributed(
  planned: Plan,
  inventory: Inventory,
  source: InventorySource,
  signal: AbortSignal,
): Promise<Plan> {
  const found = await source.attribute?.(questionOf(planned, inventory), signal);
  return found === undefined ? planned : attribute(planned, found);
}
