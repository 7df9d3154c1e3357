import { describe, expect, test } from 'vitest';
import { readOption } from '../../../../src/netboot/dhcp/options.ts';
import { createAddressTable } from '../../../../src/netboot/dhcp/pool.ts';
import {
  conversation,
  host,
  ip,
  mac,
  message,
  option,
  subnet,
  world,
} from '../../../support/dhcp.ts';

const dynamic = (first: string, last: string) => ({
  dynamic: [{ first: ip(first), last: ip(last) }],
});
const rack = subnet('10.0.0.0/24', {
  ...dynamic('10.0.0.100', '10.0.0.103'),
  gateway: ip('10.0.0.254'),
  search: ['rack.example.org', 'example.org'],
  mtu: 9000,
});
const lab = subnet('10.1.0.0/24', { ...dynamic('10.1.0.10', '10.1.0.19'), unknown: 'enlist' });
const far = subnet('10.2.0.0/24', {
  ...dynamic('10.2.0.10', '10.2.0.19'),
  dhcp: 'relay-only',
  unknown: 'enlist',
});

const n1 = host('n1', { subnet: rack.name, address: ip('10.0.0.5') });
const n2 = host('n2', { subnet: rack.name });
const roamer = host('roamer');
const hosts = new Map([
  [mac(1), n1],
  [mac(2), n2],
  [mac(3), roamer],
]);
const stranger = mac(99);
const site = world(
  [
    [rack, '10.0.0.1'],
    [lab, '10.1.0.1'],
    [far, '10.0.0.1', 'relayed'],
  ],
  hosts,
);
const talk = () => conversation(site, createAddressTable([]));
const server = option('serverIdentifier', ip('10.0.0.1'));
const requested = (address: string) => option('requestedAddress', ip(address));
const pxe = (architecture: number) => [
  option('vendorClass', `PXEClient:Arch:${String(architecture).padStart(5, '0')}`),
  option('clientArchitecture', [architecture]),
];
const from = (address: string, port = 67) => ({ address: ip(address), port });

const given = (packet: ReturnType<typeof message>) => talk().reply(packet).packet;
const relayed = (options: Parameters<typeof message>[2], giaddr = '10.2.0.1') =>
  message('DISCOVER', stranger, options, { giaddr: ip(giaddr), hops: 1, flags: 0x8000 });
const agent = (...bytes: readonly number[]) =>
  option('relayAgentInformation', Uint8Array.from(bytes));

describe('who is answered', () => {
  test('a declared machine gets its reservation, by broadcast from our address there', () => {
    const offer = talk().reply(message('DISCOVER', mac(1)));
    expect(offer).toMatchObject({ kind: 'offer', from: '10.0.0.1' });
    expect(offer.packet.yiaddr).toBe('10.0.0.5');
    expect(offer.to).toEqual({ address: '255.255.255.255', port: 68 });
    expect(readOption(offer.packet.options, 'serverIdentifier')).toBe('10.0.0.1');
  });

  test('one without a reservation gets an address of the dynamic range, and keeps it', () => {
    const client = talk();
    const first = client.lease(mac(2));
    expect(first).toMatch(/^10\.0\.0\.10[0-3]$/);
    client.wait(86_400_000);
    expect(client.lease(mac(2))).toBe(first);
  });

  test('one address for one MAC, whatever client identifier it shows', () => {
    const client = talk();
    const ids = [Buffer.of(1, 2), Buffer.of(255, 9, 9, 9), Buffer.from('text')];
    const addresses = ids.map((id) => client.lease(mac(2), [option('clientIdentifier', id)]));
    expect(new Set(addresses).size).toBe(1);
  });

  test('an unknown machine is ignored, but where the subnet enlists', () => {
    expect(talk().silence(message('DISCOVER', stranger, [], { giaddr: ip('10.0.0.250') }))).toBe(
      'nothing declares it, and subnet 10.0.0.0/24 ignores unknown machines',
    );
    expect(talk().reply(message('DISCOVER', stranger)).packet.yiaddr).toMatch(/^10\.1\.0\.1\d$/);
  });

  test('a machine that may be on several wires is offered an address on each', () => {
    const offers = talk().ask(message('DISCOVER', mac(3)));
    expect(offers.map((offer) => offer.kind === 'offer' && offer.from)).toEqual([
      '10.0.0.1',
      '10.1.0.1',
    ]);
  });

  test('a subnet that is not declared is not answered', () => {
    expect(talk().silence(message('DISCOVER', mac(1), [], { giaddr: ip('172.16.0.1') }))).toBe(
      'relayed from 172.16.0.1, which is in no subnet that is served',
    );
  });

  test('a relay-only subnet answers what was relayed and nothing else', () => {
    const there = new Map([[mac(7), host('n7', { subnet: far.name })]]);
    const client = conversation(
      world([[far, '10.0.0.1', 'relayed']], there),
      createAddressTable([]),
    );
    expect(client.silence(message('DISCOVER', mac(7)))).toBe(
      'n7 is declared in a subnet that is not served directly',
    );
    const giaddr = ip('10.2.0.1');
    expect(client.reply(message('DISCOVER', mac(7), [], { giaddr })).kind).toBe('offer');
  });

  test('replies, BOOTP and other hardware are passed over', () => {
    const client = talk();
    const because = 'not a DHCP request of an Ethernet client';
    expect(client.silence(message('DISCOVER', mac(1), [], { op: 2 }))).toBe(because);
    expect(client.silence(message('DISCOVER', mac(1), [], { htype: 32, hlen: 0 }))).toBe(because);
    expect(client.silence({ ...message('DISCOVER', mac(1)), options: new Map() })).toBe(because);
    expect(client.silence(message('OFFER', mac(1)))).toBe("message type 2 is not a client's");
  });
});

describe('what it is told', () => {
  test('mask, router, name servers, times, MTU, search', () => {
    const { options } = given(message('DISCOVER', mac(1)));
    const read = (name: Parameters<typeof readOption>[1]) => readOption(options, name);
    expect(read('subnetMask')).toBe('255.255.255.0');
    expect(read('routers')).toEqual(['10.0.0.254']);
    expect(read('domainNameServers')).toEqual(['192.0.2.53']);
    expect(read('ntpServers')).toEqual(['192.0.2.123']);
    expect(read('broadcastAddress')).toBe('10.0.0.255');
    expect(read('interfaceMtu')).toBe(9000);
    expect(read('hostName')).toBe('n1');
    expect(read('domainName')).toBe('rack.example.org');
    expect(read('domainSearch')).toEqual(['rack.example.org', 'example.org']);
    expect([read('leaseTime'), read('renewalTime'), read('rebindingTime')]).toEqual([
      600, 300, 525,
    ]);
  });

  test('only what it asks for, besides what it cannot do without', () => {
    const list = option('parameterRequestList', Uint8Array.of(1, 3, 12));
    const { options } = given(message('DISCOVER', mac(1), [list]));
    expect([...options.keys()]).toEqual([53, 54, 51, 58, 59, 1, 3, 6, 12]);
  });

  test('a PXE client: a short lease, its file, and its UUID and identifier back', () => {
    const uuid = option('clientUuid', Buffer.alloc(17, 5));
    const id = option('clientIdentifier', Buffer.of(0, 1, 2));
    const packet = given(message('DISCOVER', mac(1), [...pxe(7), uuid, id]));
    expect(packet).toMatchObject({ file: 'bootx64.efi', siaddr: '10.0.0.1', sname: '10.0.0.1' });
    expect(readOption(packet.options, 'leaseTime')).toBe(30);
    expect(packet.options.get(97)).toEqual(Buffer.alloc(17, 5));
    expect(packet.options.get(61)).toEqual(Buffer.of(0, 1, 2));
    expect(packet.options.has(60)).toBe(false);
    expect(packet.options.has(43)).toBe(false);
  });

  test('lpxelinux: the path prefix, also when it is not asked for', () => {
    const list = option('parameterRequestList', Uint8Array.of(1, 3));
    const packet = given(message('DISCOVER', mac(1), [...pxe(0), list]));
    expect(packet.file).toBe('lpxelinux.0');
    expect(readOption(packet.options, 'pathPrefix')).toBe('http://10.0.0.1:5248/');
  });

  test('UEFI HTTP boot: a URL, and HTTPClient in option 60', () => {
    const packet = given(
      message('DISCOVER', mac(1), [
        option('vendorClass', 'HTTPClient:Arch:00016:UNDI:003001'),
        option('clientArchitecture', [0x10]),
      ]),
    );
    expect(packet.file).toBe('http://10.0.0.1:5248/images/bootx64.efi');
    expect(readOption(packet.options, 'vendorClass')).toBe('HTTPClient');
    expect(readOption(packet.options, 'leaseTime')).toBe(600);
  });

  test('32-bit UEFI: nothing, with the reason', () => {
    expect(talk().silence(message('DISCOVER', mac(1), pxe(6)))).toBe(
      'UEFI ia32 (architecture 6) has no boot loader here',
    );
  });

  test('never more than the client takes; a larger maximum is used', () => {
    const search = Array.from({ length: 20 }, (_, i) => `rather-long-domain-${i}.example.org`);
    const wide = world([[{ ...rack, search }, '10.0.0.1']], hosts);
    const ask = (...options: Parameters<typeof message>[2] & object) =>
      conversation(wide, createAddressTable([])).reply(message('DISCOVER', mac(1), options)).packet;
    expect(ask().options.has(119)).toBe(false);
    expect(ask().options.has(15)).toBe(true);
    expect(ask(option('maxMessageSize', 1500)).options.has(119)).toBe(true);
    expect(ask(option('maxMessageSize', 100)).options.has(53)).toBe(true);
  });
});

describe('REQUEST', () => {
  test('SELECTING: an ACK whose lease is to be stored', () => {
    const client = talk();
    client.reply(message('DISCOVER', mac(1)));
    const ack = client.reply(message('REQUEST', mac(1), [server, requested('10.0.0.5')]));
    expect(ack.kind).toBe('ack');
    expect(ack.change).toEqual({
      kind: 'lease',
      lease: {
        mac: mac(1),
        address: '10.0.0.5',
        subnet: '10.0.0.0/24',
        expiresAt: 600_000,
        hostname: 'n1',
      },
    });
  });

  test('SELECTING another server: silence', () => {
    const other = option('serverIdentifier', ip('10.0.0.77'));
    const sent = message('REQUEST', mac(1), [other, requested('10.0.0.5')]);
    expect(talk().silence(sent)).toBe('it chose the server 10.0.0.77');
    const through = message('REQUEST', mac(1), [other, requested('10.0.0.5')], {
      giaddr: ip('10.0.0.250'),
    });
    expect(talk().silence(through)).toBe('it chose the server 10.0.0.77');
  });

  test('SELECTING what was never offered and is not for it: NAK by broadcast', () => {
    const nak = talk().reply(message('REQUEST', mac(2), [server, requested('10.0.0.5')]));
    expect(nak.kind).toBe('nak');
    expect(nak.packet.yiaddr).toBe('0.0.0.0');
    expect([...nak.packet.options.keys()]).toEqual([53, 54, 56]);
    expect(nak.to.address).toBe('255.255.255.255');
  });

  test('SELECTING after a restart that forgot the offer: still an ACK', () => {
    expect(talk().reply(message('REQUEST', mac(2), [server, requested('10.0.0.101')])).kind).toBe(
      'ack',
    );
  });

  test('INIT-REBOOT: its own address again; another one is refused; no record, no answer', () => {
    const client = talk();
    const again = (who: typeof stranger, address: string) =>
      message('REQUEST', who, [requested(address)]);
    expect(client.reply(again(mac(1), '10.0.0.5')).kind).toBe('ack');
    expect(client.reply(again(mac(1), '10.0.0.101')).because).toBe('10.0.0.5 is reserved for it');
    expect(client.reply(again(mac(1), '192.168.1.7')).kind).toBe('nak');
    expect(client.silence(again(stranger, '10.1.0.12'))).toBe(
      'it asks for 10.1.0.12 again, and has no lease',
    );
    const address = client.ask(message('DISCOVER', stranger));
    expect(address).toHaveLength(1);
  });

  test('RENEWING: unicast to its address; the lease goes on', () => {
    const client = talk();
    client.lease(mac(1));
    client.wait(300_000);
    const renewal = message('REQUEST', mac(1), [], { ciaddr: ip('10.0.0.5') });
    const ack = client.reply(renewal, from('10.0.0.5', 68));
    expect(ack.to).toEqual({ address: '10.0.0.5', port: 68 });
    expect(ack.packet).toMatchObject({ ciaddr: '10.0.0.5', yiaddr: '10.0.0.5' });
    expect(ack.change).toMatchObject({ lease: { expiresAt: 900_000 } });
  });

  test('RENEWING directly in a relay-only subnet: it has an address and is routed to', () => {
    const there = new Map([[mac(7), host('n7', { subnet: far.name })]]);
    const client = conversation(
      world([[far, '10.0.0.1', 'relayed']], there),
      createAddressTable([]),
    );
    const renewal = message('REQUEST', mac(7), [], { ciaddr: ip('10.2.0.12') });
    expect(client.reply(renewal, from('10.2.0.12', 68)).kind).toBe('ack');
  });

  test('REBINDING through a relay: back to the relay', () => {
    const sent = message('REQUEST', mac(1), [], {
      ciaddr: ip('10.0.0.5'),
      giaddr: ip('10.0.0.250'),
    });
    expect(talk().reply(sent).to).toEqual({ address: '10.0.0.250', port: 67 });
  });

  test('an address that somebody else holds: NAK', () => {
    const client = talk();
    const held = ip(client.lease(mac(2)));
    const sent = message('REQUEST', mac(3), [], { ciaddr: held });
    expect(client.reply(sent).because).toBe(`${held} is taken`);
  });

  test('a renewal outlives the declaration, a new DISCOVER does not', () => {
    const table = createAddressTable([]);
    const address = ip(conversation(site, table).lease(mac(2)));
    const later = conversation(world([[rack, '10.0.0.1']]), table);
    expect(later.reply(message('REQUEST', mac(2), [], { ciaddr: address })).kind).toBe('ack');
    expect(later.silence(message('DISCOVER', mac(2)))).toContain('nothing declares it');
  });
});

describe('relays', () => {
  test('giaddr names the wire and gets the answer, with its option 82 last', () => {
    const information = agent(1, 3, 101, 116, 104);
    const offer = talk().reply(relayed([information, option('clientUuid', Buffer.alloc(17))]));
    expect(offer.to).toEqual({ address: '10.2.0.1', port: 67 });
    expect(offer.packet).toMatchObject({ giaddr: '10.2.0.1', flags: 0x8000, hops: 0 });
    expect(offer.packet.yiaddr).toMatch(/^10\.2\.0\.1\d$/);
    expect([...offer.packet.options].at(-1)).toEqual(information);
  });

  test('link selection names another wire than giaddr (RFC 3527), and so does option 118', () => {
    const chosen = relayed([agent(5, 4, 10, 1, 0, 0)], '10.9.9.9');
    expect(talk().reply(chosen)).toMatchObject({ to: { address: '10.9.9.9' }, from: '10.1.0.1' });
    const selected = relayed([option('subnetSelection', ip('10.1.0.0'))], '10.9.9.9');
    expect(talk().reply(selected)).toMatchObject({ from: '10.1.0.1' });
  });

  test('a relay that says so is answered at the port it sends from (RFC 8357)', () => {
    const offer = talk().reply(relayed([agent(19, 0)]), from('10.2.0.1', 40_067));
    expect(offer.to).toEqual({ address: '10.2.0.1', port: 40_067 });
  });

  test('a relay on this host is answered where it is, not at giaddr', () => {
    const offer = talk().reply(relayed([agent(19, 0)]), from('127.0.0.1', 40_067));
    expect(offer.to).toEqual({ address: '127.0.0.1', port: 40_067 });
  });

  test('a NAK goes to the relay with the broadcast flag', () => {
    const sent = message('REQUEST', mac(1), [requested('192.168.0.9')], {
      giaddr: ip('10.0.0.250'),
    });
    const nak = talk().reply(sent);
    expect(nak).toMatchObject({ kind: 'nak', to: { address: '10.0.0.250', port: 67 } });
    expect(nak.packet.flags & 0x8000).toBe(0x8000);
  });

  test('a reservation of another wire is not given; an address of this one is', () => {
    const offer = talk().reply(message('DISCOVER', mac(1), [], { giaddr: ip('10.1.0.250') }));
    expect(offer.packet.yiaddr).toMatch(/^10\.1\.0\.1\d$/);
  });
});

describe('giving back', () => {
  test('a declined address is set aside, and the next offer is another', () => {
    const client = talk();
    const first = client.lease(mac(2));
    expect(client.silence(message('DECLINE', mac(2), [server, requested(first)]))).toBe(
      `it found ${first} in use: set aside for ten minutes`,
    );
    expect(client.lease(mac(2))).not.toBe(first);
    expect(client.silence(message('DECLINE', mac(3), [server, requested('10.0.0.5')]))).toBe(
      'it declines an address that it was not given',
    );
  });

  test('a declined reservation does not leave its machine without an address', () => {
    const client = talk();
    client.lease(mac(1));
    client.ask(message('DECLINE', mac(1), [server, requested('10.0.0.5')]));
    expect(client.lease(mac(1))).toMatch(/^10\.0\.0\.10[0-3]$/);
    client.wait(600_001);
    expect(client.lease(mac(1))).toBe('10.0.0.5');
  });

  test('only its holder releases an address', () => {
    const client = talk();
    const address = ip(client.lease(mac(2)));
    const release = (who: typeof stranger) =>
      message('RELEASE', who, [server], { ciaddr: address });
    expect(client.silence(release(mac(3)))).toBe('it releases an address that it does not hold');
    expect(client.silence(release(mac(2)))).toBe(`released ${address}`);
    expect(client.changes.at(-1)).toEqual({ kind: 'release', mac: mac(2) });
  });

  test('INFORM: the settings without an address or a lease', () => {
    const sent = message('INFORM', mac(1), [], { ciaddr: ip('10.0.0.77') });
    const ack = talk().reply(sent, from('10.0.0.77', 68));
    expect(ack).toMatchObject({ kind: 'ack', change: undefined, to: { address: '10.0.0.77' } });
    expect(ack.packet.yiaddr).toBe('0.0.0.0');
    expect(ack.packet.options.has(51)).toBe(false);
    expect(ack.packet.options.has(1)).toBe(true);
  });
});
