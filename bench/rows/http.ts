/** Images over HTTP beside nginx with sendfile: what is hot from memory, what is large from the disk. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, need, serve, type Server } from '../process.ts';
import { compared, type Figure, type Goal, interleaved } from '../rounds.ts';
import { inside, PORTS, type Rig, type Served, type Stage } from '../stage.ts';
import { CPU, SPEED, transfer } from './transfers.ts';

export const NGINX_PORT = 8080;

interface Cell {
  readonly what: string;
  readonly file: 'initrd' | 'root';
  readonly clients: number;
  readonly requests: number;
  /** Bytes of each request; the whole file, without. */
  readonly range?: number;
}

const MEMORY: Goal = { atMost: 0.85 };
const STREAMED: Goal = { atMost: 1.6 };
const MB = 1 << 20;

const CELLS: readonly Cell[] = [
  { what: '60 MB, from memory', file: 'initrd', clients: 1, requests: 30 },
  { what: '60 MB, from memory', file: 'initrd', clients: 16, requests: 48 },
  { what: '300 MB, streamed', file: 'root', clients: 1, requests: 6 },
  { what: '300 MB, streamed', file: 'root', clients: 16, requests: 16 },
  { what: '1 MiB ranges of it', file: 'root', clients: 16, requests: 2_000, range: MB },
];

export async function http(stage: Stage): Promise<readonly Figure[]> {
  need('nginx', 'nginx-light');
  const rig = await stage.rig();
  const load = compile('httpload', stage.folder);
  await using nginx = await startNginx(rig, stage.folder);
  const figures: Figure[] = [];
  for (const cell of CELLS) figures.push(...(await measure(cell, { rig, load, nginx })));
  return figures;
}

async function measure(
  cell: Cell,
  { rig, load, nginx }: { readonly rig: Rig; readonly load: string; readonly nginx: Server },
): Promise<readonly Figure[]> {
  const { what, clients, requests, range } = cell;
  const file: Served = rig[cell.file];
  const part = range === undefined ? [] : [range, file.bytes];
  const numbers = [clients, requests, ...part].map(String);
  const run = (port: number, path: string, server: number) => async () =>
    transfer(inside(rig.host, load, '127.0.0.1', String(port), path, ...numbers), server);
  const ours = run(PORTS.http, file.url, rig.controller.pid);
  // A file that was asked for twice is hot: it is brought to memory before it is measured.
  if (cell.file === 'initrd') await ours();
  const runs = await interleaved(3, { ours, nginx: run(NGINX_PORT, `/${cell.file}`, nginx.pid) });
  const row = `HTTP, ${what}, ${clients === 1 ? '1 client' : `${clients} clients`}`;
  const peer = { name: 'nginx, sendfile', runs: runs.nginx };
  const goal = cell.file === 'initrd' ? MEMORY : STREAMED;
  return [
    compared({ row, unit: CPU, goal }, runs.ours, peer),
    compared({ row, unit: SPEED, goal: { atLeast: 0.85 } }, runs.ours, peer),
  ];
}

export async function startNginx({ host, files }: Rig, folder: string): Promise<Server> {
  const config = join(folder, 'nginx.conf');
  const log = join(folder, 'nginx.log');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder};`)
    .join(' ');
  writeFileSync(log, '');
  writeFileSync(
    config,
    `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${log} notice;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; ${temporary}
  server { listen 127.0.0.1:${NGINX_PORT}; root ${files}; }
}
`,
  );
  return serve(inside(host, 'nginx', '-c', config, '-e', log), log, /start worker process \d/);
}
