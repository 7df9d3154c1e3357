/** curtin, from its configuration to the reboot: reports each stage, writes the modelled disks. */
import { createHash } from 'node:crypto';
import { asText } from './boot.ts';
import { reporter, type Instance, type Report } from './cloud-init.ts';
import { strikes, type Release } from './programs.ts';
import {
  configureTarget,
  extract,
  installBootLoader,
  InstallerError,
  partition,
  type Target,
} from './curtin.ts';
import { hasDisks, type FactsSource } from './facts.ts';
import type { Board } from './firmware.ts';
import { list, map, string } from './loose.ts';
import { firmwareKind } from './model.ts';
import { http } from './network.ts';

const STAGE_MS = 250;

export interface Installation {
  readonly instance: Instance;
  readonly facts: FactsSource;
  readonly address: string;
  /** Of the squashfs that the machine runs from: `/media/root-ro`. */
  readonly rootDigest: string;
  readonly release: Release;
  /** The configuration, parsed. */
  readonly config: unknown;
}

/** Throws an InstallerError where real curtin would end with another status than 0. */
export async function install(board: Board, installation: Installation): Promise<void> {
  const { config, address } = installation;
  const report = reporter(config, address, board.life);
  const stage = staged(report, board);
  await fetchCurtin(installation);
  await report({ origin: 'curtin', name: 'cmd-install', type: 'start' });
  try {
    await stage('stage-early', async () => earlyCommands(installation));
    const target = await stage('stage-partitioning', async () => partition(config, board.disks));
    if (strikes(board, 'install-fails')) throw new InstallerError('the machine ran out of luck');
    await stage('stage-extract', async () => extract(target, await sourceDigest(installation)));
    await stage('stage-curthooks', async () => finish(board, target, config));
    await stage('stage-late', () => lateCommands(installation, board));
  } catch (error) {
    await report({ origin: 'curtin', name: 'cmd-install', type: 'finish', result: 'FAIL' });
    throw error;
  }
  await report({ origin: 'curtin', name: 'cmd-install', type: 'finish', result: 'SUCCESS' });
}

function staged(report: Report, board: Board) {
  return async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const name = `cmd-install/${stage}`;
    await report({ origin: 'curtin', name, type: 'start' });
    await board.work(STAGE_MS);
    const done = await work();
    await report({ origin: 'curtin', name, type: 'finish', result: 'SUCCESS' });
    return done;
  };
}

/** By `apt` it would come from a mirror, which a rehearsal does not have; an archive is really fetched. */
async function fetchCurtin({ instance, release }: Installation): Promise<void> {
  const { kind, path, sha256 } = map(release.curtin);
  if (kind !== 'archive') return;
  const { status, bytes } = await instance.ask(`${instance.base}${string(path)}`);
  if (status !== 200 || digest(bytes) !== sha256)
    throw new InstallerError(`the archive of curtin: status ${status}, sha256 ${digest(bytes)}`);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const commands = (config: unknown, key: string): readonly (readonly string[])[] =>
  Object.entries(map(map(config)[key]))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, command]) => list(command).map((word) => string(word) ?? ''));

/** Of all commands only the check of the disks means something here. */
function earlyCommands({ config, facts }: Installation): void {
  for (const words of commands(config, 'early_commands')) {
    const expected = words[words.indexOf('check-disks') + 1];
    if (!words.includes('check-disks') || expected === undefined) continue;
    if (!hasDisks(facts, list(JSON.parse(expected)).map(map)))
      throw new InstallerError(`early command: the disks are not ${expected}`);
  }
}

/** What curtin is told to extract (maas-wire.md §5.4), by its digest. */
async function sourceDigest({ release, rootDigest, instance }: Installation): Promise<string> {
  if (release.source === 'cp:///media/root-ro') return rootDigest;
  const url = release.source.replace(/^[a-z-]+:(?=http)/, '');
  const { status, bytes } = await instance.ask(url);
  if (status !== 200) throw new InstallerError(`extract: ${url}: status ${status}`);
  return digest(bytes);
}

async function finish(board: Board, target: Target, config: unknown): Promise<void> {
  installBootLoader(target, firmwareKind(board.model), 'ubuntu');
  configureTarget(target, config);
  for (const disk of target.written)
    board.tell({ event: 'rack.written', disk: disk.serial, what: disk.signatures() });
}

/** `wget URL --post-data BODY` is really sent; a command that fails fails the installation. */
async function lateCommands({ config, address }: Installation, board: Board): Promise<void> {
  for (const words of commands(config, 'late_commands')) {
    const url = words.find((word) => word.startsWith('http'));
    if (words[0] !== 'wget' || url === undefined) continue;
    const body = words[words.indexOf('--post-data') + 1] ?? '';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const ask = { method: 'POST' as const, headers, body };
    const { status, bytes } = await http(address, url, ask, board.life.signal);
    if (status !== 200)
      throw new InstallerError(`late command: ${url}: ${status} ${asText(bytes).slice(0, 80)}`);
  }
}
