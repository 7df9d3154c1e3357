/** What this host is known by: on its networks, and to its firmware. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { exec, type Exec } from './exec.ts';

export interface Host {
  /** Lower case, with colons. */
  readonly macs: readonly string[];
  /** IPv4; `undefined` where there is no BMC, or `ipmitool` may not ask it. */
  readonly bmcAddress: string | undefined;
  /** `undefined` where it cannot be read: only root may. */
  readonly uuid: string | undefined;
}

const INTERFACES = '/sys/class/net';
const UUID = '/sys/class/dmi/id/product_uuid';
/** Made by the kernel's ipmi_devintf where the board has a BMC. */
const BMC = '/dev/ipmi0';
const BMC_PATIENCE_MS = 5_000;

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
    bmcAddress: existsSync(BMC) ? await askBmc(exec) : undefined,
    uuid: await text(UUID),
  };
}

/** The BMC of this very host, through the kernel. */
export async function askBmc(run: Exec): Promise<string | undefined> {
  const signal = AbortSignal.timeout(BMC_PATIENCE_MS);
  const asked = await run('ipmitool', ['lan', 'print'], { signal }).catch(() => undefined);
  if (asked?.kind !== 'exited' || asked.code !== 0) return undefined;
  const [, address] = /^IP Address +: (\d+\.\d+\.\d+\.\d+)$/m.exec(asked.stdout) ?? [];
  return address === '0.0.0.0' ? undefined : address;
}

const text = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (found) => found.trim().toLowerCase() || undefined,
    () => undefined,
  );
