/** The rack's cabling: every simulated machine speaks from its own loopback address. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../core/ports.ts';

/** What every piece of simulated work needs: it ends when the machine's power is cut. */
export interface Life {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** `undefined` when `ms` pass first. */
export async function within<T>(
  ms: number,
  { clock, signal }: Life,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.race([work(either), clock.sleep(ms, either).then(() => undefined)]);
  } finally {
    over.abort();
  }
}

export async function bindUdp(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind({ address, port: 0 });
  await once(socket, 'listening');
  return socket;
}

export interface HttpAsk {
  readonly method?: 'GET' | 'HEAD' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

/** One request from `address` on a connection of its own, as boot loaders make them. */
export async function http(
  address: string,
  url: string,
  ask: HttpAsk,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { method = 'GET', headers = {}, body } = ask;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = request(url, {
    agent: false,
    localAddress: address,
    method,
    headers: { ...headers, ...length },
    signal,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, bytes: await drain(answer) };
}

async function drain(stream: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What a small server of the rack answers; `drop`: the connection is cut instead. */
export type Answer =
  | { readonly status: number; readonly type?: string; readonly body: string | Uint8Array }
  | 'drop';

export interface SmallServer extends Endpoint, AsyncDisposable {}

/** A server for BMCs and the boot source: no router, nothing kept alive. */
export async function serve(
  address: string,
  answer: (method: string, path: string) => Promise<Answer>,
): Promise<SmallServer> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    void reply(outgoing, () => answer(incoming.method ?? 'GET', incoming.url ?? '/'));
  });
  server.keepAliveTimeout = 1;
  server.listen({ host: address, port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function reply(outgoing: ServerResponse, answer: () => Promise<Answer>): Promise<void> {
  const made = await answer().catch((): Answer => 'drop');
  if (made === 'drop') {
    outgoing.destroy();
    return;
  }
  const { status, type = 'application/octet-stream', body } = made;
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  outgoing.end(body);
}
