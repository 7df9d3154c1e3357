/** Short names for long texts: equal ones have equal names. Not for deciding whether they are equal. */
import { stableJson } from './stable-json.ts';

/** http://www.isthe.com/chongo/tech/comp/fnv/: 32 bits, over UTF-16 units. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** `#3f2a91cc`, as plans name contents that they do not show: the same for what a snapshot holds in their place. */
export const fingerprint = (value: unknown): string => `#${fnv1a(stableJson(named(value)))}`;

const MARK = /^sha256:[0-9a-f]{64}:([0-9a-f]{8})$/;

/** What stands for a text in a snapshot. */
export const isMark = (text: string): boolean => MARK.test(text);

/** Of one text; of what stands for one in a snapshot, the name that it had (core/snapshot.ts). */
export function nameOfText(text: string): string {
  const [, name] = MARK.exec(text) ?? [];
  return name ?? fnv1a(text);
}

/** The value with each text in it replaced by its name. */
function named(value: unknown): unknown {
  if (typeof value === 'string') return nameOfText(value);
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)]));
}
