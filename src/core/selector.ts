/** `--target`: which machines of a plan, as `n1,web-*,rack=r7`. Rows of images stay: they are nobody's machine. */
import type { Inventory, MachineSpec } from './inventory.ts';
import type { Plan } from './plan.ts';
import type { Change } from './step.ts';

/** Names, names with `*`, or `label=value`; separated by commas, any of them may fit. */
export type Selector = (spec: MachineSpec) => boolean;

/** `undefined` where a part is empty: an empty selector never means everything. */
export function parseSelector(text: string): Selector | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) return undefined;
  const tests = parts.map(testOf);
  return (spec) => tests.some((fits) => fits(spec));
}

function testOf(part: string): Selector {
  const [label = '', value] = part.split('=', 2);
  if (value !== undefined) return (spec) => spec.labels[label] === value;
  const pattern = new RegExp(`^${part.split('*').map(literal).join('.*')}$`);
  return (spec) => pattern.test(spec.name);
}

const literal = (text: string): string => text.replaceAll(/[^\w-]/g, (c) => `\\${c}`);

/** The plan without the rows of other machines; `undefined` where the selector fits none. */
export function narrow(plan: Plan, inventory: Inventory, selector: Selector): Plan | undefined {
  const chosen = ({ subject }: Change): boolean => {
    const spec = subject.kind === 'machine' ? inventory.machines.get(subject.name) : undefined;
    return spec !== undefined && selector(spec);
  };
  if (!plan.changes.some(chosen)) return undefined;
  return {
    ...plan,
    changes: plan.changes.filter((change) => change.subject.kind !== 'machine' || chosen(change)),
  };
}
