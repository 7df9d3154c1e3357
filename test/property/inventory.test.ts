import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Revision } from '../../src/core/ids.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { merge } from '../../src/inventory/merge.ts';
import { readFile, type SourceDocument } from '../../src/inventory/read.ts';
import { stableJson } from '../../src/core/stable-json.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Pieces that YAML is made of, and that documents are made of: more of them hang together than of random bytes. */
const MARKS = [
  '\n',
  '  ',
  '- ',
  ': ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '|',
  '>',
  '"',
  "'",
  '#',
  '\t',
  '\r',
];
const ODDITIES = [
  '*a',
  '*!',
  '&a ',
  '!!x',
  '<<: ',
  '.inf',
  '1e999',
  '---\n',
  '%YAML 1.1\n',
  '\u0000',
];
const FIELDS = ['kind: Machine\n', 'name: n1\n', 'macs: ["52:54:00:00:00:01"]\n', 'deploy: '];
const MORE = [
  'power: {type: manual}\n',
  'kind: CloudInit\n',
  'parts:\n',
  '${machine.name',
  '\uFEFF',
];
const yaml = fc
  .array(
    fc.oneof(
      fc.constantFrom(...MARKS, ...ODDITIES, ...FIELDS, ...MORE),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => bytesOf(pieces.join('')));

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), yaml);

test.prop([anyBytes])('any bytes are documents or diagnostics inside their file', (bytes) => {
  const { diagnostics } = loadInventory('r' as Revision, new Map([['a.yaml', bytes]]));
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split(/\r\n|\n|\r/).length;
  for (const { at } of diagnostics) {
    expect(at.file).toBe('a.yaml');
    expect(at.line).toBeGreaterThanOrEqual(1);
    expect(at.line).toBeLessThanOrEqual(lines);
    expect(at.column).toBeGreaterThanOrEqual(1);
  }
});

const text = fc.string({ unit: 'grapheme-ascii', maxLength: 6 });
const fields = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });

test.prop([fields])('JSON is read as what it is', (value) => {
  const { documents, diagnostics } = readFile('a.yaml', bytesOf(JSON.stringify(value)));
  // The one key that JSON may have and an inventory may not.
  fc.pre(!JSON.stringify(value).includes('"<<"'));
  expect(diagnostics).toEqual([]);
  expect(stableJson(documents[0]?.value)).toBe(stableJson(JSON.parse(JSON.stringify(value))));
});

/** What profiles may say: a field is a map, a list or a text in all of them alike. */
const profile = fc.record(
  {
    owner: text,
    labels: fc.dictionary(text, text, { maxKeys: 3 }),
    deploy: fc.record(
      { kernelOptions: fc.array(text, { maxLength: 2 }), generation: fc.nat(3) },
      { requiredKeys: [] },
    ),
    // Of one type: a layer of another one starts power afresh, which depends on the order of all.
    power: fc.record({ type: fc.constant('ipmi'), user: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const layer = (value: Record<string, unknown>) => ({ value, source: {} as SourceDocument });

test.prop([profile, profile, profile])(
  'merging profiles is associative, and idempotent',
  (a, b, c) => {
    const merged = (...values: Record<string, unknown>[]) => merge(values.map(layer)).value;
    const left = merged({ ...merged(a, b) }, c);
    expect(stableJson(left)).toBe(stableJson(merged(a, { ...merged(b, c) })));
    expect(stableJson(merged(a, a))).toBe(stableJson(a));
  },
);
