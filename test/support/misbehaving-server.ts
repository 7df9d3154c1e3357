/** An HTTP server on loopback whose every answer a test writes, faults included. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface MisbehavingServer extends AsyncDisposable {
  readonly url: string;
  /** `GET /path range` of every request so far. */
  readonly requests: string[];
  /** How the next requests are answered; the last one answers all that follow. */
  answer(...answers: Answer[]): void;
  /** Closes every connection as a crash would. */
  cut(): void;
}

export async function misbehavingServer(): Promise<MisbehavingServer> {
  let answers: Answer[] = [(_, response) => response.writeHead(404).end()];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (...next) => void (answers = next),
    cut: () => server.closeAllConnections(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Serves `bytes` as a good server does: one range, a strong ETag, If-Range. */
export function serving(bytes: Uint8Array, etag = '"one"'): Answer {
  return (request, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const same = [undefined, etag].includes(request.headers['if-range'] as string | undefined);
    if (range?.[1] === undefined || !same) {
      response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
      return;
    }
    const first = Number(range[1]);
    if (first >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const rest = bytes.subarray(first);
    const span = `bytes ${first}-${bytes.length - 1}/${bytes.length}`;
    response
      .writeHead(206, { etag, 'content-length': rest.length, 'content-range': span })
      .end(rest);
  };
}

/** The same, but no more than `sent` bytes of the body come, until the test cuts the connections. */
export function pausing(bytes: Uint8Array, sent: number, etag = '"one"'): Answer {
  return (request, response) => {
    const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const span = `bytes ${first}-${bytes.length - 1}/${bytes.length}`;
    const headers = { etag, 'content-length': bytes.length - first, 'content-range': span };
    response.writeHead(first > 0 ? 206 : 200, headers).write(bytes.subarray(first, first + sent));
  };
}
