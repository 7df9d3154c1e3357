/** CloudInit documents: each part's text, from the document or from a file beside it. */
import type { SourceRange } from '../core/diagnostic.ts';
import type { UserDataPart } from '../core/inventory.ts';
import { printYaml } from '../lib/yaml.ts';
import type { CloudInitDocument } from './documents/configuration.ts';
import type { Sourced } from './kinds.ts';
import { checkNames, type PlaceOf } from './link-placeholders.ts';
import { type Linking, resolveFile } from './linking.ts';
import { whyNotYamlMap } from './read.ts';
import { decode } from './syntax.ts';

export interface LinkedCloudInit {
  readonly parts: readonly UserDataPart[];
  /** Known names that the parts' placeholders use. */
  readonly names: readonly string[];
}

type Part = CloudInitDocument['parts'][number];
type Content = { readonly content: string; readonly placeOf: PlaceOf };

export function linkCloudInit(
  linking: Linking,
  document: Sourced<CloudInitDocument>,
): LinkedCloudInit {
  const names: string[] = [];
  const parts = document.value.parts.flatMap((part, index) => {
    checkPartName(linking, document, index);
    const found = contentOf(linking, document, index);
    if (found === undefined) return [];
    const { content, placeOf } = found;
    const at = document.source.valueAt([
      'parts',
      index,
      part.file === undefined ? 'content' : 'file',
    ]);
    checkForm(linking, part, content, at);
    const substitute = part.substitute ?? part.type === 'cloud-config';
    if (substitute) names.push(...checkNames(linking, content, placeOf));
    return [{ name: part.name, contentType: CONTENT_TYPES[part.type], content, substitute }];
  });
  return { parts, names };
}

const CONTENT_TYPES = {
  'cloud-config': 'text/cloud-config',
  script: 'text/x-shellscript',
} as const;

function checkPartName(
  linking: Linking,
  { value, source }: Sourced<CloudInitDocument>,
  index: number,
): void {
  const name = value.parts[index]?.name;
  if (value.parts.findIndex((p) => p.name === name) < index)
    linking.error(
      'duplicate-name',
      source.valueAt(['parts', index, 'name']),
      `"${name}" is the name of two parts`,
      'the names of parts in one document are unique',
    );
}

function contentOf(
  linking: Linking,
  { value, source }: Sourced<CloudInitDocument>,
  index: number,
): Content | undefined {
  const part = value.parts[index];
  const path = ['parts', index] as const;
  if (part === undefined) return undefined;
  if ((part.content === undefined) === (part.file === undefined)) {
    linking.error(
      'bad-part',
      source.valueAt(path),
      `part "${part.name}" has ${part.file === undefined ? 'neither content nor file' : 'both content and file'}`,
      'write content: or file:, one of the two',
    );
    return undefined;
  }
  if (part.file !== undefined) return fromFile(linking, { value, source }, index, part.file);
  return {
    content: textOf(part),
    placeOf: (text, nth) => source.textAt([...path, 'content'], text, nth),
  };
}

function fromFile(
  linking: Linking,
  { source }: Sourced<CloudInitDocument>,
  index: number,
  file: string,
): Content | undefined {
  const path = ['parts', index, 'file'];
  const found = resolveFile(linking, source, path, file);
  const content = found && decode(found.bytes);
  if (found !== undefined && content === undefined)
    linking.error(
      'not-utf8',
      source.valueAt(path),
      `the file "${file}" is not UTF-8 text`,
      'save it as UTF-8',
    );
  if (content === undefined) return undefined;
  return { content, placeOf: (text, nth) => placeIn(linking.label + file, content, text, nth) };
}

function placeIn(file: string, content: string, text: string, nth: number): SourceRange {
  const before = content
    .split(text)
    .slice(0, nth + 1)
    .join(text);
  return {
    file,
    line: before.split('\n').length,
    column: before.length - before.lastIndexOf('\n'),
  };
}

const COMMANDS = ['runcmd', 'bootcmd'];

/** Command strings are literal unless the part says `substitute: true`. */
function textOf({ content, substitute }: Part): string {
  if (typeof content !== 'object') return content ?? '';
  const entries = Object.entries(content).map(([key, value]) =>
    COMMANDS.includes(key) && substitute !== true ? [key, literal(value)] : [key, value],
  );
  return `#cloud-config\n${printYaml(Object.fromEntries(entries))}`;
}

function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  return Array.isArray(value) ? value.map(literal) : value;
}

function checkForm(linking: Linking, part: Part, content: string, at: SourceRange): void {
  const wrong = part.type === 'script' ? whyNoScript(content) : whyNoCloudConfig(content);
  if (wrong !== undefined)
    linking.error('bad-part', at, `part "${part.name}" is no ${part.type}: ${wrong[0]}`, wrong[1]);
}

type Wrong = readonly [string, string] | undefined;

const whyNoScript = (content: string): Wrong =>
  content.startsWith('#!')
    ? undefined
    : ['it does not begin with #!', 'begin with the interpreter, such as #!/bin/sh'];

function whyNoCloudConfig(content: string): Wrong {
  if (content.startsWith('#!')) return ['it begins with #!', 'say type: script'];
  // cloud-init renders such a part before it is YAML.
  if (content.startsWith('## template:')) return undefined;
  const why = whyNotYamlMap(content);
  return why === undefined ? undefined : [why, 'write a map of cloud-config modules'];
}
