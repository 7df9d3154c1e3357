/**
 * The DHCP message on the wire (RFC 2131 §2): the BOOTP header, the cookie, and options.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+---------------+---------------+
 *   |    op (1)     |   htype (1)   |   hlen (1)    |   hops (1)    |
 *   +---------------+---------------+---------------+---------------+
 *   |                            xid (4)                            |
 *   +-------------------------------+-------------------------------+
 *   |           secs (2)            |B          flags (2)           |
 *   +-------------------------------+-------------------------------+
 *   |        ciaddr (4), yiaddr (4), siaddr (4), giaddr (4)         |
 *   +---------------------------------------------------------------+
 *   |          chaddr (16), sname (64), file (128)                  |
 *   +---------------------------------------------------------------+
 *   |         99.130.83.99, then options: code length value …       |
 *   +---------------------------------------------------------------+
 */
import type { Ipv4, Mac } from '../../core/ids.ts';
import { fromNumber, toNumber } from '../../core/ipv4.ts';
import { createReader, createWriter, type Reader, type Writer } from '../../lib/bytes.ts';

/** By code; repeated options are one value (RFC 3396). */
export type Options = ReadonlyMap<number, Uint8Array>;

export interface Packet {
  readonly op: number;
  readonly htype: number;
  readonly hlen: number;
  readonly hops: number;
  readonly xid: number;
  readonly secs: number;
  readonly flags: number;
  readonly ciaddr: Ipv4;
  readonly yiaddr: Ipv4;
  readonly siaddr: Ipv4;
  readonly giaddr: Ipv4;
  /** 16 bytes, of which `hlen` count. */
  readonly chaddr: Uint8Array;
  readonly sname: string;
  readonly file: string;
  readonly options: Options;
}

export const BOOTREQUEST = 1;
export const BOOTREPLY = 2;
/** RFC 1700's hardware type of Ethernet. */
export const ETHERNET = 1;
export const BROADCAST_FLAG = 0x8000;
export const NO_ADDRESS = '0.0.0.0' as Ipv4;

const COOKIE = 0x63825363;
const PAD = 0;
const OVERLOAD = 52;
const END = 255;
const SNAME_BYTES = 64;
export const FILE_BYTES = 128;
/** Some DHCP relays and clients drop what is shorter than a BOOTP message (RFC 1542 §2.1). */
const MIN_BYTES = 300;

/** `undefined` for whatever is not a whole DHCP message. Linear in the length of the input. */
export function decodePacket(bytes: Uint8Array): Packet | undefined {
  const reader = createReader(bytes);
  const header = readHeader(reader);
  const sname = reader.bytes(SNAME_BYTES);
  const file = reader.bytes(FILE_BYTES);
  if (reader.u32() !== COOKIE || !reader.ok()) return undefined;
  const fields: Field[] = [];
  if (!readFields(reader, fields)) return undefined;
  const overload = fields.find(([code]) => code === OVERLOAD)?.[1][0] ?? 0;
  // RFC 3396 §5: the options field first, then `file`, then `sname`.
  if ((overload & 1) !== 0 && !readFields(createReader(file), fields)) return undefined;
  if ((overload & 2) !== 0 && !readFields(createReader(sname), fields)) return undefined;
  return {
    ...header,
    sname: (overload & 2) === 0 ? textOf(sname) : '',
    file: (overload & 1) === 0 ? textOf(file) : '',
    options: joinFields(fields),
  };
}

/** At least 300 bytes; options longer than 255 bytes are split (RFC 3396). `undefined` if it exceeds `limit` bytes. */
export function encodePacket(packet: Packet, limit: number): Buffer | undefined {
  const length = Math.max(MIN_BYTES, lengthOf(packet));
  if (length > limit) return undefined;
  const writer = createWriter(length);
  writeHeader(writer, packet);
  writer.text(packet.sname, SNAME_BYTES);
  writer.text(packet.file, FILE_BYTES);
  writer.u32(COOKIE);
  for (const [code, value] of packet.options) writeOption(writer, code, value);
  writer.u8(END);
  writer.padTo(MIN_BYTES);
  return writer.written();
}

function lengthOf({ options }: Packet): number {
  let length = EMPTY_BYTES;
  for (const value of options.values()) length += optionBytes(value);
  return length;
}

/** Bytes that an option takes, with its code and length. */
export const optionBytes = (value: Uint8Array): number =>
  value.length + 2 * Math.max(1, Math.ceil(value.length / 255));

/** Header, cookie and END: what a message without options takes. */
export const EMPTY_BYTES = 241;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The client's MAC; `undefined` where the hardware is not Ethernet. */
export function macOf(packet: Packet): Mac | undefined {
  if (packet.htype !== ETHERNET || packet.hlen !== 6) return undefined;
  const octet = (index: number): string => HEX[packet.chaddr[index] ?? 0] ?? '';
  return `${octet(0)}:${octet(1)}:${octet(2)}:${octet(3)}:${octet(4)}:${octet(5)}` as Mac;
}

type Field = readonly [code: number, value: Buffer];

function readHeader(reader: Reader): Omit<Packet, 'sname' | 'file' | 'options'> {
  return {
    op: reader.u8(),
    htype: reader.u8(),
    hlen: reader.u8(),
    hops: reader.u8(),
    xid: reader.u32(),
    secs: reader.u16(),
    flags: reader.u16(),
    ciaddr: address(reader.u32()),
    yiaddr: address(reader.u32()),
    siaddr: address(reader.u32()),
    giaddr: address(reader.u32()),
    chaddr: reader.bytes(16),
  };
}

const address = (value: number): Ipv4 => (value === 0 ? NO_ADDRESS : fromNumber(value));
const numberOf = (value: Ipv4): number => (value === NO_ADDRESS ? 0 : toNumber(value));

/** A missing END is forgiven: old firmware fills the field to its end. A cut option is not. */
function readFields(reader: Reader, into: Field[]): boolean {
  while (reader.left() > 0) {
    const code = reader.u8();
    if (code === END) return true;
    if (code !== PAD) into.push([code, reader.bytes(reader.u8())]);
    if (!reader.ok()) return false;
  }
  return true;
}

/** RFC 3396 §7: values of one code are parts of one value. Joined once each, so that no input costs more than its length. */
function joinFields(fields: readonly Field[]): Options {
  const options = new Map<number, Uint8Array>();
  const parts = new Map<number, Buffer[]>();
  for (const [code, value] of fields) {
    const first = options.get(code);
    if (code === OVERLOAD) continue;
    if (first === undefined) options.set(code, value);
    else if (parts.get(code)?.push(value) === undefined) parts.set(code, [value]);
  }
  for (const [code, rest] of parts)
    options.set(code, Buffer.concat([options.get(code) ?? Buffer.alloc(0), ...rest]));
  return options;
}

function writeHeader(writer: Writer, packet: Packet): void {
  writer.u8(packet.op);
  writer.u8(packet.htype);
  writer.u8(packet.hlen);
  writer.u8(packet.hops);
  writer.u32(packet.xid);
  writer.u16(packet.secs);
  writer.u16(packet.flags);
  writer.u32(numberOf(packet.ciaddr));
  writer.u32(numberOf(packet.yiaddr));
  writer.u32(numberOf(packet.siaddr));
  writer.u32(numberOf(packet.giaddr));
  writer.bytes(packet.chaddr);
}

function writeOption(writer: Writer, code: number, value: Uint8Array): void {
  for (let from = 0; from === 0 || from < value.length; from += 255) {
    const part = value.length > 255 ? value.subarray(from, from + 255) : value;
    writer.u8(code);
    writer.u8(part.length);
    writer.bytes(part);
  }
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? field.length : end);
}
