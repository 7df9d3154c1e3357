/** Just enough of the ustar format (POSIX.1-1988) to pack boot loaders and to unpack what runs on a machine. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

export function packTar(entries: readonly TarEntry[]): Uint8Array {
  const files = entries.flatMap(({ name, bytes }) => {
    const body = Buffer.alloc(padded(bytes.length));
    body.set(bytes);
    return [header(name, bytes.length), body];
  });
  return Buffer.concat([...files, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  block.write(`${octal(size, 11)}\0${octal(0, 11)}\0        0`, 124);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** Regular files only. */
export function unpackTar(bytes: Uint8Array): readonly TarEntry[] {
  const tar = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const field = (from: number, to: number): string =>
      tar.toString('latin1', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const type = field(156, 157);
    if (!Number.isSafeInteger(size)) break;
    if (type === '0' || type === '')
      entries.push({ name: field(0, 100), bytes: tar.subarray(at + BLOCK, at + BLOCK + size) });
    at += BLOCK + padded(size);
  }
  return entries;
}
