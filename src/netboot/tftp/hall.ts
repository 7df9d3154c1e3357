/** Who is served: one transfer for one port of a client, and no more of them than there are places. */
import { explain } from '../../core/errors.ts';
import type { UdpAddress, UdpSocket } from '../../lib/udp.ts';
import { openSession, type OpeningDeps, type Place } from './opening.ts';
import {
  decodeTftp,
  encodeTftp,
  type FileRequest,
  TFTP_ERROR,
  type TftpError,
  type TftpPacket,
} from './packet.ts';
import { createChunkCache } from './source.ts';
import { createTurns } from './turns.ts';

export interface Hall {
  hear(bytes: Buffer, from: UdpAddress, ear: UdpSocket): void;
  /** So much time has passed. */
  beat(ms: number): void;
  /** Transfers under way, those that are being opened included. */
  size(): number;
  close(): void;
}

/** Each has a socket. Beyond these a request is passed over, and the client asks again. */
const MAX_TRANSFERS = 1000;
/** About a millisecond of sending. */
const DATAGRAMS_PER_TURN = 128;
const CACHE_BYTES = 64 * 1024 * 1024;

export function createHall(deps: Pick<OpeningDeps, 'emit' | 'files' | 'httpPort'>): Hall {
  const places = new Map<string, Place>();
  let now = 0;
  const leave = (place: Place): void => {
    place.socket?.close();
    if (places.get(place.peer) === place) places.delete(place.peer);
  };
  const opening: OpeningDeps = {
    ...deps,
    leave,
    isSeated: (place) => places.get(place.peer) === place,
    now: () => now,
    cache: createChunkCache(CACHE_BYTES),
    turns: createTurns(DATAGRAMS_PER_TURN),
  };
  const failed = (peer: string, file: string, because: string): void =>
    deps.emit({ event: 'tftp.failed', peer, file, because });
  const serve = (peer: string, request: FileRequest, from: UdpAddress, ear: UdpSocket): void => {
    const { file } = request;
    const before = places.get(peer);
    // Again before it was answered: a duplicate. Later, a new request: some ROMs ask for every file from one port.
    if (before?.request.file === file && before.session?.heard() !== true) return;
    before?.session?.fail('its port asked for something else');
    if (before !== undefined) leave(before);
    if (places.size >= MAX_TRANSFERS)
      return failed(peer, file, `${MAX_TRANSFERS} transfers are running already`);
    const place: Place = { peer, request };
    places.set(peer, place);
    openSession(opening, place, from, ear.local.address).catch((error: unknown) => {
      leave(place);
      failed(peer, file, explain(error));
    });
  };
  return {
    hear: (bytes, from, ear) => {
      const peer = `${from.address}:${from.port}`;
      const packet = decodeTftp(bytes);
      const refusal = refusalOf(packet);
      if (packet?.kind === 'read' && refusal === undefined) return serve(peer, packet, from, ear);
      if (refusal === undefined) return undefined;
      ear.send(encodeTftp(refusal), from);
      const file = packet !== undefined && 'file' in packet ? packet.file : '';
      failed(peer, file, refusal.message);
    },
    beat: (ms) => {
      now += ms;
      for (const { session } of places.values()) session?.tick(now);
    },
    size: () => places.size,
    close: () => [...places.values()].forEach(leave),
  };
}

/** Of what comes to the port of requests. An ERROR is never answered: two servers would talk for ever. */
function refusalOf(packet: TftpPacket | undefined): TftpError | undefined {
  const refusal = (code: number, message: string): TftpError => ({ kind: 'error', code, message });
  switch (packet?.kind) {
    case undefined:
      return refusal(TFTP_ERROR.illegal, 'not a TFTP request');
    case 'write':
      return refusal(TFTP_ERROR.access, 'nothing can be written here');
    case 'read':
      return packet.mode === 'octet' || packet.mode === 'netascii'
        ? undefined
        : refusal(TFTP_ERROR.illegal, `mode ${packet.mode} is not served`);
    case 'error':
      return undefined;
    case 'data':
    case 'ack':
    case 'oack':
      return refusal(TFTP_ERROR.unknownTransfer, 'no transfer is known here');
  }
}
