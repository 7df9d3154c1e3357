/** What is wrong with a file before it is a document: its encoding, its YAML, its shape. */
import type { Diagnostic, SourceRange } from '../core/diagnostic.ts';

const syntax = (at: SourceRange, summary: string, detail: string): Diagnostic => ({
  severity: 'error',
  code: 'syntax',
  summary,
  detail,
  at,
});

/** By the YAML library's error code: what happened, and what to write. */
const KNOWN: { readonly [code: string]: readonly [string, string] | undefined } = {
  TAB_AS_INDENT: ['a tab indents this line', 'YAML indents with spaces only'],
  TAG_RESOLVE_FAILED: ['tags (`!…`) are not used here', 'write the value without a tag'],
  BAD_ALIAS: ['an alias (`*…`) without a name', 'put text that begins with * in quotes'],
  BAD_INDENT: [
    'this line is indented unlike the lines it belongs to',
    'fields of one map begin in the same column',
  ],
  MISSING_CHAR: ['a quote or a bracket is missing here', 'close what was opened before'],
};

export function yamlError(code: string, message: string, at: SourceRange): Diagnostic {
  if (code === 'DUPLICATE_KEY') return duplicateKey(at);
  if (/^Flow (?:sequence|map)/.test(message))
    return syntax(at, 'a bracket before this line is not closed', 'close it with ] or }');
  const [summary, detail] = KNOWN[code] ?? [
    lowerFirst((message.split('\n')[0] ?? '').replace(/[.:]$/, '')),
    'this is not YAML, and nothing in this document was read',
  ];
  return syntax(at, summary, detail);
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

const duplicateKey = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'duplicate-key',
  summary: 'this key stands twice in the same map',
  detail: 'remove one of the two',
  at,
});

export const oldYaml = (version: string, at: SourceRange): Diagnostic =>
  syntax(at, `a %YAML ${version} directive`, 'remove the line: inventories are YAML 1.2');

export const tooDeep = (file: string): Diagnostic =>
  syntax(
    { file, line: 1, column: 1 },
    'this file is nested too deeply to be read',
    'an inventory nests a few levels; look for a run of brackets',
  );

export const notAMap = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'not-a-document',
  summary: 'this is not a document',
  detail: 'a document is a map of fields that begins with `kind:` and `name:`',
  at,
});

export const mergeKey = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'merge-key',
  summary: 'merge keys (`<<`) are not used here',
  detail: 'put what machines have in common into a Profile',
  at,
});

export const keyNotText = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'key-not-text',
  summary: 'this key is not text',
  detail: 'put it in quotes',
  at,
});

export const notFinite = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'not-a-number',
  summary: 'infinity and NaN are no values here',
  detail: 'write a number, or text in quotes',
  at,
});

export const aliasUnknown = (name: string, at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'unresolved-alias',
  summary: `no anchor &${name} stands before this alias`,
  detail: `put &${name} before the value that is meant, or the text in quotes`,
  at,
});

export const aliasWithin = (name: string, at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'unresolved-alias',
  summary: `this alias stands inside its own anchor &${name}`,
  detail: 'write the value out',
  at,
});

export const tooManyNodes = (at: SourceRange): Diagnostic =>
  syntax(
    at,
    'the aliases of this document expand without end',
    'write the values out; aliases of aliases multiply',
  );

export function notUtf8(file: string, bytes: Uint8Array): Diagnostic {
  const before = validPrefix(bytes);
  return {
    severity: 'error',
    code: 'not-utf8',
    summary: 'this file is not UTF-8 text',
    detail: 'save it as UTF-8 (from Latin-1: iconv -f latin1 -t utf-8)',
    at: {
      file,
      line: before.split('\n').length,
      column: before.length - before.lastIndexOf('\n'),
    },
  };
}

export function decode(bytes: Uint8Array, stream = false): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
  } catch {
    return undefined;
  }
}

/** The text before the first byte that is not UTF-8, found by halving; a character cut off at its end is no fault. */
function validPrefix(bytes: Uint8Array): string {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decode(bytes.subarray(0, middle), true) === undefined) high = middle - 1;
    else low = middle;
  }
  return decode(bytes.subarray(0, low), true) ?? '';
}
