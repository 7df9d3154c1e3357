/** Images on their way in: hashing what is on disk, and downloading with the hash on the way. Whole commands, on a file system in memory. */
import { copyFileSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { need, TIME, timed } from '../process.ts';
import { compared, type Figure, interleaved } from '../rounds.ts';
import { inside, type Rig, type Stage } from '../stage.ts';
import { NGINX_PORT, startNginx } from './http.ts';

const UNIT = TIME;

const HASH = `
const [dist, folder, digest, bytes] = process.argv.slice(1);
const { inspectBlob } = await import(dist + '/images/blobs.js');
const found = await inspectBlob(folder, digest, Number(bytes));
if (found === 'damaged' || found === 'missing') process.exit(1);`;

const DOWNLOAD = `
const [dist, url, sha256, bytes, partial] = process.argv.slice(1);
const { createHttpClient } = await import(dist + '/lib/http-client.js');
const { download } = await import(dist + '/images/download.js');
const http = createHttpClient();
await download({ url, sha256, bytes: Number(bytes), partial }, http, new AbortController().signal);
await http.close();`;

export async function images(stage: Stage): Promise<readonly Figure[]> {
  need('openssl', 'openssl');
  need('curl', 'curl');
  need('nginx', 'nginx-light');
  const rig = await stage.rig();
  const memory = join('/dev/shm', `rackwright-bench-${process.pid}`);
  mkdirSync(memory);
  try {
    return [...(await hashing(stage, rig, memory)), ...(await downloading(stage, rig, memory))];
  } finally {
    rmSync(memory, { recursive: true });
  }
}

async function hashing(
  { pack }: Stage,
  { files, root }: Rig,
  memory: string,
): Promise<readonly Figure[]> {
  const blob = join(memory, root.sha256);
  copyFileSync(join(files, 'root'), blob);
  const { node, openssl } = await interleaved(5, {
    node: async () => {
      // As a file that somebody touched: its mark is gone, and a start hashes it again.
      utimesSync(blob, 1, 1);
      const args = [pack.dist, memory, root.sha256, String(root.bytes)];
      return timed([process.execPath, '--input-type=module', '-e', HASH, ...args]);
    },
    openssl: async () => timed(['openssl', 'dgst', '-sha256', blob]),
  });
  const asked = { row: 'SHA-256 of a stored 300 MB image', unit: UNIT, goal: { atMost: 1.1 } };
  return [compared(asked, node, { name: 'openssl dgst', runs: openssl })];
}

async function downloading(stage: Stage, rig: Rig, memory: string): Promise<readonly Figure[]> {
  const nginx = await startNginx(rig, memory);
  try {
    return await downloads(stage, rig, join(memory, 'partial'));
  } finally {
    await nginx[Symbol.asyncDispose]();
  }
}

async function downloads(
  { pack }: Stage,
  { root, host }: Rig,
  partial: string,
): Promise<readonly Figure[]> {
  const url = `http://127.0.0.1:${NGINX_PORT}/root`;
  const fresh = (command: readonly [string, ...string[]]) => async () => {
    rmSync(partial, { force: true });
    return timed(command);
  };
  const piped = `curl -s ${url} | tee ${partial} | sha256sum`;
  const program = [process.execPath, '--input-type=module', '-e', DOWNLOAD];
  const wanted = [pack.dist, url, root.sha256, String(root.bytes), partial];
  const runs = await interleaved(3, {
    node: fresh(inside(host, ...program, ...wanted)),
    piped: fresh(inside(host, 'sh', '-c', piped)),
    unchecked: fresh(inside(host, 'curl', '-s', '-o', partial, url)),
  });
  const row = 'download, hash and write 300 MB';
  return [
    compared({ row, unit: UNIT, goal: { atMost: 0.6 } }, runs.node, {
      name: 'curl | tee | sha256sum',
      runs: runs.piped,
    }),
    compared({ row, unit: UNIT, goal: { atMost: 1.6 } }, runs.node, {
      name: 'curl -o, unchecked',
      runs: runs.unchecked,
    }),
  ];
}
