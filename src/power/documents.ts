/**
 * What `power:` of a machine holds for each built-in driver, before it is linked (`parameters.ts` is
 * what drivers get). The schemas and the validators are generated from these; nothing imports them
 * at run time.
 */
import {
  type About,
  constant,
  count,
  fields,
  flag,
  host,
  oneOf,
  optional,
  secretReference,
  text,
  type TObject,
  type TSchema,
  url,
} from '../lib/schema.ts';

/** Not `env:…` or `file:…`: text of that form is a secret reference wherever it stands in `power`. */
const plain = (about: About) =>
  text('^(?!env:|file:)[^]+$', 'the text itself; only passwords and tokens are references', about);

const driver = <N extends string, T extends Record<string, TSchema>>(
  name: N,
  description: string,
  parameters: T,
) =>
  fields(
    { type: constant(name, { description, examples: [name] }), ...parameters },
    { description },
  );

const user = optional(plain({ description: 'Name to log in with.', examples: ['maas'] }));
const password = optional(
  secretReference({ description: 'Where the password is kept.', examples: ['env:BMC_PASSWORD'] }),
);
const uri = (description: string) =>
  url({ description, examples: ['https://power.example.com/n1'] });
const regex = (description: string, standard: string) =>
  optional(plain({ description, default: standard, examples: [standard] }));

const Ipmi = driver('ipmi', 'IPMI 2.0 over the network, by ipmitool.', {
  address: host({ description: 'Address of the BMC.', examples: ['192.0.2.201'] }),
  port: optional(
    count(1, 65_535, {
      description: 'UDP port of the BMC.',
      default: 623,
      examples: [623],
    }),
  ),
  user,
  password,
  cipherSuite: optional(
    oneOf([3, 8, 12, 17], {
      description: 'RMCP+ cipher suite.',
      default: 3,
      examples: [17],
    }),
  ),
  privilege: optional(
    oneOf(['USER', 'OPERATOR', 'ADMIN'], {
      description: 'Privilege level of the session.',
      default: 'OPERATOR',
      examples: ['OPERATOR'],
    }),
  ),
  bootType: optional(
    oneOf(['auto', 'legacy', 'efi'], {
      description: 'Firmware mode asked for with the boot device; `auto` follows the machine.',
      default: 'auto',
      examples: ['efi'],
    }),
  ),
});

const Webhook = driver('webhook', 'Anything that switches power by HTTP.', {
  onUri: uri('POST here powers the machine on.'),
  offUri: uri('POST here powers it off.'),
  queryUri: uri('GET here says which it is.'),
  onRegex: regex('In the answer to the query: it is on.', String.raw`status.*\:.*running`),
  offRegex: regex('In the answer to the query: it is off.', String.raw`status.*\:.*stopped`),
  user,
  password,
  token: optional(
    secretReference({
      description: 'Where the bearer token is kept.',
      examples: ['env:POWER_TOKEN'],
    }),
  ),
  verifyTls: optional(
    flag({
      description: 'Whether the certificate must be trusted.',
      default: true,
      examples: [true],
    }),
  ),
});

const Manual = driver('manual', 'A person presses the button; the state is never known.', {});

export const DRIVERS: { readonly [type: string]: TObject } = {
  ipmi: Ipmi,
  webhook: Webhook,
  manual: Manual,
};
