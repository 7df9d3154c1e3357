/** The four ways in which firmware boots from the network, down to the boot loader's verdict. */
import { asText, basename, type BootResult, type Fetch, next } from './boot.ts';
import { onEsp, bootDrive } from './curtin.ts';
import { cString, lease, OPTION, type Lease, type Options, type Relay } from './dhcp.ts';
import type { Dice } from './dice.ts';
import type { BlockDisk } from './disk.ts';
import type { Faults } from './faults.ts';
import { runGrub } from './grub.ts';
import { runIpxe } from './ipxe.ts';
import { type FirmwareModel, type MachineModel, uuidOnTheWire } from './model.ts';
import { http, type Life } from './network.ts';
import { runPxelinux } from './pxelinux.ts';
import type { Happening, Identity } from './story.ts';
import { tftpGet } from './tftp.ts';

/** One machine while its power is on. */
export interface Board {
  readonly model: MachineModel;
  readonly disks: readonly BlockDisk[];
  readonly relay: Relay;
  /** The site's TFTP port: 69 but for rehearsals. */
  readonly tftpPort: () => number;
  /** The file names and URLs differ, the bytes may not: digests of what the boot source offers, when known. */
  readonly genuine: ReadonlySet<string> | undefined;
  readonly parseYaml: (text: string) => unknown;
  readonly faults: Faults;
  readonly dice: Dice;
  readonly life: Life;
  /** Simulated work: shorter when the rehearsal is sped up. */
  readonly work: (ms: number) => Promise<void>;
  readonly tell: (happening: Happening) => void;
}

/** What netbooting came to, and the lease that it held at the end. */
export interface Netboot {
  readonly result: BootResult;
  readonly lease: Lease | undefined;
}

export async function netboot(board: Board): Promise<Netboot> {
  if (board.faults.strikes('no-dhcp')) {
    board.tell({ event: 'rack.fault', fault: 'no-dhcp' });
    return { result: next('PXE-E51: No DHCP or proxyDHCP offers were received'), lease: undefined };
  }
  const options = FIRMWARE_OPTIONS[board.model.firmware](board.model);
  const held = await acquire(board, 'firmware', options);
  if (held === undefined) return { result: next('PXE-E51: no DHCP offers'), lease: undefined };
  if (held.file === '') return { result: next('PXE-E53: No boot filename received'), lease: held };
  return { result: await BOOT[board.model.firmware](board, held), lease: held };
}

/** An address by DHCP, as one of the identities a machine shows. */
export async function acquire(
  board: Board,
  as: Identity,
  options: Options,
): Promise<Lease | undefined> {
  const xid = Math.floor(board.dice.next() * 2 ** 32);
  const held = await lease(board.relay, board.model.mac, { xid, options }, board.life);
  if (held !== undefined) board.tell({ event: 'rack.leased', address: held.address, as });
  return held;
}

const ascii = (value: string): Uint8Array => Buffer.from(value, 'latin1');

/** What every PXE client says (RFC 4578); `arch` is the client system architecture. */
const pxe = (vendor: string, arch: number, { uuid }: MachineModel): Map<number, Uint8Array> =>
  new Map([
    [OPTION.vendorClass, ascii(vendor)],
    [OPTION.architecture, Uint8Array.of(arch >> 8, arch & 0xff)],
    [OPTION.clientUuid, Uint8Array.of(0, ...uuidOnTheWire(uuid))],
    [OPTION.parameterList, Uint8Array.of(1, 3, 6, 12, 15, 43, 54, 60, 66, 67, 97)],
  ]);

const BIOS = 'PXEClient:Arch:00000:UNDI:002001';

const FIRMWARE_OPTIONS: Readonly<Record<FirmwareModel, (model: MachineModel) => Options>> = {
  'bios-ipxe': (model) => pxe(BIOS, 0x00, model).set(OPTION.userClass, ascii('iPXE')),
  'bios-pxe': (model) => pxe(BIOS, 0x00, model),
  'uefi-pxe': (model) => pxe('PXEClient:Arch:00007:UNDI:003016', 0x07, model),
  'uefi-http': (model) => pxe('HTTPClient:Arch:00016:UNDI:003001', 0x10, model),
};

const BOOT: Readonly<Record<FirmwareModel, (board: Board, held: Lease) => Promise<BootResult>>> = {
  'bios-ipxe': bootIpxe,
  'bios-pxe': bootPxelinux,
  'uefi-pxe': bootShim,
  'uefi-http': bootOverHttp,
};

async function bootIpxe(board: Board, held: Lease): Promise<BootResult> {
  const script = await httpGet(board, held)(held.file);
  if (script === undefined) return next(`iPXE: ${held.file}: not found`);
  const { mac, uuid } = board.model;
  return runIpxe(asText(script), {
    fetch: httpGet(board, held),
    settings: { mac, uuid, ip: held.address, 'next-server': held.nextServer, buildarch: 'i386' },
    bootable: (drive) => canBoot(board, drive),
  });
}

const canBoot = ({ disks }: Board, drive: number): boolean => {
  const disk = disks[drive];
  return disk !== undefined && bootDrive(disk) !== undefined;
};

/** lpxelinux.0 over TFTP; everything after it below the path prefix, which is an HTTP URL. */
async function bootPxelinux(board: Board, held: Lease): Promise<BootResult> {
  const tftp = tftpFetch(board, held);
  if ((await tftp(held.file)) === undefined) return next('PXE-T01: File not found');
  const prefix = cString(held.options.get(OPTION.pathPrefix) ?? Uint8Array.of());
  const web = httpGet(board, held);
  const { mac, uuid } = board.model;
  const fetch: Fetch = (name) => {
    const file = isUrl(name) ? name : `${prefix}${name}`;
    return isUrl(file) ? web(file) : tftp(file);
  };
  return runPxelinux({ fetch, mac, uuid, address: held.address });
}

const isUrl = (file: string): boolean => file.startsWith('http://');

/** shim, then GRUB from the same folder, then grub.cfg, all over TFTP. */
async function bootShim(board: Board, held: Lease): Promise<BootResult> {
  const tftp = tftpFetch(board, held);
  const web = httpGet(board, held);
  if ((await tftp(held.file)) === undefined) return next('PXE-E23: TFTP server: file not found');
  // shim 16 asks for these first, and goes on at once when there are none.
  for (const probe of ['revocations_sku.efi', 'revocations_sbat.efi']) await tftp(probe);
  if ((await tftp('grubx64.efi')) === undefined) return next('shim: grubx64.efi: not found');
  return startGrub(board, {
    fetch: (file) => (isUrl(file) ? web(file) : tftp(file)),
    variables: { net_default_mac: board.model.mac, net_default_server: held.nextServer },
  });
}

/** UEFI HTTP boot: HEAD for the size, then GET; GRUB stays on the same server. */
async function bootOverHttp(board: Board, held: Lease): Promise<BootResult> {
  // EDK2 takes no offer for HTTP boot that does not say it is one.
  if (cString(held.options.get(OPTION.vendorClass) ?? Uint8Array.of()) !== 'HTTPClient')
    return next('HTTP boot: no offer says HTTPClient');
  const web = httpGet(board, held);
  const head = await http(held.address, held.file, { method: 'HEAD' }, board.life.signal);
  if (head.status !== 200 || (await web(held.file)) === undefined)
    return next(`HTTP boot: ${head.status}`);
  if ((await web(new URL('grubx64.efi', held.file).href)) === undefined)
    return next('shim: grubx64.efi: not found');
  // GRUB did not do the DHCP itself here: net_default_mac is empty, so per-machine files are not found by it.
  return startGrub(board, {
    fetch: (file) => web(new URL(file, held.file).href),
    variables: { net_efinet0_dhcp_mac: board.model.mac },
  });
}

async function startGrub(
  board: Board,
  grub: { readonly fetch: Fetch; readonly variables: Readonly<Record<string, string>> },
): Promise<BootResult> {
  for (const list of ['command', 'fs', 'crypto', 'terminal'])
    await grub.fetch(`/grub/x86_64-efi/${list}.lst`);
  return runGrub('/grub/grub.cfg', {
    fetch: grub.fetch,
    variables: { ...grub.variables, grub_cpu: 'x86_64', grub_platform: 'efi' },
    onEsp: (path) => onEsp(board.disks, path),
  });
}

/** GET as a boot loader does it: anything but 200 is "not found". */
export const httpGet =
  (board: Board, { address }: Lease): Fetch =>
  async (url) => {
    const { status, bytes } = await http(address, url, {}, board.life.signal);
    if (status !== 200) return undefined;
    tellFetched(board, url, bytes.length, 'http');
    return bytes;
  };

function tftpFetch(board: Board, { address, nextServer }: Lease): Fetch {
  const server = { address: nextServer, port: board.tftpPort() };
  return async (file) => {
    const lossy = board.faults.strikes('slow-tftp') ? 1 : 0;
    if (lossy > 0) board.tell({ event: 'rack.fault', fault: 'slow-tftp' });
    const bytes = await tftpGet({ from: address, server, file, lossy }, board.life);
    if (bytes !== undefined) tellFetched(board, file, bytes.length, 'tftp');
    return bytes;
  };
}

const tellFetched = (board: Board, file: string, bytes: number, over: 'tftp' | 'http'): void =>
  board.tell({ event: 'rack.fetched', file: basename(file.replace(/\?.*/, '')), bytes, over });
