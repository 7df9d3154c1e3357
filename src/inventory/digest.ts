/** The only file of this room that hashes. */
import { hash } from 'node:crypto';
import type { Digest } from '../core/ids.ts';
import { stableJson } from '../core/stable-json.ts';

export const digestOfBytes = (bytes: Uint8Array): Digest => hash('sha256', bytes) as Digest;

/** Equal values have equal digests, whatever the order of their keys. */
export const digestOfValue = (value: unknown): Digest =>
  hash('sha256', stableJson(value)) as Digest;
