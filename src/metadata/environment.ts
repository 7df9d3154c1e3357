/**
 * The files that run inside ephemeral environments, read once from `environment/` beside this file, and
 * the ways in which they are delivered: as user-data that unpacks itself, and as the tar of scripts.
 */
import { readFileSync } from 'node:fs';
import { WORKPLACE } from '../config/curtin.ts';
import { packTar } from './tar.ts';

const NAMES = [
  'drives.py',
  'enlist.py',
  'erase.py',
  'guard.py',
  'hardware.py',
  'poweroff.sh',
  'runner.py',
  'wire.py',
] as const;
type Name = (typeof NAMES)[number];
/** The first one is run. */
export type Programs = readonly [Name, ...Name[]];

export interface EnvironmentFiles {
  /** User-data that puts the programs and their settings in place, and runs the first of them. */
  program(names: Programs, settings: Settings): string;
  readonly poweroff: string;
  /** What `maas-scripts` answers (maas-wire.md §4.5). */
  readonly scripts: Uint8Array;
}

/** settings.json of `wire.py`. */
interface Settings {
  readonly metadata_url: string;
  readonly credentials: Readonly<Record<string, string>> | null;
  /** Where an unknown machine enlists. */
  readonly machines_url?: string;
}

export function loadEnvironment(): EnvironmentFiles {
  const files = new Map(NAMES.map((name) => [name, readFileSync(place(name), 'utf8')]));
  const content = (name: Name): string => files.get(name) ?? '';
  return {
    program: ([first, ...others], settings) =>
      selfExtracting(
        [
          ['settings.json', `${JSON.stringify(settings)}\n`],
          ...[first, ...others].map((name) => [name, content(name)] as const),
        ],
        `python3 ${first}`,
      ),
    poweroff: content('poweroff.sh'),
    scripts: packTar(commissioningScripts()),
  };
}

const place = (name: string): URL => new URL(`environment/${name}`, import.meta.url);

/** cloud-init runs user-data that begins with `#!`. Here-documents: what is delivered can be read as it is. */
function selfExtracting(
  files: readonly (readonly [name: string, content: string])[],
  command: string,
): string {
  const end = 'END_OF_FILE';
  const lines = files.map(([name, content]) => `cat >${name} <<'${end}'\n${content}${end}\n`);
  return [
    '#!/bin/sh\nset -eu\numask 077\n',
    `mkdir -p ${WORKPLACE}\ncd ${WORKPLACE}\n`,
    ...lines,
    `exec ${command}\n`,
  ].join('');
}

/** What `hardware.py` can be asked for, in the order of MAAS: node, cpu, memory, storage, network. */
const PROBES = [
  { name: '20-dmi', hardwareType: 0 },
  { name: '20-firmware', hardwareType: 0 },
  { name: '20-kernel-cmdline', hardwareType: 0 },
  { name: '30-cpu', hardwareType: 1 },
  { name: '30-memory', hardwareType: 2 },
  { name: '40-disks', hardwareType: 3 },
  { name: '50-nics', hardwareType: 4 },
  { name: '60-lldp', hardwareType: 4 },
] as const;
const SCRIPT_TIMEOUT_SECONDS = 300;

function commissioningScripts(): ReadonlyMap<string, string> {
  const entries = PROBES.map(({ name, hardwareType }, index) => ({
    name,
    path: `commissioning/${name}`,
    script_result_id: index + 1,
    script_version_id: 1,
    timeout_seconds: SCRIPT_TIMEOUT_SECONDS,
    parallel: 0,
    hardware_type: hardwareType,
    parameters: {},
    packages: {},
    for_hardware: [],
    apply_configured_networking: false,
    has_started: false,
    has_finished: false,
    default: true,
    tags: ['facts'],
  }));
  return new Map([
    ['index.json', JSON.stringify({ '1.0': { commissioning_scripts: entries } })],
    ...PROBES.map(({ name }) => [`commissioning/${name}`, probe(name.slice(3))] as const),
  ]);
}

const probe = (name: string): string =>
  `#!/bin/sh\nexec python3 "$RACKWRIGHT/hardware.py" ${name}\n`;
