/** A fleet as the services see it, out of plain values, and a file space on it. */
import type { ControllerEvent } from '../../src/core/events.ts';
import type { ImageKey, Instant, Ipv4, Mac, SubnetName } from '../../src/core/ids.ts';
import type { ImageFile, StoredImage } from '../../src/core/image.ts';
import type { Inventory, Subnet } from '../../src/core/inventory.ts';
import type { MachineEvent } from '../../src/core/machine.ts';
import type { Fleet, FoundMachine } from '../../src/core/ports.ts';
import { createFileSpace, type OpenedFile, type Requester } from '../../src/netboot/file-space.ts';
import { digest, inventory, ip, mac, noble, T0 } from './fleet.ts';

const RACK = '10.0.0.1:5248';

const address = (n: number): Ipv4 => ip(`10.0.0.${n}`);

export const subnet = (unknown: Subnet['unknown']): Subnet => ({
  name: 'rack' as SubnetName,
  cidr: { network: ip('10.0.0.0'), prefix: 24 },
  gateway: undefined,
  dns: [],
  ntp: [],
  search: [],
  mtu: undefined,
  dynamic: [],
  reserved: [],
  dhcp: 'server',
  unknown,
  declaredAt: { file: 'site.yaml', line: 1, column: 1 },
});

const loaderFileOf = (name: string, letter: string): ImageFile => ({
  role: 'bootloader',
  name,
  sha256: digest(letter),
  bytes: 100,
});

function loaderImage(kernel: string, arch: string, files: readonly ImageFile[]): StoredImage {
  return {
    key: `bootloader/${kernel}/${arch}` as ImageKey,
    version: '20260101.0',
    product: {
      kind: 'bootloader',
      os: 'grub',
      release: '',
      releaseVersion: '',
      architecture: arch,
      kernel,
      label: 'stable',
    },
    files,
  };
}

export const LOADERS: readonly StoredImage[] = [
  loaderImage('uefi', 'amd64', [
    loaderFileOf('bootx64.efi', '1'),
    loaderFileOf('grubx64.efi', '2'),
    loaderFileOf('x86_64-efi/http.mod', '3'),
  ]),
  loaderImage('pxe', 'i386', [loaderFileOf('lpxelinux.0', '4'), loaderFileOf('chain.c32', '5')]),
  loaderImage('pxe', 'amd64', [loaderFileOf('lpxelinux.0', '6')]),
];

const stored = (images: readonly StoredImage[]): ReadonlyMap<ImageKey, StoredImage[]> =>
  Map.groupBy(images, (image) => image.key);

export interface World {
  readonly inventory?: Inventory | undefined;
  readonly machines?: readonly FoundMachine[];
  readonly leases?: readonly (readonly [Ipv4, Mac])[];
  readonly forgotten?: readonly Mac[];
  /** Why the store is not the site's newest. */
  readonly stranger?: string;
  readonly images?: readonly StoredImage[];
  readonly now?: Instant;
}

/** Every machine's `n` holds 10.0.0.n unless `leases` says otherwise. */
export function netboot(world: World) {
  const events: ControllerEvent[] = [];
  const reports: (readonly [string, MachineEvent])[] = [];
  const machines = world.machines ?? [];
  const leases = new Map(world.leases ?? [1, 2, 3].map((n) => [address(n), mac(n)] as const));
  const fleet: Fleet = {
    inventory: () =>
      'inventory' in world ? world.inventory : inventory([], { subnets: [subnet('enlist')] }),
    byMac: async (wanted) =>
      machines.find(({ record }) => record.identity.macs.some((own) => own === wanted)),
    byId: async (wanted) => machines.find(({ id }) => id === wanted),
    forgotten: async (wanted) => world.forgotten?.includes(wanted) ?? false,
    leaseOf: async (of) => {
      const holder = leases.get(of);
      return holder && { mac: holder, address: of, subnet: 'rack', expiresAt: T0 };
    },
    images: async () => stored(world.images ?? [...LOADERS, noble()]),
    report: async (id, event) => reports.push([id, event]) > 0,
    stranger: async () => world.stranger,
    underPower: () => false,
  };
  const space = createFileSpace({
    fleet,
    store: { open: async (sha256) => ({ bytes: 100, path: `/blobs/${sha256}` }) },
    clock: { now: () => world.now ?? T0 },
    emit: (event) => events.push(event),
  });
  const open = (path: string, n: number, transport: Requester['transport'] = 'tftp') =>
    space.open(path, { address: address(n), authority: RACK, transport });
  const text = async (path: string, n: number, transport: Requester['transport'] = 'tftp') =>
    textOf(await open(path, n, transport));
  return { space, open, text, events, reports };
}

const textOf = (file: OpenedFile | undefined): string | undefined =>
  file?.kind === 'text' ? file.text : undefined;
