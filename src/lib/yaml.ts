/** Prints YAML that people read and cloud-init and curtin parse. The only printer of it. */
import { stringify } from 'yaml';

/**
 * Block style, keys in the order they were put in, no folding, no anchors; YAML 1.1 words (`yes`,
 * `on`, `1:30`) are quoted, because PyYAML reads 1.1.
 */
export function printYaml(value: unknown): string {
  return stringify(value, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 });
}
