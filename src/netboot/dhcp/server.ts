/** Sockets ⇄ `decide`, and the order of things: in memory first, durable next, on the wire last. */
import { once } from 'node:events';
import { explain } from '../../core/errors.ts';
import type { Ipv4, Mac } from '../../core/ids.ts';
import type { AddressLease } from '../../core/observed.ts';
import type { Emit } from '../../core/events.ts';
import type { Clock } from '../../core/ports.ts';
import type { UdpAddress } from '../../lib/udp.ts';
import { decodePacket, encodePacket } from './packet.ts';
import { type AddressTable, createAddressTable } from './pool.ts';
import { decide, type Decision, type Reply } from './reply.ts';
import { type DhcpSockets, openDhcpSockets } from './sockets.ts';
import type { World } from './world.ts';

export interface DhcpDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: Emit;
  /** 0.0.0.0 serves every wire of this host; another address hears only what is sent to it. */
  readonly listen: { readonly address: string; readonly port: number };
  /** The world in force. Asked for every request: the same object until something in it changes. */
  readonly world: () => World;
  readonly leases: LeaseStore;
}

export interface LeaseStore {
  all(): Promise<readonly AddressLease[]>;
  /** Durable when it resolves: only then the ACK leaves. */
  put(lease: AddressLease): Promise<void>;
  remove(mac: Mac): Promise<void>;
}

/** Leases on their way to the store. Beyond these a REQUEST is dropped, and its client asks again. */
const MAX_IN_FLIGHT = 1024;
/** An Ethernet frame, less the IP and UDP headers. */
const MAX_BYTES = 1472;

export interface DhcpServer {
  /** Serves until the signal; says when and where it listens. Throws E_SERVICE_ADDRESS when the port cannot be had. */
  run(signal: AbortSignal, listening?: (local: UdpAddress) => void): Promise<void>;
}

export function createDhcpServer(deps: DhcpDeps): DhcpServer {
  return { run: (signal, listening) => run(deps, signal, listening) };
}

async function run(
  deps: DhcpDeps,
  signal: AbortSignal,
  listening?: (local: UdpAddress) => void,
): Promise<void> {
  const { emit, listen, leases } = deps;
  const ignored = (because: string): void =>
    emit({ event: 'dhcp.ignored', mac: undefined, because });
  const table = createAddressTable(await leases.all());
  const sockets = await openDhcpSockets(listen, {
    onDatagram: (bytes, from) => hear(bytes, from),
    onError: (error) => ignored(explain(error)),
  });
  const perform = createPerformer(deps, table, sockets);
  let world = deps.world();
  const hear = (bytes: Buffer, from: { address: string; port: number }): void => {
    const packet = decodePacket(bytes);
    if (packet === undefined) return ignored('not a DHCP message');
    if (world !== deps.world()) void sockets.follow((world = deps.world()).scopes);
    const endpoint = { address: from.address as Ipv4, port: from.port };
    decide({ packet, from: endpoint }, world, table, deps.clock.now()).forEach(perform);
  };
  await sockets.follow(world.scopes);
  listening?.(sockets.local);
  if (!signal.aborted) await once(signal, 'abort');
  sockets.close();
}

/** Carries a decision out. A lease is claimed in memory at once, so that nobody else is given it meanwhile. */
function createPerformer(
  { emit, leases }: DhcpDeps,
  table: AddressTable,
  sockets: DhcpSockets,
): (decision: Decision) => void {
  const inFlight = new Set<Mac>();
  const ignored = (mac: Mac | undefined, because: string): void =>
    emit({ event: 'dhcp.ignored', mac, because });
  const send = (reply: Reply): void => {
    const bytes = encodePacket(reply.packet, MAX_BYTES);
    if (bytes === undefined) return ignored(reply.mac, 'the reply would not fit a datagram');
    sockets.send(bytes, reply.from, reply.to);
    const { mac, address, firmware, because } = reply;
    emit({ event: EVENT[reply.kind], mac, address, firmware, because });
  };
  const remember = ({ change }: Decision): void => {
    const ended = change === undefined ? undefined : table.apply(change);
    if (ended !== undefined)
      leases.remove(ended).catch((error: unknown) => ignored(ended, explain(error)));
  };
  const store = async (reply: Reply, lease: AddressLease): Promise<void> => {
    inFlight.add(lease.mac);
    try {
      await leases.put(lease);
      send(reply);
    } catch (error) {
      ignored(lease.mac, `its lease was not stored: ${explain(error)}`);
    } finally {
      inFlight.delete(lease.mac);
    }
  };
  return (decision) => {
    const { mac, change } = decision;
    if (change?.kind === 'lease') {
      if (inFlight.has(change.lease.mac)) return ignored(mac, 'its lease is being stored');
      if (inFlight.size >= MAX_IN_FLIGHT) return ignored(mac, 'the store is behind');
    }
    remember(decision);
    if (decision.kind === 'silence') return ignored(mac, decision.because);
    if (change?.kind === 'lease') return void store(decision, change.lease);
    send(decision);
  };
}

const EVENT = { offer: 'dhcp.offered', ack: 'dhcp.acked', nak: 'dhcp.refused' } as const;
