/** What an operation of a plan relied on, in words that a refusal can print. */
import { type Disk, diskLabel, type Identity } from './hardware.ts';
import type { MachineSpec } from './inventory.ts';
import type { MachineRecord } from './machine.ts';
import type { Pair } from './match.ts';
import type { ObservedState } from './observed.ts';
import type { Step } from './step.ts';

/** By the name that refusals print. */
export type Facts = Readonly<Record<string, Fact>>;
export type Fact = string | number | null;

/** Of a machine: what the planner looked at, without clocks and counters, which change by themselves. */
export function factsOf(pair: Pair, observed: ObservedState): Facts {
  const spec = pair.kind === 'orphan' ? undefined : pair.spec;
  const declared = spec === undefined ? {} : factsDeclared(spec);
  if (pair.kind === 'declared' || pair.kind === 'conflict')
    return { ...declared, record: null, power: powerOf(pair.spec, observed) };
  const { id, machine } = pair;
  return {
    ...declared,
    ...factsRecorded(machine.record),
    record: id,
    'generation started': observed.ledger.get(id)?.generation ?? null,
    power: spec === undefined ? null : powerOf(spec, observed),
  };
}

/** `null` where nobody asked: that is nothing to rely on. */
const powerOf = ({ name }: MachineSpec, { power }: ObservedState): Fact => power.get(name) ?? null;

function factsDeclared({ identity, owner, target }: MachineSpec): Facts {
  const deployment = target.kind === 'deployed' ? target.deployment : undefined;
  const generation = target.kind === 'released' ? target.generation : deployment?.generation;
  return {
    'declared identity': printIdentity(identity),
    'declared owner': owner ?? null,
    'declared target': target.kind,
    'declared generation': generation ?? null,
    'declared configuration': deployment?.digest ?? null,
    'declared erasing':
      target.kind === 'released' ? [target.erase, ...target.disks].join(' ') : null,
  };
}

function factsRecorded(record: MachineRecord): Facts {
  const { deployment, hardware, lock } = record;
  return {
    identity: printIdentity(record.identity),
    phase: record.phase,
    owner: record.owner ?? null,
    'generation installed': deployment?.generation ?? null,
    'configuration installed': deployment?.digest ?? null,
    'image installed':
      deployment === undefined ? null : `${deployment.image} ${deployment.version}`,
    'installer released': record.installerReleased === undefined ? 'no' : 'yes',
    disks: hardware === undefined ? null : hardware.disks.map(printDisk).toSorted().join(', '),
    lock: lock === undefined ? null : `${lock.by}: ${lock.why}`,
  };
}

const printIdentity = ({ macs, uuid, serial }: Identity): string =>
  [...macs.toSorted(), uuid, serial].filter((part) => part !== undefined).join(' ');

const printDisk = (disk: Disk): string =>
  [diskLabel(disk), disk.bytes, ...disk.signatures].join(' ');

/** Of an image: the files that it is made of. */
export function factsOfStep(step: Step): Facts {
  if (step.kind !== 'act') return {};
  const files = step.actions.flatMap((action) =>
    action.kind === 'image.sync' ? action.files.map(({ sha256 }) => sha256) : [],
  );
  return { verb: step.verb, ...(files.length === 0 ? {} : { files: files.join(' ') }) };
}

/** `power was off, is on`, of each fact that is not as it was. */
export function differences(was: Facts, is: Facts): readonly string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names.flatMap((name) => {
    const [before, after] = [was[name] ?? null, is[name] ?? null];
    // A BMC that nobody asked said nothing that anybody could rely on.
    if (before === after || (name === 'power' && (before === null || after === null))) return [];
    return [`${name} was ${say(before)}, is ${say(after)}`];
  });
}

const say = (fact: Fact): string => (fact === null ? 'none' : String(fact));
