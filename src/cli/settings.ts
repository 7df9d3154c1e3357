/** What every command does first: the settings, or the sentence of what is wrong with them. */
import { type Config, loadConfig } from '../controller/config.ts';
import { parseYaml } from '../lib/yaml.ts';
import type { CommonFlags } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** `undefined` after the mistakes were printed. */
export async function settings(
  flags: CommonFlags,
  terminal: Terminal,
): Promise<Config | undefined> {
  const { config, mistakes } = await loadConfig({
    overrides: flags.overrides,
    env: terminal.env,
    cwd: terminal.cwd,
    file: flags.config,
    parseYaml,
  });
  for (const mistake of mistakes) terminal.err(`reconcile: ${mistake}\n`);
  return mistakes.length > 0 ? undefined : config;
}
