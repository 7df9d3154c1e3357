/** Profiles under a machine: later layers win, maps merge, lists replace. Every value keeps its place. */
import type { Path } from '../lib/yaml-document.ts';
import type { SourceDocument } from './read.ts';
import type { Places } from './validate.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Layer {
  readonly value: Fields;
  readonly source: SourceDocument;
}

export interface Merged {
  readonly value: Fields;
  /** Where each value was written that won. */
  readonly places: Places;
}

export function merge(layers: readonly Layer[]): Merged {
  const own = withOnePowerType(layers);
  const winner = (path: Path): Layer | undefined => own.findLast((l) => has(l.value, path));
  /** The winner of the path, or of its nearest parent that anybody wrote. */
  const nearest = (path: Path): { readonly source: SourceDocument; readonly path: Path } => {
    const layer = winner(path) ?? (path.length === 0 ? own.at(-1) : undefined);
    return layer === undefined ? nearest(path.slice(0, -1)) : { source: layer.source, path };
  };
  return {
    value: own.reduce<Fields>((merged, { value }) => mergeFields(merged, value), {}),
    places: {
      valueAt: (path) => {
        const found = nearest(path);
        return found.source.valueAt(found.path);
      },
      keyAt: (path) => {
        const found = nearest(path);
        return found.source.keyAt(found.path);
      },
    },
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mergeFields(under: Fields, over: Fields): Fields {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    return [key, isFields(value) && isFields(below) ? mergeFields(below, value) : value];
  });
  return { ...under, ...(Object.fromEntries(entries) as Fields) };
}

function has(value: unknown, path: Path): boolean {
  if (path.length === 0) return true;
  const [step = '', ...rest] = path;
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, step) &&
    has((value as Fields)[step], rest)
  );
}

const powerType = ({ value }: Layer): unknown =>
  isFields(value['power']) ? value['power']['type'] : undefined;

/** Parameters belong to their power type: under a layer that names another type they mean nothing. */
function withOnePowerType(layers: readonly Layer[]): readonly Layer[] {
  const type = layers.map(powerType).findLast((t) => t !== undefined);
  const other = layers.findLastIndex((l) => powerType(l) !== undefined && powerType(l) !== type);
  return layers.map((layer, index) => (index > other ? layer : withoutPower(layer)));
}

function withoutPower({ value, source }: Layer): Layer {
  const { power: _, ...rest } = value;
  return { value: rest, source };
}
