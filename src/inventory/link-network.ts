/** A machine's interfaces: MACs that are its own, addresses that nobody else has or is handed. */
import { didYouMean, type SourceRange } from '../core/diagnostic.ts';
import { type Ipv4, type Mac, parseMac, type SubnetName } from '../core/ids.ts';
import type { InterfaceSpec, Subnet } from '../core/inventory.ts';
import { inCidr, inRange } from '../core/ipv4.ts';
import type { MachineDocument } from './documents/machine.ts';
import type { Sourced } from './kinds.ts';
import { whyUnusable } from './link-subnets.ts';
import { type At, type Linking, resolve } from './linking.ts';

type Declared = NonNullable<NonNullable<MachineDocument['network']>['interfaces']>[number];

export function linkInterfaces(
  linking: Linking,
  { value, source }: Sourced<MachineDocument>,
  macs: readonly Mac[],
  subnets: readonly Subnet[],
): readonly InterfaceSpec[] {
  const declared = value.network?.interfaces ?? [];
  return declared.map((nic, index) => {
    const at = (field: keyof Declared): SourceRange =>
      source.valueAt(['network', 'interfaces', index, field]);
    const mac = parseMac(nic.mac) as Mac;
    if (!macs.includes(mac)) foreignMac(linking, { mac, macs, at: at('mac'), name: value.name });
    if (nic.subnet !== undefined) resolve(linking, 'Subnet', nic.subnet, () => at('subnet'));
    const address = nic.address as Ipv4 | undefined;
    const subnet = subnets.find((s) =>
      nic.subnet === undefined
        ? address !== undefined && inCidr(address, s.cidr)
        : s.name === nic.subnet,
    );
    if (address !== undefined)
      checkAddress(linking, address, subnet, { nic, at: () => at('address') });
    return { mac, subnet: subnet?.name ?? (nic.subnet as SubnetName | undefined), address };
  });
}

function foreignMac(
  linking: Linking,
  found: {
    readonly mac: Mac;
    readonly macs: readonly Mac[];
    readonly at: SourceRange;
    readonly name: string;
  },
): void {
  const near = didYouMean(found.mac, found.macs);
  linking.error(
    'unknown-mac',
    found.at,
    `${found.mac} is not in the macs of machine "${found.name}"`,
    near === undefined ? 'add it to macs:' : `did you mean ${near}? or add it to macs:`,
  );
}

function checkAddress(
  linking: Linking,
  address: Ipv4,
  subnet: Subnet | undefined,
  { nic, at }: { readonly nic: Declared; readonly at: At },
): void {
  if (subnet === undefined) {
    // Of a subnet that does not resolve nothing more can be said.
    if (nic.subnet === undefined && !linking.incomplete)
      linking.error(
        'outside-subnet',
        at,
        `${address} is in no declared subnet`,
        'declare the Subnet that it is in',
      );
    return;
  }
  const why = whyUnusable(address, subnet) ?? whyTaken(address, subnet);
  if (why !== undefined)
    linking.error(
      'bad-address',
      at,
      `${address} ${why}`,
      'write an address of the subnet that is outside of its ranges',
    );
}

function whyTaken(address: Ipv4, subnet: Subnet): string | undefined {
  if (address === subnet.gateway) return `is the gateway of subnet "${subnet.name}"`;
  if (subnet.dynamic.some((range) => inRange(address, range)))
    return `is in a dynamic range of subnet "${subnet.name}", and could be handed to another machine`;
  return subnet.reserved.some((range) => inRange(address, range))
    ? `is in a reserved range of subnet "${subnet.name}"`
    : undefined;
}
