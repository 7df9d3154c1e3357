import { expect, test } from 'vitest';
import { toNetascii } from '../../../../src/netboot/tftp/netascii.ts';

test('LF becomes CR LF, a bare CR becomes CR NUL', () => {
  expect(toNetascii(Buffer.from('a\nb\r\nc\r')).toString()).toBe('a\r\nb\r\0\r\nc\r\0');
});
