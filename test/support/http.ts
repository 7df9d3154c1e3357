/** An HTTP server on a free port of the loopback interface, for one test. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  createHttpServer,
  type HttpApp,
  type HttpServerOptions,
} from '../../src/lib/http-server.ts';
import { ControllerError } from '../../src/core/errors.ts';

export const unavailable = (message: string, cause: unknown): ControllerError =>
  new ControllerError('E_SERVICE_ADDRESS', message, { cause });

/** Serves what `register` adds until the test is over; gives its port. */
export async function serve(
  register: (app: HttpApp) => void,
  options: Partial<HttpServerOptions> = {},
): Promise<number> {
  const listening = Promise.withResolvers<number>();
  const server = createHttpServer({
    address: '127.0.0.1',
    port: 0,
    unavailable,
    ...options,
  });
  register(server.app);
  const stop = new AbortController();
  const running = server.run(stop.signal, ({ port }) => listening.resolve(port));
  running.catch(listening.reject);
  onTestFinished(async () => {
    stop.abort();
    await running.catch(() => undefined);
  });
  return listening.promise;
}

/** Writes bytes as they are and reads until the server closes the connection. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(bytes);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
}
