/** Configuration documents as plain values: composed here, printed by whoever sends or shows them. */

export type Document = { readonly [key: string]: unknown };

/** Maps merge, everything else (lists and null too) replaces: as curtin merges its `-c` files. */
export function mergeDocuments(base: Document, over: Document): Document {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeKey(key, base, over)]));
}

function mergeKey(key: string, base: Document, over: Document): unknown {
  if (!Object.hasOwn(over, key)) return base[key];
  const [under, top] = [base[key], over[key]];
  return isDocument(under) && isDocument(top) ? mergeDocuments(under, top) : top;
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document with every string in it (keys not) replaced. */
export function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapStrings(v, map)]));
}

/**
 * For documents inside documents, where only text fits: JSON is valid YAML 1.2, and has no newline
 * that a surrounding format could fold.
 */
export const cloudConfig = (document: Document): string =>
  `#cloud-config\n${JSON.stringify(document)}\n`;
