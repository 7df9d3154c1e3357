/** Documents by kind: what each one says it is, and whether it is well-formed. */
import { type Diagnostic, didYouMean, printPlace } from '../core/diagnostic.ts';
import { memo } from '../core/memo.ts';
import type {
  CloudInitDocument,
  PreseedDocument,
  SshKeysDocument,
} from './documents/configuration.ts';
import type { BootSourceDocument, ImageSelectionDocument } from './documents/images.ts';
import type { MachineDocument, ProfileDocument } from './documents/machine.ts';
import type { SiteDocument } from './documents/site.ts';
import type { SubnetDocument } from './documents/subnet.ts';
import type { SourceDocument } from './read.ts';
import { type Validator, validate } from './validate.ts';
import * as validators from './validators.generated.js';

export interface DocumentTypes {
  readonly Site: SiteDocument;
  readonly BootSource: BootSourceDocument;
  readonly ImageSelection: ImageSelectionDocument;
  readonly Subnet: SubnetDocument;
  readonly Profile: ProfileDocument;
  readonly Machine: MachineDocument;
  readonly Preseed: PreseedDocument;
  readonly CloudInit: CloudInitDocument;
  readonly SshKeys: SshKeysDocument;
}
export type Kind = keyof DocumentTypes;

/** A well-formed document, and where it stands. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: SourceDocument;
}

export type Documents = { readonly [K in Kind]: readonly Sourced<DocumentTypes[K]>[] };

export interface Sorted {
  readonly documents: Documents;
  /** `kind/name` of documents that are there and not well-formed: a reference to one is no second mistake. */
  readonly malformed: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

const VALIDATORS: { readonly [K in Kind]: Validator } = validators;
const KINDS: readonly Kind[] = [
  'Site',
  'BootSource',
  'ImageSelection',
  'Subnet',
  'Profile',
  'Machine',
  'Preseed',
  'CloudInit',
  'SshKeys',
];

export function sortByKind(read: readonly SourceDocument[]): Sorted {
  const diagnostics: Diagnostic[] = [];
  const malformed = new Set<string>();
  const lists = Object.fromEntries(KINDS.map((kind) => [kind, [] as Sourced<unknown>[]]));
  const seen = new Map<string, SourceDocument>();
  for (const source of read) {
    const { kind, key, problems, document } = check(source);
    const first = kind === undefined ? undefined : seen.get(key);
    if (kind !== undefined && first === undefined && isNamed(source)) seen.set(key, source);
    const found = first === undefined ? problems : [...problems, declaredTwice(source, first)];
    diagnostics.push(...found);
    if (kind === undefined) continue;
    if (found.length === 0) lists[kind]?.push(document);
    else malformed.add(key);
  }
  return { documents: lists as unknown as Documents, malformed, diagnostics };
}

interface Checked {
  readonly kind: Kind | undefined;
  /** `kind/name` */
  readonly key: string;
  /** Its own, whatever else there is. */
  readonly problems: readonly Diagnostic[];
  readonly document: Sourced<unknown>;
}

/** Once for each: most documents of a revision are those of the one before. */
const check = memo((source: SourceDocument): Checked => {
  const { value } = source;
  const kind = KINDS.find((one) => one === value['kind']);
  const problems =
    kind === undefined
      ? [unknownKind(source)]
      : validate(VALIDATORS[kind], value, subjectOf(source), source);
  const key = `${String(value['kind'])}/${String(value['name'])}`;
  return { kind, key, problems, document: { value, source } };
});

const isNamed = ({ value }: SourceDocument): boolean => typeof value['name'] === 'string';

const subjectOf = (source: SourceDocument): string => {
  const { kind, name } = source.value;
  return isNamed(source) ? `${String(kind)} "${String(name)}"` : `this ${String(kind)}`;
};

const declaredTwice = (source: SourceDocument, first: SourceDocument): Diagnostic => ({
  severity: 'error',
  code: 'duplicate-name',
  summary: `${subjectOf(source)} is declared twice`,
  detail: `the first is at ${printPlace(first.valueAt(['name']))}; rename or remove one`,
  at: source.valueAt(['name']),
});

function unknownKind(source: SourceDocument): Diagnostic {
  const kind = source.value['kind'];
  if (kind === undefined)
    return {
      severity: 'error',
      code: 'missing-kind',
      summary: 'this document has no "kind"',
      detail: `write kind: and one of ${KINDS.join(', ')}`,
      at: source.valueAt([]),
    };
  const near = typeof kind === 'string' ? didYouMean(kind, KINDS) : undefined;
  return {
    severity: 'error',
    code: 'unknown-kind',
    summary: `there is no kind ${typeof kind === 'string' ? `"${kind}"` : 'of that type'}`,
    detail: near === undefined ? `one of: ${KINDS.join(', ')}` : `did you mean ${near}?`,
    at: source.valueAt(['kind']),
  };
}
