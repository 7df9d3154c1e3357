import {
  anyText,
  count,
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
  type TSchema,
} from '../../lib/schema.ts';
import {
  architecture,
  documentName,
  head,
  ipv4,
  kernel,
  kernelOptions,
  mac,
  uuid,
} from './fields.ts';

const generation = (description: string) => count(1, 1_000_000, { description, examples: [2] });

const reference = (kind: string) =>
  documentName({ description: `Name of a ${kind} document.`, examples: ['base'] });

const references = (kind: string, description: string) =>
  optional(listOf(reference(kind), { description, examples: [['base']] }));

const Deploy = fields(
  {
    generation: optional({
      ...generation(
        'Each generation is installed at most once, ever. Only raising it installs again.',
      ),
      default: 1,
    }),
    image: optional(
      text('^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$', 'os/release in lower case: ubuntu/noble', {
        description: 'What to install: `os/release`. Required where `target` is deployed.',
        examples: ['ubuntu/noble'],
      }),
    ),
    kernel: optional(kernel('Kernel to boot and to install.')),
    inMemory: optional(
      flag({
        description: 'Run from memory: no disk is written, and every boot gets the same again.',
        default: false,
        examples: [true],
      }),
    ),
    preseed: optional(reference('Preseed')),
    cloudInit: references('CloudInit', 'User-data, in this order.'),
    sshKeys: references('SshKeys', 'Who may log in.'),
    kernelOptions: optional(
      kernelOptions('Kernel options for the installer and for the installed system.'),
    ),
  },
  {
    description: 'What the machine runs, once its target is deployed.',
    examples: [{ image: 'ubuntu/noble', sshKeys: ['operators'] }],
  },
);

const Release = fields(
  {
    generation: optional(generation('The generation that is to be released, as installed.')),
    erase: optional(
      oneOf(['none', 'quick', 'secure', 'full'], {
        description:
          'How the disks that are installed on are erased. `quick`: signatures and both ends; `secure`: by the drive itself, or not at all; `full`: every byte is overwritten. A machine that ran in memory has none.',
        default: 'none',
        examples: ['quick'],
      }),
    ),
    disks: optional(
      listOf(words({ description: 'Serial number or WWN of a disk.' }), {
        description: 'Other disks of the machine to erase too, by serial number or WWN.',
        examples: [['S3Z8NX0M123456']],
      }),
    ),
  },
  {
    description: 'Acts only when it names the generation that is installed.',
    examples: [{ generation: 1 }, { generation: 2, erase: 'secure' }],
  },
);

const Disk = fields(
  {
    serial: optional(words({ description: 'Serial number.', examples: ['S3Z8NX0M123456'] })),
    wwn: optional(words({ description: 'World Wide Name.', examples: ['0x5002538e40a1b2c3'] })),
  },
  {
    description: 'The disk for the root filesystem; without it, the machine must have exactly one.',
    examples: [{ serial: 'S3Z8NX0M123456' }],
  },
);

const Storage = fields(
  {
    layout: optional(
      oneOf(['flat'], {
        description:
          '`flat`: one root filesystem, and an EFI partition where the firmware wants one.',
        default: 'flat',
        examples: ['flat'],
      }),
    ),
    disk: optional(Disk),
  },
  {
    description: 'How the disks are partitioned.',
    examples: [{ layout: 'flat', disk: { serial: 'S3Z8NX0M123456' } }],
  },
);

const Interface = fields(
  {
    mac: mac({
      description: "One of the machine's MAC addresses.",
      examples: ['00:00:5e:00:53:01'],
    }),
    subnet: optional(reference('Subnet')),
    address: optional(
      ipv4({
        description: 'A reservation: this MAC gets this address, and nobody else does.',
        examples: ['192.0.2.11'],
      }),
    ),
  },
  { description: 'One network interface.' },
);

const FirstContact = fields(
  {
    take: text('^[A-Za-z0-9-]{6,64}$', 'the id that `reconcile state init` printed', {
      description: 'The `stateId` of the store that may take the machine; no other may.',
      examples: ['k3v9q0x2m7ab'],
    }),
  },
  {
    description:
      'Lifts the checks at first contact (power confirmed off, disks without data) for one store.',
    examples: [{ take: 'k3v9q0x2m7ab' }],
  },
);

const Protect = fields(
  {
    reinstall: optional(
      flag({
        description: 'Not to be installed again, once it was installed.',
        default: true,
        examples: [true],
      }),
    ),
    release: optional(
      flag({ description: 'Not to be released.', default: true, examples: [false] }),
    ),
    reason: optional(words({ description: 'Why; plans say it.', examples: ['orders database'] })),
  },
  {
    description:
      'What no plan may do to the machine. Lifted by a commit of its own: what the first commit without it asks for is refused for ever.',
    examples: [{ reason: 'orders database' }],
  },
);

/** What a Profile may say too. Whether `power` is complete is checked after profiles are merged. */
const shared = (power: TSchema) => ({
  architecture: optional(architecture('Architecture of the machine.')),
  firmware: optional(
    oneOf(['bios', 'uefi'], {
      description: 'How it boots, before commissioning has found out.',
      examples: ['uefi'],
    }),
  ),
  power: optional(schemaOf<Readonly<Record<string, unknown>>>(power)),
  owner: optional(
    text('^[A-Za-z0-9][A-Za-z0-9._@+-]*$', 'a name without spaces', {
      description: 'Whose machine it is. A change on a deployed machine needs a release first.',
      examples: ['team-web'],
    }),
  ),
  labels: optional(
    mapOf('^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$', anyText({ description: 'A value.' }), {
      description: 'Labels: names and values, in text.',
      examples: [{ rack: 'a1' }],
    }),
  ),
  target: optional(
    oneOf(['ready', 'deployed', 'released'], {
      description: '`ready`: commissioned and powered off. `deployed`: runs what `deploy` says.',
      default: 'ready',
      examples: ['deployed'],
    }),
  ),
  deploy: optional(Deploy),
  release: optional(Release),
  storage: optional(Storage),
  firstContact: optional(FirstContact),
  adopt: optional(
    flag({
      description:
        'Take the machine over as it runs: never installed until its generation is raised.',
      default: false,
      examples: [true],
    }),
  ),
  protect: optional(Protect),
});

export const machineDocument = (power: TSchema) =>
  fields(
    {
      ...head('Machine', 'A computer with MAC addresses, and usually with a BMC.', 'n1'),
      macs: listOf(mac({ description: 'MAC address of one of its network interfaces.' }), {
        description: 'MAC addresses of its network interfaces; the machine is known by them.',
        minItems: 1,
        examples: [['00:00:5e:00:53:01']],
      }),
      uuid: optional(
        uuid({
          description: 'DMI system UUID, in the byte order of `dmidecode`.',
          examples: ['4c4c4544-0042-3510-8051-b4c04f4d3232'],
        }),
      ),
      serial: optional(words({ description: 'DMI system serial.', examples: ['B5QM222'] })),
      profiles: references(
        'Profile',
        'Profiles it is made of; later ones win, the machine wins over all.',
      ),
      ...shared(power),
      network: optional(
        fields(
          {
            interfaces: optional(
              listOf(Interface, {
                description: 'Its network interfaces.',
                examples: [[{ mac: '00:00:5e:00:53:01', address: '192.0.2.11' }]],
              }),
            ),
          },
          {
            description: 'Where its interfaces are attached.',
            examples: [{ interfaces: [{ mac: '00:00:5e:00:53:01', address: '192.0.2.11' }] }],
          },
        ),
      ),
    },
    { description: 'A physical or virtual computer.' },
  );

export const profileDocument = (power: TSchema) =>
  fields(
    {
      ...head('Profile', 'What several machines have in common.', 'web'),
      ...shared(power),
    },
    { description: 'Anything a Machine may say except what identifies it.' },
  );

export type MachineDocument = Static<ReturnType<typeof machineDocument>>;
export type ProfileDocument = Static<ReturnType<typeof profileDocument>>;
