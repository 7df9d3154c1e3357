/** HTTP client with every bound set: connecting, silence, redirects. The only import of undici. */
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';

export interface HttpClientOptions {
  /** `http://proxy:3128`; none is taken from the environment. */
  readonly proxy?: string | undefined;
  readonly userAgent?: string;
  readonly connectMs?: number;
  /** Longest silence: before the response's head, and between any two pieces of its body. */
  readonly stallMs?: number;
  /** `false`: whatever certificate the server shows is taken. */
  readonly verifyTls?: boolean;
  /** How many redirects a GET or HEAD follows. */
  readonly redirects?: number;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface HttpResponse {
  /** After redirects. */
  readonly url: string;
  readonly status: number;
  /** A header's value by its lower-case name; repeated ones are joined with a comma. */
  header(name: string): string | undefined;
  /** Must be read to its end, left early, or `discard`ed, or its connection stays taken. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

export interface HttpClient {
  /**
   * Rejects for what the network did, with undici's own error. Every status is a response; a redirect
   * that is one too many, or leads out of http and https, is returned as it is.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const dispatcher = createDispatcher(options);
  const send = async (wanted: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    let url = wanted.url;
    for (let left = options.redirects ?? 5; ; left -= 1) {
      const answer = await request(url, {
        dispatcher,
        signal,
        method: wanted.method ?? 'GET',
        headers: { 'user-agent': options.userAgent ?? 'rackwright', ...wanted.headers },
        body: wanted.body ?? null,
      });
      const next = redirection(wanted, url, answer);
      if (next === undefined || left === 0) return asResponse(url, answer);
      await answer.body.dump();
      url = next;
    }
  };
  return { send, close: () => dispatcher.destroy() };
}

/** The whole body, or `undefined` when it is longer than `limit`. */
export async function readBody(
  response: HttpResponse,
  limit: number,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    length += piece.length;
    if (length > limit) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function createDispatcher(options: HttpClientOptions): Dispatcher {
  const stall = options.stallMs ?? 30_000;
  const tls = { rejectUnauthorized: options.verifyTls ?? true };
  const bounds = {
    connect: { timeout: options.connectMs ?? 10_000, ...tls },
    headersTimeout: stall,
    bodyTimeout: stall,
  };
  return options.proxy === undefined
    ? new Agent(bounds)
    : new ProxyAgent({ ...bounds, uri: options.proxy, requestTls: tls });
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function redirection(
  wanted: HttpRequest,
  from: string,
  answer: Dispatcher.ResponseData,
): string | undefined {
  const followed =
    wanted.method === undefined || wanted.method === 'GET' || wanted.method === 'HEAD';
  const location = answer.headers['location'];
  if (!followed || !REDIRECTS.has(answer.statusCode) || typeof location !== 'string') return;
  const next = URL.parse(location, from);
  return next?.protocol === 'http:' || next?.protocol === 'https:' ? next.href : undefined;
}

function asResponse(url: string, answer: Dispatcher.ResponseData): HttpResponse {
  return {
    url,
    status: answer.statusCode,
    header: (name) => {
      const value = answer.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: answer.body,
    discard: () => answer.body.dump(),
  };
}
