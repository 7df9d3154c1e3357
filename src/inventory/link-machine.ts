/** A machine and its profiles, merged: its power, its target, and what it is to run. */
import type { Identity } from '../core/hardware.ts';
import { type Mac, type MachineName, parseMac } from '../core/ids.ts';
import type { MachineSpec, PowerSpec, StorageSpec, Target } from '../core/inventory.ts';
import { memo } from '../core/memo.ts';
import { parseSecretRef } from '../core/secret.ts';
import type { MachineDocument, ProfileDocument } from './documents/machine.ts';
import type { Sourced } from './kinds.ts';
import { linkDeployment, type MachineContext, type MergedMachine } from './link-deployment.ts';
import { linkInterfaces } from './link-network.ts';
import { linkRelease } from './link-release.ts';
import { type Linking, resolve } from './linking.ts';
import { type Layer, merge, type Merged } from './merge.ts';
import { validate } from './validate.ts';
import { Power } from './validators.generated.js';

/** `undefined` where a mistake leaves nothing to link; it was told. */
export function linkMachine(
  context: MachineContext,
  document: Sourced<MachineDocument>,
): MachineSpec | undefined {
  const { linking } = context;
  const merged = mergeProfiles(linking, document);
  if (merged === undefined) return undefined;
  const { value } = merged;
  const identity = identityOf(value);
  const power = linkPower(linking, merged);
  const machine = {
    name: value.name as MachineName,
    declaredAt: merged.declaredAt,
    identity,
    architecture: value.architecture ?? 'amd64',
    firmware: value.firmware,
    owner: value.owner,
    labels: value.labels ?? {},
    interfaces: linkInterfaces(linking, document, identity.macs, context.subnets),
    firstContact: value.firstContact?.take,
    adopt: value.adopt ?? false,
    ...protection(merged),
  };
  const target = linkTarget(context, merged, { ...machine, storage: linkStorage(value) });
  return power === undefined || target === undefined ? undefined : { ...machine, power, target };
}

function protection({ value, places }: MergedMachine): Pick<MachineSpec, 'protect'> {
  if (value.protect === undefined) return {};
  const { reinstall = true, release = true, reason } = value.protect;
  const protect = { reinstall, release, reason, declaredAt: places.keyAt(['protect']) };
  return reinstall || release ? { protect } : {};
}

function mergeProfiles(
  linking: Linking,
  { value, source }: Sourced<MachineDocument>,
): MergedMachine | undefined {
  const names = value.profiles ?? [];
  const profiles = names.map((name, i) =>
    resolve(linking, 'Profile', name, () => source.valueAt(['profiles', i])),
  );
  // What a profile with mistakes would have said is not missing.
  if (profiles.some((p) => p === undefined)) return undefined;
  const under = profiles.flatMap((p): Layer[] => (p === undefined ? [] : [profileLayer(p)]));
  const merged: Merged = merge([...under, { value, source }]);
  return {
    value: merged.value as MachineDocument,
    places: merged.places,
    declaredAt: source.keyAt(['kind']),
  };
}

/** A profile without what is its own; made once, for all the machines that list it. */
export const profileLayer = memo(({ value, source }: Sourced<ProfileDocument>): Layer => {
  const { kind: _kind, name: _name, ...fields } = value;
  return { value: fields, source };
});

function identityOf({ macs, uuid, serial }: MachineDocument): Identity {
  return {
    macs: macs.map((mac) => parseMac(mac) as Mac),
    ...(uuid === undefined ? {} : { uuid: uuid.toLowerCase() }),
    ...(serial === undefined ? {} : { serial }),
  };
}

function linkPower(linking: Linking, merged: MergedMachine): PowerSpec | undefined {
  const { value, places, declaredAt } = merged;
  if (value.power === undefined) {
    linking.error(
      'missing-field',
      declaredAt,
      `Machine "${value.name}" has no "power"`,
      'write power: and a type; type: manual where a person presses the button',
    );
    return undefined;
  }
  const problems = validate(Power, value.power, `"power" of machine "${value.name}"`, {
    valueAt: (path) =>
      path.length === 0 ? places.keyAt(['power']) : places.valueAt(['power', ...path]),
    keyAt: (path) => places.keyAt(['power', ...path]),
  });
  for (const { code, at, summary, detail } of problems) linking.error(code, at, summary, detail);
  if (problems.length > 0) return undefined;
  const { type, ...parameters } = value.power;
  return { type: String(type), parameters: withReferences(parameters) };
}

/** Text of the form of a secret reference is one; the definitions refuse it where it would be none. */
const withReferences = (parameters: PowerSpec['parameters']): PowerSpec['parameters'] =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      typeof value === 'string' ? (parseSecretRef(value) ?? value) : value,
    ]),
  );

function linkStorage({ storage }: MachineDocument): StorageSpec {
  const { serial, wwn } = storage?.disk ?? {};
  const disk = {
    ...(serial === undefined ? {} : { serial }),
    ...(wwn === undefined ? {} : { wwn }),
  };
  return { layout: 'flat', disk: Object.keys(disk).length === 0 ? undefined : disk };
}

function linkTarget(
  context: MachineContext,
  merged: MergedMachine,
  machine: Parameters<typeof linkDeployment>[2],
): Target | undefined {
  const { value } = merged;
  // Also where the target is another one: what is written must be right.
  const deployment = linkDeployment(context, merged, machine);
  const release = linkRelease(context.linking, merged);
  switch (value.target ?? 'ready') {
    case 'ready':
      return { kind: 'ready' };
    case 'deployed':
      return deployment === undefined ? undefined : { kind: 'deployed', deployment };
    case 'released':
      return release;
  }
}
