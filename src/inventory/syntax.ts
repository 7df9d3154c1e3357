/** What is wrong with a file before it is a document: its encoding, its YAML, its shape. */
import type { Diagnostic, SourceRange } from '../core/diagnostic.ts';
import type { YamlProblem } from '../lib/yaml-document.ts';

/** A stable code, what is wrong, and what to write. */
type Words = readonly [code: string, summary: string, detail: string];

const toDiagnostic = ([code, summary, detail]: Words, at: SourceRange): Diagnostic => ({
  severity: 'error',
  code,
  summary,
  detail,
  at,
});

export const yamlProblem = (problem: YamlProblem, at: SourceRange): Diagnostic =>
  toDiagnostic(wordsFor(problem), at);

function wordsFor(problem: YamlProblem): Words {
  switch (problem.kind) {
    case 'syntax':
      return syntaxWords(problem.code, problem.message);
    case 'version':
      return [
        'syntax',
        `a %YAML ${problem.version} directive`,
        'remove the line: inventories are YAML 1.2',
      ];
    case 'unknown-alias':
      return [
        'unresolved-alias',
        `no anchor &${problem.name} stands before this alias`,
        `put &${problem.name} before the value that is meant, or the text in quotes`,
      ];
    case 'alias-within':
      return [
        'unresolved-alias',
        `this alias stands inside its own anchor &${problem.name}`,
        'write the value out',
      ];
    case 'merge-key':
    case 'key-not-text':
    case 'not-finite':
    case 'too-many':
    case 'too-deep':
      return WORDS[problem.kind];
  }
}

const WORDS = {
  'merge-key': [
    'merge-key',
    'merge keys (`<<`) are not used here',
    'put what machines have in common into a Profile',
  ],
  'key-not-text': ['key-not-text', 'this key is not text', 'put it in quotes'],
  'not-finite': [
    'not-a-number',
    'infinity and NaN are no values here',
    'write a number, or text in quotes',
  ],
  'too-many': [
    'syntax',
    'the aliases of this document expand without end',
    'write the values out; aliases of aliases multiply',
  ],
  'too-deep': [
    'syntax',
    'this file is nested too deeply to be read',
    'an inventory nests a few levels; look for a run of brackets',
  ],
} as const satisfies Record<string, Words>;

/** By the YAML library's error code: what happened, and what to write. */
const KNOWN: { readonly [code: string]: Words | undefined } = {
  DUPLICATE_KEY: [
    'duplicate-key',
    'this key stands twice in the same map',
    'remove one of the two',
  ],
  TAB_AS_INDENT: ['syntax', 'a tab indents this line', 'YAML indents with spaces only'],
  TAG_RESOLVE_FAILED: ['syntax', 'tags (`!…`) are not used here', 'write the value without a tag'],
  BAD_ALIAS: ['syntax', 'an alias (`*…`) without a name', 'put text that begins with * in quotes'],
  BAD_INDENT: [
    'syntax',
    'this line is indented unlike the lines it belongs to',
    'fields of one map begin in the same column',
  ],
  MISSING_CHAR: ['syntax', 'a quote or a bracket is missing here', 'close what was opened before'],
};

function syntaxWords(code: string, message: string): Words {
  if (/^Flow (?:sequence|map)/.test(message))
    return ['syntax', 'a bracket before this line is not closed', 'close it with ] or }'];
  const own = lowerFirst((message.split('\n')[0] ?? '').replace(/[.:]$/, ''));
  return KNOWN[code] ?? ['syntax', own, 'this is not YAML, and nothing in this document was read'];
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

export const notAMap = (at: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'not-a-document',
  summary: 'this is not a document',
  detail: 'a document is a map of fields that begins with `kind:` and `name:`',
  at,
});

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
