/** The only file of this room that hashes. */
import { createHash } from 'node:crypto';
import type { Digest } from '../core/ids.ts';
import { stableJson } from '../core/stable-json.ts';

export const digestOfBytes = (bytes: Uint8Array): Digest =>
  createHash('sha256').update(bytes).digest('hex') as Digest;

/** Equal values have equal digests, whatever the order of their keys. */
export const digestOfValue = (value: unknown): Digest =>
  createHash('sha256').update(stableJson(value)).digest('hex') as Digest;
