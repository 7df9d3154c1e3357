/** Why a machine's row is in the plan: the declared fields that differ from what is recorded or installed. */
import type { SourceRange } from './diagnostic.ts';
import { type Effect, effectOf, EFFECTS, type Situation, situationOf } from './effects.ts';
import type { Instant, Revision } from './ids.ts';
import type { DeploymentSpec, MachineSpec } from './inventory.ts';
import type { MachineRecord, Phase } from './machine.ts';
import type { Pair } from './match.ts';
import { memoPair } from './memo.ts';
import { stableJson } from './stable-json.ts';
import { declared, installed, printStated, type Stated } from './stated.ts';

/** One field that differs. Values are printed: contents as fingerprints, secrets as references. */
export interface Cause {
  /** `Machine.deploy.generation`. */
  readonly field: string;
  /** `Machine/n1`, `CloudInit/base`. */
  readonly document: string;
  /** The part or command that is meant, where the field holds several. */
  readonly item?: string;
  /** `undefined` where nothing is known of it, or it said nothing. */
  readonly before: string | undefined;
  /** `undefined` where it says nothing any more. */
  readonly after: string | undefined;
  /** `undefined` where the table of effects does not know the field. */
  readonly effect: Effect | undefined;
  readonly at: SourceRange | undefined;
  /** The commit that wrote the line, where that was looked up. */
  readonly commit?: Revision;
  /** Of what is pending: when it was first seen, where that was noted. */
  readonly since?: Instant;
}

type Difference = Pick<Cause, 'field' | 'document' | 'item' | 'before' | 'after'>;

/** The gravest first. */
export function causesOf(pair: Pair): readonly Cause[] {
  if (pair.kind === 'conflict') return [];
  if (pair.kind === 'orphan')
    return judged([left(pair.machine.record)], 'deployed', () => undefined);
  const { spec } = pair;
  const record = pair.kind === 'matched' ? pair.machine.record : undefined;
  const found = record === undefined ? firstSeen(spec) : differences(spec, record);
  if (found.length === 0) return [];
  return judged(found, situationOf(record), ({ field, document }) => {
    if (!document.startsWith('Machine/')) return undefined;
    const deploys = field.startsWith('Machine.deploy.') && spec.target.kind === 'deployed';
    return deploys ? spec.target.deployment.declaredAt : spec.declaredAt;
  });
}

function judged(
  found: readonly Difference[],
  situation: Situation,
  placeOf: (difference: Difference) => SourceRange | undefined,
): readonly Cause[] {
  return found
    .map((one) => ({ ...one, effect: effectOfDifference(one, situation), at: placeOf(one) }))
    .toSorted((a, b) => weight(b) - weight(a));
}

/** What nobody knows weighs most. */
const weight = ({ effect }: Cause): number =>
  effect === undefined ? EFFECTS.length : EFFECTS.indexOf(effect);

/** Moving a generation back does nothing (rule 1): of the table's fields the only one with a direction. */
export function effectOfDifference(
  { field, before, after }: Pick<Cause, 'field' | 'before' | 'after'>,
  situation: Situation,
): Effect | undefined {
  const isLowered =
    field === 'Machine.deploy.generation' && before !== undefined && Number(after) < Number(before);
  return isLowered ? 'pending' : effectOf(field, situation);
}

const left = ({ name }: MachineRecord): Difference => ({
  field: 'Machine.kind',
  document: `Machine/${name}`,
  before: 'declared',
  after: undefined,
});

/** Of a machine without a record everything is new: that it is declared, and what it is to become. */
function firstSeen(spec: MachineSpec): readonly Difference[] {
  const say = difference(spec);
  const { target } = spec;
  return [
    say('kind', undefined, 'declared'),
    ...(target.kind === 'deployed' ? [say('target', undefined, target.kind)] : []),
  ];
}

const differences = memoPair((spec: MachineSpec, record: MachineRecord): readonly Difference[] => {
  const { target } = spec;
  const named = renamed(spec, record);
  const others = target.kind === 'deployed' ? reinstalled(spec, target.deployment, record) : [];
  const again = ({ field }: Difference): boolean => named.some((one) => one.field === field);
  return [...named, ...disposed(spec, record), ...others.filter((one) => !again(one))];
});

const difference =
  (spec: MachineSpec) =>
  (path: string, before: string | undefined, after: string | undefined): Difference => ({
    field: `Machine.${path}`,
    document: `Machine/${spec.name}`,
    before,
    after,
  });

/** Its name and what it is known by. */
function renamed(spec: MachineSpec, { name, identity }: MachineRecord): readonly Difference[] {
  const say = difference(spec);
  const all = [
    say('name', name, spec.name),
    say('macs', identity.macs.join(', '), spec.identity.macs.join(', ')),
    say('uuid', identity.uuid, spec.identity.uuid),
    say('serial', identity.serial, spec.identity.serial),
  ];
  return all.filter(({ before, after }) => before !== after);
}

/** What a machine is to be that is in such a phase; `ready` in all others. */
const TARGET_OF: { readonly [P in Phase]?: MachineSpec['target']['kind'] } = {
  deploying: 'deployed',
  deployed: 'deployed',
  'failed-deployment': 'deployed',
  releasing: 'released',
  'failed-releasing': 'released',
};

/** Whose it is, and what it is to be. */
function disposed(spec: MachineSpec, record: MachineRecord): readonly Difference[] {
  const say = difference(spec);
  const { target, owner } = spec;
  const is = TARGET_OF[record.phase] ?? 'ready';
  const allocates = record.phase === 'ready' && target.kind !== 'released';
  const changesHands = record.owner !== undefined && owner !== undefined;
  const rested = is === 'ready' && target.kind === 'released';
  return [
    ...((allocates || changesHands) && owner !== record.owner
      ? [say('owner', record.owner, owner)]
      : []),
    ...(is === target.kind || rested ? [] : [say('target', is, target.kind), ...given(spec)]),
  ];
}

/** What a release names, which is what it acts on (rule 3). */
function given(spec: MachineSpec): readonly Difference[] {
  const { target } = spec;
  if (target.kind !== 'released') return [];
  const { generation, erase, disks } = target;
  const say = difference(spec);
  return [
    say('release.generation', undefined, String(generation)),
    ...(erase === 'none' ? [] : [say('release.erase', undefined, erase)]),
    ...(disks.length === 0 ? [] : [say('release.disks', undefined, disks.join(', '))]),
  ];
}

/** What the next installation would do otherwise than the last. */
function reinstalled(
  spec: MachineSpec,
  wanted: DeploymentSpec,
  { deployment }: MachineRecord,
): readonly Difference[] {
  if (deployment === undefined) return [];
  if (deployment.digest === wanted.digest && deployment.generation === wanted.generation) return [];
  const before = byKey(installed(deployment, wanted));
  const after = byKey(declared(wanted));
  const inBoth = documents(before).intersection(documents(after));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    const one = is ?? was;
    // What a document says that is not used any more, or was not before, follows from its name.
    if (one === undefined || !inBoth.has(one.document)) return [];
    if (stableJson(was?.value) === stableJson(is?.value)) return [];
    const { field, item } = one;
    const document = one.document === 'Machine' ? `Machine/${spec.name}` : one.document;
    const values = { before: was && printStated(was), after: is && printStated(is) };
    return [{ field, document, ...(item === undefined ? {} : { item }), ...values }];
  });
}

const documents = (all: ReadonlyMap<string, Stated>): Set<string> =>
  new Set([...all.values()].map(({ document }) => document));

const byKey = (all: readonly Stated[]): ReadonlyMap<string, Stated> =>
  new Map(all.map((one) => [`${one.document}\0${one.field}\0${one.item ?? ''}`, one]));
