/**
 * DHCP and TFTP as a process of their own, for a namespace: `node netboot-process.ts JSON`. Prints each
 * event as a line of JSON, and `ready` when it listens. Leases are kept in memory.
 */
import type { Mac, MachineName } from '../../src/core/ids.ts';
import type { Digest, Ipv4 } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec, Subnet } from '../../src/core/inventory.ts';
import type { AddressLease } from '../../src/core/observed.ts';
import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { localIpv4Addresses } from '../../src/lib/udp.ts';
import { createDhcpServer } from '../../src/netboot/dhcp/server.ts';
import { worldOf } from '../../src/netboot/dhcp/world.ts';
import { createTftpServer } from '../../src/netboot/tftp/server.ts';

export interface NetbootSettings {
  readonly subnets: readonly Subnet[];
  /** By MAC. */
  readonly machines: Readonly<Record<string, { name: string; subnet?: string; address?: string }>>;
  /** Path in the file space → a file and its length. */
  readonly files: Readonly<Record<string, { readonly path: string; readonly bytes: number }>>;
  readonly provisioningAddress?: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as NetbootSettings;
const emit = (event: unknown): void => console.log(JSON.stringify(event));

const machines = Object.entries(settings.machines).map(([mac, { name, ...where }]) => [
  name as MachineName,
  { name, identity: { macs: [mac] }, interfaces: [{ mac, ...where }] } as unknown as MachineSpec,
]);
const { subnets, provisioningAddress } = settings;
const inventory = {
  site: { dns: ['192.0.2.53'], ntp: ['192.0.2.123'], provisioningAddress },
  subnets,
  machines: new Map(machines as [MachineName, MachineSpec][]),
} as unknown as Inventory;
const world = worldOf(inventory, { addresses: localIpv4Addresses() as Ipv4[], httpPort: 5248 });

const leases = new Map<Mac, AddressLease>();
const dhcp = createDhcpServer({
  clock: systemClock as Clock,
  emit,
  listen: { address: '0.0.0.0', port: 67 },
  world: () => world,
  leases: {
    all: async () => [...leases.values()],
    put: async (lease) => void leases.set(lease.mac, lease),
    remove: async (mac) => void leases.delete(mac),
  },
});
const tftp = createTftpServer({
  clock: systemClock,
  emit,
  listen: { address: '0.0.0.0', port: 69 },
  httpPort: 5248,
  files: {
    open: async (path) => {
      const file = settings.files[path];
      return file === undefined ? undefined : { kind: 'blob', ...file, digest: path as Digest };
    },
  },
});

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const services = [dhcp, tftp].map((service) => {
  const listening = Promise.withResolvers<void>();
  const running = service.run(stop.signal, () => listening.resolve());
  running.catch(listening.reject);
  return { listening: listening.promise, running };
});
await Promise.all(services.map(({ listening }) => listening));
console.log('ready');
await Promise.all(services.map(({ running }) => running));
