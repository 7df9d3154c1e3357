import { count, fields, host, listOf, oneOf, optional, type Static } from '../../lib/schema.ts';
import { addressRange, cidr, dns, head, ipv4, ntp } from './fields.ts';

export const Subnet = fields(
  {
    ...head('Subnet', 'A network that machines are in.', 'rack-a'),
    cidr: cidr({
      description: 'The network. Nothing is answered on an interface in no declared subnet.',
      examples: ['192.0.2.0/24'],
    }),
    gateway: optional(
      ipv4({ description: 'Default gateway for machines.', examples: ['192.0.2.254'] }),
    ),
    dns: dns("Name servers; the site's where this is not given."),
    ntp: ntp("Time servers; the site's where this is not given."),
    search: optional(
      listOf(host({ description: 'A domain.' }), {
        description: 'Domains to search names in.',
        examples: [['rack.example.com']],
      }),
    ),
    mtu: optional(count(576, 9216, { description: 'Largest packet, in bytes.', examples: [1500] })),
    dynamic: optional(
      listOf(addressRange({ description: 'A range, both ends included.' }), {
        description:
          'Addresses for machines without a declared one, and for unknown ones where `unknown` says enlist.',
        examples: [['192.0.2.100-192.0.2.199']],
      }),
    ),
    reserved: optional(
      listOf(addressRange({ description: 'A range, both ends included.' }), {
        description: 'Addresses that are never handed out.',
        examples: [['192.0.2.1-192.0.2.9']],
      }),
    ),
    dhcp: optional(
      oneOf(['off', 'server', 'relay-only'], {
        description: '`relay-only` answers only what a relay agent forwarded.',
        default: 'off',
        examples: ['server'],
      }),
    ),
    unknown: optional(
      oneOf(['ignore', 'enlist'], {
        description: 'What a machine gets that no document declares.',
        default: 'ignore',
        examples: ['enlist'],
      }),
    ),
  },
  { description: 'A network that machines are in, and what is answered there.' },
);

export type SubnetDocument = Static<typeof Subnet>;
