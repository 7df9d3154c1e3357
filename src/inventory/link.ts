/** Well-formed documents → the inventory: references, defaults, profiles, digests. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { MachineName, Revision } from '../core/ids.ts';
import type { Inventory, MachineSpec } from '../core/inventory.ts';
import type { Documents } from './kinds.ts';
import { linkCloudInit } from './link-cloud-init.ts';
import { checkIdentities } from './link-identities.ts';
import { linkBootSource, linkSelections } from './link-images.ts';
import { linkMachine } from './link-machine.ts';
import { checkPower } from './link-power.ts';
import { linkPreseed } from './link-preseed.ts';
import { linkSite } from './link-site.ts';
import { linkSubnets } from './link-subnets.ts';
import { type InventoryFile, type Linking, reporter } from './linking.ts';

export interface LinkInput {
  readonly documents: Documents;
  /** `kind/name` of documents that are declared and have mistakes of their own. */
  readonly malformed: ReadonlySet<string>;
  /** Some file could not be read at all. */
  readonly incomplete: boolean;
  readonly files: ReadonlyMap<string, InventoryFile>;
  readonly label: string;
}

/** The inventory holds whatever could be linked; it is in force only where no diagnostic is an error. */
export function link(
  revision: Revision,
  input: LinkInput,
): { readonly inventory: Inventory; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const linking: Linking = {
    ...input,
    error: reporter('error', diagnostics),
    warn: reporter('warning', diagnostics),
  };
  const { documents } = input;
  const site = linkSite(linking);
  const subnets = linkSubnets(linking, site);
  const configuration = {
    selections: linkSelections(linking),
    cloudInit: new Map(documents.CloudInit.map((d) => [d.value.name, linkCloudInit(linking, d)])),
    preseeds: new Map(documents.Preseed.map((d) => [d.value.name, linkPreseed(linking, d)])),
  };
  checkIdentities(linking);
  const machines = documents.Machine.flatMap(
    (d) => linkMachine({ linking, subnets, configuration }, d) ?? [],
  );
  checkPower(linking, machines);
  const inventory = {
    revision,
    site,
    bootSource: linkBootSource(linking),
    selections: configuration.selections,
    subnets,
    machines: byName(machines),
    documents: placesOf(documents),
  };
  return { inventory, diagnostics };
}

/** Machines know their own places: there are many. */
const placesOf = ({ Machine: _machines, ...others }: Documents): Inventory['documents'] =>
  new Map(
    Object.entries(others).flatMap(([kind, all]) =>
      all.map(({ value, source }) => [`${kind}/${value.name}`, source.keyAt(['kind'])] as const),
    ),
  );

const byName = (machines: readonly MachineSpec[]): ReadonlyMap<MachineName, MachineSpec> =>
  new Map(machines.map((machine) => [machine.name, machine]));
