/** Documents as text, for machines and for `reconcile render` alike. */
import type { Document } from '../config/document.ts';
import { printYaml } from '../lib/yaml.ts';

/** cloud-init takes a file for a cloud-config only when this is its first line, to the letter. */
export const printCloudConfig = (document: Document): string =>
  `#cloud-config\n${printYaml(document)}`;
