import { expect, test } from 'vitest';
import { createReader, createWriter } from '../../../src/lib/bytes.ts';

test('reads in network order and says at the end that all was there', () => {
  const reader = createReader(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  expect(reader.u8()).toBe(1);
  expect(reader.u16()).toBe(0x0203);
  expect(reader.u32()).toBe(0x04050607);
  expect([...reader.bytes(2)]).toEqual([8, 9]);
  expect(reader.left()).toBe(0);
  expect(reader.ok()).toBe(true);
});

test('reading past the end gives zeros, and stays bad', () => {
  const reader = createReader(Uint8Array.of(1, 2));
  expect(reader.u32()).toBe(0);
  expect(reader.u8()).toBe(0);
  expect(reader.bytes(1)).toHaveLength(0);
  expect(reader.ok()).toBe(false);
});

test('writing past the capacity writes nothing more, and stays bad', () => {
  const writer = createWriter(4);
  writer.u16(0xbeef);
  writer.u32(1);
  writer.u8(7);
  expect(writer.ok()).toBe(false);
  expect([...writer.written()]).toEqual([0xbe, 0xef]);
});

test('pads with zeros up to a length, and not down to it', () => {
  const writer = createWriter(8);
  writer.bytes(Uint8Array.of(1, 2, 3));
  writer.padTo(2);
  writer.padTo(5);
  expect([...writer.written()]).toEqual([1, 2, 3, 0, 0]);
});

test('a text field is filled up with zeros, and cut before its last byte', () => {
  const writer = createWriter(12);
  writer.text('', 2);
  writer.text('ab', 4);
  writer.text('abcdefg', 4);
  writer.text('x', 3);
  expect(writer.written().toString('latin1')).toBe('\0\0ab\0\0abc\0');
  expect(writer.ok()).toBe(false);
});
