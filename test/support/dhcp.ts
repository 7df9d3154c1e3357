/** Builders for DHCP: subnets, worlds, and the requests that clients send in each state. */
import {
  instant,
  type Ipv4,
  type Mac,
  type MachineName,
  type SubnetName,
} from '../../src/core/ids.ts';
import type { Subnet } from '../../src/core/inventory.ts';
import { parseCidr } from '../../src/core/ipv4.ts';
import {
  type Encoded,
  encodeOption,
  MESSAGE,
  type OptionName,
  type OptionValue,
  readOption,
} from '../../src/netboot/dhcp/options.ts';
import { BOOTREQUEST, ETHERNET, NO_ADDRESS, type Packet } from '../../src/netboot/dhcp/packet.ts';
import type { AddressTable, Change } from '../../src/netboot/dhcp/pool.ts';
import { type Decision, decide, type Reply } from '../../src/netboot/dhcp/reply.ts';
import { type Host, scopeOf, type World } from '../../src/netboot/dhcp/world.ts';

export const ip = (text: string): Ipv4 => text as Ipv4;
export const mac = (last: number): Mac =>
  `52:54:00:00:${(last >> 8).toString(16).padStart(2, '0')}:${(last & 255).toString(16).padStart(2, '0')}` as Mac;

export function subnet(cidr: string, more: Partial<Subnet> = {}): Subnet {
  return {
    name: cidr as SubnetName,
    cidr: parseCidr(cidr) ?? { network: ip('0.0.0.0'), prefix: 0 },
    gateway: undefined,
    dns: [],
    ntp: [],
    search: [],
    mtu: undefined,
    dynamic: [],
    reserved: [],
    dhcp: 'server',
    unknown: 'ignore',
    declaredAt: { file: 'subnets.yaml', start: { line: 1, col: 1 }, end: { line: 1, col: 1 } },
    ...more,
  } as Subnet;
}

export const host = (name: string, more: Partial<Host> = {}): Host => ({
  name: name as MachineName,
  subnet: undefined,
  address: undefined,
  ...more,
});

/** A world of subnets at controller addresses: `[subnet, '10.0.0.1']`, or `[subnet, '10.9.9.9', 'relayed']`. */
export function world(
  scopes: readonly (readonly [Subnet, string, 'relayed'?])[],
  hosts: ReadonlyMap<Mac, Host> = new Map(),
): World {
  const reserved = new Map<Ipv4, Mac | undefined>(scopes.map(([, at]) => [ip(at), undefined]));
  for (const [of, { address }] of hosts) if (address !== undefined) reserved.set(address, of);
  return {
    hosts,
    reserved,
    scopes: scopes.map(([declared, at, relayed]) =>
      scopeOf(
        declared,
        { dns: [ip('192.0.2.53')], ntp: ['192.0.2.123', 'ntp.example.org'] },
        { address: ip(at), httpPort: 5248, onLink: relayed === undefined },
      ),
    ),
  };
}

export const option = <N extends OptionName>(name: N, value: OptionValue<N>): Encoded =>
  encodeOption(name, value);

export function message(
  type: keyof typeof MESSAGE,
  from: Mac,
  options: readonly Encoded[] = [],
  header: Partial<Packet> = {},
): Packet {
  const chaddr = Buffer.alloc(16);
  chaddr.write(from.replaceAll(':', ''), 'hex');
  return {
    op: BOOTREQUEST,
    htype: ETHERNET,
    hlen: 6,
    hops: 0,
    xid: 0x1234_5678,
    secs: 0,
    flags: 0,
    ciaddr: NO_ADDRESS,
    yiaddr: NO_ADDRESS,
    siaddr: NO_ADDRESS,
    giaddr: NO_ADDRESS,
    sname: '',
    file: '',
    ...header,
    chaddr,
    options: new Map([encodeOption('messageType', MESSAGE[type]), ...options]),
  };
}

/** A client against `decide`: it remembers changes as the server would. */
export function conversation(declared: World, table: AddressTable) {
  let now = 0;
  const changes: Change[] = [];
  const ask = (
    packet: Packet,
    from = { address: ip('0.0.0.0'), port: 68 },
  ): readonly Decision[] => {
    const decisions = decide({ packet, from }, declared, table, instant(now));
    for (const { change } of decisions)
      if (change !== undefined) {
        table.apply(change);
        changes.push(change);
      }
    return decisions;
  };
  return {
    changes,
    ask,
    wait: (ms: number) => (now += ms),
    /** The one reply there must be. */
    reply: (packet: Packet, from?: { address: Ipv4; port: number }): Reply => {
      const [decision, ...more] = ask(packet, from);
      if (decision === undefined || decision.kind === 'silence' || more.length > 0)
        throw new TypeError(`expected one reply: ${JSON.stringify([decision, ...more])}`);
      return decision;
    },
    /** Why nothing was said. */
    silence: (packet: Packet): string => {
      const [decision] = ask(packet);
      return decision?.kind === 'silence' ? decision.because : `said: ${decision?.kind}`;
    },
    /** DISCOVER, OFFER, REQUEST, ACK: the address, or why there is none. */
    lease: (client: Mac, options: readonly Encoded[] = []): string => {
      const [offered] = ask(message('DISCOVER', client, options));
      if (offered?.kind !== 'offer') return `no offer: ${offered?.because}`;
      const server = readOption(offered.packet.options, 'serverIdentifier') ?? NO_ADDRESS;
      const [acked] = ask(
        message('REQUEST', client, [
          option('serverIdentifier', server),
          option('requestedAddress', offered.packet.yiaddr),
          ...options,
        ]),
      );
      return acked?.kind === 'ack' ? acked.packet.yiaddr : `no ack: ${acked?.because}`;
    },
  };
}
