import { count, fields, listOf, oneOf, optional, schemaOf, text, words } from '../../lib/schema.ts';
import { duration } from './fields.ts';

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

export const Limits = fields(
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

export const Window = fields(
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
