/** What the scripts of the ephemeral environment would read from this machine: the document they post. */
import type { BlockDisk } from './disk.ts';
import { firmwareKind, type MachineModel } from './model.ts';

export interface FactsSource {
  readonly model: MachineModel;
  readonly disks: readonly BlockDisk[];
  readonly kernelArgs: string;
}

type Facts = Readonly<Record<string, unknown>>;

const PROBES: Readonly<Record<string, (source: FactsSource) => Facts>> = {
  dmi: ({ model }) => ({
    architecture: 'amd64',
    uuid: model.uuid,
    serial: model.serial,
    vendor: 'Rackwright',
    product: 'Rehearsal 1U',
  }),
  firmware: ({ model }) => ({ firmware: firmwareKind(model) }),
  cpu: ({ model }) => ({ cpu: { model: 'Simulated CPU', threads: model.threads } }),
  memory: ({ model }) => ({ memoryBytes: model.memoryBytes }),
  disks: (source) => ({ disks: diskFacts(source) }),
  nics: ({ model: { mac, otherMacs = [] } }) => ({
    nics: [mac, ...otherMacs].map((each, i) => ({
      name: `enp${i + 1}s0`,
      mac: each,
      link: i === 0,
    })),
  }),
  'kernel-cmdline': ({ model, kernelArgs }) => ({
    kernelCommandLine: kernelArgs,
    bootMac: model.mac,
  }),
  lldp: () => ({ neighbours: { enp1s0: 'rehearsal-switch port' } }),
};

const diskFacts = ({ disks, model }: FactsSource): readonly Facts[] =>
  disks.map((disk, index) => ({
    name: `sd${String.fromCharCode('a'.charCodeAt(0) + index)}`,
    bytes: disk.bytes,
    serial: disk.serial,
    wwn: model.disks[index]?.wwn,
    model: 'REHEARSAL-SSD',
    path: `/dev/disk/by-id/ata-REHEARSAL-SSD_${disk.serial}`,
    signatures: disk.signatures(),
  }));

/** All that is quick to ask, as the environment's own hardware script without arguments. */
const QUICK = Object.keys(PROBES).filter((name) => name !== 'lldp');

export const gather = (source: FactsSource, names: readonly string[] = QUICK): Facts =>
  Object.assign({}, ...names.map((name) => PROBES[name]?.(source) ?? {})) as Facts;

interface ExpectedDisk {
  readonly serial?: string;
  readonly wwn?: string;
  readonly path?: string;
  readonly bytes?: number;
}

/** Whether exactly one disk is each of the expected ones: serial where known, else path; and the size. */
export const hasDisks = (source: FactsSource, expected: readonly ExpectedDisk[]): boolean =>
  expected.every(({ serial, path, bytes }) => {
    const same = diskFacts(source).filter((disk) => {
      const key = serial === undefined ? disk['path'] === path : disk['serial'] === serial;
      return key && disk['bytes'] === bytes;
    });
    return same.length === 1;
  });
