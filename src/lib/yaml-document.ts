/**
 * YAML 1.2, core schema (`on` and `yes` are text), read with the place of every value. Never throws,
 * whatever the text is.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from './yaml.ts';
import { locate } from './common-yaml-places.ts';
import { type CommonDocument, readCommonYaml } from './common-yaml.ts';

/** From a document's root to one of its values. */
export type Path = readonly (string | number)[];

/** Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlDocument {
  /** Plain data, aliases followed; `undefined` where there are problems. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where the value at `path` stands; its nearest parent that is written down, where it is not. */
  valueAt(path: Path): Place;
  /** Where the key of the field at `path` stands. */
  keyAt(path: Path): Place;
  /** Where the `nth` (from 0) occurrence of `text` within the value at `path` stands. */
  textAt(path: Path, text: string, nth: number): Place;
}

export type YamlProblem = { readonly at: Place } & (
  | { readonly kind: 'syntax'; readonly code: string; readonly message: string }
  /** A `%YAML` directive of another version: 1.1 would turn `no` into false. */
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'unknown-alias' | 'alias-within'; readonly name: string }
  | { readonly kind: 'merge-key' | 'key-not-text' | 'not-finite' | 'too-many' | 'too-deep' }
);

/** Of one text, while it is read. */
interface Source {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly placeOf: (offset: number) => Place;
}

/** More values than this in one document, with aliases followed, is an alias bomb: those have billions. */
const MAX_NODES = 100_000;

/** Every document of the text that is not empty. */
export function readYaml(text: string): readonly YamlDocument[] {
  const common = readCommonYaml(text);
  return common === undefined ? readAnyYaml(text) : withPlaces(text, common);
}

/** What the fast reader has read; where the other one would have found its texts, only that one knows. */
function withPlaces(text: string, read: readonly CommonDocument[]): readonly YamlDocument[] {
  const placeOf = placesByLine(text);
  return read.map((document, index) => ({
    value: document.value,
    problems: [],
    valueAt: (path) => placeOf(locate(document, path).value),
    keyAt: (path) => placeOf(locate(document, path).key),
    textAt: (path, wanted, nth) =>
      readAnyYaml(text)[index]?.textAt(path, wanted, nth) ?? placeOf(locate(document, path).value),
  }));
}

/** Finds the lines when the first place is asked for: most texts are never asked. */
function placesByLine(text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The same, by a reader of all of YAML. */
export function readAnyYaml(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    return parse(text, lines)
      .map((document) => ({ text, document, placeOf }))
      .flatMap(readDocument);
  } catch (error) {
    // The parser recurses: text nested some thousands deep overflows its stack.
    if (error instanceof RangeError) return [unread({ kind: 'too-deep', at: FIRST })];
    throw error;
  }
}

const FIRST: Place = { line: 1, column: 1 };
const atFirst = (): Place => FIRST;
const unread = (problem: YamlProblem): YamlDocument => ({
  value: undefined,
  problems: [problem],
  valueAt: atFirst,
  keyAt: atFirst,
  textAt: atFirst,
});

function parse(text: string, lineCounter: LineCounter): Document.Parsed[] {
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
  });
  return [...parsed] as Document.Parsed[];
}

function readDocument(source: Source): readonly YamlDocument[] {
  const { contents } = source.document;
  const wrong = [...directive(source), ...syntaxErrors(source)];
  if (wrong.length === 0 && (contents === null || isEmpty(contents))) return [];
  const walk = newWalk(source);
  const value = wrong.length === 0 ? nodeValue(walk, contents) : undefined;
  const problems = [...wrong, ...walk.problems];
  return [{ value: problems.length === 0 ? value : undefined, problems, ...placesIn(source) }];
}

const isEmpty = (node: Node): boolean =>
  isScalar(node) && node.value === null && node.source === '';
const start = (node: Node): number => node.range?.[0] ?? 0;

/** The first error of a document, and every duplicate key: other errors only follow from the first. */
function syntaxErrors({ document, placeOf }: Source): YamlProblem[] {
  const all = [...document.errors, ...document.warnings];
  const duplicates = all.filter((e) => e.code === 'DUPLICATE_KEY');
  const first = all.filter((e) => e.code !== 'DUPLICATE_KEY').slice(0, 1);
  return [...first, ...duplicates].map(({ code, message, pos }) => ({
    kind: 'syntax',
    code,
    message,
    at: placeOf(pos[0]),
  }));
}

function directive({ document, text, placeOf }: Source): YamlProblem[] {
  const { explicit, version } = document.directives.yaml;
  if (explicit !== true || version === '1.2') return [];
  return [{ kind: 'version', version, at: placeOf(Math.max(0, text.indexOf('%YAML'))) }];
}

/** The way through a document's nodes, in order. */
interface Walk {
  readonly source: Source;
  readonly problems: YamlProblem[];
  /** The newest node of each anchor's name so far. */
  readonly anchors: Map<string, Node>;
  /** Nodes that are being walked now: an alias to one of them would never end. */
  readonly open: Set<Node>;
  nodes: number;
  /** How many aliases we are inside of. */
  depth: number;
}

const newWalk = (source: Source): Walk => ({
  source,
  problems: [],
  anchors: new Map(),
  open: new Set(),
  nodes: 0,
  depth: 0,
});

/** The node as plain data; `undefined` after a problem, which is in the walk's list. */
function nodeValue(walk: Walk, node: unknown): unknown {
  walk.nodes += 1;
  if (walk.nodes > MAX_NODES) return giveUp(walk);
  if (isAlias(node)) return aliasValue(walk, node);
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
  if (node.anchor !== undefined && walk.depth === 0) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return scalarValue(walk, node);
  walk.open.add(node);
  const value = isMap(node)
    ? mapValue(walk, node)
    : node.items.map((item) => nodeValue(walk, item));
  walk.open.delete(node);
  return value;
}

function giveUp(walk: Walk): undefined {
  if (walk.nodes === MAX_NODES + 1)
    walk.problems.push({ kind: 'too-many', at: walk.source.placeOf(0) });
}

function scalarValue(walk: Walk, node: Scalar): unknown {
  if (typeof node.value === 'number' && !Number.isFinite(node.value))
    walk.problems.push({ kind: 'not-finite', at: walk.source.placeOf(start(node)) });
  return node.value;
}

function aliasValue(walk: Walk, alias: Alias): unknown {
  const target = walk.anchors.get(alias.source);
  const at = walk.source.placeOf(start(alias));
  if (target === undefined) walk.problems.push({ kind: 'unknown-alias', name: alias.source, at });
  else if (walk.open.has(target))
    walk.problems.push({ kind: 'alias-within', name: alias.source, at });
  else {
    walk.depth += 1;
    const value = walk.nodes > MAX_NODES ? undefined : nodeValue(walk, target);
    walk.depth -= 1;
    return value;
  }
  return undefined;
}

function mapValue(walk: Walk, map: YAMLMap): Record<string, unknown> {
  const entries = map.items.map((pair) => [keyText(walk, pair), nodeValue(walk, pair.value)]);
  // Own properties, also for a key such as `__proto__`.
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function keyText(walk: Walk, { key }: Pair): string {
  if (isScalar(key) && typeof key.value === 'string') {
    if (key.value === '<<' && key.type === 'PLAIN')
      walk.problems.push({ kind: 'merge-key', at: walk.source.placeOf(start(key)) });
    return key.value;
  }
  const offset = isScalar(key) || isAlias(key) || isMap(key) || isSeq(key) ? start(key) : 0;
  walk.problems.push({ kind: 'key-not-text', at: walk.source.placeOf(offset) });
  return '';
}

function placesIn(source: Source): Pick<YamlDocument, 'valueAt' | 'keyAt' | 'textAt'> {
  const { text, placeOf } = source;
  return {
    valueAt: (path) => placeOf(start(find(source, path).node)),
    keyAt: (path) => placeOf(find(source, path).key),
    textAt: (path, wanted, nth) => {
      const { node } = find(source, path);
      let offset = text.indexOf(wanted, start(node));
      for (let i = 0; i < nth && offset !== -1; i++)
        offset = text.indexOf(wanted, offset + wanted.length);
      return placeOf(offset === -1 || offset > (node.range?.[1] ?? 0) ? start(node) : offset);
    },
  };
}

/** The node at `path`, or the last one on the way to it; `key`: the offset of its key, or of itself in a list. */
function find({ document }: Source, path: Path): { readonly node: Node; readonly key: number } {
  let node = document.contents as Node;
  let key = start(node);
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    key = next.key ?? start(next.value);
    node = isAlias(next.value) ? (next.value.resolve(document) ?? next.value) : next.value;
  }
  return { node, key };
}

function child(
  node: Node,
  step: string | number,
): { readonly key: number | undefined; readonly value: Node } | undefined {
  if (isSeq(node) && typeof step === 'number')
    return { key: undefined, value: (node.items[step] ?? node) as Node };
  if (!isMap(node)) return undefined;
  const pair = node.items.find((p) => isScalar(p.key) && p.key.value === String(step));
  if (pair === undefined) return undefined;
  return { key: start(pair.key as Node), value: (pair.value ?? pair.key) as Node };
}
