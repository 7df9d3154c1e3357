/** TFTP beside dnsmasq, which knows no windows: it answers a windowsize of 8 block by block. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, need, serve, type Server } from '../process.ts';
import { compared, type Figure, interleaved } from '../rounds.ts';
import { inside, PORTS, type Rig, type Stage } from '../stage.ts';
import { CPU, FIRST, SPEED, transfer } from './transfers.ts';

const PEER = 'dnsmasq';

export async function tftp(stage: Stage): Promise<readonly Figure[]> {
  need('dnsmasq', 'dnsmasq-base');
  const rig = await stage.rig();
  const load = compile('tftpload', stage.folder);
  await using dnsmasq = await startDnsmasq(rig, stage.folder);
  const figures: Figure[] = [];
  for (const windowsize of [1, 8])
    for (const clients of [1, 16])
      figures.push(...(await measure({ rig, load, dnsmasq, file: 'initrd', clients, windowsize })));
  const storm: Cell = { rig, load, dnsmasq, file: 'kernel', clients: 64, windowsize: 1 };
  return [...figures, ...(await firstBytes(storm))];
}

interface Cell {
  readonly rig: Rig;
  readonly load: string;
  readonly dnsmasq: Server;
  readonly file: 'kernel' | 'initrd';
  readonly clients: number;
  readonly windowsize: number;
}

function contenders({ rig, load, dnsmasq, file, clients, windowsize }: Cell) {
  const run = (port: number, path: string, server: number) => async () =>
    transfer(
      inside(
        rig.host,
        load,
        '127.0.0.1',
        String(port),
        path,
        ...[clients, 1468, windowsize].map(String),
      ),
      server,
    );
  return {
    ours: run(PORTS.tftp, rig[file].url, rig.controller.pid),
    dnsmasq: run(69, file, dnsmasq.pid),
  };
}

async function measure(cell: Cell): Promise<readonly Figure[]> {
  const { clients, windowsize } = cell;
  const row = `TFTP, 60 MB, windowsize ${windowsize}, ${clients === 1 ? '1 client' : `${clients} clients`}`;
  const { ours, dnsmasq } = await interleaved(clients === 1 ? 3 : 2, contenders(cell));
  const peer = { name: PEER, runs: dnsmasq };
  return [
    compared({ row, unit: CPU, goal: { atMost: windowsize === 1 ? 1.5 : 1 } }, ours, peer),
    compared({ row, unit: SPEED, goal: { atLeast: windowsize === 1 ? 0.7 : 1.1 } }, ours, peer),
  ];
}

/** Everybody at once: how long the one in the middle waits for the first byte. */
async function firstBytes(cell: Cell): Promise<readonly Figure[]> {
  const row = `TFTP, 1 MB, windowsize ${cell.windowsize}, ${cell.clients} clients at once`;
  const { ours, dnsmasq } = await interleaved(5, contenders(cell));
  return [compared({ row, unit: FIRST, goal: { atMost: 3 } }, ours, { name: PEER, runs: dnsmasq })];
}

async function startDnsmasq({ host, files }: Rig, folder: string): Promise<Server> {
  const root = join(folder, 'tftp');
  const log = join(folder, 'dnsmasq.log');
  mkdirSync(root);
  for (const name of ['kernel', 'initrd']) cpSync(join(files, name), join(root, name));
  writeFileSync(log, '');
  const only = ['--conf-file=/dev/null', '--port=0', '--user=root', '--pid-file='];
  const tftpOptions = ['--enable-tftp', `--tftp-root=${root}`, '--tftp-max=200'];
  const listen = ['--listen-address=127.0.0.1', '--bind-interfaces', '--no-daemon'];
  return serve(inside(host, 'dnsmasq', ...only, ...tftpOptions, ...listen), log, /started/);
}
