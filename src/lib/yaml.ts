/** YAML, read and printed: for people, for cloud-init and for curtin. The only import of `yaml`. */
import { Document, parse, Scalar, type Tags, visit } from 'yaml';

export {
  type Alias,
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';

/** One document; throws where it is none. */
export const parseYaml = (text: string): unknown => parse(text);

/** As PyYAML, and so cloud-init and curtin, read it. */
export const parseYaml11 = (text: string): unknown => parse(text, { version: '1.1' });

/**
 * Block style, keys in the order they were put in, no folding, no anchors. YAML 1.1, because PyYAML
 * reads that: words such as `yes`, `on` and `1:30` are quoted, and so is whatever begins or is spelt
 * peculiarly, as the readers disagree about `=`, `-.` and the like.
 */
export function printYaml(value: unknown): string {
  const document = new Document(value, OPTIONS);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && !isPlain(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0, directives: false });
  return UNPRINTABLE.test(text) ? escapedJson(value) : text;
}

const MERGE = 'tag:yaml.org,2002:merge';
const OPTIONS = {
  version: '1.1',
  aliasDuplicateObjects: false,
  // Or the text `<<` would be printed as the merge key.
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || tag.tag !== MERGE),
} as const;

/** What may be printed without quotes (where YAML itself allows that), or as a block of lines. */
const isPlain = (text: string): boolean =>
  /^(?:[\w/$][ -~]*|--?[A-Za-z][\w-]*|[!-~][ -~]*\n[\n -~]*)?$/.test(text);

/** No YAML 1.1 reader takes these as they are, not even in quotes: they break lines, or are not characters. */
const UNPRINTABLE = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/;

/** JSON is YAML too. */
const escapedJson = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(new RegExp(UNPRINTABLE, 'g'), escape)}\n`;

const escape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
