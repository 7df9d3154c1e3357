/** Short names for long texts: equal ones have equal names. Not for deciding whether they are equal. */
import { stableJson } from './stable-json.ts';

/** http://www.isthe.com/chongo/tech/comp/fnv/: 32 bits, over UTF-16 units. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** `#3f2a91cc`, as plans name contents that they do not show. */
export const fingerprint = (value: unknown): string => `#${fnv1a(stableJson(value))}`;
