/**
 * A person's own inventory, rewritten after it was loaded into a rehearsal of itself: every declared
 * machine is simulated, subnets lie on loopback, power goes to simulated BMCs, images come from a
 * boot source of our own. Nothing in it reaches the site, and no secret of it is asked for.
 */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Ipv4, MachineName } from '../core/ids.ts';
import type {
  ImageRequest,
  Inventory,
  MachineSpec,
  Site,
  Subnet,
  Target,
  Timeouts,
} from '../core/inventory.ts';
import { broadcast, printCidr } from '../core/ipv4.ts';
import { type Loopback, layOut } from './loopback.ts';
import { type MachineModel, modelMachine } from './model.ts';
import type { SiteOptions } from './site.ts';

/** What plays the site: its machines, and where its subnets lie. */
export interface Cast {
  readonly models: readonly MachineModel[];
  readonly loopback: Loopback;
  /** What is not as declared, in sentences. */
  readonly differences: readonly string[];
}

export function castOf(inventory: Inventory): Cast | Diagnostic {
  const { subnets, machines } = inventory;
  const [first] = subnets;
  if (first === undefined) return impossible('no Subnet is declared: no machine gets an address');
  const loopback = layOut(subnets);
  if (loopback === undefined) return impossible('the subnets are larger than all of loopback');
  const home = subnets.find(({ dynamic }) => dynamic.length > 0) ?? first;
  const taken = new Set(
    [...machines.values()].flatMap(({ interfaces }) => addressesOf(interfaces)),
  );
  const relays = new Map(subnets.map((each) => [each.name, loopback.relay(each, taken)]));
  const models = [...machines.values()].map((spec, index) => {
    const subnet = spec.interfaces.find((each) => each.subnet !== undefined)?.subnet ?? home.name;
    return modelOf(spec, index, relays.get(subnet));
  });
  return { models, loopback, differences: differencesOf(inventory, loopback) };
}

const impossible = (summary: string): Diagnostic => ({
  severity: 'error',
  code: 'not-rehearsable',
  summary: `this inventory cannot be rehearsed: ${summary}`,
  at: { file: 'inventory', line: 1, column: 1 },
});

const addressesOf = (interfaces: MachineSpec['interfaces']): readonly Ipv4[] =>
  interfaces.flatMap(({ address }) => address ?? []);

/** As declared, and as the example's machines are where nothing is said. */
function modelOf(spec: MachineSpec, index: number, relay: string | undefined): MachineModel {
  const { identity, interfaces, firmware, name, target } = spec;
  const model = modelMachine(index, firmware === 'uefi' ? 'uefi-pxe' : 'bios-pxe');
  const boots = interfaces.find(({ subnet }) => subnet !== undefined)?.mac ?? identity.macs[0];
  const macs = new Set([...identity.macs, ...interfaces.map(({ mac }) => mac)]);
  const disk = target.kind === 'deployed' ? target.deployment.parts.storage.disk : undefined;
  return {
    ...model,
    name,
    mac: boots ?? model.mac,
    otherMacs: [...macs].filter((mac) => mac !== boots),
    uuid: identity.uuid ?? model.uuid,
    serial: identity.serial ?? model.serial,
    disks: model.disks.map((each) => ({ ...each, ...disk })),
    ...(relay === undefined ? {} : { relay }),
  };
}

function differencesOf(
  { site, subnets, machines }: Inventory,
  { cidrs }: Loopback,
): readonly string[] {
  const moved = subnets.map(({ name, cidr }) => {
    const there = cidrs.get(name);
    return `${name} ${printCidr(cidr)} is ${there === undefined ? '?' : printCidr(there)}`;
  });
  const silent = subnets.filter(({ dhcp }) => dhcp === 'off').map(({ name }) => name);
  const foreign = [...machines.values()]
    .filter(({ architecture }) => architecture !== 'amd64')
    .map(({ name }) => name);
  return [
    ...moved,
    'timeouts are seconds, limits are as declared',
    ...(site.windows.length === 0 ? [] : ['maintenance windows are always open']),
    ...(site.apply === 'auto' ? [] : ['everything is approved']),
    ...(silent.length === 0 ? [] : [`DHCP is served in ${some(silent)} too, where it is off`]),
    ...(foreign.length === 0 ? [] : [`machines are amd64, also ${some(foreign)}`]),
  ];
}

const some = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;

export type OwnStage = Omit<SiteOptions, 'machines'>;

/** The same inventory, for this stage. */
export function rehearsed(inventory: Inventory, { loopback }: Cast, stage: OwnStage): Inventory {
  const { site, subnets, machines, bootSource, selections } = inventory;
  return {
    ...inventory,
    site: rehearsedSite(site, loopback, stage),
    bootSource: bootSource && {
      ...bootSource,
      url: `http://${stage.bootSource.address}:${stage.bootSource.port}/`,
      keyring: Buffer.from(stage.key.armoured),
      fingerprints: [stage.key.fingerprint],
      proxy: undefined,
    },
    selections: selections.map((each) => ({ ...each, architectures: ['amd64'] })),
    subnets: subnets.map((subnet) => rehearsedSubnet(subnet, loopback)),
    machines: new Map(
      [...machines].map(([name, spec]): [MachineName, MachineSpec] => [
        name,
        rehearsedMachine(spec, loopback, stage),
      ]),
    ),
  };
}

/** What takes a real machine a minute takes a simulated one a second. */
const TIMEOUTS: Timeouts = {
  commissioning: 60_000,
  deploying: 60_000,
  releasing: 10_000,
  erasing: 10_000,
  settle: 2_000,
  silence: 10_000,
};

const rehearsedSite = (site: Site, { address }: Loopback, stage: OwnStage): Site => ({
  ...site,
  stateId: stage.stateId,
  windows: [],
  // Nobody is there to approve anything, and nothing of it is anybody else's to read.
  apply: 'auto',
  snapshots: undefined,
  timeouts: TIMEOUTS,
  commissioning: onAmd64(site.commissioning),
  provisioningAddress: stage.controller as Ipv4,
  dns: site.dns.map(address),
  syslog: undefined,
});

const onAmd64 = (request: ImageRequest): ImageRequest => ({ ...request, architecture: 'amd64' });

/** Behind a relay agent machines get by without privileged ports. Where others hand out addresses, all are ours here. */
function rehearsedSubnet(subnet: Subnet, { cidrs, address, range }: Loopback): Subnet {
  const cidr = cidrs.get(subnet.name) ?? subnet.cidr;
  const all = { first: cidr.network, last: address(broadcast(subnet.cidr)) };
  return {
    ...subnet,
    cidr,
    gateway: subnet.gateway && address(subnet.gateway),
    dns: subnet.dns.map(address),
    dynamic: subnet.dynamic.length === 0 ? [all] : subnet.dynamic.map(range),
    reserved: subnet.reserved.map(range),
    dhcp: 'relay-only',
  };
}

function rehearsedMachine(
  spec: MachineSpec,
  { address }: Loopback,
  { bmc }: OwnStage,
): MachineSpec {
  const uri = `http://${bmc.address}:${bmc.port}/${spec.name}`;
  const power = { onUri: `${uri}/on`, offUri: `${uri}/off`, queryUri: uri };
  return {
    ...spec,
    architecture: 'amd64',
    power: { type: 'webhook', parameters: power },
    interfaces: spec.interfaces.map((each) => ({
      ...each,
      address: each.address && address(each.address),
    })),
    target: rehearsedTarget(spec.target),
    firstContact: undefined,
  };
}

const rehearsedTarget = (target: Target): Target =>
  target.kind === 'deployed'
    ? {
        ...target,
        deployment: { ...target.deployment, image: onAmd64(target.deployment.image) },
      }
    : target;
