/** Where Ubuntu and Debian environments get packages from: cloud-init's and curtin's `apt` alike. */
import type { Site } from '../core/inventory.ts';
import type { Document } from './document.ts';

/** What an environment runs, as its product says. */
export interface Release {
  readonly os: string;
  /** `24.04`; empty when the product does not say. */
  readonly releaseVersion: string;
  readonly architecture: string;
}

/** `undefined` where nothing is known that should replace the image's own sources. */
export function aptConfig(site: Site, release: Release): Document | undefined {
  const { proxy, sourcesList } = site.apt;
  const sources = sourcesList ?? (release.os === 'ubuntu' ? ubuntu(site, release) : undefined);
  if (sources === undefined && proxy === undefined) return undefined;
  return {
    ...(sources === undefined ? {} : { preserve_sources_list: false, sources_list: sources }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** MAAS's text (maas-wire.md §5.2): deb822 from 24.04 on. Consumers fill in $RELEASE themselves. */
function ubuntu(site: Site, release: Release): string {
  const uri = site.apt.mirror ?? defaultMirror(release.architecture);
  return release.releaseVersion >= '24.04' ? deb822(uri) : oneLine(uri);
}

const defaultMirror = (architecture: string): string =>
  architecture === 'amd64' || architecture === 'i386'
    ? 'http://archive.ubuntu.com/ubuntu'
    : 'http://ports.ubuntu.com/ubuntu-ports';

const deb822 = (uri: string): string =>
  [
    'Types: deb',
    `URIs: ${uri}`,
    'Suites: $RELEASE $RELEASE-updates $RELEASE-security $RELEASE-backports',
    'Components: main restricted universe multiverse',
    'Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg',
    '',
  ].join('\n');

const oneLine = (uri: string): string =>
  ['', '-updates', '-security', '-backports']
    .map((pocket) => `deb ${uri} $RELEASE${pocket} main restricted universe multiverse\n`)
    .join('');
