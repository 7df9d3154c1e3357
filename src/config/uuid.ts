/** UUIDs for filesystems and partitions that are a function of what they are for. */

/**
 * Version 8 (RFC 9562 §5.8): our own 122 bits, here four FNV-1a hashes. Not secret and not random: the
 * same machine, generation and part must give the same configuration again, and two machines different ones.
 */
export function derivedUuid(...inputs: readonly string[]): string {
  const text = inputs.join('\0');
  const hex = [0, 1, 2, 3].map((lane) => fnv1a(`${lane}\0${text}`)).join('');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** http://www.isthe.com/chongo/tech/comp/fnv/: 32 bits, over UTF-16 units. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
