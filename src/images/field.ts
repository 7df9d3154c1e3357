/** Fields of a signed JSON document, read one by one: each is what it must be, or E_STREAM_FORMAT says which is not. */
import { ControllerError } from '../core/errors.ts';
import { type Digest, parseDigest } from '../core/ids.ts';

/** An object of the document, and where it stands, for people. */
export interface Field {
  readonly value: Readonly<Record<string, unknown>>;
  readonly at: string;
}

export function malformed(of: Field, name: string, is: string, cause?: unknown): ControllerError {
  return new ControllerError('E_STREAM_FORMAT', `reading ${of.at}: ${name} ${is}`, { cause });
}

export function record(of: Field, name: string): Field {
  const value = own(of, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(of, name, 'is not an object');
  return { value: value as Field['value'], at: of.at };
}

export function text(of: Field, name: string): string {
  const value = own(of, name);
  if (typeof value !== 'string' || value === '') throw malformed(of, name, 'is not a text');
  return value;
}

/** A text that may stand between the slashes of an image key, a URL and a file's name. */
export function word(of: Field, name: string): string {
  const value = text(of, name);
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(value))
    throw malformed(of, name, `is ${JSON.stringify(value)}, not a plain word`);
  return value;
}

export function digest(of: Field, name: string): Digest {
  const value = parseDigest(text(of, name).toLowerCase());
  if (value === undefined) throw malformed(of, name, 'is not a SHA-256 in hexadecimal');
  return value;
}

/** Bytes. */
export function size(of: Field, name: string): number {
  const value = own(of, name);
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw malformed(of, name, 'is not a number of bytes');
  return value as number;
}

/** A path below the source's root, which cannot leave it in any reader's eyes. */
export function relativePath(of: Field, name: string): string {
  const value = text(of, name);
  if (!isRelativePath(value))
    throw malformed(of, name, `is ${JSON.stringify(value)}, not a plain relative path`);
  return value;
}

/**
 * No absolute path, scheme, `.` or `..`, empty segment, encoded or control character. Colons stand in
 * the names of product lists, but in a first segment they would be read as a scheme.
 */
export function isRelativePath(path: string): boolean {
  const segments = path.split('/');
  return (
    !segments[0]?.includes(':') &&
    segments.every((segment) => /^[\w.+~@=,:-]+$/.test(segment) && !/^\.\.?$/.test(segment))
  );
}

function own(of: Field, name: string): unknown {
  return Object.hasOwn(of.value, name) ? of.value[name] : undefined;
}
