/** Bytes → documents that know where each of their fields stands. Never throws, whatever the bytes are. */
import type { Diagnostic, SourceRange } from '../core/diagnostic.ts';
import { type Path, type Place, readYaml, type YamlDocument } from '../lib/yaml-document.ts';
import { decode, notAMap, notUtf8, yamlProblem } from './syntax.ts';

export interface SourceDocument {
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where the value at `path` stands; its nearest parent that is written down, where it is not. */
  valueAt(path: Path): SourceRange;
  /** Where the key of the field at `path` stands. */
  keyAt(path: Path): SourceRange;
  /** Where the `nth` (from 0) occurrence of `text` within the value at `path` stands. */
  textAt(path: Path, text: string, nth: number): SourceRange;
}

export interface ReadFile {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readFile(file: string, bytes: Uint8Array): ReadFile {
  const text = decode(bytes);
  if (text === undefined) return { documents: [], diagnostics: [notUtf8(file, bytes)] };
  const read = readYaml(text).map((document) => toSource(file, document));
  return {
    documents: read.flatMap((r) => r.documents),
    diagnostics: read.flatMap((r) => r.diagnostics),
  };
}

function toSource(file: string, document: YamlDocument): ReadFile {
  const { value, problems } = document;
  const at = (place: Place): SourceRange => ({ file, line: place.line, column: place.column });
  if (problems.length > 0)
    return { documents: [], diagnostics: problems.map((p) => yamlProblem(p, at(p.at))) };
  if (!isMap(value)) return { documents: [], diagnostics: [notAMap(at(document.valueAt([])))] };
  const source: SourceDocument = {
    file,
    value,
    valueAt: (path) => at(document.valueAt(path)),
    keyAt: (path) => at(document.keyAt(path)),
    textAt: (path, text, nth) => at(document.textAt(path, text, nth)),
  };
  return { documents: [source], diagnostics: [] };
}

const isMap = (value: unknown): value is SourceDocument['value'] =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why a text is not the YAML of a map; `undefined` where it is one, or empty. */
export function whyNotYamlMap(text: string): string | undefined {
  const { documents, diagnostics } = readFile('', new TextEncoder().encode(text));
  const [problem] = diagnostics;
  if (problem !== undefined) return `${problem.summary}, in its line ${problem.at.line}`;
  return documents.length > 1 ? 'it holds several documents' : undefined;
}
