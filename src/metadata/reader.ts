/** Reads JSON from the network field by field: the first fault is kept, and reading goes on with blanks. */

/** The keys of one object in the document. */
export interface Fields {
  /** Where the object is in its document: `disks[0]`; empty for the document itself. */
  readonly at: string;
  readonly values: ReadonlyMap<string, unknown>;
  /** Shared by all objects of a document. */
  readonly faults: { first?: string };
}

const MOST_TEXT = 256;

export function openDocument(value: unknown): Fields {
  return openObject(value, '', {});
}

function openObject(value: unknown, at: string, faults: Fields['faults']): Fields {
  const good = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!good) faults.first ??= `${at || 'document'}: not an object`;
  return { at, values: new Map(good ? Object.entries(value) : []), faults };
}

export function fault({ at, faults }: Fields, key: string, what: string): void {
  faults.first ??= `${at === '' ? '' : `${at}.`}${key}: ${what}`;
}

export const has = (fields: Fields, key: string): boolean => fields.values.has(key);

export const readObject = (fields: Fields, key: string): Fields =>
  openObject(fields.values.get(key), key, fields.faults);

export function readObjects(fields: Fields, key: string, most: number): readonly Fields[] {
  return readList(fields, key, most).map((value, i) =>
    openObject(value, `${key}[${i}]`, fields.faults),
  );
}

/** One line of at most 256 printable characters. */
export function readText(fields: Fields, key: string): string {
  const value = fields.values.get(key);
  if (isText(value)) return value;
  fault(fields, key, `not a text of up to ${MOST_TEXT} characters`);
  return '';
}

export function readTexts(fields: Fields, key: string, most: number): readonly string[] {
  const values = readList(fields, key, most);
  if (!values.every(isText)) fault(fields, key, 'not a list of texts');
  return values.filter(isText);
}

export function readMatching(fields: Fields, key: string, pattern: RegExp): string {
  const value = readText(fields, key);
  if (!pattern.test(value)) fault(fields, key, `not like ${pattern.source}`);
  return value;
}

/** The word, or the first of them where it is none. */
export function readWord<T extends string>(
  fields: Fields,
  key: string,
  words: readonly [T, ...T[]],
): T {
  const word = words.find((w) => w === fields.values.get(key));
  if (word === undefined) fault(fields, key, `not one of ${words.join(', ')}`);
  return word ?? words[0];
}

/** A whole number from 0. */
export function readSize(fields: Fields, key: string): number {
  const value = fields.values.get(key);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  fault(fields, key, 'not a size');
  return 0;
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MOST_TEXT && !/\p{Cc}/u.test(value);

function readList(fields: Fields, key: string, most: number): readonly unknown[] {
  const value = fields.values.get(key);
  if (Array.isArray(value) && value.length <= most) return value as readonly unknown[];
  fault(fields, key, `not a list of up to ${most}`);
  return [];
}

/** `undefined` for bytes that are no JSON, however deep or broken. */
export function parseJson(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
