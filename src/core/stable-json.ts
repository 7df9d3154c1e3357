/** JSON with sorted keys: equal values give equal bytes, in whatever order they were put together. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Most are in order already, and are taken as they are. */
function sorted(record: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(record);
  if (keys.every((key, i) => i === 0 || (keys[i - 1] ?? '') < key)) return record;
  return Object.fromEntries(keys.toSorted().map((key) => [key, record[key]]));
}
