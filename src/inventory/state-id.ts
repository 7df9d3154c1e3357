/** Writes the store's id into the Site document as a person would: one line, and nothing else moves. */
import { readYaml } from '../lib/yaml-document.ts';

/** The file's text with the id in it; `undefined` where the file holds no Site, or is not YAML. */
export function withStateId(text: string, stateId: string): string | undefined {
  const site = readYaml(text).find(({ value }) => kindOf(value) === 'Site');
  if (site === undefined) return undefined;
  const lines = text.split('\n');
  const declared = typeof site.value === 'object' && site.value !== null && 'stateId' in site.value;
  // After the name if there is one: that is where a person would look for it.
  const at = site.keyAt([declared ? 'stateId' : hasName(site.value) ? 'name' : 'kind']).line;
  lines.splice(declared ? at - 1 : at, declared ? 1 : 0, `stateId: ${stateId}`);
  const written = lines.join('\n');
  return saysSo(written, stateId) ? written : undefined;
}

/** The id that the Site document names so far. */
export function stateIdIn(text: string): string | undefined {
  const site = readYaml(text).find(({ value }) => kindOf(value) === 'Site')?.value;
  if (typeof site !== 'object' || site === null || !('stateId' in site)) return undefined;
  return typeof site.stateId === 'string' ? site.stateId : undefined;
}

/** A Site in braces has no line of its own for it: a person writes that one. */
const saysSo = (text: string, stateId: string): boolean =>
  readYaml(text).some(
    ({ value }) =>
      kindOf(value) === 'Site' &&
      typeof value === 'object' &&
      value !== null &&
      'stateId' in value &&
      value.stateId === stateId,
  );

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

const hasName = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'name' in value;
