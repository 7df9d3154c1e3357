/**
 * Secrets. The inventory holds references; values exist only while bytes for a machine or a BMC are
 * made, in a type that no printer can open: every way of turning it into text gives `***`.
 */

/** Where a secret is kept on the controller's host. Safe to print, to compare and to store. */
export interface SecretRef {
  readonly secret: { readonly from: 'env' | 'file'; readonly name: string };
}

/** `env:BMC_PASSWORD` or `file:/etc/reconcile/bmc`; anything else is no reference. */
export function parseSecretRef(text: string): SecretRef | undefined {
  const match = /^(?:(env):([A-Za-z_]\w*)|(file):(\/.+))$/.exec(text);
  if (match === null) return undefined;
  return match[1] === 'env'
    ? { secret: { from: 'env', name: match[2] ?? '' } }
    : { secret: { from: 'file', name: match[4] ?? '' } };
}

/** A resolved secret. Only `reveal()` gives the text, and only the code that makes the bytes calls it. */
export interface Secret {
  reveal(): string;
  toString(): '***';
  toJSON(): '***';
}

export function secret(text: string): Secret {
  const hidden = {
    reveal: () => text,
    toString: () => '***' as const,
    toJSON: () => '***' as const,
  };
  // console.log and util.inspect look for this symbol; without it they would print the closure's shape only.
  return Object.assign(hidden, { [Symbol.for('nodejs.util.inspect.custom')]: () => '***' });
}

/** As many characters in a row as nobody has in common with a secret by chance. */
const TELLING = 6;

/**
 * The text without the secret: tools and BMCs may say back what they were sent, whole or in part, and as
 * it is or as it travelled.
 */
export function hide(text: string, hidden: string): string {
  return formsOf(hidden).reduce(withoutRuns, text);
}

function formsOf(hidden: string): readonly string[] {
  const bytes = new TextEncoder().encode(hidden);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  // Inside something longer, base64 begins at any of three places.
  const base64 = [0, 1, 2].map((by) => encodeBase64(bytes, by).slice(by === 0 ? 0 : by + 1));
  const escaped = JSON.stringify(hidden).slice(1, -1);
  return [
    hidden,
    escaped,
    escaped.replaceAll(/\\u00/g, '\\x'),
    encodeURIComponent(hidden),
    hex,
    ...base64,
  ];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without padding, and with so many zero bytes before it. */
function encodeBase64(bytes: Uint8Array, before: number): string {
  const all = [...Array.from({ length: before }, () => 0), ...bytes];
  let text = '';
  for (let bit = 0; bit + 6 <= all.length * 8; bit += 6) {
    const pair = ((all[bit >> 3] ?? 0) << 8) | (all[(bit >> 3) + 1] ?? 0);
    text += ALPHABET[(pair >> (10 - (bit & 7))) & 63] ?? '';
  }
  return text;
}

/** Every run of characters that `form` has as well, if it is long enough to tell. */
function withoutRuns(text: string, form: string): string {
  const least = Math.min(TELLING, form.length);
  if (form.length < 4) return text;
  let kept = '';
  for (let at = 0; at < text.length;) {
    let end = at + least;
    if (end > text.length || !form.includes(text.slice(at, end))) {
      kept += text[at++] ?? '';
      continue;
    }
    while (end < text.length && form.includes(text.slice(at, end + 1))) end++;
    kept += '***';
    at = end;
  }
  return kept;
}
