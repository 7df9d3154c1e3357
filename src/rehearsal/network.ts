/** The rack's cabling: every simulated machine speaks from its own loopback address. */
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { ControllerError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { createHttpServer, type HttpReply, type Place } from '../lib/http-server.ts';
import { openUdp, type UdpSocket } from '../lib/udp.ts';

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

/** A socket on any free port of this address. What cannot be sent is lost, as on any wire. */
export const bindUdp = (
  address: string,
  onDatagram: (bytes: Buffer, from: Endpoint) => void,
): Promise<UdpSocket> => openUdp({ address, port: 0, onDatagram, onError: () => undefined });

export interface HttpAsk {
  readonly method?: 'GET' | 'HEAD' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

export interface Fetched {
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
): Promise<Fetched> {
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

/** A server for BMCs and for the boot source, on any free port of this address. */
export async function serve(
  address: string,
  answer: (method: string, path: string) => Promise<Answer>,
): Promise<SmallServer> {
  const stop = new AbortController();
  const listening = Promise.withResolvers<Place>();
  const server = createHttpServer({
    address,
    port: 0,
    unavailable: (message, cause) => new ControllerError('E_SERVICE_ADDRESS', message, { cause }),
  });
  server.app.all('/*', async (asked, reply) =>
    respond(reply, await answer(asked.method, asked.url)),
  );
  const running = server.run(stop.signal, listening.resolve);
  running.catch(listening.reject);
  const { port } = await listening.promise;
  return {
    address,
    port,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function respond(reply: HttpReply, made: Answer): HttpReply {
  if (made !== 'drop')
    return reply
      .code(made.status)
      .type(made.type ?? 'application/octet-stream')
      .send(made.body);
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
