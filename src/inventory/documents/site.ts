import {
  count,
  fields,
  listOf,
  oneOf,
  optional,
  text,
  url,
  words,
  type Static,
} from '../../lib/schema.ts';
import { Limits, Window } from './limits.ts';
import {
  architecture,
  dns,
  documentName,
  duration,
  fileOfRevision,
  head,
  hostAndPort,
  ipv4,
  kernel,
  kernelOptions,
  ntp,
  os,
  releaseName,
  sha256,
} from './fields.ts';

const timeout = (description: string, value: string) =>
  optional(duration({ description, default: value, examples: [value] }));

const Timeouts = fields(
  {
    commissioning: timeout('From its start to giving a commissioning up.', '30m'),
    deploying: timeout('From its start to giving a deployment up.', '60m'),
    releasing: timeout('From its start to giving a release up.', '5m'),
    erasing: timeout(
      'How long a machine that is to be erased, or is being erased, may be silent before that is given up.',
      '30m',
    ),
    settle: timeout('After asking a BMC for a change, before its answers are believed.', '60s'),
    silence: timeout(
      'A machine that is on and from which neither netboot nor metadata was heard for so long is powered once more.',
      '10m',
    ),
  },
  { description: 'How long to wait.', examples: [{ deploying: '90m' }] },
);

const Commissioning = fields(
  {
    os,
    release: optional(releaseName('Release of the ephemeral environment; the newest LTS.')),
    kernel: optional(kernel('Kernel of the ephemeral environment.')),
    architecture: optional(architecture('For unknown machines; a declared one uses its own.')),
  },
  {
    description: 'The image that machines are enlisted and commissioned with.',
    examples: [{ release: 'noble', kernel: 'hwe' }],
  },
);

const Apt = fields(
  {
    proxy: optional(
      url({ description: 'HTTP proxy for apt on machines.', examples: ['http://192.0.2.1:8000'] }),
    ),
    mirror: optional(
      url({
        description: "Archive mirror for machines; Ubuntu's own where this is not given.",
        examples: ['http://archive.example.com/ubuntu'],
      }),
    ),
    sourcesList: optional(
      words({
        description: 'The whole apt sources list, for closed networks; wins over `mirror`.',
        examples: ['deb http://archive.example.com/ubuntu noble main'],
      }),
    ),
  },
  {
    description: 'Where machines get packages from.',
    examples: [{ proxy: 'http://192.0.2.1:8000' }],
  },
);

const Curtin = fields(
  {
    delivery: oneOf(['apt', 'archive'], {
      description:
        'How the installer reaches a machine: `apt` installs it from the archive, `archive` serves a packed one.',
      examples: ['archive'],
    }),
    file: optional(
      fileOfRevision({
        description: 'With `archive`: the packed curtin.',
        examples: ['curtin/curtin.tar.xz'],
      }),
    ),
    sha256: optional(
      sha256({
        description: "With `archive`: that file's SHA-256, checked when the inventory is read.",
        examples: ['0'.repeat(64)],
      }),
    ),
  },
  {
    description: 'The installer, which is in the archive of Ubuntu and not in the images.',
    default: { delivery: 'apt' },
    examples: [{ delivery: 'apt' }],
  },
);

const Plans = fields(
  {
    signers: optional(
      listOf(
        text(
          String.raw`^\S+ (?:\S+ )?(?:ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+`,
          'a line of ssh-keygen’s ALLOWED SIGNERS: who, kind and key',
          { description: 'Who, and the public key.' },
        ),
        {
          description:
            'SSH keys that may sign saved plans, as ssh-keygen(1) says under ALLOWED SIGNERS.',
          examples: [
            [
              'ann@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq0x7mVZ3yZr0p1p2mVZ3yZr0p1p2mVZ3yZr0p1p2mV',
            ],
          ],
        },
      ),
    ),
    keyring: optional(
      fileOfRevision({
        description: 'OpenPGP public keys, armoured or binary, each of which may sign saved plans.',
        examples: ['keys/operators.asc'],
      }),
    ),
  },
  {
    description:
      'Who may sign saved plans. Where it is given, `reconcile apply` takes only plans that one of them signed.',
    examples: [{ keyring: 'keys/operators.asc' }],
  },
);

const Snapshots = fields(
  {
    key: text(
      '^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$',
      'the key that `reconcile state init` printed',
      {
        description:
          'The public key that snapshots are signed with. Its private half is made by `reconcile state init`, and stays with the controller.',
        examples: [`MCowBQYDK2VwAyEA${'A'.repeat(43)}=`],
      },
    ),
    folder: optional(
      text('^/', 'an absolute path on the host of the controller', {
        description:
          'A folder on the host of the controller, outside its data directory, where `snapshot.json` is kept up to date.',
        examples: ['/srv/rackwright/fra1'],
      }),
    ),
    branch: optional(
      text('^[A-Za-z0-9][A-Za-z0-9._/-]*$', 'the name of a branch, such as snapshots', {
        description:
          'A branch of the repository that the inventory is in, where `snapshot.json` is kept up to date: always one commit, which replaces the one before. Not the branch of the inventory.',
        examples: ['snapshots'],
      }),
    ),
    maxAge: optional(
      duration({
        description:
          'In a plan from a snapshot that is older than this, whatever destroys data is marked.',
        default: '1h',
        examples: ['1h'],
      }),
    ),
  },
  {
    description:
      'What was observed, signed, for reviews that have no way to the site: served at `/snapshot.json`, and published after changes.',
    examples: [{ key: `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`, branch: 'snapshots' }],
  },
);

export const Site = fields(
  {
    ...head('Site', 'Policy of the site, and what its machines are told.', 'fra1'),
    stateId: optional(
      text('^[A-Za-z0-9-]{6,64}$', 'the id that `reconcile state init` printed', {
        description:
          'The id of the one store that may power, commission and install. `reconcile state init` makes it; until it is committed, nothing is touched.',
        examples: ['k3v9q0x2m7ab'],
      }),
    ),
    limits: optional(Limits),
    windows: optional(
      listOf(Window, {
        description:
          'Maintenance windows: destructive operations start only inside one of them. Without any, at every moment.',
        examples: [
          [{ days: ['sat', 'sun'], from: '22:00', to: '04:00', timeZone: 'Europe/Berlin' }],
        ],
      }),
    ),
    timeouts: optional(Timeouts),
    maxAttempts: optional(
      count(1, 100, {
        description: 'How often a commissioning or an installation is started before it is held.',
        default: 3,
        examples: [3],
      }),
    ),
    keepVersions: optional(
      count(1, 100, {
        description: 'Newest versions of an image to keep, besides those in use.',
        default: 2,
        examples: [2],
      }),
    ),
    commissioning: optional(Commissioning),
    provisioningAddress: optional(
      ipv4({
        description:
          'Where machines reach this controller when it has no address of its own in their subnet (behind a relay).',
        examples: ['192.0.2.1'],
      }),
    ),
    protectSelf: optional(
      listOf(documentName({ description: 'Name of a Machine.', examples: ['controller-1'] }), {
        description:
          'Machines that the controller depends on (its own host, the git server, the router): never powered, never installed. It finds its own host by itself where that is declared.',
        examples: [['controller-1', 'git']],
      }),
    ),
    dns: dns('Name servers for machines in subnets that name none.'),
    ntp: ntp('Time servers for machines in subnets that name none.'),
    syslog: optional(
      hostAndPort({
        description: 'Where machines send their logs.',
        examples: ['log.example.com:514'],
      }),
    ),
    apt: optional(Apt),
    curtin: optional(Curtin),
    kernelOptions: optional(kernelOptions('Kernel options for every ephemeral environment.')),
    apply: optional(
      oneOf(['auto', 'saved-plans'], {
        description:
          'What the daemon does by itself: `auto` everything that the plan says; `saved-plans` nothing that installs over or gives up what is installed, until a plan that says so is applied with `reconcile apply`.',
        default: 'auto',
        examples: ['saved-plans'],
      }),
    ),
    plans: optional(Plans),
    snapshots: optional(Snapshots),
  },
  { description: 'Policy of the site: at most one document of this kind.' },
);

export type SiteDocument = Static<typeof Site>;
