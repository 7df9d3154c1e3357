/** What a machine is to run: the image, and everything that its installation is given. */
import type { SourceRange } from '../core/diagnostic.ts';
import type {
  DeploymentParts,
  DeploymentSpec,
  ImageRequest,
  ImageSelection,
  MachineSpec,
  StorageSpec,
  Subnet,
  Uses,
} from '../core/inventory.ts';
import { digestOfValue } from './digest.ts';
import type { MachineDocument } from './documents/machine.ts';
import type { Kind } from './kinds.ts';
import type { LinkedCloudInit } from './link-cloud-init.ts';
import { imageName, isSelected } from './link-images.ts';
import { missingNames, valuesOf } from './link-placeholders.ts';
import { type LinkedPreseed, NO_PRESEED } from './link-preseed.ts';
import { type At, type Linking, resolve } from './linking.ts';
import type { Path } from '../lib/yaml-document.ts';
import type { Places } from './validate.ts';

/** The documents that deployments refer to, each linked once. */
export interface LinkedConfiguration {
  readonly selections: readonly ImageSelection[];
  readonly cloudInit: ReadonlyMap<string, LinkedCloudInit>;
  readonly preseeds: ReadonlyMap<string, LinkedPreseed>;
}

/** A machine with its profiles merged into it. */
export interface MergedMachine {
  readonly value: MachineDocument;
  readonly places: Places;
  readonly declaredAt: SourceRange;
}

export interface MachineContext {
  readonly linking: Linking;
  readonly subnets: readonly Subnet[];
  readonly configuration: LinkedConfiguration;
}

type Subject = Pick<MachineSpec, 'name' | 'architecture' | 'owner' | 'labels'> & {
  readonly storage: StorageSpec;
};
type Deploy = NonNullable<MachineDocument['deploy']>;

export function linkDeployment(
  context: MachineContext,
  merged: MergedMachine,
  machine: Subject,
): DeploymentSpec | undefined {
  const { value, places } = merged;
  const deploy = value.deploy ?? {};
  const parts = linkParts(context, merged, deploy, machine);
  const image = imageOf(deploy, machine);
  if (value.target !== 'deployed') return undefined;
  if (image === undefined) {
    context.linking.error(
      'missing-field',
      places.valueAt(['target']),
      'target: deployed needs deploy.image',
      'write what to install as os/release: ubuntu/noble',
    );
    return undefined;
  }
  checkSelected(context, image, () => places.valueAt(['deploy', 'image']));
  const inMemory = deploy.inMemory ?? false;
  return {
    generation: deploy.generation ?? 1,
    inMemory,
    image,
    parts,
    digest: digestOfValue({ inMemory, image, parts }),
    uses: usesOf(deploy, context.configuration),
    declaredAt: places.keyAt(['deploy']),
  };
}

const usesOf = (deploy: Deploy, { cloudInit }: LinkedConfiguration): Uses => ({
  cloudInit: (deploy.cloudInit ?? []).map((name) => ({
    name,
    parts: cloudInit.get(name)?.parts.length ?? 0,
  })),
  preseed: deploy.preseed,
  sshKeys: deploy.sshKeys ?? [],
});

function imageOf(deploy: Deploy, machine: Subject): ImageRequest | undefined {
  const [os, release] = deploy.image?.split('/') ?? [];
  if (os === undefined || release === undefined) return undefined;
  return { os, release, architecture: machine.architecture, kernel: deploy.kernel ?? 'ga' };
}

function checkSelected(
  { linking, configuration }: MachineContext,
  image: ImageRequest,
  at: At,
): void {
  if (linking.incomplete || isSelected(image, configuration.selections)) return;
  linking.warn(
    'image-not-selected',
    at,
    `no ImageSelection mirrors ${imageName(image)}`,
    'add it to the releases and architectures of one: until then the machine waits for it',
  );
}

function linkParts(
  context: MachineContext,
  merged: MergedMachine,
  deploy: Deploy,
  machine: Subject,
): DeploymentParts {
  const { linking, configuration } = context;
  const cloudInit = (deploy.cloudInit ?? []).flatMap((name, i) =>
    use(linking, configuration.cloudInit, {
      kind: 'CloudInit',
      name,
      path: ['deploy', 'cloudInit', i],
      merged,
      machine,
    }),
  );
  const [preseed] =
    deploy.preseed === undefined
      ? []
      : use(linking, configuration.preseeds, {
          kind: 'Preseed',
          name: deploy.preseed,
          path: ['deploy', 'preseed'],
          merged,
          machine,
        });
  const names = [...cloudInit, ...(preseed === undefined ? [] : [preseed])].flatMap((c) => c.names);
  const values = valuesOf(names, machine);
  return {
    hostname: machine.name,
    ...(values === undefined ? {} : { values }),
    sshKeys: sshKeys(linking, merged, deploy),
    userData: cloudInit.flatMap((c) => c.parts),
    kernelOptions: deploy.kernelOptions ?? [],
    storage: machine.storage,
    preseed: preseed?.parts ?? NO_PRESEED,
  };
}

/** The linked document, as this machine refers to it: its placeholders must have values here. */
function use<T extends { readonly names: readonly string[] }>(
  linking: Linking,
  linked: ReadonlyMap<string, T>,
  reference: {
    readonly kind: Kind;
    readonly name: string;
    readonly path: Path;
    readonly merged: MergedMachine;
    readonly machine: Subject;
  },
): readonly T[] {
  const { kind, name, machine } = reference;
  const at = (): SourceRange => reference.merged.places.valueAt(reference.path);
  if (resolve(linking, kind, name, at) === undefined) return [];
  const found = linked.get(name);
  for (const missing of missingNames(found?.names ?? [], machine))
    linking.error(
      'missing-value',
      at,
      `${kind} "${name}" says \${${missing}}, which machine "${machine.name}" does not have`,
      `give the machine ${missing.replace('machine.', '').replace('.', ' ')}`,
    );
  return found === undefined ? [] : [found];
}

function sshKeys(linking: Linking, merged: MergedMachine, deploy: Deploy): readonly string[] {
  const keys = (deploy.sshKeys ?? []).flatMap(
    (name, i) =>
      resolve(linking, 'SshKeys', name, () => merged.places.valueAt(['deploy', 'sshKeys', i]))
        ?.value.keys ?? [],
  );
  return [...new Set(keys)];
}
