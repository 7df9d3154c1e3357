/** What a machine would be given, before and after: which files to make, and how they differ. */
import type { StoredImage } from './image.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
import type { ImageKey, MachineId } from './ids.ts';
import { unifiedDiff } from './line-diff.ts';
import type { Deployment } from './machine.ts';
import type { Pair } from './match.ts';
import type { ObservedState } from './observed.ts';
import { planDeployment } from './plan-deploy.ts';
import type { Plan } from './plan.ts';
import type { FoundMachine } from './ports.ts';
import { isHidden } from './snapshot.ts';
import { type Change, subjectKey } from './step.ts';
import { sections } from './summary.ts';

export interface Rendering {
  /** `curtin.yaml`, `user-data`, … */
  readonly name: string;
  readonly text: string;
}

export interface RenderInput {
  readonly machine: FoundMachine;
  readonly deployment: Deployment;
  /** `undefined` where it is not in the store. */
  readonly image: StoredImage | undefined;
  readonly inventory: Inventory;
}

/** How one file would differ at the next installation; secrets are hidden in both. */
export interface FileDiff {
  readonly file: string;
  readonly diff: string;
}

/** Groups of rows that are rendered for one plan, the gravest first. */
const MOST_RENDERED = 50;

/** The first row of every group that reads the same: what differs on it differs on all of them. */
export function rowsToRender(plan: Plan): readonly Change[] {
  const groups = sections(plan).flatMap(([, rows]) => rows.map(([first]) => first));
  return groups.filter(({ causes }) => causes.some(lands)).slice(0, MOST_RENDERED);
}

const lands = ({ effect, before }: Change['causes'][number]): boolean =>
  effect === 'pending' || (effect === 'reinstall' && before !== undefined);

/** `undefined` of a machine that has nothing installed, or whose next installation is not known yet. */
export function beforeAndAfter(
  pair: Pair | undefined,
  inventory: Inventory,
  observed: ObservedState,
): readonly [RenderInput, RenderInput] | undefined {
  if (pair?.kind !== 'matched') return undefined;
  const { spec, id, machine } = pair;
  const installed = machine.record.deployment;
  const wanted = nextDeployment(pair, inventory, observed);
  if (installed === undefined || wanted === undefined) return undefined;
  // Identifiers are made from the generation: they would differ in every line, and mean nothing.
  const { generation, attempt } = wanted;
  const input = (deployment: Deployment): RenderInput | undefined => {
    const image = storedImage(deployment, observed);
    return image && { machine: { id, record: machine.record, spec }, deployment, image, inventory };
  };
  const [before, after] = [input({ ...installed, generation, attempt }), input(wanted)];
  return before && after && [before, after];
}

/** What would be installed next, were it asked for: no generation is spent on looking. */
function nextDeployment(
  pair: Extract<Pair, { readonly kind: 'matched' }>,
  inventory: Inventory,
  observed: ObservedState,
): Deployment | undefined {
  const { spec, id, machine } = pair;
  const { record } = machine;
  const before = observed.ledger.get(id);
  const ledger = before && { ...before, generation: 0 };
  const unspent = { ...record, phase: 'ready' } as const;
  const view = { spec, id, ...machine, record: unspent, ledger, inventory, observed };
  const planned = planDeployment({ ...view, power: 'unknown' });
  return planned.kind === 'planned' ? planned.deployment : undefined;
}

/** What a machine would be given as it is declared, as far as that is known before it was commissioned. */
export function asDeclared(
  pair: Exclude<Pair, { readonly kind: 'orphan' }>,
  inventory: Inventory,
  observed: ObservedState,
): RenderInput | undefined {
  const { spec } = pair;
  const matched = pair.kind === 'matched' ? pair : undefined;
  const planned = matched && nextDeployment(matched, inventory, observed);
  const deployment = planned ?? matched?.machine.record.deployment ?? wished(spec);
  if (deployment === undefined) return undefined;
  const unseen = { since: observed.at, attempts: 0, boots: 0, phase: 'new' } as const;
  const record = matched?.machine.record ?? { ...unseen, name: spec.name, identity: spec.identity };
  const id = matched?.id ?? ('not-enlisted-yet' as MachineId);
  const image = storedImage(deployment, observed);
  return { machine: { id, record, spec }, deployment, image, inventory };
}

/** Nothing is decided yet but what the inventory says: no image's version, and no disk. */
function wished({ target }: MachineSpec): Deployment | undefined {
  if (target.kind !== 'deployed') return undefined;
  const { generation, inMemory, image, digest, parts, uses } = target.deployment;
  const { os, release, architecture, kernel } = image;
  const key = [os, release, architecture, kernel].join('/') as ImageKey;
  const images = { image: key, version: '', bootImage: key, bootVersion: '' };
  return { generation, attempt: 1, inMemory, ...images, digest, parts, uses, disks: [] };
}

const storedImage = (
  { image, version }: Deployment,
  { images }: ObservedState,
): StoredImage | undefined => images.get(image)?.find((stored) => stored.version === version);

export function diffRenderings(
  before: readonly Rendering[],
  after: readonly Rendering[],
): readonly FileDiff[] {
  const names = new Set([...after, ...before].map(({ name }) => name));
  const textOf = (all: readonly Rendering[], name: string): string =>
    all.find((one) => one.name === name)?.text ?? '';
  return [...names]
    .map((file) => ({ file, diff: difference(textOf(before, file), textOf(after, file)) }))
    .filter(({ diff }) => diff !== '');
}

/** A snapshot does not say what machines were given. */
const difference = (before: string, after: string): string =>
  isHidden(before)
    ? 'how it was is not in the snapshot; see `reconcile diff`\n'
    : unifiedDiff(before, after);

/** The plan with what was rendered, by subject key. */
export function withRendered(plan: Plan, rendered: ReadonlyMap<string, readonly FileDiff[]>): Plan {
  const changes = plan.changes.map((change) => {
    const files = rendered.get(subjectKey(change.subject));
    return files === undefined ? change : { ...change, rendered: files };
  });
  return { ...plan, changes };
}
