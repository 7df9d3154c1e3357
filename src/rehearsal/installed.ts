/** The installed system, booted from its disk: its cloud-init phones home once. */
import { readDatasource, reporter } from './cloud-init.ts';
import type { Filesystem } from './disk.ts';
import { duid, needLease, type System } from './environment.ts';
import type { Board } from './firmware.ts';
import { map } from './loose.ts';

const BOOT_MS = 900;
/** With `manual_cache_clean` cloud-init trusts this and asks nobody at later boots. */
const INSTANCE = '/var/lib/cloud/instance/obj.pkl';

export async function runInstalled(board: Board, root: Filesystem): Promise<System> {
  board.tell({ event: 'rack.booting', what: 'its local disk' });
  await board.work(BOOT_MS);
  const lease = await needLease(board, 'system', new Map([[61, duid(board, 2)]]));
  const cached = root.files.get(INSTANCE);
  if (cached !== undefined) return JSON.parse(cached) as System;
  const config = configOf(board, root);
  const instance = await readDatasource(config, lease.address, board.life);
  const system: System = {
    hostname: instance?.hostname ?? 'localhost',
    from: 'disk',
    image: root.files.get('/') ?? '',
    sshKeys: instance?.publicKeys ?? [],
    userData: instance?.userData,
  };
  if (instance === undefined) return system;
  root.files.set(INSTANCE, JSON.stringify(system));
  const report = reporter(config, lease.address, board.life);
  await report({ origin: 'cloudinit', name: 'modules-final', type: 'finish', result: 'SUCCESS' });
  return system;
}

/** The files of cloud.cfg.d in the order of their names, later keys over earlier ones. */
function configOf(board: Board, root: Filesystem): unknown {
  const files = [...root.files].filter(([path]) => path.startsWith('/etc/cloud/cloud.cfg.d/'));
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign({}, ...sorted.map(([, text]) => map(board.parseYaml(text)))) as unknown;
}
