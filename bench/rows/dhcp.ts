/** Whole DORAs through a relay: our leases are on disk before the ACK leaves, Kea's are written and not flushed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSeconds, need, said, serve, type Server } from '../process.ts';
import { alone, compared, type Figure, interleaved, type Measured } from '../rounds.ts';
import { inside, NETWORKS, type Rig, type Stage } from '../stage.ts';

const PEER = 'kea-dhcp4, memfile';
const SECONDS = 3;

const DROPS = '% of DISCOVERs without an ACK';
const DELAY = 'ms from REQUEST to ACK, mean';
const CPU = 'CPU µs per DORA';

export async function dhcp(stage: Stage): Promise<readonly Figure[]> {
  need('kea-dhcp4', 'kea-dhcp4-server');
  need('perfdhcp', 'kea-admin');
  const rig = await stage.rig();
  await using kea = await startKea(rig, stage.folder);
  return [...(await measure(rig, kea, 1_000)), ...(await measure(rig, kea, 4_000))];
}

async function measure(rig: Rig, kea: Server, rate: number): Promise<readonly Figure[]> {
  let round = 0;
  const run = (where: keyof typeof NETWORKS, server: number) => async () => {
    round += 1;
    return load(rig, { where, server, rate, round });
  };
  const { ours, theirs } = await interleaved(3, {
    ours: run('ours', rig.controller.pid),
    theirs: run('other', kea.pid),
  });
  const row = `DHCP, ${rate.toLocaleString('en')} DORA/s for ${SECONDS} s`;
  const peer = { name: PEER, runs: theirs };
  const slow = rate === 1_000;
  return [
    alone({ row, unit: DROPS, goal: { atMost: slow ? 0 : 0.1 } }, ours, peer),
    alone({ row, unit: DELAY, ...(slow ? { goal: { atMost: 5 } } : {}) }, ours, peer),
    compared({ row, unit: CPU, ...(slow ? {} : { goal: { atMost: 1 } }) }, ours, peer),
  ];
}

interface Run {
  readonly where: keyof typeof NETWORKS;
  readonly server: number;
  readonly rate: number;
  readonly round: number;
}

/** Every run is of other clients: all leases are fresh. */
async function load(rig: Rig, { where, server, rate, round }: Run): Promise<Measured> {
  const { relay, server: address } = NETWORKS[where];
  const vendor = `${(rate / 1_000).toString(16).padStart(2, '0')}:${round.toString(16).padStart(2, '0')}`;
  const clients = ['-R', '50000', '-b', `mac=00:0c:${vendor}:00:00`];
  const pace = ['-r', String(rate), '-p', String(SECONDS), '-W', '500000'];
  const before = cpuSeconds(server);
  const text = said(inside(rig.relay, 'perfdhcp', '-4', ...pace, ...clients, '-l', relay, address));
  const cpu = cpuSeconds(server) - before;
  const [discover = '', request = ''] = text.split(/^\*\*\*Statistics for: /m).slice(1);
  const sent = numberIn(discover, /^sent packets: (\d+)/m);
  const acked = numberIn(request, /^received packets: (\d+)/m);
  return {
    [DROPS]: 100 * (1 - acked / sent),
    [DELAY]: numberIn(request, /^avg delay: ([\d.]+) ms/m),
    [CPU]: (cpu * 1e6) / acked,
  };
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1]);

async function startKea({ other }: Rig, folder: string): Promise<Server> {
  const config = join(folder, 'kea.json');
  const log = join(folder, 'kea.log');
  const { cidr, pool } = NETWORKS.other;
  writeFileSync(log, '');
  writeFileSync(
    config,
    JSON.stringify({
      Dhcp4: {
        'interfaces-config': { interfaces: ['eth0'], 'dhcp-socket-type': 'udp' },
        'lease-database': {
          type: 'memfile',
          persist: true,
          name: join(folder, 'kea.csv'),
          'lfc-interval': 0,
        },
        'valid-lifetime': 600,
        subnet4: [{ id: 1, subnet: cidr, pools: [{ pool }] }],
        'multi-threading': { 'enable-multi-threading': false },
        loggers: [
          { name: 'kea-dhcp4', output_options: [{ output: 'stdout' }], severity: 'WARN' },
          { name: 'kea-dhcp4.dhcp4', output_options: [{ output: 'stdout' }], severity: 'INFO' },
        ],
      },
    }),
  );
  const places = [`KEA_PIDFILE_DIR=${folder}`, `KEA_LOCKFILE_DIR=${folder}`];
  return serve(inside(other, 'env', ...places, 'kea-dhcp4', '-c', config), log, /DHCP4_STARTED/);
}
