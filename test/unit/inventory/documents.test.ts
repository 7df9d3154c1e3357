import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseSecretRef } from '../../../src/core/secret.ts';
import type { Revision } from '../../../src/core/ids.ts';
import { createDirectorySource } from '../../../src/inventory/directory.ts';
import { sortByKind } from '../../../src/inventory/kinds.ts';
import { readFile } from '../../../src/inventory/read.ts';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const files = ['schemas', 'schemas/power'].flatMap((dir) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.schema.json') && !/(?:plan|diff)\./.test(name))
    .map((name) => `${dir}/${name}`),
);
const schemaOf = (file: string): Schema => JSON.parse(readFileSync(file, 'utf8')) as Schema;

/** Every field, at any depth, with its path. */
function fieldsOf(schema: Schema, path: string): (readonly [string, Schema])[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    [`${path}.${name}`, field] as const,
    ...fieldsOf(field, `${path}.${name}`),
  ]);
  return schema.items === undefined ? own : [...own, ...fieldsOf(schema.items, `${path}[]`)];
}

describe.each(files)('%s', (file) => {
  const fields = fieldsOf(schemaOf(file), schemaOf(file).title ?? file);
  const ajv = new Ajv2020({ strict: false });

  test('says what every field is for, with an example', () => {
    expect(fields.filter(([, f]) => !f.description).map(([path]) => path)).toEqual([]);
    expect(fields.filter(([, f]) => !f.examples?.length).map(([path]) => path)).toEqual([]);
  });

  test('gives examples and defaults that it accepts itself', () => {
    const refused = fields.flatMap(([path, field]) =>
      [...(field.examples ?? []), ...(field.default === undefined ? [] : [field.default])]
        .filter((value) => !ajv.validate(field, value))
        .map((value) => `${path}: ${JSON.stringify(value)}`),
    );
    expect(refused).toEqual([]);
  });
});

test('each kind has an example in schemas/README.md that its schema accepts', () => {
  const text = readFileSync('schemas/README.md', 'utf8');
  const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, yaml = '']) => yaml)
    .join('---\n');
  const read = readFile('README.md', new TextEncoder().encode(examples));
  const sorted = sortByKind(read.documents);
  expect([...read.diagnostics, ...sorted.diagnostics]).toEqual([]);
  const headings = [...text.matchAll(/^## (\w+)$/gm)].map(([, kind]) => kind);
  expect(read.documents.map((d) => d.value['kind'])).toEqual(headings);
  expect(new Set(headings)).toEqual(new Set(Object.keys(sorted.documents)));
});

test.each(['inventory', 'examples/minimal', 'examples/lab-of-three'])(
  '%s is in force without a word',
  async (dir) => {
    const source = createDirectorySource({ dir });
    const loaded = await source.load('folder' as Revision, AbortSignal.timeout(10_000));
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.inventory?.machines.size).toBeGreaterThan(0);
    expect(loaded.inventory?.bootSource?.fingerprints).toHaveLength(2);
  },
);

test('each document of the examples names the schema of its kind', () => {
  const yaml = ['inventory', 'examples'].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml') && name !== 'reconcile.config.yaml')
      .map((name) => `${dir}/${name}`),
  );
  expect(yaml.length).toBeGreaterThan(10);
  for (const file of yaml)
    for (const document of readFileSync(file, 'utf8').split(/^---$/m)) {
      const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(document) ?? [];
      const [, kind] = /^kind: (\w+)$/m.exec(document) ?? [];
      const schema = new URL(path, `file://${process.cwd()}/${file}`);
      expect(schemaOf(schema.pathname).title, file).toBe(kind);
    }
});

test('the schema of a secret accepts what the reader of secrets does', () => {
  const { password } = schemaOf('schemas/power/ipmi.schema.json').properties ?? {};
  const accepts = new Ajv2020({ strict: false }).compile(password ?? false);
  const texts = [
    'env:A',
    'env:_a1',
    'file:/x',
    'env:',
    'env:1',
    'env:A-B',
    'file:x',
    'x',
    ' env:A',
  ];
  for (const text of texts) expect(accepts(text), text).toBe(parseSecretRef(text) !== undefined);
});
