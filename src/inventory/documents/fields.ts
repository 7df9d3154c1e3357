/** Fields that documents of several kinds have, and the forms of text that only inventories know. */
import {
  type About,
  constant,
  host,
  listOf,
  oneOf,
  optional,
  text,
  words,
} from '../../lib/schema.ts';

const MAC = '^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$';
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?';
const UUID = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

export const documentName = (about: About) =>
  text(
    '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    'lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends',
    about,
  );

export const mac = (about: About) =>
  text(MAC, 'six pairs of hexadecimal digits: "52:54:00:12:34:56"', about);

export const ipv4 = (about: About) =>
  text(`^${IPV4}$`, 'an IPv4 address, without leading zeros: 10.0.0.1', about);

export const cidr = (about: About) =>
  text(`^${IPV4}/(?:3[0-2]|[12]?\\d)$`, 'a network and its prefix length: 10.0.0.0/24', about);

export const addressRange = (about: About) =>
  text(
    `^${IPV4}(?:-${IPV4})?$`,
    'a first and a last address, 10.0.0.100-10.0.0.199, or one address',
    about,
  );

export const hostAndPort = (about: About) =>
  text(`^${HOST}(?::\\d{1,5})?$`, 'a host, with or without a port: log.example.com:514', about);

export const uuid = (about: About) =>
  text(`^${UUID}$`, 'a UUID, as `dmidecode -s system-uuid` prints it', about);

export const sha256 = (about: About) =>
  text('^[0-9a-f]{64}$', '64 lower-case hexadecimal digits, as `sha256sum` prints them', about);

export const duration = (about: About) =>
  text(
    '^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$',
    'a number and a unit (ms, s, m, h, d): 90s, 30m, 2h',
    about,
  );

export const fileOfRevision = (about: About) =>
  words({
    ...about,
    description: `${about.description} A path from the inventory's root, in the same revision: not absolute, no "..", no symbolic link.`,
  });

/** The two fields that every document begins with. */
export const head = <K extends string>(kind: K, description: string, name: string) => ({
  kind: constant(kind, { description, examples: [kind] }),
  name: documentName({
    description: 'What other documents call it by; unique among documents of its kind.',
    examples: [name],
  }),
});

export const architecture = (description: string) =>
  oneOf(['amd64', 'arm64', 'armhf', 'i386', 'ppc64el', 's390x'], {
    description,
    default: 'amd64',
    examples: ['amd64'],
  });

export const kernel = (description: string) =>
  text('^[a-z0-9][a-z0-9.-]*$', 'ga, hwe, or an exact name such as ga-24.04', {
    description,
    default: 'ga',
    examples: ['ga', 'hwe', 'ga-24.04'],
  });

export const kernelOptions = (description: string) =>
  listOf(text('^\\S+$', 'one option without spaces', { description: 'One kernel option.' }), {
    description,
    examples: [['console=ttyS1,115200n8']],
  });

export const os = optional(
  text('^[a-z][a-z0-9-]*$', 'an operating system in lower case: ubuntu', {
    description: 'Operating system, as the boot source names it.',
    default: 'ubuntu',
    examples: ['ubuntu'],
  }),
);
export const releaseName = (description: string) =>
  text('^[a-z0-9][a-z0-9.-]*$', 'a release in lower case: noble', {
    description,
    examples: ['noble'],
  });

export const dns = (description: string) =>
  optional(
    listOf(ipv4({ description: 'Address of a name server.' }), {
      description,
      examples: [['192.0.2.53']],
    }),
  );
export const ntp = (description: string) =>
  optional(
    listOf(host({ description: 'Name or address of a time server.' }), {
      description,
      examples: [['ntp.ubuntu.com']],
    }),
  );
