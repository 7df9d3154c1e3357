/** Well-formed documents → the inventory: references, defaults, profiles, digests. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { MachineName, Revision } from '../core/ids.ts';
import type { Inventory, MachineSpec } from '../core/inventory.ts';
import type { MachineDocument } from './documents/machine.ts';
import type { Documents, Kind, Sourced } from './kinds.ts';
import { linkCloudInit } from './link-cloud-init.ts';
import type { MachineContext } from './link-deployment.ts';
import { checkIdentities } from './link-identities.ts';
import { linkBootSource, linkSelections } from './link-images.ts';
import { linkMachine } from './link-machine.ts';
import { checkPower } from './link-power.ts';
import { linkPreseed } from './link-preseed.ts';
import { checkProtectSelf, linkSite } from './link-site.ts';
import { linkSubnets } from './link-subnets.ts';
import { filesNamed, type InventoryFile, type Linking, reporter } from './linking.ts';

export interface LinkInput {
  readonly documents: Documents;
  /** `kind/name` of documents that are declared and have mistakes of their own. */
  readonly malformed: ReadonlySet<string>;
  /** Some file could not be read at all. */
  readonly incomplete: boolean;
  readonly files: ReadonlyMap<string, InventoryFile>;
  readonly label: string;
}

/** What was linked; the next revision takes from it what is the same there. */
export interface Linked {
  /** Holds whatever could be linked; it is in force only where no diagnostic is an error. */
  readonly inventory: Inventory;
  readonly diagnostics: readonly Diagnostic[];
  readonly input: LinkInput;
  readonly common: Common;
  readonly machines: ReadonlyMap<Sourced<MachineDocument>, Machine>;
}

/** Everything that machines refer to: it is linked first, and without looking at a machine. */
type Common = Omit<MachineContext, 'linking'> &
  Pick<Inventory, 'site' | 'bootSource' | 'documents'> & {
    readonly diagnostics: readonly Diagnostic[];
  };

interface Machine {
  readonly spec: MachineSpec | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** `before` saves work and changes nothing else. */
export function link(revision: Revision, input: LinkInput, before?: Linked): Linked {
  const same = before !== undefined && linksAlike(before, input) ? before : undefined;
  const common = same?.common ?? linkCommon(input);
  const machines = new Map(
    input.documents.Machine.map((d) => [d, same?.machines.get(d) ?? linkOne(input, common, d)]),
  );
  const specs = [...machines.values()].flatMap(({ spec }) => spec ?? []);
  const checks: Diagnostic[] = [];
  const linking = tellingTo(checks, input);
  checkIdentities(linking);
  checkPower(linking, specs);
  checkProtectSelf(linking);
  const { site, bootSource, subnets, configuration, documents } = common;
  const { selections } = configuration;
  const told = [...machines.values()].flatMap((machine) => machine.diagnostics);
  return {
    inventory: {
      revision,
      site,
      bootSource,
      selections,
      subnets,
      machines: byName(specs),
      documents,
    },
    diagnostics: [...common.diagnostics, ...told, ...checks],
    input,
    common,
    machines,
  };
}

const tellingTo = (diagnostics: Diagnostic[], input: LinkInput): Linking => ({
  ...input,
  error: reporter('error', diagnostics),
  warn: reporter('warning', diagnostics),
});

function linkCommon(input: LinkInput): Common {
  const diagnostics: Diagnostic[] = [];
  const linking = tellingTo(diagnostics, input);
  const { documents } = input;
  const site = linkSite(linking);
  const subnets = linkSubnets(linking, site);
  const configuration = {
    selections: linkSelections(linking),
    cloudInit: new Map(documents.CloudInit.map((d) => [d.value.name, linkCloudInit(linking, d)])),
    preseeds: new Map(documents.Preseed.map((d) => [d.value.name, linkPreseed(linking, d)])),
  };
  return {
    site,
    subnets,
    configuration,
    bootSource: linkBootSource(linking),
    documents: placesOf(documents),
    diagnostics,
  };
}

function linkOne(input: LinkInput, common: Common, document: Sourced<MachineDocument>): Machine {
  const diagnostics: Diagnostic[] = [];
  const linking = tellingTo(diagnostics, input);
  return { spec: linkMachine({ ...common, linking }, document), diagnostics };
}

/**
 * Whether all but the machines is as it was: their own documents decide about them then. What went wrong
 * may have looked at anything, such as names that are alike, and is linked again.
 */
function linksAlike({ input: before, common }: Linked, input: LinkInput): boolean {
  const { Machine: _before, ...others } = before.documents;
  return (
    common.diagnostics.length === 0 &&
    before.label === input.label &&
    before.incomplete === input.incomplete &&
    before.malformed.symmetricDifference(input.malformed).size === 0 &&
    Object.entries(others).every(([kind, all]) => alike(all, input.documents[kind as Kind])) &&
    [...filesNamed(before.documents)].every((f) => before.files.get(f) === input.files.get(f))
  );
}

const alike = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/** Machines know their own places: there are many. */
const placesOf = ({ Machine: _machines, ...others }: Documents): Inventory['documents'] =>
  new Map(
    Object.entries(others).flatMap(([kind, all]) =>
      all.map(({ value, source }) => [`${kind}/${value.name}`, source.keyAt(['kind'])] as const),
    ),
  );

const byName = (machines: readonly MachineSpec[]): ReadonlyMap<MachineName, MachineSpec> =>
  new Map(machines.map((machine) => [machine.name, machine]));
