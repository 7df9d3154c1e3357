/** RFC 764's way of writing text: a line ends with CR LF, and a bare CR is CR NUL. */

const CR = 13;
const LF = 10;

export function toNetascii(bytes: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + count(bytes));
  let at = 0;
  for (const byte of bytes) {
    if (byte === LF) out[at++] = CR;
    out[at++] = byte;
    if (byte === CR) out[at++] = 0;
  }
  return out;
}

const count = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => sum + (byte === CR || byte === LF ? 1 : 0), 0);
