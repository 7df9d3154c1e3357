/** What people see of the whole: a pure function of what is declared, observed, planned and remembered. */
import { printDiagnostics, printPlace } from '../core/diagnostic.ts';
import type { ImageKey, Instant, Revision } from '../core/ids.ts';
import type { Inventory, MachineSpec, Target } from '../core/inventory.ts';
import type { MachineRecord, Phase } from '../core/machine.ts';
import { pairMachines } from '../core/match.ts';
import type { ObservedState, PowerState, Setback } from '../core/observed.ts';
import { pendingSince } from '../core/pending.ts';
import type { Plan } from '../core/plan.ts';
import type { HistoryEntry, SiteStatus } from '../core/ports.ts';
import type { Change, DataLoss, Step } from '../core/step.ts';
import { byUrgency, title } from '../core/summary.ts';

export interface StatusInput {
  /** `undefined` until a first inventory was accepted; there is no plan then. */
  readonly inventory: Inventory | undefined;
  readonly plan: Plan | undefined;
  readonly observed: ObservedState;
  readonly site: SiteStatus | undefined;
  /** Newest last. */
  readonly history: readonly HistoryEntry[];
}

/** Served as `/status.json`, and what the page is made of. Holds no power parameters and no secret. */
export interface StatusView {
  readonly site: string;
  readonly revision: Revision | undefined;
  readonly storeId: string | undefined;
  readonly at: Instant;
  readonly banners: readonly Banner[];
  readonly phases: Readonly<Partial<Record<Phase | 'unrecorded', number>>>;
  readonly steps: Readonly<Record<Step['kind'], number>>;
  /** By urgency: what destroys data first, then what acts, is held, waits. */
  readonly machines: readonly MachineRow[];
  /** Boot source, selections and images of which something is to be done. */
  readonly others: readonly OtherRow[];
  readonly images: readonly ImageRow[];
  readonly candidates: readonly CandidateRow[];
  readonly history: readonly HistoryEntry[];
}

export interface Banner {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly lines: readonly string[];
}

export interface MachineRow {
  readonly name: string;
  /** `undefined`: declared, and no record of it yet. */
  readonly phase: Phase | undefined;
  readonly since: Instant | undefined;
  readonly power: PowerState | undefined;
  readonly target: string;
  readonly owner: string | undefined;
  readonly macs: readonly string[];
  readonly step: StepRow;
  readonly route: readonly string[];
  readonly pending: readonly string[];
  /** When the first of what is pending was seen. */
  readonly pendingSince: Instant | undefined;
  /** Which fields are pending: `CloudInit.parts.content`. */
  readonly pendingFields: readonly string[];
  readonly dataLoss: readonly DataLoss[];
  /** Why its phase is a failed one. */
  readonly reason: string | undefined;
  readonly installed: InstalledRow | undefined;
  readonly setback: Pick<Setback, 'code' | 'message' | 'count' | 'at'> | undefined;
  /** `file:line:column` of its document; `undefined` once it left the inventory. */
  readonly declaredAt: string | undefined;
}

export interface StepRow {
  readonly kind: Step['kind'];
  readonly verb: string | undefined;
  readonly because: string;
  readonly until: Instant | undefined;
}

export interface InstalledRow {
  readonly image: ImageKey;
  readonly version: string;
  readonly generation: number;
  readonly inMemory: boolean;
}

export interface OtherRow {
  readonly title: string;
  readonly step: StepRow;
}

export interface ImageRow {
  readonly key: ImageKey;
  readonly versions: readonly string[];
  readonly bytes: number;
}

export interface CandidateRow {
  readonly macs: readonly string[];
  readonly architecture: string;
  readonly seenAt: Instant;
}

export function statusView(input: StatusInput): StatusView {
  const { inventory, plan, observed } = input;
  const machines = machineRows(input);
  const changes = plan?.changes ?? [];
  return {
    site: inventory?.site.name ?? 'no inventory yet',
    revision: inventory?.revision,
    storeId: observed.storeId,
    at: observed.at,
    banners: banners(input),
    phases: countBy(machines, ({ phase }) => phase ?? 'unrecorded'),
    steps: { act: 0, wait: 0, hold: 0, done: 0, ...countBy(changes, ({ step }) => step.kind) },
    machines,
    others: changes
      .filter(({ subject, step }) => subject.kind !== 'machine' && step.kind !== 'done')
      .map((change) => ({ title: title(change), step: stepRow(change.step) })),
    images: [...observed.images].map(([key, versions]) => ({
      key,
      versions: versions.map(({ version }) => version),
      bytes: versions.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    candidates: observed.candidates.map(({ identity, architecture, seenAt }) => ({
      macs: identity.macs,
      architecture,
      seenAt,
    })),
    history: input.history,
  };
}

function countBy<T, K extends string>(
  rows: readonly T[],
  key: (row: T) => K,
): Partial<Record<K, number>> {
  const groups: Partial<Record<K, T[]>> = Object.groupBy(rows, key);
  const counts = Object.entries<T[] | undefined>(groups).map(([k, v]) => [k, v?.length ?? 0]);
  return Object.fromEntries(counts) as Partial<Record<K, number>>;
}

interface Known {
  readonly spec?: MachineSpec;
  readonly record?: MachineRecord;
}

/** A row for every machine of the plan; without a plan, for every record. */
function machineRows({ inventory, plan, observed }: StatusInput): readonly MachineRow[] {
  const records = [...observed.machines.values()].map(({ record }) => record);
  if (inventory === undefined || plan === undefined)
    return records.map((record) => machineRow(unplanned(record), { record }, observed));
  const known = new Map<string, Known>(
    pairMachines(inventory, observed).map((pair) => {
      if (pair.kind === 'orphan') return [pair.machine.record.name, pair.machine];
      const record = pair.kind === 'matched' ? pair.machine.record : undefined;
      return [pair.spec.name, { spec: pair.spec, ...(record && { record }) }];
    }),
  );
  return plan.changes
    .filter(({ subject }) => subject.kind === 'machine')
    .toSorted(byUrgency)
    .map((change) => machineRow(change, known.get(title(change)) ?? {}, observed));
}

const unplanned = (record: MachineRecord): Change => ({
  subject: { kind: 'machine', name: record.name },
  route: [],
  step: { kind: 'wait', because: 'there is no plan yet', until: undefined },
  effect: undefined,
  causes: [],
  at: undefined,
  pending: [],
  dataLoss: [],
});

function machineRow(change: Change, { spec, record }: Known, observed: ObservedState): MachineRow {
  const name = title(change);
  const setback = observed.setbacks.get(`machine/${name}`);
  return {
    name,
    phase: record?.phase,
    since: record?.since,
    power: spec && observed.power.get(spec.name),
    target: spec === undefined ? 'left the inventory' : targetText(spec.target),
    owner: record?.owner ?? spec?.owner,
    macs: (spec ?? record)?.identity.macs ?? [],
    step: stepRow(change.step),
    route: change.route,
    ...pendingOfRow(change),
    dataLoss: change.dataLoss,
    reason: record?.reason,
    installed: installedRow(record),
    setback: setback && pick(setback),
    declaredAt: spec && printPlace(spec.declaredAt),
  };
}

function pendingOfRow({ pending, causes }: Change) {
  if (pending.length === 0) return { pending, pendingSince: undefined, pendingFields: [] };
  const waiting = causes.filter(({ effect }) => effect === 'pending');
  const pendingFields = [...new Set(waiting.map(({ field }) => field))];
  return { pending, pendingSince: pendingSince(waiting), pendingFields };
}

function installedRow(record: MachineRecord | undefined): InstalledRow | undefined {
  if (record?.deployment === undefined) return undefined;
  const { image, version, generation, inMemory } = record.deployment;
  return { image, version, generation, inMemory };
}

const pick = ({ code, message, count, at }: Setback): MachineRow['setback'] => ({
  code,
  message,
  count,
  at,
});

function targetText(target: Target): string {
  switch (target.kind) {
    case 'ready':
      return 'ready';
    case 'released':
      return `released (generation ${target.generation})`;
    case 'deployed': {
      const { image, generation, inMemory } = target.deployment;
      const where = inMemory ? ', in memory' : '';
      return `deployed ${image.os}/${image.release} (generation ${generation}${where})`;
    }
  }
}

function stepRow(step: Step): StepRow {
  return {
    kind: step.kind,
    verb: step.kind === 'act' ? step.verb : undefined,
    because: step.kind === 'done' ? '' : step.because,
    until: step.kind === 'wait' ? step.until : undefined,
  };
}

/** More of them are counted, not listed. */
const LISTED = 10;

function banners({ inventory, plan, observed, site }: StatusInput): readonly Banner[] {
  const list: Banner[] = [];
  const rejected = site?.rejected;
  if (rejected !== undefined) {
    const still =
      inventory === undefined ? '' : `; ${inventory.revision.slice(0, 12)} stays in force`;
    const said = printDiagnostics(rejected.diagnostics).trimEnd().split('\n');
    const heading = `Revision ${rejected.revision.slice(0, 12)} was not accepted${still}`;
    list.push({ severity: 'error', title: heading, lines: listed(said) });
  }
  if (plan?.freeze !== undefined) {
    const what = plan.freeze.inFlight === 'stop' ? 'Nothing is touched' : 'Nothing new is started';
    list.push({ severity: 'error', title: what, lines: [plan.freeze.because] });
  }
  if (inventory !== undefined && inventory.bootSource === undefined)
    list.push({ severity: 'warning', title: 'No boot source: images are not mirrored', lines: [] });
  if (observed.setbacks.size > 0) list.push(setbackBanner(observed.setbacks));
  return list;
}

function setbackBanner(setbacks: ReadonlyMap<string, Setback>): Banner {
  const lines = [...setbacks].map(
    ([subject, { message, code, count }]) =>
      `${subject.replace(/^machine\//, '')}: ${message} (${code}${count > 1 ? `, ${count} times` : ''})`,
  );
  const heading = setbacks.size === 1 ? 'One setback' : `${setbacks.size} setbacks`;
  return { severity: 'warning', title: heading, lines: listed(lines) };
}

const listed = (lines: readonly string[]): readonly string[] =>
  lines.length <= LISTED ? lines : [...lines.slice(0, LISTED), `and ${lines.length - LISTED} more`];
