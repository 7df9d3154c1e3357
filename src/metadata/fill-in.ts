/**
 * Placeholders in what people wrote, filled in when the bytes for a machine are made and not before:
 * only here do the values of secrets meet a document.
 */
import { mapStrings } from '../config/document.ts';
import { placeholders, substitute } from '../config/template.ts';
import { ControllerError } from '../core/errors.ts';
import type { PreseedParts, Site, UserDataPart } from '../core/inventory.ts';
import type { FoundMachine, Secrets } from '../core/ports.ts';
import { parseSecretRef } from '../core/secret.ts';

export interface FillInContext {
  readonly machine: FoundMachine;
  readonly site: Site;
  readonly secrets: Secrets;
}

/** Throws E_TEMPLATE_NAME, E_SECRET_MISSING. */
export async function fillInUserData(
  context: FillInContext,
  parts: readonly UserDataPart[],
): Promise<readonly UserDataPart[]> {
  const texts = parts.filter((part) => part.substitute).map((part) => part.content);
  const fill = await filler(context, texts);
  return parts.map((part) => (part.substitute ? { ...part, content: fill(part.content) } : part));
}

/** Values of the configuration only: commands are literal. Throws E_TEMPLATE_NAME, E_SECRET_MISSING. */
export async function fillInPreseed(
  context: FillInContext,
  preseed: PreseedParts,
): Promise<PreseedParts> {
  const texts: string[] = [];
  mapStrings(preseed.config, (text) => (texts.push(text), text));
  const fill = await filler(context, texts);
  return { ...preseed, config: mapStrings(preseed.config, fill) as PreseedParts['config'] };
}

async function filler(
  context: FillInContext,
  texts: readonly string[],
): Promise<(text: string) => string> {
  const names = new Set(texts.flatMap((text) => placeholders(text).map(({ name }) => name)));
  const values = new Map<string, string>();
  for (const name of names) {
    const value = await valueOf(context, name);
    if (value === undefined)
      throw new ControllerError(
        'E_TEMPLATE_NAME',
        `filling in the configuration of ${context.machine.record.name}: nothing is called ${name}`,
      );
    values.set(name, value);
  }
  return (text) => substitute(text, (name) => values.get(name)).text;
}

async function valueOf(context: FillInContext, name: string): Promise<string | undefined> {
  const { machine, site, secrets } = context;
  const reference = name.startsWith('secret:') ? parseSecretRef(name.slice(7)) : undefined;
  if (reference !== undefined) return (await secrets.resolve(reference)).reveal();
  // As it was when the deployment was decided on: every boot in memory gets the same again.
  const pinned = machine.record.deployment?.parts.values?.[name];
  if (pinned !== undefined) return pinned;
  if (name.startsWith('machine.labels.')) return machine.spec?.labels[name.slice(15)];
  switch (name) {
    case 'machine.name':
      return machine.record.name;
    case 'machine.architecture':
      return machine.spec?.architecture ?? machine.record.hardware?.architecture;
    case 'machine.owner':
      return machine.record.owner ?? machine.spec?.owner;
    case 'site.name':
      return site.name;
    default:
      return undefined;
  }
}
