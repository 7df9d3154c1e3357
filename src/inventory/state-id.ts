/** Writes the store's id into the Site document, as a person would: comments and order stay. */
import { isMap, parseAllDocuments } from '../lib/yaml.ts';

/** The file's text with the id in it; `undefined` where the file holds no Site, or is not YAML. */
export function withStateId(text: string, stateId: string): string | undefined {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return undefined;
  const site = documents.find(
    ({ contents }) => isMap(contents) && String(contents.get('kind')) === 'Site',
  );
  if (site === undefined || documents.some(({ errors }) => errors.length > 0)) return undefined;
  site.set('stateId', stateId);
  return documents.map((document) => document.toString({ lineWidth: 0 })).join('');
}
