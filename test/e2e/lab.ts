/** The lab of `lab/README.md`, from a test: machines under QEMU with BMCs, in a network namespace of their own. */
import { type ExecFileException, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mac } from '../../src/core/ids.ts';
import { installed } from '../support/program.ts';

const SCRIPTS = join(import.meta.dirname, 'lab');
const REPOSITORY = join(import.meta.dirname, '../..');

/** Images are kept here from run to run. */
export const LAB = process.env['LAB'] ?? join(REPOSITORY, '.lab');
export const NAMESPACE = process.env['NS'] ?? 'rwlab';
export const CONTROLLER = '10.77.0.1';
export const SOURCE_PORT = 8081;
export const APT_PORT = 8082;

export type Firmware = 'bios' | 'lpxelinux' | 'uefi' | 'uefihttp';

/** All of it follows from the index, so that a test knows what the machine must say of itself. */
export interface LabMachine {
  readonly vm: string;
  readonly firmware: Firmware;
  readonly mac: Mac;
  readonly uuid: string;
  readonly serial: string;
  readonly disk: string;
  readonly bmc: string;
  readonly memoryMiB: number;
  readonly serialLog: string;
}

const PROGRAMS: ReadonlyArray<readonly [program: string, debianPackage: string]> = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['qemu-img', 'qemu-utils'],
  ['ipmi_sim', 'openipmi'],
  ['ipmitool', 'ipmitool'],
  ['mmdebstrap', 'mmdebstrap'],
  ['mksquashfs', 'squashfs-tools'],
  ['grub-mkimage', 'grub-common'],
  ['dpkg-scanpackages', 'dpkg-dev'],
  ['gpg', 'gnupg'],
  ['jq', 'jq'],
  ['socat', 'socat'],
  ['xz', 'xz-utils'],
  ['ip', 'iproute2'],
  ['ssh-keygen', 'openssh-client'],
];

/** Whether machines can be run here; prints why not. */
export function possible(): boolean {
  if (process.getuid?.() === 0) return PROGRAMS.every((needed) => installed(...needed));
  console.log('skipped: the lab wants root');
  return false;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs to the end, whatever its exit code. */
export function execute(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
        stdout,
        stderr,
      }),
    );
  });
}

export async function must(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await execute(program, args, env);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')}: exit ${code}\n${stderr}`);
  return stdout;
}

/** One of `lab/*.sh`. */
export const script = (name: string, ...args: readonly string[]): Promise<string> =>
  must(join(SCRIPTS, `${name}.sh`), args, { LAB, NS: NAMESPACE });

/** On the controller's side of the network. */
export const inside = (program: string, ...args: readonly string[]): Promise<Ran> =>
  execute('ip', ['netns', 'exec', NAMESPACE, program, ...args]);

/** An empty network with a signed boot source in it. What an earlier run left behind is ended first. */
export async function startLab(
  images: ReadonlyArray<'ephemeral' | 'target' | 'apt'>,
): Promise<void> {
  await script('down');
  for (const image of images) await script('image', image);
  await script('source', join(LAB, 'source'));
  await script('net', 'up');
  await script('web', 'start', String(SOURCE_PORT), join(LAB, 'source'));
  if (images.includes('apt')) await script('web', 'start', String(APT_PORT), join(LAB, 'img/apt'));
}

export const stopLab = (): Promise<string> => script('down');

/** A machine that is off, and its BMC. */
export async function createMachine(
  vm: string,
  firmware: Firmware,
  index: number,
  memoryMiB = 1536,
  more: readonly string[] = [],
): Promise<LabMachine> {
  const asked = [`fw=${firmware}`, `idx=${index}`, `mem=${memoryMiB}`, ...more];
  await script('vm', 'create', vm, ...asked);
  await script('bmc', 'start', vm);
  const info = new Map(
    (await script('vm', 'info', vm)).split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const of = (key: string): string => info.get(key) ?? '';
  return {
    vm,
    firmware,
    memoryMiB,
    mac: of('mac') as Mac,
    uuid: of('uuid'),
    serial: `LABM${index}`,
    disk: of('serial'),
    bmc: of('bmc'),
    serialLog: of('log'),
  };
}

export const isOn = async ({ vm }: LabMachine): Promise<boolean> =>
  (await script('vm', 'status', vm)).trim() === 'on';

/** How often it was powered on. */
export const boots = ({ serialLog }: LabMachine): number =>
  readFileSync(serialLog, 'utf8').split('=== power on').length - 1;

/** Colours and cursor movements (ECMA-48), and whatever else no terminal prints. */
const UNPRINTED = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;?]*[A-Za-z]|[^\\n -~]`, 'g');

/** The end of its console. */
export const screen = ({ vm, serialLog }: LabMachine): string =>
  `${vm}'s console ends with\n${readFileSync(serialLog, 'utf8')
    .replaceAll(UNPRINTED, '')
    .split('\n')
    .slice(-25)
    .map((line) => `  ${line}`)
    .join('\n')}`;
