import { expect, test } from 'vitest';
import { decodeTftp, encodeTftp } from '../../../../src/netboot/tftp/packet.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('a read request with options, in any case of letters', () => {
  expect(decodeTftp(bytes('\0\x01boot\0OCTET\0BlkSize\x001468\0tsize\x000\0'))).toEqual({
    kind: 'read',
    file: 'boot',
    mode: 'octet',
    options: new Map([
      ['blksize', '1468'],
      ['tsize', '0'],
    ]),
  });
});

test('padding behind a request or an ACK is tolerated', () => {
  const request = Buffer.concat([bytes('\0\x01boot\0octet\0'), Buffer.alloc(500)]);
  expect(decodeTftp(request)).toMatchObject({ file: 'boot', options: new Map() });
  expect(decodeTftp(Buffer.concat([bytes('\0\x04\0\x07'), Buffer.alloc(60)]))).toEqual({
    kind: 'ack',
    block: 7,
  });
});

test('what is cut is nothing, or is left out', () => {
  expect(decodeTftp(bytes('\0\x01boot\0octet'))).toBeUndefined();
  expect(decodeTftp(bytes('\0\x04\0'))).toBeUndefined();
  expect(decodeTftp(bytes('\0'))).toBeUndefined();
  expect(decodeTftp(bytes('\0\x09\0\0'))).toBeUndefined();
  expect(decodeTftp(bytes('\0\x01a\0octet\0blksize\x00512'))).toMatchObject({ options: new Map() });
});

test('of an option given twice, the first counts', () => {
  const packet = decodeTftp(bytes('\0\x01a\0octet\0blksize\x00512\0blksize\x009\0'));
  expect(packet).toMatchObject({ options: new Map([['blksize', '512']]) });
});

test('an ERROR as RFC 1350 has it', () => {
  const error = { kind: 'error', code: 1, message: 'not found' } as const;
  expect(encodeTftp(error)).toEqual(bytes('\0\x05\0\x01not found\0'));
});
