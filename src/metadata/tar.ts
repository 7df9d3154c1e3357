/** Small tar archives in memory (POSIX.1-1988 "ustar"): for the script runner, which unpacks nothing else. */

const BLOCK = 512;

/** Mode 0755, no owner, no time: the same files give the same bytes. Names of up to 100 bytes. */
export function packTar(files: ReadonlyMap<string, string>): Uint8Array {
  const blocks = [...files].flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header(name, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** Field offsets: name 0, mode 100, uid 108, gid 116, size 124, mtime 136, checksum 148, type 156, magic 257. */
function header(name: string, bytes: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  for (const [value, at, width] of [
    [0o755, 100, 8],
    [0, 108, 8],
    [0, 116, 8],
    [bytes, 124, 12],
    [0, 136, 12],
  ] as const)
    block.write(octal(value, width), at);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  // The checksum counts its own field as spaces.
  block.fill(' ', 148, 156);
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    148,
  );
  return block;
}

const octal = (value: number, width: number): string =>
  `${value.toString(8).padStart(width - 1, '0')}\0`;
