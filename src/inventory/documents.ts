/**
 * The documents of an inventory, one definition per kind. `npm run generate` writes the JSON schemas
 * and the validators from these; whatever runs imports only their types.
 */
import type { TSchema } from '../lib/schema.ts';
import { CloudInit, Preseed, SshKeys } from './documents/configuration.ts';
import { BootSource, ImageSelection } from './documents/images.ts';
import { machineDocument, profileDocument } from './documents/machine.ts';
import { Site } from './documents/site.ts';
import { Subnet } from './documents/subnet.ts';

/** Every kind's definition, in the order in which people read them; `power` says what `power:` may hold. */
export const definitions = (power: TSchema) => ({
  Site,
  BootSource,
  ImageSelection,
  Subnet,
  Profile: profileDocument(power),
  Machine: machineDocument(power),
  Preseed,
  CloudInit,
  SshKeys,
});
