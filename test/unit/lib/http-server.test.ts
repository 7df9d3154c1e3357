import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { localPlace, peerAddress, sendText } from '../../../src/lib/http-server.ts';
import { raw, serve } from '../../support/http.ts';

const url = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

test('what is not there has a body: firmware waits for ever on an empty 404', async () => {
  const port = await serve(() => undefined);
  const answer = await fetch(url(port, '/nothing'));
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('not found\n');
});

test('a failing route tells the peer nothing and its owner everything', async () => {
  const errors: string[] = [];
  const port = await serve(
    (app) =>
      void app.get('/broken', () => {
        throw new RangeError('password hunter2 in /etc/reconcile');
      }),
    { onError: (error, request) => errors.push(`${request}: ${String(error)}`) },
  );
  const answer = await fetch(url(port, '/broken?token=secret'));
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe('something failed here; the log of the controller says what\n');
  expect(errors).toEqual(['GET /broken: RangeError: password hunter2 in /etc/reconcile']);
});

test('bodies arrive as bytes, whatever their type, and no more of them than the limit', async () => {
  const port = await serve(
    (app) => void app.post('/echo', (request) => request.body ?? Buffer.from('no body')),
    { limits: { bodyBytes: 100 } },
  );
  const post = (body: string, type: string) =>
    fetch(url(port, '/echo'), { method: 'POST', body, headers: { 'content-type': type } });
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'a/b'])
    expect(await (await post('{not json', type)).text()).toBe('{not json');
  expect((await post('x'.repeat(101), 'text/plain')).status).toBe(413);
  expect(await (await fetch(url(port, '/echo'), { method: 'POST' })).text()).toBe('no body');
});

test('malformed requests are answered in the protocol and cut', async () => {
  const port = await serve(
    (app) => void app.get('/*', (_r, reply) => sendText(reply, 200, 'ok\n')),
  );
  const first = async (bytes: string) => (await raw(port, bytes)).split('\r\n', 1)[0];
  expect(await first('nonsense\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
  expect(await first('GET / HTTP/1.1\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
  const bad = 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  expect(await first(bad)).toBe('HTTP/1.1 400 Bad Request');
  const large = `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`;
  expect(await first(large)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
});

test('a head that trickles in is given up', async () => {
  const port = await serve(() => undefined, { limits: { headMs: 50, requestMs: 50 } });
  const socket = connect({ host: '127.0.0.1', port });
  socket.write('GET / HTTP/1.1\r\nHost:');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString('latin1')).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  socket.destroy();
});

test('a request knows where it came to and whence', async () => {
  const port = await serve(
    (app) =>
      void app.get('/where', (request) => ({ ...localPlace(request), peer: peerAddress(request) })),
  );
  const answer: unknown = await (await fetch(url(port, '/where'))).json();
  expect(answer).toEqual({ address: '127.0.0.1', port, peer: '127.0.0.1' });
});

test('clients double slashes', async () => {
  const port = await serve(
    (app) => void app.get('/a/b', (_r, reply) => sendText(reply, 200, 'ok')),
  );
  expect((await fetch(url(port, '/a//b/'))).status).toBe(200);
});

test('a port that is taken is a sentence that says what to do', async () => {
  const port = await serve(() => undefined);
  await expect(serve(() => undefined, { port })).rejects.toMatchObject({
    code: 'E_SERVICE_ADDRESS',
    message: `listening for HTTP on 127.0.0.1:${port}: another program has this port; \`ss -ltnp 'sport = :${port}'\` names it`,
  });
});
