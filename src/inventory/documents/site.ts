import {
  count,
  fields,
  listOf,
  oneOf,
  optional,
  schemaOf,
  text,
  url,
  words,
  type Static,
} from '../../lib/schema.ts';
import {
  architecture,
  dns,
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

const Waves = fields(
  {
    canary: optional(
      count(1, 10_000, {
        description: 'Machines of the first wave.',
        default: 1,
        examples: [1],
      }),
    ),
    size: optional(
      schemaOf<number | `${number}%`>({
        description:
          'Machines of every wave after it: a number, or a percentage of the machines that the rollout began with.',
        type: ['integer', 'string'],
        minimum: 1,
        maximum: 10_000,
        pattern: '^(?:[1-9]\\d?|100)%$',
        patternErrorMessage: 'write a number of machines, or a percentage: "20%"',
        default: 10,
        examples: [10, '20%'],
      }),
    ),
    bake: optional(
      duration({
        description: 'How long all of a wave must have been deployed before the next one starts.',
        default: '30m',
        examples: ['30m'],
      }),
    ),
  },
  {
    description:
      'Destructive installs go in waves. A rollout is what waits for one when its canary starts; what is asked for later is the next rollout. All at once, unless declared.',
    examples: [{ canary: 1, size: '20%', bake: '30m' }],
  },
);

const FailureDomain = fields(
  {
    label: text('^\\S+$', 'the name of a label', {
      description:
        'The label whose values are failure domains; machines without it are one domain of their own.',
      examples: ['rack'],
    }),
    atOnce: optional(
      count(1, 10_000, {
        description: 'Machines of one domain that may be down at once.',
        default: 1,
        examples: [1],
      }),
    ),
  },
  {
    description:
      'How many machines with one value of a label may be down at once because of a destructive operation. Unlimited, unless declared.',
    examples: [{ label: 'rack', atOnce: 1 }],
  },
);

const Limits = fields(
  {
    commissioning: optional(
      count(1, 10_000, {
        description: 'Machines that may be commissioning at once.',
        default: 10,
        examples: [10],
      }),
    ),
    deploying: optional(
      count(1, 10_000, {
        description: 'Machines that may be deploying at once.',
        default: 10,
        examples: [10],
      }),
    ),
    maxShrinkPercent: optional(
      count(0, 100, {
        description:
          'By how much the number of machines may shrink from one applied commit to the next. Beyond it, and beyond 3 machines, no operation starts.',
        default: 20,
        examples: [20],
      }),
    ),
    perHour: optional(
      count(1, 100_000, {
        description: 'Destructive operations in any 60 minutes. Unlimited, unless declared.',
        examples: [5],
      }),
    ),
    perDay: optional(
      count(1, 100_000, {
        description: 'Destructive operations in any 24 hours. Unlimited, unless declared.',
        examples: [20],
      }),
    ),
    percent: optional(
      count(1, 100, {
        description:
          'Percentage of the declared machines that may be down at once because of a destructive operation, rounded down, and at least one. Unlimited, unless declared.',
        examples: [5],
      }),
    ),
    failureDomain: optional(FailureDomain),
    waves: optional(Waves),
    haltAfterFailures: optional(
      count(1, 10_000, {
        description:
          'Once so many installs have failed, nothing destructive starts until somebody has dealt with them: `reconcile machine retry`, a higher generation, or an override. Unlimited, unless declared.',
        examples: [2],
      }),
    ),
  },
  {
    description:
      'How much may happen at once, and in what time. Destructive is what overwrites or erases a disk that holds data, and what takes a deployed machine away: reinstalling and releasing it.',
    examples: [{ deploying: 5, perDay: 20, waves: { canary: 1, size: '20%', bake: '30m' } }],
  },
);

const time = (description: string, example: string) =>
  text('^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$', 'a time of the day in quotes: "22:00"', {
    description,
    examples: [example],
  });

const Window = fields(
  {
    days: optional(
      listOf(
        oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], {
          description: 'A day of the week.',
        }),
        {
          description: 'Days on which the window opens. Every day, unless given.',
          minItems: 1,
          examples: [['sat', 'sun']],
        },
      ),
    ),
    from: time('When it opens, on the clocks of the time zone.', '22:00'),
    to: time('When it closes; on the following day where that is not after `from`.', '04:00'),
    timeZone: optional(
      words({
        description: 'A time zone by its IANA name; summer time is followed.',
        default: 'UTC',
        examples: ['Europe/Berlin'],
      }),
    ),
    overrun: optional(
      oneOf(['finish', 'avoid'], {
        description:
          '`finish`: what has started is finished after the window. `avoid`: nothing starts whose timeout ends after the window.',
        default: 'finish',
        examples: ['avoid'],
      }),
    ),
  },
  {
    description: 'A time in which destructive operations may start.',
    examples: [{ days: ['sat', 'sun'], from: '22:00', to: '04:00', timeZone: 'Europe/Berlin' }],
  },
);

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
  },
  { description: 'Policy of the site: at most one document of this kind.' },
);

export type SiteDocument = Static<typeof Site>;
