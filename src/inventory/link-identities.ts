/** What tells machines apart must be each one's own: MACs, UUIDs, serials, reserved addresses. */
import { printPlace, type SourceRange } from '../core/diagnostic.ts';
import { meaningfulSerial, meaningfulUuid, uuidKey } from '../core/hardware.ts';
import { memo } from '../core/memo.ts';
import type { MachineDocument } from './documents/machine.ts';
import type { Sourced } from './kinds.ts';
import type { At, Linking } from './linking.ts';
import type { Path } from '../lib/yaml-document.ts';

/** What is said, and where; `key` is what two machines must not have in common: of a UUID, in either byte order. */
interface Claim extends Word {
  readonly key: string;
  readonly machine: string;
}

interface Word {
  readonly what: string;
  readonly at: () => SourceRange;
}

export function checkIdentities(linking: Linking): void {
  const first = new Map<string, Claim>();
  for (const document of linking.documents.Machine) {
    const { claims, placeholders } = identitiesOf(document);
    for (const { what, at } of placeholders) meansNothing(linking, what, at);
    for (const claim of claims) {
      const earlier = first.get(claim.key);
      if (earlier === undefined) first.set(claim.key, claim);
      else
        linking.error(
          'duplicate-identity',
          claim.at,
          `the ${claim.what} of machine "${claim.machine}" ${belongs(claim, earlier)}`,
          `the first is at ${printPlace(earlier.at())}; no two machines can have the same`,
        );
    }
  }
}

const belongs = (claim: Claim, earlier: Claim): string =>
  claim.machine === earlier.machine
    ? 'is given twice'
    : `is also declared by machine "${earlier.machine}"`;

interface Identities {
  readonly claims: readonly Claim[];
  readonly placeholders: readonly Word[];
}

const identitiesOf = memo((document: Sourced<MachineDocument>): Identities => ({
  claims: [...claimsOf(document)],
  placeholders: [...placeholdersOf(document)],
}));

function* claimsOf({ value, source }: Sourced<MachineDocument>): Generator<Claim> {
  const claim = (kind: string, text: string, path: Path, key = text): Claim => ({
    what: `${kind} ${text}`,
    key: `${kind} ${key}`,
    machine: value.name,
    at: () => source.valueAt(path),
  });
  for (const [i, mac] of value.macs.entries())
    yield claim('MAC', mac.toLowerCase().replaceAll('-', ':'), ['macs', i]);
  const { uuid, serial } = value;
  const realUuid = meaningfulUuid(uuid);
  if (realUuid !== undefined) yield claim('UUID', realUuid, ['uuid'], uuidKey(realUuid));
  if (meaningfulSerial(serial) !== undefined) yield claim('serial', serial ?? '', ['serial']);
  for (const [i, { address }] of (value.network?.interfaces ?? []).entries())
    if (address !== undefined)
      yield claim('address', address, ['network', 'interfaces', i, 'address']);
}

function* placeholdersOf({ value, source }: Sourced<MachineDocument>): Generator<Word> {
  const { uuid, serial } = value;
  if (uuid !== undefined && meaningfulUuid(uuid) === undefined)
    yield { what: `UUID ${uuid}`, at: () => source.valueAt(['uuid']) };
  if (serial !== undefined && meaningfulSerial(serial) === undefined)
    yield { what: `serial "${serial}"`, at: () => source.valueAt(['serial']) };
}

const meansNothing = (linking: Linking, what: string, at: At): void =>
  linking.warn(
    'placeholder-identity',
    at,
    `the ${what} is a placeholder that many boards have`,
    'leave it out; the machine is known by its MACs',
  );
