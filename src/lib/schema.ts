/**
 * JSON schemas of documents that people write, with what editors show beside a field:
 * `patternErrorMessage` says what to write instead, and `writeOnly` keeps a secret out of every
 * message. The only file that imports TypeBox; nothing that runs imports this one.
 */
import { type Static, type TObject, type TSchema, Type } from 'typebox';

export type { Static, TObject, TSchema };

export interface About {
  readonly description: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
}

export const optional = Type.Optional;

/** An object that refuses fields it does not know. */
export const fields = <T extends Record<string, TSchema>>(properties: T, about?: About) =>
  Type.Object(properties, { additionalProperties: false, ...about });

export const constant = <T extends string>(value: T, about: About) =>
  Type.Literal(value, { ...about });

export const oneOf = <const T extends readonly (string | number)[]>(values: T, about: About) =>
  Type.Unsafe<T[number]>({ enum: values, ...about });

/** Text of one form; `form` completes the sentence "write …". */
export const text = (pattern: string, form: string, about: About) =>
  Type.String({ pattern, patternErrorMessage: `write ${form}`, ...about });

export const anyText = (about: About) => Type.String({ ...about });
export const words = (about: About) => text(String.raw`\S`, 'some text', about);
export const flag = (about: About) => Type.Boolean({ ...about });
export const count = (minimum: number, maximum: number, about: About) =>
  Type.Integer({ minimum, maximum, ...about });

export const listOf = <T extends TSchema>(
  items: T,
  about: About & { readonly minItems?: number },
) => Type.Array(items, { ...about });

/** A map whose keys people choose, of one form. */
export const mapOf = <T extends TSchema>(key: string, value: T, about: About) =>
  Type.Record(Type.String({ pattern: key }), value, { additionalProperties: false, ...about });

/** A map of which only the reader knows what it may hold. */
export const anyMap = (about: About) => Type.Record(Type.String(), Type.Unknown(), { ...about });

/** A schema that TypeBox has no word for; `T` is what it lets through. */
export const schemaOf = <T>(schema: object) => Type.Unsafe<T>(schema);

export const url = (about: About) =>
  text(
    String.raw`^https?://[^\s/]+(?:/\S*)?$`,
    'a URL that begins with http:// or https://',
    about,
  );

export const host = (about: About) =>
  text(
    '^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$',
    'a host name or an IPv4 address, without a scheme',
    about,
  );

/** Never the secret itself (`core/secret.ts` reads the reference). */
export const secretReference = (about: About) =>
  Type.String({
    pattern: String.raw`^(?:env:[A-Za-z_]\w*|file:/.+)$`,
    patternErrorMessage:
      'write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself',
    writeOnly: true,
    ...about,
  });
