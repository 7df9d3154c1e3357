/** One story in the lab: machines, an inventory, a controller, and what all of them said when it went wrong. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import { instant } from '../../src/core/ids.ts';
import type { MachineRecord, Phase } from '../../src/core/machine.ts';
import type { InstallLedger } from '../../src/core/observed.ts';
import type { Documents } from '../../src/core/ports.ts';
import { createSqliteStore } from '../../src/state/sqlite-store.ts';
import { type Daemon, reconcile, type Settings, watch } from './controller.ts';
import { createJournal, type Entry, type Journal } from './journal.ts';
import { inside, LAB, type LabMachine, type Ran, screen } from './lab.ts';
import { createSite, type LabSite, type SiteOptions } from './site.ts';

export interface Scene {
  readonly site: LabSite;
  readonly journal: Journal;
  /** One command of a person on the controller's host, about the repository. */
  readonly reconcile: (...argv: readonly string[]) => Promise<Ran>;
  /** Starts the controller, again after `kill`. */
  start(): Promise<void>;
  /** As a power failure ends it. */
  kill(): Promise<void>;
  /** Until this machine's record has moved there; a failed phase on the way is the end. */
  reaches(name: string, phase: Phase, ms?: number): Promise<Entry>;
  /** Until cloud-init has run what the deployed machine was given, to its last stage. */
  through(name: string): Promise<Entry>;
  /** What the store knows of the machine with this serial number. */
  readonly record: (machine: LabMachine) => Promise<MachineRecord | undefined>;
  /** The highest generation that was ever started for it. */
  readonly ledger: (machine: LabMachine) => Promise<InstallLedger | undefined>;
  /** A command on the machine, over ssh, with the declared key. */
  ssh(machine: LabMachine, command: string): Promise<Ran>;
}

type SceneOptions = Omit<SiteOptions, 'place' | 'settings'> & {
  readonly machines: readonly LabMachine[];
};

/** All of it ends with the test. */
export async function createScene(name: string, options: SceneOptions): Promise<Scene> {
  const place = join(LAB, 'scenes', name);
  const settings: Settings = {
    dataDir: join(LAB, 'scenes', `${name}-data`),
    bmcPassword: 'labpass',
  };
  await rm(settings.dataDir, { recursive: true, force: true });
  await mkdir(settings.dataDir, { recursive: true });
  const site = await createSite({ ...options, place, settings });
  const journal = createJournal(join(place, 'journal.jsonl'));
  let daemon: Daemon | undefined;
  let began = performance.now();
  onTestFinished(async () => daemon?.end('SIGTERM'));
  onTestFailed(() => {
    console.log(
      [`the journal ends with\n${journal.tail(60)}`, ...options.machines.map(screen)].join('\n'),
    );
  });

  return {
    site,
    journal,
    reconcile: (...argv) => reconcile(settings, ...argv, '--inventory', site.url),
    async start() {
      began = performance.now();
      daemon = await watch(settings, site.url, journal);
    },
    async kill() {
      await daemon?.end('SIGKILL');
      daemon = undefined;
    },
    async reaches(machine, phase, ms) {
      const entry = await journal.until(
        `${machine} is ${phase}`,
        (e) => e.event === 'machine.moved' && e.name === machine && e.to === phase,
        {
          ...(ms === undefined ? {} : { ms }),
          never: (e) =>
            e.event === 'machine.moved' && e.name === machine && e.to.startsWith('failed-'),
        },
      );
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(`${name}: ${machine} is ${phase} ${seconds} s after the controller's start`);
      return entry;
    },
    through: (machine) =>
      journal.until(
        `cloud-init of ${machine} is through`,
        (e) =>
          e.event === 'metadata.reported' &&
          e.name === machine &&
          e.stage === 'modules-final' &&
          e.result === 'SUCCESS',
        {
          from: journal.entries.findLastIndex(
            (e) => e.event === 'machine.moved' && e.name === machine && e.to === 'deployed',
          ),
        },
      ),
    record: ({ mac }) => find(settings, 'machine', ({ identity }) => identity.macs.includes(mac)),
    ledger: ({ mac }) => find(settings, 'installed', ({ identity }) => identity.macs.includes(mac)),
    async ssh({ mac }, command) {
      const address = addressOf(mac, journal);
      return inside(
        ...(['ssh', '-i', site.sshKey, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=20'] as const),
        ...(['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'] as const),
        `debian@${address}`,
        command,
      );
    },
  };
}

/** Looks into the store beside the controller, as every command does. */
async function find<C extends 'machine' | 'installed'>(
  { dataDir }: Settings,
  collection: C,
  fits: (document: Documents[C]) => boolean,
): Promise<Documents[C] | undefined> {
  const clock = { now: () => instant(Date.now()) };
  const store = await createSqliteStore(join(dataDir, 'state.db'), { clock });
  try {
    return [...(await store.list(collection)).values()].map(({ value }) => value).find(fits);
  } finally {
    await store.close();
  }
}

function addressOf(mac: string, { entries }: Journal): string {
  const lease = entries.findLast((entry) => entry.event === 'dhcp.acked' && entry.mac === mac);
  if (lease?.event !== 'dhcp.acked' || lease.address === undefined)
    throw new Error(`${mac} has no address`);
  return lease.address;
}
