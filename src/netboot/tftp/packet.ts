/**
 * TFTP datagrams (RFC 1350 §5, RFC 2347):
 *
 *   RRQ, WRQ   | 1, 2 | file | 0 | mode | 0 | option | 0 | value | 0 | …
 *   DATA       |  3   | block | bytes
 *   ACK        |  4   | block |
 *   ERROR      |  5   | code  | message | 0 |
 *   OACK       |  6   | option | 0 | value | 0 | …
 */
import { createReader } from '../../lib/bytes.ts';

export type TftpPacket =
  | FileRequest
  | { readonly kind: 'data'; readonly block: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ack'; readonly block: number }
  | TftpError
  | { readonly kind: 'oack'; readonly options: TftpOptions };

export interface FileRequest {
  readonly kind: 'read' | 'write';
  readonly file: string;
  /** Lower case: `octet`, `netascii`. */
  readonly mode: string;
  readonly options: TftpOptions;
}

export interface TftpError {
  readonly kind: 'error';
  /** One of TFTP_ERROR. */
  readonly code: number;
  readonly message: string;
}

/** Names in lower case, in the order they came. */
export type TftpOptions = ReadonlyMap<string, string>;

const OPCODE = { read: 1, write: 2, data: 3, ack: 4, error: 5, oack: 6 } as const;

/** RFC 1350's appendix, and RFC 2347's. */
export const TFTP_ERROR = {
  undefined: 0,
  notFound: 1,
  access: 2,
  illegal: 4,
  unknownTransfer: 5,
} as const;

/** `undefined` for anything else. Linear in the length; bytes after what is needed are padding. */
export function decodeTftp(bytes: Uint8Array): TftpPacket | undefined {
  const reader = createReader(bytes);
  const opcode = reader.u16();
  if (!reader.ok()) return undefined;
  const body = reader.bytes(reader.left());
  switch (opcode) {
    case OPCODE.read:
      return request('read', body);
    case OPCODE.write:
      return request('write', body);
    case OPCODE.oack:
      return { kind: 'oack', options: pairs(strings(body)) };
  }
  if (body.length < 2) return undefined;
  const block = body.readUInt16BE(0);
  switch (opcode) {
    case OPCODE.data:
      return { kind: 'data', block, bytes: body.subarray(2) };
    case OPCODE.ack:
      return { kind: 'ack', block };
    case OPCODE.error:
      return { kind: 'error', code: block, message: strings(body.subarray(2))[0] ?? '' };
    default:
      return undefined;
  }
}

export function encodeTftp(packet: TftpPacket): Buffer {
  switch (packet.kind) {
    case 'read':
    case 'write':
      return Buffer.concat([
        u16(OPCODE[packet.kind]),
        text(packet.file, packet.mode, ...[...packet.options].flat()),
      ]);
    case 'data':
      return Buffer.concat([dataHeader(packet.block), packet.bytes]);
    case 'ack':
      return u16(OPCODE.ack, packet.block);
    case 'error':
      return Buffer.concat([u16(OPCODE.error, packet.code), text(packet.message)]);
    case 'oack':
      return Buffer.concat([u16(OPCODE.oack), text(...[...packet.options].flat())]);
  }
}

/** The header of a DATA datagram; the block's bytes follow it as they lie. */
export function dataHeader(block: number): Buffer {
  const header = Buffer.allocUnsafe(4);
  header.writeUInt16BE(OPCODE.data, 0);
  header.writeUInt16BE(block & 0xffff, 2);
  return header;
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => bytes.writeUInt16BE(value, 2 * index));
  return bytes;
}

const text = (...values: readonly string[]): Buffer =>
  Buffer.from(values.map((value) => `${value}\0`).join(''), 'latin1');

function request(kind: 'read' | 'write', body: Buffer): FileRequest | undefined {
  const [file, mode, ...rest] = strings(body);
  if (file === undefined || mode === undefined) return undefined;
  return { kind, file, mode: mode.toLowerCase(), options: pairs(rest) };
}

/** Nobody has more options than that; padding of zeros looks like many empty ones. */
const MAX_STRINGS = 32;

/** What is terminated; a cut rest is left out. */
function strings(body: Buffer): readonly string[] {
  const found: string[] = [];
  for (let from = 0; found.length < MAX_STRINGS;) {
    const end = body.indexOf(0, from);
    if (end === -1) break;
    found.push(body.toString('latin1', from, end));
    from = end + 1;
  }
  return found;
}

/** RFC 2347: an option comes once at most, so of two the first one counts. */
function pairs(values: readonly string[]): TftpOptions {
  const options = new Map<string, string>();
  for (let at = 0; at + 1 < values.length; at += 2) {
    const name = (values[at] ?? '').toLowerCase();
    if (name === '') break;
    if (!options.has(name)) options.set(name, values[at + 1] ?? '');
  }
  return options;
}
