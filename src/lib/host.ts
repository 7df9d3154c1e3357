/** What this host is known by: on its networks, and to its firmware. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

export interface Host {
  /** Lower case, with colons. */
  readonly macs: readonly string[];
  /** IPv4, loopback left out. */
  readonly addresses: readonly string[];
  /** `undefined` where it cannot be read: only root may. */
  readonly uuid: string | undefined;
}

const INTERFACES = '/sys/class/net';
const UUID = '/sys/class/dmi/id/product_uuid';

/** Interfaces that have an address, or a device of their own: a guest's tap may have the guest's MAC. */
export async function thisHost(): Promise<Host> {
  const addressed = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  const names = await readdir(INTERFACES).catch(() => []);
  const devices = names.filter((name) => existsSync(join(INTERFACES, name, 'device')));
  const read = await Promise.all(devices.map((name) => text(join(INTERFACES, name, 'address'))));
  const macs = [...addressed.map(({ mac }) => mac), ...read.filter((mac) => mac !== undefined)];
  return {
    macs: [...new Set(macs)].filter((mac) => !/^(?:00:){5}00$/.test(mac)).toSorted(),
    addresses: [...new Set(addressed.map(({ address }) => address))].toSorted(),
    uuid: await text(UUID),
  };
}

const text = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (found) => found.trim().toLowerCase() || undefined,
    () => undefined,
  );
