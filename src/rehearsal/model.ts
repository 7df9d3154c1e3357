/** What a simulated machine is made of: enough to be told apart, to boot, and to be installed. */
import { createHash } from 'node:crypto';
import type { FirmwareKind } from '../core/hardware.ts';

export type FirmwareModel = 'bios-ipxe' | 'bios-pxe' | 'uefi-pxe' | 'uefi-http';

export interface DiskModel {
  readonly serial: string;
  readonly wwn?: string;
  readonly bytes: number;
}

export interface MachineModel {
  readonly name: string;
  readonly firmware: FirmwareModel;
  /** Of the interface that it netboots from. */
  readonly mac: string;
  readonly otherMacs?: readonly string[];
  /** The relay agent in its subnet, where it is not the rack's own. */
  readonly relay?: string;
  /** SMBIOS UUID in the byte order of sysfs. */
  readonly uuid: string;
  readonly serial: string;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly disks: readonly DiskModel[];
}

export const firmwareKind = ({ firmware }: MachineModel): FirmwareKind =>
  firmware.startsWith('uefi') ? 'uefi' : 'bios';

const GiB = 2 ** 30;

/** The nth machine of a rack, always the same one. */
export function modelMachine(index: number, firmware: FirmwareModel): MachineModel {
  const name = `n${index + 1}`;
  const digits = String(index + 1).padStart(4, '0');
  const hex = createHash('sha256').update(`rackwright/${name}`).digest('hex');
  return {
    name,
    firmware,
    mac: `52:54:00:00:${digits.slice(0, 2)}:${digits.slice(2)}`,
    uuid: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    serial: `RW${digits}`,
    memoryBytes: 64 * GiB,
    threads: 16,
    disks: [{ serial: `SN-${digits}`, bytes: 480 * 10 ** 9 }],
  };
}

/** SMBIOS keeps the first three fields little-endian, and so does option 97 (RFC 4578 §2.3): sysfs does not. */
export function uuidOnTheWire(uuid: string): Uint8Array {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
