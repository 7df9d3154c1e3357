/** Preseed documents: a merge over the built-in configuration, and commands by name. */
import type { PreseedParts } from '../core/inventory.ts';
import type { PreseedDocument } from './documents/configuration.ts';
import type { Sourced } from './kinds.ts';
import { checkNames } from './link-placeholders.ts';
import type { Linking } from './linking.ts';
import type { Path } from '../lib/yaml-document.ts';

export interface LinkedPreseed {
  readonly parts: PreseedParts;
  /** Known names that the placeholders in `config` use. */
  readonly names: readonly string[];
}

export const NO_PRESEED: PreseedParts = { config: {}, earlyCommands: {}, lateCommands: {} };

/** What curtin would do beside the plan: disks that no plan named, commands that are not literal. */
const ELSEWHERE: { readonly [key: string]: string | undefined } = {
  storage: 'disks are declared in `storage` of a Machine or Profile',
  'block-meta': 'disks are declared in `storage` of a Machine or Profile',
  partitioning_commands: 'disks are declared in `storage` of a Machine or Profile',
  early_commands: 'write them in earlyCommands',
  late_commands: 'write them in lateCommands',
};

export function linkPreseed(
  linking: Linking,
  { value, source }: Sourced<PreseedDocument>,
): LinkedPreseed {
  const config = value.config ?? {};
  for (const key of Object.keys(config)) {
    const where = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
    if (where !== undefined)
      linking.error(
        'bad-preseed',
        source.keyAt(['config', key]),
        `"${key}" cannot be part of a preseed's config`,
        where,
      );
  }
  const names = texts(config, ['config']).flatMap(([text, path]) =>
    checkNames(linking, text, (wanted, nth) => source.textAt(path, wanted, nth)),
  );
  const parts = {
    config,
    earlyCommands: commands(value.earlyCommands),
    lateCommands: commands(value.lateCommands),
  };
  return { parts, names };
}

/** Every text in the value, and its path. */
function texts(value: unknown, path: Path): readonly (readonly [string, Path])[] {
  if (typeof value === 'string') return [[value, path]];
  if (Array.isArray(value)) return value.flatMap((item, i) => texts(item, [...path, i]));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => texts(inner, [...path, key]))
    : [];
}

/** A line is for the shell, as curtin has it too. */
const commands = (declared: PreseedDocument['lateCommands'] = {}): PreseedParts['lateCommands'] =>
  Object.fromEntries(
    Object.entries(declared).map(([name, command]) => [
      name,
      typeof command === 'string' ? ['sh', '-c', command] : command,
    ]),
  );
