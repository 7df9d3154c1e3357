/**
 * The YAML that people mostly write, ten times as fast as a reader of all of YAML: maps and lists in
 * blocks, text and numbers on one line, brackets on one line, comments. What is anything else, or wrong,
 * is not read here: `yaml` reads it, and says what is wrong. Whatever is read here, `yaml` reads the same,
 * with the same places (test/property/common-yaml.test.ts).
 */

/** A document that is a map. */
export interface CommonDocument {
  readonly value: Fields;
  /**
   * Offsets in the text: where the value begins, then for each of its fields where the key begins and
   * the same of the value, for each item of a list the same of the item.
   */
  readonly marks: readonly number[];
}

type Fields = Record<string, unknown>;

interface Scan {
  readonly text: string;
  /** Where we are; at a line's beginning, after its indentation. */
  at: number;
  /** Of the line that we are in; `ENDED` after a document's last. */
  indent: number;
  marks: number[];
}

const ENDED: number = -1;
/** As `yaml-document.ts` has it; with fewer values than marks, what is refused there never passes here. */
const MAX_MARKS = 100_000;
const MAX_DEPTH = 40;

/** Thrown where a text needs the other reader; made once, because the trace costs more than the reading. */
const NOT_COMMON = new RangeError('not common YAML');

/** Every document of the text that is not empty; `undefined` where `yaml` has to read it. */
export function readCommonYaml(text: string): readonly CommonDocument[] | undefined {
  // Tabs, carriage returns, control characters, and what is beyond letters and dashes.
  if (/[^\n -~\u00a1-\u1fff\u2010-\u2027\u3001-\ud7ff]/.test(text)) return undefined;
  const scan: Scan = { text, at: 0, indent: 0, marks: [] };
  const documents: CommonDocument[] = [];
  try {
    toContent(scan, 0);
    while (scan.at < text.length) {
      if (scan.indent === ENDED) toContent(scan, afterSeparator(scan));
      else documents.push(readDocument(scan));
    }
    return documents;
  } catch (error) {
    if (error === NOT_COMMON) return undefined;
    throw error;
  }
}

function afterSeparator({ text, at }: Scan): number {
  const end = at + SEPARATOR.length;
  if (end < text.length && text[end] !== '\n') throw NOT_COMMON;
  return end + 1;
}

function readDocument(scan: Scan): CommonDocument {
  scan.marks = [];
  if (scan.indent !== 0) throw NOT_COMMON;
  const value = readMap(scan, 0);
  if (scan.indent !== ENDED || scan.marks.length > MAX_MARKS) throw NOT_COMMON;
  return { value, marks: scan.marks };
}

const SEPARATOR = '---';
const SPACE = 32;
const NEWLINE = 10;
const HASH = 35;
const DASH = 45;

/** From the beginning of a line to the next text that is no comment. */
function toContent(scan: Scan, from: number): void {
  const { text } = scan;
  let line = from;
  for (;;) {
    let at = line;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const code = text.charCodeAt(at);
    if (code === HASH) at = lineEnd(text, at);
    else if (code !== NEWLINE && at < text.length) {
      const isSeparator = at === line && code === DASH && text.startsWith(SEPARATOR, at);
      scan.at = at;
      scan.indent = isSeparator ? ENDED : at - line;
      return;
    }
    if (at >= text.length) {
      scan.at = text.length;
      scan.indent = ENDED;
      return;
    }
    line = at + 1;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** What follows a value on its line may be a comment; then on to the next text. */
function endLine(scan: Scan): void {
  const { text } = scan;
  let { at } = scan;
  while (text.charCodeAt(at) === SPACE) at += 1;
  if (at < text.length && text.charCodeAt(at) !== NEWLINE) {
    if (text.charCodeAt(at) !== HASH || text.charCodeAt(at - 1) !== SPACE) throw NOT_COMMON;
    at = lineEnd(text, at);
  }
  toContent(scan, at + 1);
}

/** A key, its colon, and the blanks after that. */
const KEY = /([A-Za-z][\w./-]{0,99}):(?: +|(?=\n)|$)/y;

/** The map whose first key is here, in the column `indent`. */
function readMap(scan: Scan, indent: number): Fields {
  const map: Fields = {};
  if (indent > MAX_DEPTH) throw NOT_COMMON;
  scan.marks.push(scan.at);
  do {
    scan.marks.push(scan.at);
    const key = readKey(scan, map, KEY);
    map[key] = readField(scan, indent);
  } while (scan.indent === indent);
  return map;
}

function readKey(scan: Scan, map: Fields, pattern: RegExp): string {
  pattern.lastIndex = scan.at;
  const key = pattern.exec(scan.text)?.[1];
  if (key === undefined || WORDS.test(key) || Object.hasOwn(map, key)) throw NOT_COMMON;
  scan.at = pattern.lastIndex;
  return key;
}

/** What follows a key: on its line, or in the lines below. */
function readField(scan: Scan, indent: number): unknown {
  const { text, at } = scan;
  const code = text.charCodeAt(at);
  if (at < text.length && code !== NEWLINE && code !== HASH) return readInline(scan);
  endLine(scan);
  const isList = text.charCodeAt(scan.at) === DASH;
  if (scan.indent > indent) return isList ? readList(scan) : readMap(scan, scan.indent);
  // A list may begin in the column of its key.
  if (scan.indent !== indent || !isList) throw NOT_COMMON;
  return readList(scan);
}

/** A dash, the blanks after it, and something that is neither a comment nor another dash. */
const ITEM = /- +(?![ #]|- )(?=.)/y;

/** The list whose first dash is here. */
function readList(scan: Scan): unknown[] {
  const { indent } = scan;
  const list: unknown[] = [];
  if (indent > MAX_DEPTH) throw NOT_COMMON;
  scan.marks.push(scan.at);
  do {
    const dash = scan.at;
    ITEM.lastIndex = dash;
    if (!ITEM.test(scan.text)) throw NOT_COMMON;
    scan.at = ITEM.lastIndex;
    list.push(readItem(scan, indent + scan.at - dash));
  } while (scan.indent === indent && scan.text.charCodeAt(scan.at) === DASH);
  return list;
}

/** A map that begins behind its dash has its other keys below the first one. */
function readItem(scan: Scan, column: number): unknown {
  KEY.lastIndex = scan.at;
  return KEY.test(scan.text) ? readMap(scan, column) : readInline(scan);
}

/** A deeper line below it would belong to it. No map and no list that is open goes on with such a line, so that the document does not end. */
function readInline(scan: Scan): unknown {
  const value = readValue(scan, BLOCK, 0);
  endLine(scan);
  return value;
}

/** Text without quotes: in brackets it ends at one of `,[]{}`. */
const BLOCK = /[A-Za-z0-9/._+$(\u00a1-\ud7ff-](?:[^\n:#]|:(?=[^ \n])|(?<! )#)*/y;
const FLOW = /[A-Za-z0-9/._+$(\u00a1-\ud7ff-](?:[^\n:#,[\]{}]|:(?=[^ \n,[\]{}]))*/y;
const QUOTED = /'((?:[^'\n]|'')*)'|"([^"\\\n]*)"/y;

function readValue(scan: Scan, plain: RegExp, depth: number): unknown {
  const { text, at } = scan;
  scan.marks.push(at);
  switch (text[at]) {
    case '[':
      return readBrackets(scan, depth + 1);
    case '{':
      return readBraces(scan, depth + 1);
    case "'":
    case '"':
      return readQuoted(scan);
    default:
      return readPlain(scan, plain);
  }
}

function readQuoted(scan: Scan): string {
  QUOTED.lastIndex = scan.at;
  const found = QUOTED.exec(scan.text);
  if (found === null) throw NOT_COMMON;
  scan.at = QUOTED.lastIndex;
  return found[1]?.replaceAll("''", "'") ?? found[2] ?? '';
}

/** `null`, `true` and `false` in every case: of these, only two are read here. */
const WORDS = /^(?:null|true|false)$/i;
/** Whatever may be a number in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#1032-tag-resolution). */
const NUMBER =
  /^(?:[-+]?(?:\.?\d+|\d+\.\d*)(?:e[-+]?\d+)?|0o[0-7]+|0x[\da-f]+|[-+]?\.(?:inf|nan))$/i;
const PLAIN_INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;

function readPlain(scan: Scan, pattern: RegExp): unknown {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text)?.[0];
  if (found === undefined || /^-(?![\w.])/.test(found)) throw NOT_COMMON;
  const word = found.trimEnd();
  // A blank before what follows belongs to a comment.
  scan.at += word.length;
  if (PLAIN_INTEGER.test(word)) return Number(word);
  if (NUMBER.test(word)) throw NOT_COMMON;
  if (!WORDS.test(word)) return word;
  if (word !== 'true' && word !== 'false') throw NOT_COMMON;
  return word === 'true';
}

function readBrackets(scan: Scan, depth: number): unknown[] {
  const list: unknown[] = [];
  if (opens(scan, ']', depth)) return list;
  do list.push(readValue(scan, FLOW, depth));
  while (goesOn(scan, ']'));
  return list;
}

const FLOW_KEY = /([A-Za-z][\w./-]{0,99}): +/y;

function readBraces(scan: Scan, depth: number): Fields {
  const map: Fields = {};
  if (opens(scan, '}', depth)) return map;
  do {
    scan.marks.push(scan.at);
    const key = readKey(scan, map, FLOW_KEY);
    map[key] = readValue(scan, FLOW, depth);
  } while (goesOn(scan, '}'));
  return map;
}

/** Passes the bracket; whether the other one follows at once. */
function opens(scan: Scan, closing: string, depth: number): boolean {
  if (depth > MAX_DEPTH) throw NOT_COMMON;
  scan.at += 1;
  skipSpaces(scan);
  const isEmpty = scan.text[scan.at] === closing;
  if (isEmpty) scan.at += 1;
  return isEmpty;
}

/** Passes a comma, or the closing bracket. */
function goesOn(scan: Scan, closing: string): boolean {
  skipSpaces(scan);
  const next = scan.text[scan.at];
  if (next !== ',' && next !== closing) throw NOT_COMMON;
  scan.at += 1;
  if (next === ',') skipSpaces(scan);
  return next === ',';
}

function skipSpaces(scan: Scan): void {
  while (scan.text.charCodeAt(scan.at) === SPACE) scan.at += 1;
}
