/** Boot source and selections. */
import { printPlace } from '../core/diagnostic.ts';
import type { BootSource, ImageRequest, ImageSelection } from '../core/inventory.ts';
import { parseDuration } from './duration.ts';
import { type Linking, resolveFile } from './linking.ts';

const MAAS_STABLE = 'https://images.maas.io/ephemeral-v3/stable/';

/**
 * Exactly one is in force. Two are a warning and not an error: image sync stays off, and everything
 * else goes on with the images that there are.
 */
export function linkBootSource(linking: Linking): BootSource | undefined {
  const [first, ...more] = linking.documents.BootSource;
  if (first === undefined) return undefined;
  for (const { source, value } of more)
    linking.warn(
      'two-boot-sources',
      source.keyAt(['kind']),
      `"${value.name}" is a second BootSource beside "${first.value.name}" at ${printPlace(first.source.keyAt(['kind']))}`,
      'keep one of them; no image is fetched until then',
    );
  const { value, source } = first;
  const keyring = resolveFile(linking, source, ['keyring', 'file'], value.keyring.file);
  if (keyring === undefined || more.length > 0) return undefined;
  return {
    name: value.name,
    url: value.url ?? MAAS_STABLE,
    keyring: keyring.bytes,
    fingerprints: value.fingerprints.map((f) => f.toUpperCase()),
    pollMs: parseDuration(value.poll ?? '60m'),
    proxy: value.proxy,
    declaredAt: source.keyAt(['kind']),
  };
}

export const linkSelections = ({ documents }: Linking): readonly ImageSelection[] =>
  documents.ImageSelection.map(({ value, source }) => ({
    name: value.name,
    os: value.os ?? 'ubuntu',
    releases: value.releases,
    architectures: value.architectures ?? ['amd64'],
    kernels: value.kernels ?? ['ga'],
    labels: value.labels ?? ['*'],
    declaredAt: source.keyAt(['kind']),
  }));

/** Whether some selection mirrors the image; which kernels there are, only the catalogue knows. */
export const isSelected = (image: ImageRequest, selections: readonly ImageSelection[]): boolean =>
  selections.some(
    (s) =>
      s.os === image.os &&
      covers(s.releases, image.release) &&
      covers(s.architectures, image.architecture),
  );

const covers = (list: readonly string[], name: string): boolean =>
  list.includes('*') || list.includes(name);

export const imageName = (image: ImageRequest): string =>
  `${image.os}/${image.release} for ${image.architecture}`;
