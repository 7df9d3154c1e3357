/** From a request to a transfer: a socket at the address that was asked, the file, and what is agreed. */
import type { Emit } from '../../core/events.ts';
import type { Ipv4 } from '../../core/ids.ts';
import { openUdp, type UdpAddress, type UdpSocket } from '../../lib/udp.ts';
import type { FileSpace, OpenedFile } from '../file-space.ts';
import { normalizePath } from './path.ts';
import { toNetascii } from './netascii.ts';
import { negotiate } from './negotiate.ts';
import { encodeTftp, type FileRequest, TFTP_ERROR, type TftpError } from './packet.ts';
import { createSession, type Session } from './session.ts';
import { bufferSource, type ChunkCache, type Source } from './source.ts';
import type { Job } from './turns.ts';

/** What a client's port asked for; the transfer and its socket once there are any. */
export interface Place {
  /** `address:port` of the client. */
  readonly peer: string;
  readonly request: FileRequest;
  session?: Session;
  socket?: UdpSocket;
}

export interface OpeningDeps {
  readonly emit: Emit;
  readonly files: FileSpace;
  readonly httpPort: number;
  readonly cache: ChunkCache;
  readonly turns: (job: Job) => void;
  readonly now: () => number;
  /** Still the one that its port asked for last? Looked at after every wait. */
  readonly isSeated: (place: Place) => boolean;
  readonly leave: (place: Place) => void;
}

/** `local` is the address that the request came to, or 0.0.0.0: then the route to the client chooses it. */
export async function openSession(
  deps: OpeningDeps,
  place: Place,
  from: UdpAddress,
  local: string,
): Promise<void> {
  const socket = await openUdp({
    address: local,
    port: 0,
    peer: from,
    onDatagram: (bytes) => place.session?.hear(bytes, deps.now()),
    onError: () => place.session?.fail('nobody listens at its port any more'),
  });
  if (!deps.isSeated(place)) return socket.close();
  place.socket = socket;
  try {
    const source = await openSource(deps, place, from, socket);
    if (!deps.isSeated(place)) return;
    if ('kind' in source) refuse(deps, place, source);
    else seat(deps, place, source, socket);
  } catch (error) {
    socket.send(encodeTftp({ kind: 'error', code: TFTP_ERROR.undefined, message: 'not now' }));
    throw error;
  }
}

function seat(deps: OpeningDeps, place: Place, source: Source, socket: UdpSocket): void {
  const { emit, turns } = deps;
  const { peer, request } = place;
  const terms = negotiate(request.options, source.bytes);
  const onEnd = (): void => deps.leave(place);
  const session = { emit, turns, socket, source, terms, peer, file: request.file, onEnd };
  place.session = createSession(session, deps.now());
}

/** At once, so that a client goes on to the next name: shim and GRUB ask for several that nobody has. */
function refuse({ emit, leave }: OpeningDeps, place: Place, refusal: TftpError): void {
  place.socket?.send(encodeTftp(refusal));
  leave(place);
  const { peer, request } = place;
  emit({ event: 'tftp.failed', peer, file: request.file, because: refusal.message });
}

const NOT_FOUND: TftpError = { kind: 'error', code: TFTP_ERROR.notFound, message: 'not found' };
const TOO_LONG: TftpError = {
  kind: 'error',
  code: TFTP_ERROR.undefined,
  message: 'too long for netascii: ask for octet',
};

async function openSource(
  { files, httpPort, cache }: OpeningDeps,
  { request }: Place,
  from: UdpAddress,
  socket: UdpSocket,
): Promise<Source | TftpError> {
  const path = normalizePath(request.file);
  if (path === undefined) return NOT_FOUND;
  const file = await files.open(path, {
    address: from.address as Ipv4,
    authority: `${socket.local.address}:${httpPort}`,
    transport: 'tftp',
  });
  if (file === undefined) return NOT_FOUND;
  return request.mode === 'octet' ? octets(file, cache) : ascii(octets(file, cache));
}

const octets = (file: OpenedFile, cache: ChunkCache): Source =>
  file.kind === 'text' ? bufferSource(Buffer.from(file.text)) : cache.open(file);

const MAX_ASCII_BYTES = 16 * 1024 * 1024;

/** Converted in memory, whole: some clients ask for netascii by default, and then for a kernel, too. */
async function ascii(source: Source): Promise<Source | TftpError> {
  if (source.bytes > MAX_ASCII_BYTES) return TOO_LONG;
  const parts: Buffer[] = [];
  for (let at = 0; at < source.bytes; at += CONVERTED_AT_ONCE) {
    const length = Math.min(CONVERTED_AT_ONCE, source.bytes - at);
    await source.load(at, length);
    parts.push(...(source.slice(at, length) ?? []));
  }
  return bufferSource(toNetascii(Buffer.concat(parts)));
}

const CONVERTED_AT_ONCE = 64 * 1024;
