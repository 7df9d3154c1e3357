/** The next step of the boot source and of every image. */
import type { Verb } from './action.ts';
import { compare, type SourceRange } from './diagnostic.ts';
import { later } from './ids.ts';
import type { Catalog, CatalogProduct } from './image.ts';
import type { BootSource, Inventory } from './inventory.ts';
import type { ObservedState } from './observed.ts';
import { selects, wantedProducts } from './select.ts';
import { act, type Change, done, hold, NO_SOURCE, type Step, type Subject } from './step.ts';

/** The source's change first, then one per image, in the order of their keys. */
export function planImages(inventory: Inventory, observed: ObservedState): readonly Change[] {
  const source = inventory.bootSource;
  const prunes = prunable(inventory, observed);
  if (source === undefined) return [...noSource(inventory), ...prunes];
  const { catalog } = observed;
  const wanted =
    catalog?.source === source.name ? wantedProducts(inventory.selections, catalog) : [];
  return [
    sourceChange(source, observed),
    ...unanswered(inventory, catalog),
    ...wanted.map((product) => syncChange(product, inventory, observed)),
    ...prunes,
  ];
}

/** Mirroring stays off until exactly one source is in force; the diagnostics say which two there are. */
function noSource(inventory: Inventory): readonly Change[] {
  const at = inventory.selections[0]?.declaredAt;
  if (at === undefined) return [];
  const because =
    'no boot source is in force, so no image is mirrored: declare exactly one BootSource';
  return [change({ kind: 'source', name: NO_SOURCE }, hold(because), at)];
}

function sourceChange(source: BootSource, observed: ObservedState): Change {
  const { catalog } = observed;
  const fresh =
    catalog?.source === source.name && observed.at < later(catalog.fetchedAt, source.pollMs);
  const step = fresh
    ? done
    : act('refresh', `read the signed index at ${source.url}`, { kind: 'catalog.fetch' });
  return change({ kind: 'source', name: source.name }, step, source.declaredAt);
}

/** A selection that no product answers is a slip of the fingers until a person has looked. */
function unanswered(inventory: Inventory, catalog: Catalog | undefined): readonly Change[] {
  if (catalog === undefined) return [];
  return inventory.selections
    .filter((selection) => wantedProducts([selection], catalog).length === 0)
    .map((selection) => {
      const because = `no product of ${catalog.source} is ${selection.os} ${selection.releases.join('/')} for ${selection.architectures.join('/')} with kernel ${selection.kernels.join('/')}`;
      return change(
        { kind: 'selection', name: selection.name },
        hold(because),
        selection.declaredAt,
      );
    });
}

function syncChange(
  product: CatalogProduct,
  inventory: Inventory,
  observed: ObservedState,
): Change {
  const newest = product.versions.at(-1);
  const subject: Subject = { kind: 'image', key: product.key, version: newest?.version ?? '' };
  const stored = observed.images.get(product.key) ?? [];
  const at = inventory.selections.find((s) => selects(s, product.traits))?.declaredAt;
  if (newest === undefined || stored.some((image) => image.version === newest.version))
    return change(subject, done, at);
  const bytes = newest.files.reduce((sum, file) => sum + file.bytes, 0);
  const step = act('sync', `${printBytes(bytes)}, the newest version`, {
    kind: 'image.sync',
    key: product.key,
    version: newest.version,
    traits: product.traits,
    files: newest.files,
  });
  return change(subject, step, at);
}

/** Old versions that no deployment names, beyond the newest that the site keeps. */
function prunable(inventory: Inventory, observed: ObservedState): readonly Change[] {
  const inUse = versionsInUse(observed);
  const byKey = [...observed.images].toSorted(([a], [b]) => compare(a, b));
  return byKey.flatMap(([key, versions]) => {
    const extra = versions.length - inventory.site.keepVersions;
    const old = versions
      .slice(0, Math.max(0, extra))
      .find((v) => !inUse.has(`${key} ${v.version}`));
    if (old === undefined) return [];
    const because = `no machine runs it, and the newest ${inventory.site.keepVersions} are kept`;
    const step = act('prune', because, { kind: 'image.prune', key, version: old.version });
    return [change({ kind: 'image', key, version: old.version }, step, undefined)];
  });
}

function versionsInUse(observed: ObservedState): ReadonlySet<string> {
  const names = [...observed.machines.values()].flatMap(({ record: { deployment } }) =>
    deployment === undefined
      ? []
      : [
          `${deployment.image} ${deployment.version}`,
          `${deployment.bootImage} ${deployment.bootVersion}`,
        ],
  );
  return new Set(names);
}

function change(subject: Subject, step: Step, at: SourceRange | undefined): Change {
  const route: readonly Verb[] = step.kind === 'act' ? [step.verb] : [];
  const effect = step.kind === 'done' ? undefined : 'live';
  return { subject, route, step, effect, causes: [], at, pending: [], dataLoss: [] };
}

/** Decimal units, as disks and downloads are sold: `480 GB`, `5.2 MB`. */
export function printBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
