/** Documents field by field, for telling where one stands and what changed: nothing here is checked or linked. */
import { type Question, refKey } from '../core/attribution.ts';
import type { SourceRange } from '../core/diagnostic.ts';
import type { Declared, Leaf } from '../core/diff.ts';
import { effectOf, isField } from '../core/effects.ts';
import type { DeclaredInventory } from '../core/ports.ts';
import type { Path } from '../lib/yaml-document.ts';
import { digestOfBytes } from './digest.ts';
import type { Documents, Kind, Sourced } from './kinds.ts';
import { profileLayer } from './link-machine.ts';
import type { InventoryFile } from './linking.ts';
import { parseInventory, readTree, type Tree } from './load.ts';
import { merge } from './merge.ts';

/** Where the fields stand that are asked for, by `refKey`; only the files named are read. */
export async function placesIn(
  { fields, files }: Question,
  label: string,
  tree: Tree,
): Promise<ReadonlyMap<string, SourceRange>> {
  if (fields.length === 0) return new Map();
  await tree.list();
  const read = await tree.read(files.map((file) => file.slice(label.length)));
  const { documents } = parseInventory(read, label);
  const asked = new Set(fields.map(({ document }) => document));
  const described = describe(documents, read, (document) => asked.has(document));
  const all = new Map(described.map((one) => [`${one.kind}/${one.name}`, one]));
  return new Map(
    fields.flatMap((ref) => {
      const at = all.get(ref.document)?.placeOf(ref);
      return at === undefined ? [] : [[refKey(ref), at] as const];
    }),
  );
}

/** Every document of one revision, and what is wrong with them. */
export async function declaredIn(label: string, tree: Tree): Promise<DeclaredInventory> {
  const { documents, diagnostics, files } = await readTree(label, tree);
  return { documents: describe(documents, files), diagnostics };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every document (or those that are asked for), of machines with their profiles merged into them.
 * `files`: those that documents name.
 */
export function describe(
  documents: Documents,
  files: ReadonlyMap<string, InventoryFile>,
  isAsked: (document: string) => boolean = () => true,
): readonly Declared[] {
  return (Object.keys(documents) as Kind[]).flatMap((kind) => {
    const all: readonly Sourced<{ readonly name: string }>[] = documents[kind];
    const asked = all.filter(({ value }) => isAsked(`${kind}/${value.name}`));
    return asked.map((document): Declared => {
      const { value, places } = merge([...profilesOf(kind, document, documents), document]);
      return {
        kind,
        name: document.value.name,
        leaves: leavesOf(kind, value, files),
        identity: kind === 'Machine' ? identityOf(value) : [],
        uses: kind === 'Machine' ? usesOf(value) : [],
        placeOf: ({ field, item }) => places.keyAt(pathOf(value, field, item)),
      };
    });
  });
}

function profilesOf(kind: Kind, { value }: Sourced<object>, { Profile }: Documents) {
  const names = kind === 'Machine' && 'profiles' in value ? (value.profiles as string[]) : [];
  return names.flatMap((name) =>
    Profile.filter((profile) => profile.value.name === name).map(profileLayer),
  );
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

const identityOf = ({ macs, uuid, serial }: Fields): readonly string[] =>
  [...texts(macs), ...texts(uuid), ...texts(serial)].map((known) => known.toLowerCase());

function usesOf({ deploy }: Fields): readonly string[] {
  if (!isFields(deploy)) return [];
  const named = (kind: Kind, value: unknown) => texts(value).map((name) => `${kind}/${name}`);
  return [
    ...named('CloudInit', deploy['cloudInit']),
    ...named('Preseed', deploy['preseed']),
    ...named('SshKeys', deploy['sshKeys']),
  ];
}

/** What a machine means that does not say so, in the fields whose effect depends on it. */
function completed({ deploy, ...machine }: Fields): Fields {
  const generation = isFields(deploy) ? { deploy: { generation: 1, ...deploy } } : {};
  return { target: 'ready', ...machine, ...generation };
}

/** Every field that says something, as the table of effects counts them. */
function leavesOf(
  kind: Kind,
  whole: Fields,
  files: ReadonlyMap<string, InventoryFile>,
): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: unknown, field: string, item: string | undefined): void => {
    if (isItems(value) && effectOf(field, 'idle') === undefined)
      for (const [index, one] of value.entries()) visit(one, field, itemName(one, index));
    else if (isFields(value) && !isField(field))
      for (const [key, inner] of Object.entries(value)) visit(inner, `${field}.${key}`, item);
    else {
      const said = field.endsWith('.file') ? withContents(String(value), files) : value;
      leaves.push({ field, ...(item === undefined ? {} : { item }), value: said });
    }
  };
  visit(kind === 'Machine' ? completed(whole) : whole, kind, undefined);
  return leaves;
}

/** A file's name, and what tells its contents from others. */
function withContents(path: string, files: ReadonlyMap<string, InventoryFile>): string {
  const file = files.get(path);
  return file instanceof Uint8Array ? `${path} #${digestOfBytes(file).slice(0, 8)}` : path;
}

/** The path in this document of a field as its schema has it; `item` picks one of a list or a map. */
function pathOf(value: Fields, field: string, item: string | undefined): Path {
  const path: (string | number)[] = [];
  let at: unknown = value;
  const step = (key: string | number): void => {
    path.push(key);
    at = isFields(at) || Array.isArray(at) ? (at as Fields)[key] : undefined;
  };
  for (const name of field.split('.').slice(1)) {
    if (isItems(at)) step(at.findIndex((one, index) => itemName(one, index) === item));
    // A part's content is in its file, where it has one.
    step(name === 'content' && isFields(at) && 'file' in at ? 'file' : name);
  }
  if (item !== undefined && isFields(at) && Object.hasOwn(at, item)) step(item);
  return path;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isItems = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields);
const itemName = (one: Fields, index: number): string =>
  texts([one['name'], one['mac'], String(index)])[0] ?? '';
