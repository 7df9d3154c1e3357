import {
  anyMap,
  fields,
  flag,
  listOf,
  mapOf,
  oneOf,
  optional,
  schemaOf,
  text,
  words,
  type Static,
} from '../../lib/schema.ts';
import { fileOfRevision, head } from './fields.ts';

const commands = (when: string) =>
  optional(
    mapOf(
      '^[A-Za-z0-9_.-]+$',
      schemaOf<string | string[]>({
        type: ['string', 'array'],
        items: { type: 'string' },
        minItems: 1,
        description:
          'A line for the shell, or a program and its arguments. Literal: no placeholder is replaced in it.',
        examples: ['echo hello', ['systemctl', 'enable', 'ssh']],
      }),
      {
        description: `Commands to run ${when}, in the order of their names.`,
        examples: [{ '10_hello': 'echo hello' }],
      },
    ),
  );

export const Preseed = fields(
  {
    ...head('Preseed', 'Changes to the configuration of the installer.', 'quiet'),
    config: optional(
      anyMap({
        description:
          'Merged over the built-in curtin configuration: maps merge, lists replace. Placeholders such as `${machine.name}` are replaced in its values.',
        examples: [{ debconf_selections: { site: 'grub-pc grub-pc/timeout string 2' } }],
      }),
    ),
    earlyCommands: commands('before the disks are written'),
    lateCommands: commands('after the system is installed'),
  },
  { description: 'Changes to what the installer does.' },
);

const CloudInitPart = fields(
  {
    name: words({
      description: 'Name of the part in the message; unique in its document.',
      examples: ['base'],
    }),
    type: oneOf(['cloud-config', 'script'], {
      description: '`cloud-config` is YAML for cloud-init; a `script` begins with `#!`.',
      examples: ['cloud-config'],
    }),
    content: optional(
      schemaOf<string | Record<string, unknown>>({
        type: ['string', 'object'],
        description: 'The part itself, as text, or as a map for `cloud-config`.',
        examples: [{ packages: ['chrony'] }],
      }),
    ),
    file: optional(
      fileOfRevision({
        description: 'The part in a file of its own, instead of `content`.',
        examples: ['user-data/setup.sh'],
      }),
    ),
    substitute: optional(
      flag({
        description:
          'Whether placeholders are replaced. True for `cloud-config`, except in `runcmd` and `bootcmd` of a map; false for `script`.',
        examples: [true],
      }),
    ),
  },
  { description: 'One part: a name, a type, and its content or its file.' },
);

export const CloudInit = fields(
  {
    ...head('CloudInit', 'User-data for the machines that list it.', 'base'),
    parts: listOf(CloudInitPart, {
      description: 'Parts in order; all lists of a machine are merged into one MIME message.',
      minItems: 1,
      examples: [[{ name: 'base', type: 'cloud-config', content: { packages: ['chrony'] } }]],
    }),
  },
  { description: 'User-data for cloud-init.' },
);

export const SshKeys = fields(
  {
    ...head('SshKeys', 'Public keys that may log in.', 'operators'),
    keys: listOf(
      text(
        '^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$',
        'a public key as in a .pub file: ssh-ed25519 AAAA… comment',
        { description: 'One public key, as in a `.pub` file.' },
      ),
      {
        description: 'Public keys.',
        minItems: 1,
        examples: [
          [
            'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqk0Pp5lD0rYw5Cw6Zp2mJ4m3Q9a6Yb8oKf1s2t3u4v ops@example.com',
          ],
        ],
      },
    ),
  },
  { description: 'Named public keys.' },
);

export type PreseedDocument = Static<typeof Preseed>;
export type CloudInitDocument = Static<typeof CloudInit>;
export type SshKeysDocument = Static<typeof SshKeys>;
