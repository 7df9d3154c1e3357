/** UUIDs for filesystems and partitions that are a function of what they are for. */
import { fnv1a } from '../core/fingerprint.ts';

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
