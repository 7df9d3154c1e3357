/** Cursors over bytes in network order. A codec reads or writes in one go and asks once, at the end, whether it fitted. */

/** Reading past the end gives zeros and empty views, and makes `ok()` false for good. */
export interface Reader {
  u8(): number;
  u16(): number;
  u32(): number;
  /** A view, not a copy. */
  bytes(length: number): Buffer;
  left(): number;
  ok(): boolean;
}

export function createReader(source: Uint8Array): Reader {
  const view = asBuffer(source);
  let at = 0;
  let ok = true;
  const take = (length: number): number => {
    if (length > view.length - at) ok = false;
    const from = at;
    if (ok) at += length;
    return from;
  };
  return {
    u8: () => {
      const from = take(1);
      return ok ? view.readUInt8(from) : 0;
    },
    u16: () => {
      const from = take(2);
      return ok ? view.readUInt16BE(from) : 0;
    },
    u32: () => {
      const from = take(4);
      return ok ? view.readUInt32BE(from) : 0;
    },
    bytes: (length) => {
      const from = take(length);
      return ok ? view.subarray(from, from + length) : view.subarray(0, 0);
    },
    left: () => view.length - at,
    ok: () => ok,
  };
}

/** What does not fit the capacity is left out and makes `ok()` false; nothing is ever written past the end. */
export interface Writer {
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  bytes(value: Uint8Array): void;
  /** A field of so many bytes, filled up with zeros; the text is cut so that one zero at least ends it. */
  text(value: string, length: number): void;
  /** Zeros up to this length in all, if it is shorter yet. */
  padTo(length: number): void;
  /** Bytes that still fit. */
  room(): number;
  ok(): boolean;
  /** What was written: a view of the writer's own memory. */
  written(): Buffer;
}

export function createWriter(capacity: number): Writer {
  const memory = Buffer.allocUnsafe(capacity);
  let at = 0;
  let ok = true;
  const take = (length: number): boolean => {
    if (length > capacity - at) ok = false;
    if (ok) at += length;
    return ok;
  };
  return {
    u8: (value) => void (take(1) && memory.writeUInt8(value, at - 1)),
    u16: (value) => void (take(2) && memory.writeUInt16BE(value, at - 2)),
    u32: (value) => void (take(4) && memory.writeUInt32BE(value, at - 4)),
    bytes: (value) => void (take(value.length) && memory.set(value, at - value.length)),
    text: (value, length) => {
      if (!take(length)) return;
      const from = at - length;
      const end = value === '' ? from : from + memory.write(value, from, length - 1, 'latin1');
      memory.fill(0, end, at);
    },
    padTo: (length) => {
      const from = at;
      if (length > from && take(length - from)) memory.fill(0, from, at);
    },
    room: () => capacity - at,
    ok: () => ok,
    written: () => memory.subarray(0, at),
  };
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
