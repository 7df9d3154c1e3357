import { fields, listOf, optional, text, url, type Static } from '../../lib/schema.ts';
import { duration, fileOfRevision, head, os } from './fields.ts';

export const BootSource = fields(
  {
    ...head('BootSource', 'Where signed boot images come from.', 'maas-stable'),
    url: optional(
      url({
        description: 'Root of the simplestreams tree, above `streams/v1/`.',
        default: 'https://images.maas.io/ephemeral-v3/stable/',
        examples: ['https://images.maas.io/ephemeral-v3/stable/'],
      }),
    ),
    keyring: fields(
      {
        file: fileOfRevision({
          description: 'OpenPGP public keys, armoured or binary.',
          examples: ['keys/ubuntu-cloudimage.asc'],
        }),
      },
      {
        description: 'The keys that the index and the product lists are verified with.',
        examples: [{ file: 'keys/ubuntu-cloudimage.asc' }],
      },
    ),
    fingerprints: listOf(
      text(
        '^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$',
        'a whole fingerprint, 40 or 64 hexadecimal digits without spaces',
        { description: 'Fingerprint of a key of the keyring.' },
      ),
      {
        description: 'Which keys of the keyring may sign.',
        minItems: 1,
        examples: [['D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81']],
      },
    ),
    poll: optional(
      duration({
        description: 'How often to look for new versions.',
        default: '60m',
        examples: ['60m'],
      }),
    ),
    proxy: optional(
      url({
        description: 'HTTP proxy for fetching images.',
        examples: ['http://proxy.example.com:3128'],
      }),
    ),
  },
  {
    description: 'The boot source. Exactly one is in force: with two, image sync stays off.',
  },
);

const wanted = (description: string, value: string, standard?: readonly string[]) =>
  listOf(
    text('^(?:\\*|[a-z0-9][a-z0-9._-]*)$', 'a name in lower case, or "*" for all', {
      description: 'A name, or `*`.',
    }),
    {
      description,
      minItems: 1,
      examples: [[value]],
      ...(standard === undefined ? {} : { default: standard }),
    },
  );

export const ImageSelection = fields(
  {
    ...head('ImageSelection', 'Which products of the boot source to mirror.', 'noble'),
    os,
    releases: wanted('Releases by codename; `*` for all.', 'noble'),
    architectures: optional(wanted('Architectures; `*` for all.', 'amd64', ['amd64'])),
    kernels: optional(
      wanted('Kernels: ga, hwe, edge, lowlatency, an exact name, or `*` for all.', 'ga', ['ga']),
    ),
    labels: optional(wanted('Labels of the stream; `*` for all.', '*', ['*'])),
  },
  { description: 'Products of the boot source to mirror.' },
);

export type BootSourceDocument = Static<typeof BootSource>;
export type ImageSelectionDocument = Static<typeof ImageSelection>;
