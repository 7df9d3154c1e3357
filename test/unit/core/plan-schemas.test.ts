/** The formats that programs read: every field of them says what it is, and every word that the types know is in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EFFECTS, VERB_EFFECTS } from '../../../src/core/effects.ts';

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const read = (name: string): Schema =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../schemas', name), 'utf8')) as Schema;

/** Paths of fields without a description; a reference is described where it points to. */
function silent(schema: Schema, path: string): readonly string[] {
  const inner: readonly (readonly [string, Schema])[] = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.$defs ?? {}),
    ...(schema.items === undefined ? [] : [['[]', schema.items] as const]),
  ];
  const own = schema.description === undefined && schema.$ref === undefined ? [path] : [];
  return [...own, ...inner.flatMap(([name, field]) => silent(field, `${path}.${name}`))];
}

test.each(['plan.schema.json', 'diff.schema.json'])('%s describes every field', (name) => {
  expect(silent(read(name), name)).toEqual([]);
});

test('every effect and every verb is in the schema of plans', () => {
  const { $defs = {} } = read('plan.schema.json');
  expect($defs['effect']?.enum?.toSorted()).toEqual(EFFECTS.toSorted());
  expect($defs['verb']?.enum?.toSorted()).toEqual(Object.keys(VERB_EFFECTS).toSorted());
  expect(read('diff.schema.json').$defs?.['effect']).toEqual($defs['effect']);
});
