/**
 * `npm run generate`: writes `schemas/` and the validators from the document definitions.
 * With `--check` it writes nothing, and fails where a file is not what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { type TSchema, Type } from 'typebox';
import { definitions } from '../src/inventory/documents.ts';
import { DRIVERS } from '../src/power/documents.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** JavaScript, because stripping types from so much text would take 200 ms of every start; and its types. */
const VALIDATORS = 'src/inventory/validators.generated';

/** `BootSource` → `boot-source`. */
const fileName = (kind: string): string =>
  kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

/** In a document `power` may be incomplete, because a profile has the rest: any driver's fields. */
function powerField(): TSchema {
  const parameters: Record<string, TSchema> = {};
  for (const driver of Object.values(DRIVERS)) Object.assign(parameters, driver.properties);
  const type = Type.Enum(Object.keys(DRIVERS), {
    description: 'How the machine is switched on and off.',
    examples: ['ipmi'],
  });
  return Type.Object(optionals({ ...parameters, type }), {
    additionalProperties: false,
    description: 'How the machine is switched on and off: a type, and what that type needs.',
    examples: [
      { type: 'ipmi', address: '192.0.2.201', user: 'maas', password: 'env:BMC_PASSWORD' },
    ],
  });
}

const optionals = (fields: Record<string, TSchema>): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, Type.Optional(f)]));

/** After profiles are merged `power` must be one driver's, and complete. */
const power = {
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  oneOf: Object.values(DRIVERS),
};

const documents = definitions(powerField());
const NAMES = [...Object.keys(documents), 'Power'];
const MADE_BY = '// Made by scripts/generate.ts from the document definitions.\n';

function validators(): string {
  const ajv = new Ajv2020({
    schemas: Object.entries({ ...documents, Power: power }).map(([kind, schema]) => ({
      ...schema,
      $id: kind,
    })),
    allErrors: true,
    // Errors carry the schema beside the value: known fields, descriptions and examples for messages.
    verbose: true,
    allowUnionTypes: true,
    discriminator: true,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(['patternErrorMessage']);
  const code = standalone.default(ajv, Object.fromEntries(NAMES.map((name) => [name, name])));
  return `${MADE_BY}${code.replace('"use strict";', '')}`;
}

function validatorTypes(): string {
  const lines = NAMES.map((name) => `export const ${name}: Validator;\n`);
  return `${MADE_BY}import type { Validator } from './validate.ts';\n${lines.join('')}`;
}

function schemaFiles(): [string, string][] {
  const kinds = Object.entries(documents).map(([kind, schema]): [string, TSchema] => [
    `schemas/${fileName(kind)}.schema.json`,
    { $schema: DIALECT, title: kind, ...schema },
  ]);
  const drivers = Object.entries(DRIVERS).map(([type, schema]): [string, TSchema] => [
    `schemas/power/${type}.schema.json`,
    { $schema: DIALECT, title: `power: ${type}`, ...schema },
  ]);
  return [...kinds, ...drivers].map(([path, schema]) => [
    path,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const check = process.argv.includes('--check');
const wanted: [string, string][] = [
  ...schemaFiles(),
  [`${VALIDATORS}.js`, validators()],
  [`${VALIDATORS}.d.ts`, validatorTypes()],
];
const stale = wanted.filter(([path, text]) => current(path) !== text);
for (const [path, text] of check ? [] : stale) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (check && stale.length > 0) {
  console.error(`stale: ${stale.map(([path]) => path).join(', ')}\nrun: npm run generate`);
  process.exitCode = 1;
}
