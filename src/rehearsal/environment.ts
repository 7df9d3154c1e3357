/**
 * The ephemeral environment: initramfs, cloud-init, and what the served user-data does. Scripts are
 * not executed: which of the environment's own programs a part starts is read from its text, and
 * that program's work is done on the modelled machine.
 */
import { createHash } from 'node:crypto';
import { asText, basename, type BootResult } from './boot.ts';
import { readDatasource, reporter, userDataParts, type Instance } from './cloud-init.ts';
import { commission, enlist, failure, passGuard, strikes, tellController } from './programs.ts';
import { InstallerError } from './curtin.ts';
import { OPTION, type Lease } from './dhcp.ts';
import type { FactsSource } from './facts.ts';
import { erase } from './eraser.ts';
import { acquire, httpGet, type Board } from './firmware.ts';
import { install } from './installer.ts';
import { dig, string } from './loose.ts';

/** On, and nothing more will happen: what the console would show. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

export interface System {
  readonly hostname: string;
  readonly from: 'disk' | 'memory';
  /** SHA-256 of its root image. */
  readonly image: string;
  readonly sshKeys: readonly string[];
  readonly userData: string | undefined;
}

/** How an environment ends. */
export type Ending =
  | { readonly kind: 'poweroff' | 'reboot' }
  | { readonly kind: 'stays'; readonly system?: System };

type Linux = BootResult & { readonly kind: 'linux' };

const KERNEL_MS = 800;
const USERSPACE_MS = 600;

interface Environment {
  readonly facts: FactsSource;
  readonly lease: Lease;
  readonly rootDigest: string;
  /** Names the boot: the guard sends it, so that only one boot gets the installer. */
  readonly boot: string;
}

/** Runs to the end of cloud-init. Counts an installation in `onInstall` when the installer was released to it. */
export async function runEnvironment(
  board: Board,
  linux: Linux,
  onInstall: () => void,
): Promise<Ending> {
  for (const { from, bytes } of [linux.kernel, ...(linux.initrd ? [linux.initrd] : [])])
    mustBeGenuine(board, from, bytes);
  await board.work(KERNEL_MS);
  if (strikes(board, 'environment-hangs')) throw new Stuck('the kernel hangs');
  const root = await startInitramfs(board, linux.args);
  await board.work(USERSPACE_MS);
  // dhclient shows a DUID where the initramfs showed nothing: one machine, another identity.
  const lease = await needLease(board, 'system', new Map([[OPTION.clientId, duid(board, 1)]]));
  const facts = { model: board.model, disks: board.disks, kernelArgs: linux.args };
  const boot = createHash('sha256').update(String(board.dice.next())).digest('hex').slice(0, 32);
  return runCloudInit(board, { facts, lease, rootDigest: root, boot }, onInstall);
}

function mustBeGenuine({ genuine }: Board, from: string, bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (genuine?.has(digest) === false)
    throw new Stuck(`${basename(from)} is not what the boot source offers`);
  return digest;
}

/** `ip=`, BOOTIF and `root=squash:` as cloud-initramfs-tools read them; the digest of the root image. */
async function startInitramfs(board: Board, args: string): Promise<string> {
  const bootif = /(?:^|\s)BOOTIF=01-(\S+)/.exec(args)?.[1]?.replaceAll('-', ':');
  const root = /(?:^|\s)root=(?:squash|tar):(http:\/\/\S+)/.exec(args)?.[1];
  if (bootif !== board.model.mac) throw new Stuck(`no interface is ${bootif ?? 'BOOTIF'}`);
  if (root === undefined) throw new Stuck('no root= that this initramfs knows');
  const lease = await needLease(board, 'initramfs', new Map());
  const bytes = await httpGet(board, lease)(root);
  if (bytes === undefined) throw new Stuck(`${root}: not found`);
  return mustBeGenuine(board, root, bytes);
}

export async function needLease(
  board: Board,
  as: 'initramfs' | 'system',
  options: Map<number, Uint8Array>,
): Promise<Lease> {
  const lease = await acquire(board, as, options);
  if (lease === undefined) throw new Stuck(`no DHCP answer for the ${as}`);
  return lease;
}

/** RFC 4361: type 255, an IAID, and a DUID that is new with every system. */
export const duid = ({ model }: Board, system: number): Uint8Array =>
  Uint8Array.of(
    255,
    0,
    0,
    0,
    1,
    0,
    4,
    system,
    ...Buffer.from(model.uuid.replaceAll('-', ''), 'hex'),
  );

async function runCloudInit(
  board: Board,
  environment: Environment,
  onInstall: () => void,
): Promise<Ending> {
  const { lease, facts, rootDigest } = environment;
  const preseed = await fetchPreseed(board, lease, facts.kernelArgs);
  const report = reporter(preseed, lease.address, board.life);
  const instance = await readDatasource(preseed, lease.address, board.life);
  if (instance === undefined) throw new Stuck('cloud-init found no datasource');
  await report({ origin: 'cloudinit', name: 'init-network', type: 'finish', result: 'SUCCESS' });
  await report({ origin: 'cloudinit', name: 'modules-final', type: 'start' });
  const ended = await runUserData(board, environment, instance, onInstall);
  if (ended === 'reset') return { kind: 'reboot' };
  if (ended === 'off') return { kind: 'poweroff' };
  const result = ended === 'failed' ? 'FAIL' : 'SUCCESS';
  await report({ origin: 'cloudinit', name: 'modules-final', type: 'finish', result });
  const mode = string(dig(preseed, 'power_state.mode'));
  if (mode === 'poweroff' || (mode === 'reboot' && ended !== 'failed')) return { kind: mode };
  if (ended === 'failed') return { kind: 'stays' };
  const { hostname, publicKeys, userData } = instance;
  const system = { hostname, image: rootDigest, sshKeys: publicKeys, userData };
  return { kind: 'stays', system: { ...system, from: 'memory' } };
}

/** cloud-init's `cloud-config-url`: taken only when its first line says what it is. */
async function fetchPreseed(board: Board, lease: Lease, args: string): Promise<unknown> {
  const url = /(?:^|\s)cloud-config-url=(\S+)/.exec(args)?.[1];
  const bytes = url === undefined ? undefined : await httpGet(board, lease)(url);
  const text = bytes === undefined ? '' : asText(bytes);
  return /^#cloud-config\s*\n/.test(text) ? board.parseYaml(text) : {};
}

/** `failed`: the machine is kept up for a person. `off`, `reset`: it went down in the middle. */
type UserDataEnd = 'done' | 'failed' | 'off' | 'reset';

async function runUserData(
  board: Board,
  environment: Environment,
  instance: Instance,
  onInstall: () => void,
): Promise<UserDataEnd> {
  const { facts } = environment;
  const scripts = userDataParts(instance.userData ?? '').filter((part) => part.startsWith('#!'));
  for (const script of scripts) {
    const program = /^(?:exec )?python3 (?:\S*\/)?(runner|enlist|guard|erase)\.py$/m.exec(
      script,
    )?.[1];
    board.tell({
      event: 'rack.booting',
      what: `the ephemeral environment (${program ?? 'user-data'})`,
    });
    if (program === 'enlist') await enlist(instance, facts);
    if (program === 'runner') return (await commission(board, instance, facts)) ? 'done' : 'failed';
    if (program === 'erase') return erase(board, instance, facts, environment.boot);
    if (program === 'guard') return guardAndInstall(board, environment, instance, onInstall);
  }
  return 'done';
}

async function guardAndInstall(
  board: Board,
  environment: Environment,
  instance: Instance,
  onInstall: () => void,
): Promise<UserDataEnd> {
  if (strikes(board, 'dies-before-installer')) return 'reset';
  const { facts, lease, rootDigest, boot } = environment;
  try {
    const release = await passGuard(instance, facts, boot);
    if ('refused' in release) {
      board.tell({ event: 'rack.refused', because: release.refused });
      return 'off';
    }
    onInstall();
    const config = board.parseYaml(release.config);
    const { address } = lease;
    await install(board, { instance, facts, address, rootDigest, release, config });
    return 'done';
  } catch (error) {
    if (!(error instanceof InstallerError)) throw error;
    await tellController(board, instance, failure(error.message));
    return 'failed';
  }
}
