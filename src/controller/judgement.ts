/**
 * The history of the inventory, judged once: every first-parent commit since the last one that was judged,
 * whether it was pushed alone or among others, and whether a controller ran at that time or not (rule 5).
 */
import { asControllerError } from '../core/errors.ts';
import type { Revision } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Clock, InventorySource, StateStore, Write } from '../core/ports.ts';
import { judge, type Safeguards } from '../core/protection.ts';

/** The newest commits of a push are judged one by one; those before them as one step. */
const MOST_COMMITS = 200;

export async function readSafeguards(store: StateStore): Promise<Safeguards> {
  return new Map([...(await store.list('safeguard'))].map(([key, { value }]) => [key, value]));
}

/** What is remembered, after this revision was judged. */
export interface Judgement {
  readonly revision: Revision | undefined;
  readonly machines: Safeguards;
}

export async function readJudgement(store: StateStore): Promise<Judgement> {
  const revision = (await store.get('judged', 'site'))?.value.revision;
  return { revision, machines: await readSafeguards(store) };
}

/** What is judged, and what can only be judged as one step, in words. */
export interface Judged {
  readonly machines: Safeguards;
  readonly remark: string | undefined;
}

/** `head` is the inventory of `revision`, where it has one. */
export async function judgeHistory(
  source: InventorySource,
  before: Judgement,
  head: { readonly revision: Revision; readonly inventory: Inventory | undefined },
  signal: AbortSignal,
): Promise<Judged> {
  const way = await wayTo(source, before.revision, head.revision, signal);
  let { machines } = before;
  for (const revision of way.between) {
    const { inventory } = await source.load(revision, signal);
    if (inventory !== undefined) machines = judge(machines, inventory);
  }
  if (head.inventory !== undefined) machines = judge(machines, head.inventory);
  return { machines, remark: way.remark };
}

interface Way {
  /** Before the head, oldest first. */
  readonly between: readonly Revision[];
  readonly remark: string | undefined;
}

async function wayTo(
  source: InventorySource,
  from: Revision | undefined,
  to: Revision,
  signal: AbortSignal,
): Promise<Way> {
  const oneStep = (why: string): Way => ({
    between: [],
    remark: `${short(from)} → ${short(to)} is judged as one step: ${why}`,
  });
  if (from === undefined || source.lineage === undefined || from === to)
    return { between: [], remark: undefined };
  const lineage = await source.lineage(from, to, signal);
  if (lineage === undefined) return oneStep('the one is not behind the other along first parents');
  const skipped = lineage.length - 1 - MOST_COMMITS;
  return {
    between: lineage.slice(0, -1).slice(-MOST_COMMITS),
    remark:
      skipped > 0 ? `the oldest ${skipped} commits up to ${short(to)} were not judged` : undefined,
  };
}

const short = (revision: Revision | undefined): string => revision?.slice(0, 12) ?? '';

export interface JudgeDeps {
  readonly source: InventorySource;
  readonly store: StateStore;
  readonly clock: Pick<Clock, 'now'>;
}

/** Before a revision is in force, and also where it will not be. Every controller does; the first one writes. */
export async function judgeUpTo(
  { source, store, clock }: JudgeDeps,
  head: Parameters<typeof judgeHistory>[2],
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (let tries = 1; ; tries++) {
    const row = await store.get('judged', 'site');
    if (row?.value.revision === head.revision) return [];
    const before = await readJudgement(store);
    const last = (await store.get('site', 'site'))?.value.lastApplied?.revision;
    const known = await begun(source, before, last, signal);
    const { machines, remark } = await judgeHistory(source, known, head, signal);
    const told = [
      ...(remark === undefined ? [] : [remark]),
      ...changesIn(before.machines, machines),
    ];
    const value = { revision: head.revision };
    try {
      await store.commit(
        [
          { collection: 'judged', key: 'site', expect: row?.serial ?? 'absent', value },
          ...writesFor(before.machines, machines),
        ],
        told.map((text) => ({
          at: clock.now(),
          subject: 'inventory',
          event: 'inventory.judged',
          text,
        })),
      );
      return told;
    } catch (error) {
      if (asControllerError(error).code !== 'E_STATE_CONFLICT' || tries === 3) throw error;
    }
  }
}

/** In a store from before there were protections, they begin with the last applied revision. */
export async function begun(
  source: InventorySource,
  judgement: Judgement,
  lastApplied: Revision | undefined,
  signal: AbortSignal,
): Promise<Judgement> {
  if (judgement.revision !== undefined || lastApplied === undefined) return judgement;
  const { inventory } = await source.load(lastApplied, signal);
  const { machines } = judgement;
  return {
    revision: lastApplied,
    machines: inventory === undefined ? machines : judge(machines, inventory),
  };
}

function writesFor(before: Safeguards, after: Safeguards): readonly Write[] {
  const put = [...after]
    .filter(([key, value]) => JSON.stringify(before.get(key)) !== JSON.stringify(value))
    .map(([key, value]): Write => ({ collection: 'safeguard', key, expect: 'any', value }));
  const gone = [...before.keys()]
    .filter((key) => !after.has(key))
    .map((key): Write => ({ collection: 'safeguard', key, expect: 'any', value: 'delete' }));
  return [...put, ...gone];
}

/** What was burnt, for the history. */
function changesIn(before: Safeguards, after: Safeguards): readonly string[] {
  return [...after].flatMap(([key, { name, burnt, releaseBurnt }]) => {
    const was = before.get(key);
    const because = (revision: Revision): string =>
      `${short(revision)} is the first revision without its protection`;
    return [
      ...(burnt === undefined || burnt.revision === was?.burnt?.revision
        ? []
        : [`${name}: generation ${burnt.generation} is burnt: ${because(burnt.revision)}`]),
      ...(releaseBurnt === undefined || was?.releaseBurnt !== undefined
        ? []
        : [`${name}: its release is refused: ${because(releaseBurnt.revision)}`]),
    ];
  });
}
