/**
 * Is this the machine that the plan meant, and are these its disks? Compared before the installer
 * exists (rule 7); the first contradiction is named with what was expected and what was found.
 */
import {
  diskLabel,
  type DiskTarget,
  type Hardware,
  isSameDisk,
  meaningfulSerial,
  meaningfulUuid,
  sameUuid,
} from '../core/hardware.ts';
import type { Mac } from '../core/ids.ts';
import type { Erasure } from '../core/erasing.ts';
import type { Deployment, MachineRecord, Refusal } from '../core/machine.ts';

export interface Expected {
  readonly record: MachineRecord;
  /** What other machines say that they are: shared words identify nobody. */
  readonly others: readonly Identifiers[];
}

export interface Identifiers {
  readonly name: string;
  readonly macs: readonly Mac[];
  readonly uuids: readonly string[];
  readonly serials: readonly string[];
}

/** What a record knows of its machine, declared and commissioned. Of MACs only the declared: BMCs show some to every host alike. */
export function identifiersOf({ name, identity, hardware }: MachineRecord): Identifiers {
  return {
    name,
    macs: identity.macs,
    uuids: known(meaningfulUuid(identity.uuid), meaningfulUuid(hardware?.uuid)),
    serials: known(meaningfulSerial(identity.serial), meaningfulSerial(hardware?.serial)),
  };
}

const known = (...words: readonly (string | undefined)[]): readonly string[] =>
  words.filter((word) => word !== undefined);

export interface Contradiction {
  readonly because: string;
  readonly refused: Refusal;
}

/** Why nothing is installed; `undefined` when nothing speaks against it. */
export function contradiction(
  expected: Expected & { readonly deployment: Deployment },
  found: Hardware,
): Contradiction | undefined {
  const { disks } = expected.deployment;
  if (disks.length === 0)
    return { because: 'expected a disk to install on, found none in the plan', refused: 'disks' };
  const identity = identityContradiction(expected, found) ?? firmwareContradiction(expected, found);
  return sum(identity, diskContradiction(disks, found));
}

const sum = (
  identity: string | undefined,
  disks: string | undefined,
): Contradiction | undefined => {
  if (identity !== undefined) return { because: identity, refused: 'identity' };
  return disks === undefined ? undefined : { because: disks, refused: 'disks' };
};

/** Why nothing is erased. How the machine boots does not matter for that. */
export const eraseContradiction = (
  expected: Expected,
  { disks }: Pick<Erasure, 'disks'>,
  found: Hardware,
): Contradiction | undefined =>
  sum(identityContradiction(expected, found), diskContradiction(disks, found));

const identityContradiction = (expected: Expected, found: Hardware): string | undefined =>
  macContradiction(expected, found) ??
  uuidContradiction(expected, found) ??
  serialContradiction(expected, found);

function macContradiction({ record, others }: Expected, found: Hardware): string | undefined {
  const macs = found.nics.map((nic) => nic.mac);
  const stranger = others.find((other) => other.macs.some((mac) => macs.includes(mac)));
  if (stranger !== undefined)
    return `expected ${record.name}, found a MAC address of ${stranger.name} in it: ${macs.join(', ')}`;
  const declared = record.identity.macs;
  return declared.some((mac) => macs.includes(mac))
    ? undefined
    : `expected one of the MAC addresses ${declared.join(', ')}, found ${macs.join(', ') || 'none'}`;
}

function uuidContradiction({ record, others }: Expected, found: Hardware): string | undefined {
  const uuid = meaningfulUuid(found.uuid);
  const { uuids } = identifiersOf(record);
  const shared = others.some((other) => other.uuids.some((u) => uuids.some((o) => sameUuid(u, o))));
  const same = uuid !== undefined && uuids.some((expected) => sameUuid(expected, uuid));
  if (same || shared || uuids.length === 0) return undefined;
  return `expected system UUID ${uuids.join(' or ')}, found ${uuid ?? 'none'}`;
}

function serialContradiction({ record, others }: Expected, found: Hardware): string | undefined {
  const serial = meaningfulSerial(found.serial);
  const { serials } = identifiersOf(record);
  const shared = others.some((other) => other.serials.some((s) => serials.includes(s)));
  const same = serial !== undefined && serials.includes(serial);
  if (same || shared || serials.length === 0) return undefined;
  return `expected system serial ${serials.join(' or ')}, found ${serial ?? 'none'}`;
}

/** The layout was planned for one of the two; a machine whose mode changed is commissioned again. */
function firmwareContradiction({ record }: Expected, found: Hardware): string | undefined {
  const planned = record.hardware?.firmware;
  return planned === undefined || planned === found.firmware
    ? undefined
    : `expected ${planned} firmware, as commissioned, found ${found.firmware}`;
}

function diskContradiction(
  targets: readonly DiskTarget[],
  { disks }: Hardware,
): string | undefined {
  const seen = disks.map((disk) => `${diskLabel(disk)} (${disk.bytes} bytes)`).join(', ') || 'none';
  for (const target of targets) {
    const expected = `expected disk ${diskLabel(target)} of ${target.bytes} bytes`;
    const same = disks.filter((disk) => isSameDisk(target, disk));
    if (same.length > 1) return `${expected}, found ${same.length} disks that are called so`;
    if (same[0]?.bytes !== target.bytes) return `${expected}, found ${seen}`;
  }
  return undefined;
}
