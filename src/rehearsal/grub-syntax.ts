/**
 * The syntax of GRUB's shell-like language (GRUB manual, "Writing full configuration files directly"):
 * words with quotes and variables, `if`, `for`, `menuentry`. Braces are tokens wherever they stand
 * unescaped, also inside a word: a kernel argument with one must be written `cc:\{…\}`.
 */
export type Piece = { readonly text: string } | { readonly variable: string };
export type Word = readonly Piece[];

export type Statement =
  | { readonly kind: 'command'; readonly words: readonly Word[] }
  | {
      readonly kind: 'if';
      readonly arms: readonly { readonly when: Script; readonly body: Script }[];
      readonly otherwise: Script;
    }
  | {
      readonly kind: 'for';
      readonly variable: string;
      readonly words: readonly Word[];
      readonly body: Script;
    }
  | { readonly kind: 'menuentry'; readonly title: Word; readonly body: Script };
export type Script = readonly Statement[];

type Token = { readonly word: Word } | ';' | '{' | '}';

const TOKEN =
  /(?:\\\n|[ \t])+|(#[^\n]*)|([;\n])|([{}])|((?:\$\{\w+\}|\\[^\n]|\\\n|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s;{}\\'"|&<>])+)/y;

/** `undefined`: GRUB would say "syntax error" and boot nothing. */
export function parseGrub(source: string): Script | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  const reader = { tokens, at: 0 };
  const script = parseScript(reader, []);
  return script !== undefined && reader.at === tokens.length ? script : undefined;
}

function tokenize(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) return undefined;
    const [, , separator, brace, word] = match;
    if (separator !== undefined) tokens.push(';');
    if (brace !== undefined) tokens.push(brace as '{' | '}');
    if (word !== undefined) tokens.push({ word: pieces(word) });
  }
  return tokens;
}

const PIECE =
  /\\\n|\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\$(?:(\?|\w+)|\{(\w+)\})|([^\\'"$]+|\$)/g;
/** Within double quotes a backslash escapes only what has a meaning there. */
const QUOTED = /\\([\\"$])|\$(?:(\?|\w+)|\{(\w+)\})|([^\\$]+|[\\$])/g;

function pieces(word: string): Word {
  return [...word.matchAll(PIECE)].flatMap(([, escaped, single, double, bare, braced, plain]) =>
    double === undefined ? [piece(bare ?? braced, escaped ?? single ?? plain)] : quoted(double),
  );
}

const quoted = (inner: string): Word =>
  [...inner.matchAll(QUOTED)].map(([, escaped, bare, braced, plain]) =>
    piece(bare ?? braced, escaped ?? plain),
  );

const piece = (variable: string | undefined, text = ''): Piece =>
  variable === undefined ? { text } : { variable };

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

/** A bare word such as `fi`: quoted, it would be an argument. */
function keyword(token: Token | undefined): string | undefined {
  if (typeof token !== 'object' || token.word.length !== 1) return undefined;
  const only = token.word[0];
  return only !== undefined && 'text' in only ? only.text : undefined;
}

/** Statements up to one of `ends`, which is left in place, or to the end of the file. */
function parseScript(reader: Reader, ends: readonly string[]): Script | undefined {
  const script: Statement[] = [];
  while (reader.at < reader.tokens.length) {
    const token = reader.tokens[reader.at];
    if (token === ';') reader.at++;
    else if (token === '}' ? ends.includes('}') : ends.includes(keyword(token) ?? ';')) break;
    else {
      const statement = parseStatement(reader);
      if (statement === undefined) return undefined;
      script.push(statement);
    }
  }
  return script;
}

function parseStatement(reader: Reader): Statement | undefined {
  switch (keyword(reader.tokens[reader.at]) ?? '') {
    case 'if':
      return parseIf(reader);
    case 'for':
      return parseFor(reader);
    case 'menuentry':
      return parseMenuentry(reader);
    default: {
      const words = readWords(reader);
      return words.length === 0 ? undefined : { kind: 'command', words };
    }
  }
}

function readWords(reader: Reader): readonly Word[] {
  const words: Word[] = [];
  for (let token = reader.tokens[reader.at]; typeof token === 'object';) {
    words.push(token.word);
    token = reader.tokens[++reader.at];
  }
  return words;
}

function expect(reader: Reader, what: string): boolean {
  const token = reader.tokens[reader.at];
  const found = typeof token === 'string' ? token : keyword(token);
  if (found === what) reader.at++;
  return found === what;
}

function parseIf(reader: Reader): Statement | undefined {
  const arms: { when: Script; body: Script }[] = [];
  while (expect(reader, arms.length === 0 ? 'if' : 'elif')) {
    const when = parseScript(reader, ['then']);
    if (when === undefined || !expect(reader, 'then')) return undefined;
    const body = parseScript(reader, ['elif', 'else', 'fi']);
    if (body === undefined) return undefined;
    arms.push({ when, body });
  }
  const otherwise = expect(reader, 'else') ? parseScript(reader, ['fi']) : [];
  return otherwise !== undefined && expect(reader, 'fi')
    ? { kind: 'if', arms, otherwise }
    : undefined;
}

function parseFor(reader: Reader): Statement | undefined {
  reader.at++;
  const variable = keyword(reader.tokens[reader.at++]);
  if (variable === undefined || !expect(reader, 'in')) return undefined;
  const words = readWords(reader);
  while (expect(reader, ';'));
  if (!expect(reader, 'do')) return undefined;
  const body = parseScript(reader, ['done']);
  return body !== undefined && expect(reader, 'done')
    ? { kind: 'for', variable, words, body }
    : undefined;
}

/** `menuentry TITLE [--class=… …] { … }` */
function parseMenuentry(reader: Reader): Statement | undefined {
  reader.at++;
  const [title] = readWords(reader);
  if (title === undefined || !expect(reader, '{')) return undefined;
  const body = parseScript(reader, ['}']);
  return body !== undefined && expect(reader, '}') ? { kind: 'menuentry', title, body } : undefined;
}
