/** What an installation is made of, field by field: as declared now, and as it was installed. */
import { fingerprint } from './fingerprint.ts';
import type { DeploymentParts, DeploymentSpec, Uses } from './inventory.ts';
import type { Deployment } from './machine.ts';
import { kernelFits } from './select.ts';
import { stableJson } from './stable-json.ts';

/** One field of one document, with what it says. */
export interface Stated {
  /** As the table of effects has it, or a field that it does not know. */
  readonly field: string;
  /** `Machine`, or the kind and name of the document that it stands in: `CloudInit/base`. */
  readonly document: string;
  /** What of the field is meant, where it holds several: the name of a part or a command. */
  readonly item?: string;
  readonly value: unknown;
  /** Contents are told apart, not shown. */
  readonly contents?: true;
}

export function declared(wanted: DeploymentSpec): readonly Stated[] {
  const { generation, inMemory, image, parts, uses } = wanted;
  return [
    machine('deploy.generation', generation),
    machine('deploy.image', `${image.os}/${image.release}`),
    machine('architecture', image.architecture),
    machine('deploy.kernel', image.kernel),
    machine('deploy.inMemory', inMemory),
    ...statedParts(parts, uses),
  ];
}

/** `wanted` tells a wish that is fulfilled from one that is not, and names documents where the record does not. */
export function installed(
  { generation, inMemory, image, parts, uses }: Deployment,
  wanted: DeploymentSpec,
): readonly Stated[] {
  const [os, release, architecture, kernel = ''] = image.split('/');
  const wish = wanted.image.kernel;
  return [
    machine('deploy.generation', generation),
    machine('deploy.image', `${os}/${release}`),
    machine('architecture', architecture),
    machine('deploy.kernel', kernelFits(wish, kernel) ? wish : kernel),
    machine('deploy.inMemory', inMemory),
    ...statedParts(parts, uses ?? wanted.uses),
  ];
}

const machine = (path: string, value: unknown): Stated => ({
  field: `Machine.${path}`,
  document: 'Machine',
  value,
});

function statedParts(parts: DeploymentParts, uses: Uses): readonly Stated[] {
  const { hostname, sshKeys, userData, kernelOptions, storage, preseed, values, ...more } = parts;
  return [
    machine('name', hostname),
    machine(
      'deploy.cloudInit',
      uses.cloudInit.map(({ name }) => name),
    ),
    machine('deploy.preseed', uses.preseed),
    machine('deploy.sshKeys', uses.sshKeys),
    machine('deploy.kernelOptions', kernelOptions),
    machine('storage.layout', storage.layout),
    machine('storage.disk.serial', storage.disk?.serial),
    machine('storage.disk.wwn', storage.disk?.wwn),
    ...Object.entries(values ?? {}).map(([item, value]) => ({
      ...machine('deploy.cloudInit', value),
      item,
    })),
    ...statedUserData(userData, uses),
    ...statedPreseed(preseed, uses.preseed),
    { field: 'SshKeys.keys', document: named('SshKeys', uses.sshKeys), value: sshKeys, contents },
    // A part that this version does not know of: the table will not either, and that blocks.
    ...Object.entries(more).map(([part, value]): Stated => ({
      ...machine(`deploy.${part}`, value),
      contents,
    })),
  ];
}

const contents = true;

const named = (kind: string, names: readonly string[]): string => `${kind}/${names.join('+')}`;

function statedUserData(parts: DeploymentParts['userData'], uses: Uses): readonly Stated[] {
  const documents = uses.cloudInit.flatMap(({ name, parts: count }) =>
    Array.from({ length: count }, () => named('CloudInit', [name])),
  );
  const content = parts.map(({ name, ...part }, index): Stated => {
    const document = documents[index] ?? 'CloudInit';
    return { document, field: 'CloudInit.parts.content', item: name, value: part, contents };
  });
  const order = [...Map.groupBy(content, ({ document }) => document)].map(
    ([document, own]): Stated => ({
      document,
      field: 'CloudInit.parts.name',
      value: own.map(({ item }) => item),
    }),
  );
  return [...order, ...content];
}

function statedPreseed(preseed: DeploymentParts['preseed'], name: string | undefined) {
  const document = named('Preseed', name === undefined ? [] : [name]);
  return (['config', 'earlyCommands', 'lateCommands'] as const).flatMap((field) =>
    Object.entries(preseed[field]).map(([item, value]): Stated => ({
      document,
      field: `Preseed.${field}`,
      item,
      value,
      contents,
    })),
  );
}

/** The value as people write it; of contents a fingerprint. */
export function printStated({ value, contents: hidden }: Stated): string | undefined {
  if (value === undefined) return undefined;
  if (hidden === true) return fingerprint(value);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : stableJson(value);
}
