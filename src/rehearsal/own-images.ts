/** The images that an inventory selects and its machines ask for, as products of a boot source of our own. */
import type { ImageRequest, ImageSelection, Inventory } from '../core/inventory.ts';
import type { Offer } from './boot-source.ts';

/** Kernels are named after their release's version. */
const UBUNTU: Readonly<Record<string, string>> = {
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  plucky: '25.04',
  questing: '25.10',
  resolute: '26.04',
};

/** `*` stands for what the machines ask for. */
export function offersFor({ selections, site, machines }: Inventory): readonly Offer[] {
  const requests = [
    site.commissioning,
    ...[...machines.values()].flatMap(({ target }) =>
      target.kind === 'deployed' ? [target.deployment.image] : [],
    ),
  ];
  const offers = [
    ...selections.flatMap((selection) => offersOf(selection, requests)),
    ...requests.map((request) => offerOf(request, 'stable')),
  ];
  return [...new Map(offers.map((offer) => [keyOf(offer), offer])).values()];
}

const keyOf = ({ os, release, kernel }: Offer): string => `${os}/${release}/${kernel}`;

type Wish = Pick<ImageRequest, 'os' | 'release' | 'kernel'>;

function offersOf(selection: ImageSelection, requests: readonly Wish[]): readonly Offer[] {
  const { os, releases, kernels, labels } = selection;
  const asked = requests.filter((request) => request.os === os);
  const some = (list: readonly string[], stars: readonly string[]): readonly string[] =>
    list.flatMap((word) => (word === '*' ? stars : [word]));
  const label = labels.find((word) => word !== '*') ?? 'stable';
  return some(
    releases,
    asked.map(({ release }) => release),
  ).flatMap((release) =>
    some(kernels, ['ga', ...asked.map(({ kernel }) => kernel)]).map((kernel) =>
      offerOf({ os, release, kernel }, label),
    ),
  );
}

/** A release may be written as its codename or as its version. */
function offerOf({ os, release, kernel }: Wish, label: string): Offer {
  const [name, version] = Object.entries(UBUNTU).find((pair) => pair.includes(release)) ?? [];
  if (os !== 'ubuntu' || name === undefined || version === undefined)
    return { os, release, releaseVersion: release, kernel: kernelOf(os, kernel, 'rolling'), label };
  return {
    os,
    release: name,
    releaseVersion: version,
    kernel: kernelOf(os, kernel, version),
    label,
  };
}

/** maas-wire.md §2.6: `ga` is `ga-24.04` in noble. Images of other systems have no kernel of their own. */
function kernelOf(os: string, wish: string, version: string): string {
  if (os !== 'ubuntu') return 'generic';
  switch (wish) {
    case '*':
      return `ga-${version}`;
    case 'ga':
    case 'hwe':
      return `${wish}-${version}`;
    case 'hwe-edge':
      return `hwe-${version}-edge`;
    case 'lowlatency':
      return `ga-${version}-lowlatency`;
    default:
      return wish;
  }
}
