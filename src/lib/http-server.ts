/** The one HTTP server: bounded in every direction. The only import of fastify. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

export type HttpApp = FastifyInstance;
export type HttpRequest = FastifyRequest;
export type HttpReply = FastifyReply;

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface HttpServerOptions extends Place {
  /** Makes the error that `run` rejects with when the address cannot be had; `message` says what to do. */
  readonly unavailable: (message: string, cause: unknown) => Error;
  /** An answer with a 5xx status, and what it was for; the peer gets a sentence without particulars. */
  readonly onError?: (error: unknown, request: string) => void;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits {
  readonly headerBytes: number;
  /** Of a request's body, unless its route says otherwise. */
  readonly bodyBytes: number;
  readonly connections: number;
  /** For a request's head to be complete. */
  readonly headMs: number;
  /** For a whole request, body included. */
  readonly requestMs: number;
  /** Without a byte in either direction, in the middle of an answer included. */
  readonly silenceMs: number;
}

export interface HttpServer {
  /**
   * Routes are added before `run`. Bodies of every content type arrive as a Buffer in `request.body`
   * (`undefined` without one): what they mean is the route's to say.
   */
  readonly app: HttpApp;
  /**
   * Serves until the signal is aborted, then cuts what is open: machines resume. `listening` is told
   * where: port 0 asks the system for a free one.
   */
  run(signal: AbortSignal, listening?: (place: Place) => void): Promise<void>;
}

const LIMITS: HttpLimits = {
  headerBytes: 16 << 10,
  bodyBytes: 1 << 20,
  connections: 4096,
  headMs: 10_000,
  requestMs: 60_000,
  silenceMs: 60_000,
};

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const app = createApp({ ...LIMITS, ...options.limits });
  app.setErrorHandler((error, request, reply) => answerError(error, request, { reply, options }));
  // Not empty: OVMF's HTTP driver waits for ever on a 404 with `Content-Length: 0`.
  app.setNotFoundHandler((_request, reply) => void sendText(reply, 404, 'not found\n'));
  return { app, run: (signal, listening) => run(app, options, { signal, listening }) };
}

function createApp(limits: HttpLimits): HttpApp {
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    connectionTimeout: limits.silenceMs,
    requestTimeout: limits.requestMs,
    // GRUB leaves a connection open and comes back from the same port in its next boot: a peer that still
    // holds the old one answers its SYN with a challenge ACK, and GRUB gives up for good.
    keepAliveTimeout: 5_000,
    forceCloseConnections: true,
    clientErrorHandler: answerMalformed,
    // Clients write paths such as `/images//grubx64.efi` (shim) and `/MAAS/metadata//2012-03-01` (cloud-init).
    routerOptions: {
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: 1024,
    },
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headMs,
      connectionsCheckingInterval: Math.min(5_000, limits.headMs),
    },
  });
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return app;
}

export function sendText(reply: HttpReply, status: number, text: string): HttpReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

/** The address a request came to: what a machine is told to come back to. */
export function localPlace(request: HttpRequest): Place {
  const { localAddress = '0.0.0.0', localPort = 0 } = request.socket;
  return { address: localAddress.replace(/^::ffff:/, ''), port: localPort };
}

export const peerAddress = (request: HttpRequest): string =>
  (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** Its own sentence for a request that was wrong; never a stack, nor a word of ours when we were. */
function answerError(
  error: unknown,
  request: HttpRequest,
  { reply, options }: { readonly reply: HttpReply; readonly options: HttpServerOptions },
): void {
  const status = statusOf(error);
  if (status < 500) return void sendText(reply, status, `${messageOf(error)}\n`);
  options.onError?.(error, `${request.method} ${request.url.split('?', 1)[0]}`);
  void sendText(reply, status, 'something failed here; the log of the controller says what\n');
}

function statusOf(error: unknown): number {
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'bad request';

const MALFORMED: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** What the parser refused never reaches a route. A reset is normal: OVMF ends its connections so. */
function answerMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = MALFORMED[error.code ?? ''] ?? '400 Bad Request';
  const text = `${status.slice(4).toLowerCase()}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${text.length}\r\n\r\n${text}`,
  );
}

interface Run {
  readonly signal: AbortSignal;
  readonly listening: ((place: Place) => void) | undefined;
}

async function run(
  app: HttpApp,
  options: HttpServerOptions,
  { signal, listening }: Run,
): Promise<void> {
  signal.throwIfAborted();
  try {
    await app.listen({ host: options.address, port: options.port });
  } catch (error) {
    await app.close();
    throw options.unavailable(refusal(options, error), error);
  }
  const { port } = app.server.address() as AddressInfo;
  listening?.({ address: options.address, port });
  if (!signal.aborted) await once(signal, 'abort');
  await app.close();
}

/** What a person has to do about an address that cannot be had. */
function refusal({ address, port }: Place, error: unknown): string {
  const what = `listening for HTTP on ${address}:${port}`;
  switch ((error as { readonly code?: unknown } | null)?.code) {
    case 'EADDRINUSE':
      return `${what}: another program has this port; \`ss -ltnp 'sport = :${port}'\` names it`;
    case 'EACCES':
      return `${what}: ports below 1024 need root or CAP_NET_BIND_SERVICE; \`setcap cap_net_bind_service=+ep $(command -v node)\` grants it`;
    case 'EADDRNOTAVAIL':
      return `${what}: this host has no such address; \`ip -brief address\` lists those it has`;
    default:
      return what;
  }
}
