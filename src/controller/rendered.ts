/** Rendered differences of a plan: each group of rows that read the same is rendered once, before and after. */
import { explain } from '../core/errors.ts';
import type { Inventory } from '../core/inventory.ts';
import { type Pair, pairMachines } from '../core/match.ts';
import type { ObservedState } from '../core/observed.ts';
import type { Plan } from '../core/plan.ts';
import {
  asDeclared,
  beforeAndAfter,
  diffRenderings,
  type FileDiff,
  type Rendering,
  type RenderInput,
  rowsToRender,
  withRendered,
} from '../core/rendering.ts';
import { subjectKey } from '../core/step.ts';

export type Render = (input: RenderInput) => Promise<readonly Rendering[]>;

export async function renderDifferences(
  plan: Plan,
  { inventory, observed }: { readonly inventory: Inventory; readonly observed: ObservedState },
  render: () => Promise<Render>,
): Promise<Plan> {
  const rows = rowsToRender(plan);
  if (rows.length === 0) return plan;
  const make = await render();
  const pairs = new Map(
    pairMachines(inventory, observed).flatMap((pair): [string, Pair][] =>
      pair.kind === 'matched' ? [[`machine/${pair.spec.name}`, pair]] : [],
    ),
  );
  const rendered = new Map<string, readonly FileDiff[]>();
  for (const { subject } of rows) {
    const key = subjectKey(subject);
    const inputs = beforeAndAfter(pairs.get(key), inventory, observed);
    if (inputs === undefined) continue;
    const files = await differing(make, inputs).catch((error: unknown) => [
      { file: 'nothing was rendered', diff: explain(error) },
    ]);
    if (files.length > 0) rendered.set(key, files);
  }
  return withRendered(plan, rendered);
}

async function differing(
  make: Render,
  [before, after]: readonly [RenderInput, RenderInput],
): Promise<readonly FileDiff[]> {
  return diffRenderings(await make(before), await make(after));
}

/** What `machine` would be given, as far as it is known now; a sentence where that is nothing. */
export async function renderOne(
  name: string,
  { inventory, observed }: { readonly inventory: Inventory; readonly observed: ObservedState },
  render: () => Promise<Render>,
): Promise<readonly Rendering[] | string> {
  const pair = pairMachines(inventory, observed).find(
    (one) => one.kind !== 'orphan' && one.spec.name === name,
  );
  if (pair === undefined || pair.kind === 'orphan') return `no machine ${name} is declared`;
  const input = asDeclared(pair, inventory, observed);
  return input === undefined ? `${name} is not to be deployed` : (await render())(input);
}
