import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { instant, type Ipv4 } from '../../../src/core/ids.ts';
import { fromNumber } from '../../../src/core/ipv4.ts';
import {
  encodeOption,
  OPTION,
  type OptionName,
  readOption,
} from '../../../src/netboot/dhcp/options.ts';
import { decodePacket, encodePacket, type Packet } from '../../../src/netboot/dhcp/packet.ts';
import { createAddressTable } from '../../../src/netboot/dhcp/pool.ts';
import { decide } from '../../../src/netboot/dhcp/reply.ts';
import { conversation, host, ip, mac, message, option, subnet, world } from '../../support/dhcp.ts';

const u8 = fc.integer({ min: 0, max: 255 });
const anyAddress = fc.integer({ min: 0, max: 0xffff_ffff }).map((value) => fromNumber(value));
const field = (max: number): fc.Arbitrary<string> =>
  fc.string({
    maxLength: max - 1,
    unit: fc.integer({ min: 33, max: 126 }).map((c) => String.fromCharCode(c)),
  });
const options = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 254 }).filter((code) => code !== 52),
      fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
    ),
    { selector: ([code]) => code, maxLength: 12 },
  )
  .map((entries) => new Map(entries));
const packet: fc.Arbitrary<Packet> = fc.record({
  op: u8,
  htype: u8,
  hlen: u8,
  hops: u8,
  xid: fc.integer({ min: 0, max: 0xffff_ffff }),
  secs: fc.integer({ min: 0, max: 0xffff }),
  flags: fc.integer({ min: 0, max: 0xffff }),
  ciaddr: anyAddress,
  yiaddr: anyAddress,
  siaddr: anyAddress,
  giaddr: anyAddress,
  chaddr: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  sname: field(64),
  file: field(128),
  options,
});

test.prop([packet])('decode(encode(packet)) is the packet', (given) => {
  const bytes = encodePacket(given, 65_536);
  expect(bytes?.length).toBeGreaterThanOrEqual(300);
  expect(decodePacket(bytes ?? Buffer.alloc(0))).toEqual(given);
});

const name = fc.constantFrom(...(Object.keys(OPTION) as OptionName[]));

test.prop([name, fc.uint8Array({ maxLength: 64 })])(
  'an option that can be read is written as it was read',
  (which, bytes) => {
    const value = readOption(new Map([[OPTION[which].code, bytes]]), which);
    if (value === undefined) return;
    const [code, written] = encodeOption(which, value);
    expect(readOption(new Map([[code, written]]), which)).toEqual(value);
  },
);

const enlisting = subnet('10.0.0.0/24', {
  dynamic: [{ first: ip('10.0.0.10'), last: ip('10.0.0.13') }],
  unknown: 'enlist',
});
const served = world([[enlisting, '10.0.0.1']], new Map([[mac(1), host('n1')]]));

test.prop([fc.uint8Array({ maxLength: 600 })])('any bytes are a packet or nothing', (bytes) => {
  expect(() => decodePacket(bytes)).not.toThrow();
});

test.prop([packet, fc.array(fc.tuple(fc.nat(2000), u8), { maxLength: 20 })])(
  'a mutated message is answered or passed over, and never throws',
  (given, mutations) => {
    const asked = { ...given, op: 1, htype: 1, hlen: 6 };
    const bytes = encodePacket(asked, 65_536) ?? Buffer.alloc(0);
    for (const [at, value] of mutations) if (at < bytes.length) bytes[at] = value;
    const decoded = decodePacket(bytes);
    if (decoded === undefined) return;
    const from = { address: ip('10.0.0.200'), port: 68 };
    const decisions = decide({ packet: decoded, from }, served, createAddressTable([]), instant(0));
    expect(decisions.length).toBeGreaterThan(0);
    for (const decision of decisions)
      if (decision.kind !== 'silence') expect(encodePacket(decision.packet, 65_536)).toBeDefined();
  },
);

type Word = 'DISCOVER' | 'REQUEST' | 'RENEW' | 'DECLINE' | 'RELEASE' | 'wait';
const word = fc.constantFrom<Word>('DISCOVER', 'REQUEST', 'RENEW', 'DECLINE', 'RELEASE', 'wait');

test.prop([
  fc.array(fc.tuple(word, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 })), {
    maxLength: 60,
  }),
])('no address is in two hands, and none is handed out that is not in the range', (words) => {
  const table = createAddressTable([]);
  const talk = conversation(served, table);
  const hands = new Map<Ipv4, { readonly mac: string; readonly until: number }>();
  let now = 0;
  for (const [what, who, last] of words) {
    if (what === 'wait') {
      now += last * 60_000;
      talk.wait(last * 60_000);
      continue;
    }
    const asked = ip(`10.0.0.${last}`);
    const server = option('serverIdentifier', ip('10.0.0.1'));
    const client = mac(who);
    const sent =
      what === 'RENEW'
        ? message('REQUEST', client, [], { ciaddr: asked })
        : message(
            what,
            client,
            [server, option('requestedAddress', asked)],
            what === 'RELEASE' ? { ciaddr: asked } : {},
          );
    for (const decision of talk.ask(sent)) {
      if (what === 'RELEASE' && decision.change !== undefined) hands.delete(asked);
      if (what === 'DECLINE' && decision.change !== undefined) hands.delete(asked);
      if (decision.kind !== 'ack' || decision.address === undefined) continue;
      const held = hands.get(decision.address);
      if (held !== undefined && held.until > now) expect(held.mac).toBe(client);
      expect(enlisting.dynamic).toSatisfy(() => /^10\.0\.0\.1[0-3]$/.test(decision.address ?? ''));
      for (const [address, hand] of hands) if (hand.mac === client) hands.delete(address);
      hands.set(decision.address, { mac: client, until: now + 600_000 });
    }
  }
});
