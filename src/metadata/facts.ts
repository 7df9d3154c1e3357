/**
 * What a machine says it is made of: the JSON that `environment/hardware.py` prints, read strictly. It
 * comes from a wire that anybody may write to: every length is bounded, and what is wrong is named.
 */
import type { Architecture, Disk, FirmwareKind, Hardware, Nic } from '../core/hardware.ts';
import { parseMac } from '../core/ids.ts';
import {
  fault,
  type Fields,
  has,
  openDocument,
  readMatching,
  readObject,
  readObjects,
  readSize,
  readText,
  readTexts,
  readWord,
} from './reader.ts';

export type Facts =
  | { readonly hardware: Hardware }
  /** The first thing that is wrong, as `disks[0].bytes: not a size`. */
  | { readonly problem: string };

const ARCHITECTURES: readonly [Architecture, ...Architecture[]] = [
  'amd64',
  'arm64',
  'armhf',
  'i386',
  'ppc64el',
  's390x',
];
const FIRMWARES: readonly [FirmwareKind, ...FirmwareKind[]] = ['bios', 'uefi'];
const MOST_DISKS = 1024;
const MOST_NICS = 256;
const MOST_SIGNATURES = 256;

export function readFacts(value: unknown): Facts {
  const facts = openDocument(value);
  const nics = readObjects(facts, 'nics', MOST_NICS).map(readNic);
  const hardware: Hardware = {
    architecture: readWord(facts, 'architecture', ARCHITECTURES),
    firmware: readWord(facts, 'firmware', FIRMWARES),
    ...texts(facts, ['uuid', 'serial', 'vendor', 'product']),
    cpu: readCpu(readObject(facts, 'cpu')),
    memoryBytes: readSize(facts, 'memoryBytes'),
    disks: readObjects(facts, 'disks', MOST_DISKS).map(readDisk),
    nics: has(facts, 'neighbours') ? withNeighbours(readObject(facts, 'neighbours'), nics) : nics,
    ...(has(facts, 'bootMac') ? { bootMac: readMac(facts, 'bootMac') } : {}),
  };
  return facts.faults.first === undefined ? { hardware } : { problem: facts.faults.first };
}

const readCpu = (cpu: Fields): Hardware['cpu'] => ({
  ...texts(cpu, ['model']),
  threads: readSize(cpu, 'threads'),
});

function readDisk(disk: Fields): Disk {
  return {
    name: readMatching(disk, 'name', KERNEL_NAME),
    ...texts(disk, ['serial', 'wwn', 'model']),
    ...(has(disk, 'path') ? { path: readMatching(disk, 'path', BY_ID) } : {}),
    bytes: readSize(disk, 'bytes'),
    signatures: has(disk, 'signatures') ? readTexts(disk, 'signatures', MOST_SIGNATURES) : [],
  };
}

/** These two become paths in the installer's configuration. */
const BY_ID = /^\/dev\/disk\/by-id\/[\w.:+@=-]{1,200}$/;
const KERNEL_NAME = /^[A-Za-z][\w!-]{0,63}$/;

function readNic(nic: Fields): Nic {
  const link = nic.values.get('link');
  return {
    name: readMatching(nic, 'name', /^[\w.:-]{1,32}$/),
    mac: readMac(nic, 'mac'),
    ...(typeof link === 'boolean' ? { link } : {}),
  };
}

function readMac(fields: Fields, key: string): Nic['mac'] {
  const mac = parseMac(readText(fields, key));
  if (mac === undefined) fault(fields, key, 'not a MAC address');
  return mac ?? ('' as Nic['mac']);
}

const withNeighbours = (neighbours: Fields, nics: readonly Nic[]): readonly Nic[] =>
  nics.map((nic) =>
    has(neighbours, nic.name) ? { ...nic, neighbour: readText(neighbours, nic.name) } : nic,
  );

/** Those of the keys that are there. */
function texts<K extends string>(
  fields: Fields,
  keys: readonly K[],
): { readonly [P in K]?: string } {
  const found = keys.filter((key) => has(fields, key));
  return Object.fromEntries(found.map((key) => [key, readText(fields, key)])) as {
    readonly [P in K]?: string;
  };
}
