/** The table of effects and the schemas of documents name the same fields: neither has one that the other lacks. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  EFFECTS,
  effectOf,
  type Field,
  FIELD_EFFECTS,
  mostSevere,
  type Situation,
  situationOf,
} from '../../../src/core/effects.ts';
import type { Phase } from '../../../src/core/machine.ts';
import type { DocumentTypes } from '../../../src/inventory/kinds.ts';
import { deployment, record } from '../../support/fleet.ts';

const ROOT = join(import.meta.dirname, '../../../schemas');

interface Schema {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** `deploy.image`, `network.interfaces.mac`; of a map whose keys people choose, `labels.*`. */
function fieldsIn(schema: Schema, path: readonly string[]): readonly string[] {
  if (schema.type === 'object' && schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([name, inner]) =>
      fieldsIn(inner, [...path, name]),
    );
  if (schema.type === 'object') return [[...path, '*'].join('.')];
  if (schema.type === 'array' && schema.items?.properties !== undefined)
    return fieldsIn(schema.items, path);
  return [path.join('.')];
}

/** Only a driver knows the fields of `power`. */
const known = (field: string): string =>
  field.replace(/^(Machine|Profile)\.power\..*/, '$1.power.*');

const schemas = globSync('*.schema.json', { cwd: ROOT })
  .filter((file) => !/(?:plan|diff)\.schema\.json$/.test(file))
  .map((file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Schema);
const inSchemas = new Set(
  schemas.flatMap((schema) => fieldsIn(schema, [schema.title ?? '']).map(known)),
);
const inTable = Object.entries(FIELD_EFFECTS).flatMap(([kind, fields]) =>
  Object.keys(fields).map((path) => `${kind}.${path}`),
);

test('every field of every schema has an effect', () => {
  expect(inSchemas.size).toBeGreaterThan(90);
  expect([...inSchemas].filter((field) => !inTable.includes(field))).toEqual([]);
});

test('every entry is of a field that there is', () => {
  expect(inTable.filter((field) => !inSchemas.has(field))).toEqual([]);
});

/** The same, held by the compiler: the fields of a document's type. */
type Paths<T, P extends string> = T extends readonly (infer E)[]
  ? E extends object
    ? Paths<E, P>
    : P
  : T extends object
    ? string extends keyof T
      ? `${P}.*`
      : { [K in keyof T & string]-?: Paths<NonNullable<T[K]>, `${P}.${K}`> }[keyof T & string]
    : P;
type Declared = { [K in keyof DocumentTypes]: Paths<DocumentTypes[K], K> }[keyof DocumentTypes];
/** Contents are text or a map. */
type Missing = Exclude<Declared, Field | 'CloudInit.parts.content.*'>;
type Unfounded = Exclude<Field, Declared>;

test('as the types have it', () => {
  const neither: [Missing, Unfounded] extends [never, never] ? true : [Missing, Unfounded] = true;
  expect(neither).toBe(true);
});

describe('effectOf', () => {
  test.each<[string, Situation, string | undefined]>([
    ['Machine.deploy.generation', 'idle', 'install'],
    ['Machine.deploy.generation', 'deployed', 'reinstall'],
    ['Machine.deploy.image', 'deployed', 'pending'],
    ['Machine.target', 'inMemory', 'release'],
    ['Machine.kind', 'deployed', 'forget'],
    ['Machine.labels.rack', 'deployed', 'live'],
    ['Machine.power.address', 'deployed', 'live'],
    ['Preseed.config.grub.update_nvram', 'deployed', 'pending'],
    ['Site.ntp', 'idle', 'live'],
    ['Site.ntp', 'deployed', 'pending'],
    // Nobody guesses.
    ['Machine.deploy.flavour', 'deployed', undefined],
    ['Machine.deploy', 'deployed', undefined],
    ['Machine.deploy.image.os', 'deployed', undefined],
    ['Rack.name', 'deployed', undefined],
    ['Machine', 'deployed', undefined],
  ])('%s, %s: %s', (field, situation, effect) => {
    expect(effectOf(field, situation)).toBe(effect);
  });
});

test.each<[Phase | undefined, Situation]>([
  [undefined, 'unrecorded'],
  ['new', 'idle'],
  ['allocated', 'idle'],
  ['commissioning', 'inFlight'],
  ['deploying', 'inFlight'],
  ['deployed', 'deployed'],
  ['failed-deployment', 'deployed'],
])('a machine that is %s is %s', (phase, situation) => {
  expect(situationOf(phase && record(1, phase))).toBe(situation);
});

test('in memory, and marked broken there', () => {
  const row = record(1, 'deployed', { deployment: deployment({ inMemory: true }) });
  expect(situationOf(row)).toBe('inMemory');
  expect(situationOf({ ...row, phase: 'broken', brokenFrom: 'deployed' })).toBe('inMemory');
});

test('what loses data outweighs the rest', () => {
  expect(mostSevere(['live', 'reinstall', 'release', 'pending'])).toBe('reinstall');
  expect(mostSevere([])).toBeUndefined();
  expect(EFFECTS.at(-1)).toBe('erase');
});
