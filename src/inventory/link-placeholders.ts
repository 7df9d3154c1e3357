/** `${…}` in texts that are substituted: every name must mean something, before anything is made of it. */
import { isKnownName, KNOWN_NAMES, placeholders } from '../config/template.ts';
import { didYouMean, type SourceRange } from '../core/diagnostic.ts';
import type { MachineSpec } from '../core/inventory.ts';
import type { Linking } from './linking.ts';

/** Where the `nth` occurrence of a text stands. */
export type PlaceOf = (text: string, nth: number) => SourceRange;

/** The known names in `text`; the unknown ones are told. */
export function checkNames(linking: Linking, text: string, placeOf: PlaceOf): readonly string[] {
  const found = placeholders(text);
  for (const { name, offset } of found)
    if (!isKnownName(name)) unknownName(linking, { name, offset }, text, placeOf);
  return found.map((p) => p.name).filter(isKnownName);
}

function unknownName(
  linking: Linking,
  { name, offset }: { readonly name: string; readonly offset: number },
  text: string,
  placeOf: PlaceOf,
): void {
  const unclosed = name.startsWith('${');
  const written = unclosed ? '${' : `\${${name}}`;
  const nth = text.slice(0, offset).split(written).length - 1;
  const near = unclosed ? undefined : didYouMean(name, KNOWN_NAMES);
  const literal = `for the text itself write $${written}`;
  linking.error(
    'unknown-placeholder',
    placeOf(written, nth),
    unclosed ? 'a placeholder is opened and not closed' : `nothing is called ${written}`,
    near === undefined
      ? literal
      : `did you mean \${${near}${/[.:]$/.test(near) ? '…' : ''}}? ${literal}`,
  );
}

type Subject = Pick<MachineSpec, 'name' | 'owner' | 'labels'>;

/** A known name that has no value for this machine: an owner or a label that it does not have. */
export function missingNames(names: Iterable<string>, machine: Subject): readonly string[] {
  return [...new Set(names)].filter(
    (name) =>
      (name === 'machine.owner' && machine.owner === undefined) ||
      (name.startsWith(LABELS) && !Object.hasOwn(machine.labels, name.slice(LABELS.length))),
  );
}

const LABELS = 'machine.labels.';

/** What the names say that no other part of a deployment holds: a change of it is a change of the deployment. */
export function valuesOf(
  names: readonly string[],
  { owner, labels }: Subject,
): Readonly<Record<string, string>> | undefined {
  const named = [...new Set(names)].toSorted().flatMap((name): [string, string][] => {
    const label = name.startsWith(LABELS) ? labels[name.slice(LABELS.length)] : undefined;
    const value = name === 'machine.owner' ? owner : label;
    return value === undefined ? [] : [[name, value]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}
