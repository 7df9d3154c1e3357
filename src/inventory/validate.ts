/** One document against its kind's definition: every mistake at its place, with what to write instead. */
import { type Diagnostic, didYouMean, type SourceRange } from '../core/diagnostic.ts';
import type { Path } from '../lib/yaml-document.ts';

/** A generated validator; after it returned false, `errors` holds what ajv found, schemas included. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Schema;
  readonly data?: unknown;
}

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly patternErrorMessage?: string;
  readonly writeOnly?: boolean;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
}

/** Where the fields of the checked value stand: one document, or several merged. */
export interface Places {
  valueAt(path: Path): SourceRange;
  keyAt(path: Path): SourceRange;
}

/** `subject` is how messages call the whole value: `Machine n1`. */
export function validate(
  validator: Validator,
  value: unknown,
  subject: string,
  places: Places,
): readonly Diagnostic[] {
  if (validator(value)) return [];
  const errors = validator.errors ?? [];
  return errors.filter((e) => !follows(e, errors)).map((e) => toDiagnostic(e, subject, places));
}

/** A value of a wrong type fails further keywords too, and a missing tag fails twice: one mistake, one message. */
function follows(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === 'discriminator') return error.params['error'] === 'tag';
  return (
    error.keyword !== 'type' &&
    error.keyword !== 'required' &&
    error.keyword !== 'additionalProperties' &&
    all.some((e) => e.keyword === 'type' && e.instancePath === error.instancePath)
  );
}

interface Message {
  readonly code: string;
  readonly summary: string;
  readonly detail: string | undefined;
  readonly at: SourceRange;
}

function toDiagnostic(error: SchemaError, subject: string, places: Places): Diagnostic {
  const { detail, ...message } = explain(error, subject, places);
  return { severity: 'error', ...message, ...(detail === undefined ? {} : { detail }) };
}

function explain(error: SchemaError, subject: string, places: Places): Message {
  const path = pathOf(error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(error, [...path, String(error.params['additionalProperty'])], places);
    case 'required':
      return missingField(error, path, subject, places);
    case 'discriminator':
      return unknownVariant(error, path, places);
    default:
      return badValue(error, path, places);
  }
}

function unknownField(error: SchemaError, path: Path, places: Places): Message {
  const name = String(path.at(-1));
  const known = Object.keys(error.parentSchema?.properties ?? {});
  const near = didYouMean(name, known);
  if (error.parentSchema?.patternProperties !== undefined) return badName(name, places.keyAt(path));
  return {
    code: 'unknown-key',
    summary: `there is no field "${dotted(path)}"`,
    detail: near === undefined ? listing('known here', known) : `did you mean "${near}"?`,
    at: places.keyAt(path),
  };
}

const badName = (name: string, at: SourceRange): Message => ({
  code: 'bad-value',
  summary: `"${name}" cannot be a name here`,
  detail: 'write letters, digits, dots and dashes, with a letter or digit at both ends',
  at,
});

function missingField(error: SchemaError, path: Path, subject: string, places: Places): Message {
  const name = String(error.params['missingProperty']);
  const schema = fieldSchema(error.parentSchema, name);
  const where = path.length === 0 ? subject : `"${dotted(path)}"`;
  const example = schema?.examples?.[0];
  const written = example === undefined ? '' : `, for example ${name}: ${inline(example)}`;
  return {
    code: 'missing-field',
    summary: `${where} has no "${name}"`,
    detail: `write it${written}`,
    at: path.length === 0 ? places.valueAt([]) : places.keyAt(path),
  };
}

/** The field's own definition, also where the value has variants. */
function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  return schema?.properties?.[name] ?? schema?.oneOf?.[0]?.properties?.[name];
}

function unknownVariant(error: SchemaError, path: Path, places: Places): Message {
  const tag = String(error.params['tag']);
  const value = error.params['tagValue'];
  const known = (error.parentSchema?.oneOf ?? []).map((v) => String(v.properties?.[tag]?.const));
  return {
    code: 'bad-value',
    summary: `"${dotted([...path, tag])}" cannot be ${inline(value)}`,
    detail: choice(String(value), known),
    at: places.valueAt([...path, tag]),
  };
}

function badValue(error: SchemaError, path: Path, places: Places): Message {
  const schema = error.parentSchema ?? {};
  const name = `"${dotted(path)}"`;
  const at = places.valueAt(path);
  if (schema.writeOnly === true && error.keyword === 'pattern')
    return {
      code: 'plaintext-secret',
      summary: `${name} is not a reference to a secret`,
      detail: schema.patternErrorMessage,
      at,
    };
  if (error.keyword === 'type')
    return {
      code: 'wrong-type',
      summary: `${name} must be ${typeName(schema.type)}, not ${typeOf(error.data)}`,
      detail: quoteHint(schema, error.data) ?? example(schema),
      at,
    };
  const summary =
    error.keyword === 'minItems' ? `${name} is empty` : `${name} cannot be ${inline(error.data)}`;
  return { code: 'bad-value', summary, detail: instead(error, schema), at };
}

function instead(error: SchemaError, schema: Schema): string | undefined {
  switch (error.keyword) {
    case 'enum':
    case 'const':
      return choice(String(error.data), (schema.enum ?? [schema.const]).map(String));
    case 'minItems':
      return `write at least one, ${example(schema)}`;
    case 'minimum':
    case 'maximum':
      return `write a number from ${schema.minimum} to ${schema.maximum}`;
    default:
      return schema.patternErrorMessage ?? example(schema);
  }
}

const choice = (value: string, known: readonly string[]): string | undefined => {
  const near = didYouMean(value, known);
  return near === undefined ? listing('one of', known) : `did you mean ${near}?`;
};

const listing = (before: string, names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : `${before}: ${names.join(', ')}`;

const example = (schema: Schema): string | undefined =>
  schema.examples?.[0] === undefined
    ? schema.description
    : `for example ${inline(schema.examples[0])}`;

/** `name: 123` and `owner: true` are text to people. */
function quoteHint(schema: Schema, value: unknown): string | undefined {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return schema.type === 'string' && scalar ? 'put it in quotes' : undefined;
}

const TYPES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
  null: 'nothing',
};

const typeName = (type: Schema['type']): string =>
  [type ?? []]
    .flat()
    .map((t) => TYPES[t] ?? t)
    .join(' or ');

function typeOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' && !Number.isInteger(value)
    ? 'a fraction'
    : (TYPES[typeof value] ?? typeof value);
}

/** Short, on one line. */
function inline(value: unknown): string {
  const plain = typeof value === 'string' && value !== '' && value === value.trim();
  const text = plain ? value : JSON.stringify(value);
  const line = (text ?? 'nothing').replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** `/network/interfaces/0/mac` → `['network', 'interfaces', 0, 'mac']` (RFC 6901 §4). */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** `network.interfaces[0].mac`. */
const dotted = (path: Path): string =>
  path.map((s, i) => (typeof s === 'number' ? `[${s}]` : i === 0 ? s : `.${s}`)).join('');
