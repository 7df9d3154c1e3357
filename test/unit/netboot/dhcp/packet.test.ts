import { expect, test } from 'vitest';
import { OPTION, readOption } from '../../../../src/netboot/dhcp/options.ts';
import { decodePacket, encodePacket, macOf } from '../../../../src/netboot/dhcp/packet.ts';
import { ip, mac, message, option } from '../../../support/dhcp.ts';

const encoded = (...options: Parameters<typeof message>[2] & object): Buffer =>
  encodePacket(message('DISCOVER', mac(1), options), 1472) ?? Buffer.alloc(0);

/** A DISCOVER whose options field is these bytes. */
const withOptions = (...bytes: readonly number[]): Buffer =>
  Buffer.concat([encoded().subarray(0, 240), Uint8Array.from(bytes)]);

test('a message has the header of RFC 2131 and at least 300 bytes', () => {
  const bytes = encoded();
  expect(bytes).toHaveLength(300);
  expect(bytes.toString('hex', 0, 8)).toBe('0101060012345678');
  expect(bytes.toString('hex', 236, 244)).toBe('63825363350101ff');
});

test('the MAC is read from an Ethernet header only', () => {
  const packet = message('DISCOVER', mac(0xabc));
  expect(macOf(packet)).toBe('52:54:00:00:0a:bc');
  expect(macOf({ ...packet, htype: 32 })).toBeUndefined();
  expect(macOf({ ...packet, hlen: 16 })).toBeUndefined();
});

test('PAD bytes are skipped and END stops', () => {
  const packet = decodePacket(withOptions(0, 0, 53, 1, 1, 0, 255, 12, 1, 65));
  expect([...(packet?.options.keys() ?? [])]).toEqual([53]);
});

test('a missing END is forgiven, a cut option is not', () => {
  expect(decodePacket(withOptions(53, 1, 1))?.options.size).toBe(1);
  expect(decodePacket(withOptions(53, 1, 1, 12, 5, 65))).toBeUndefined();
  expect(decodePacket(withOptions(53, 1, 1, 12))).toBeUndefined();
});

test('options of one code are parts of one value (RFC 3396)', () => {
  const packet = decodePacket(withOptions(53, 1, 1, 12, 2, 110, 49, 12, 1, 50, 255));
  expect(packet && readOption(packet.options, 'hostName')).toBe('n12');
});

test('a value of more than 255 bytes is split, and read whole', () => {
  const value = Buffer.alloc(600, 7);
  const bytes = encoded([175, value]);
  expect(decodePacket(bytes)?.options.get(175)).toEqual(value);
});

test('an overloaded message holds options in file and sname, in this order (option 52)', () => {
  const bytes = withOptions(53, 1, 1, 52, 1, 3, 12, 1, 97, 255);
  bytes.set([12, 1, 99, 255], 44);
  bytes.set([12, 1, 98, 255], 108);
  const packet = decodePacket(bytes);
  expect(packet && readOption(packet.options, 'hostName')).toBe('abc');
  expect(packet).toMatchObject({ sname: '', file: '' });
  expect(packet?.options.has(52)).toBe(false);
});

test('without overload, file and sname are text', () => {
  const bytes = encodePacket(
    message('OFFER', mac(1), [], { file: 'bootx64.efi', sname: '10.0.0.1' }),
    1472,
  );
  expect(decodePacket(bytes ?? Buffer.alloc(0))).toMatchObject({
    file: 'bootx64.efi',
    sname: '10.0.0.1',
  });
});

test('what is too long is not encoded', () => {
  const packet = message('OFFER', mac(1), [[OPTION.ipxe.code, Buffer.alloc(400)]]);
  expect(encodePacket(packet, 548)).toBeUndefined();
});

test('no cookie, no DHCP message', () => {
  const bytes = encoded();
  bytes[236] = 0;
  expect(decodePacket(bytes)).toBeUndefined();
  expect(decodePacket(Buffer.alloc(0))).toBeUndefined();
});

test('thirty thousand repeated options cost no more than their length', () => {
  const many = Buffer.alloc(60_000, Uint8Array.of(12, 1, 65));
  const packet = decodePacket(Buffer.concat([encoded().subarray(0, 240), many]));
  expect(packet?.options.get(12)).toHaveLength(20_000);
});

test('addresses', () => {
  const packet = message('REQUEST', mac(1), [option('requestedAddress', ip('10.0.0.9'))], {
    ciaddr: ip('255.255.255.254'),
  });
  const back = decodePacket(encodePacket(packet, 1472) ?? Buffer.alloc(0));
  expect(back?.ciaddr).toBe('255.255.255.254');
  expect(back && readOption(back.options, 'requestedAddress')).toBe('10.0.0.9');
});
