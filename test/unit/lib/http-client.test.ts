import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpClient, createHttpClient, readBody } from '../../../src/lib/http-client.ts';
import { type MisbehavingServer, misbehavingServer } from '../../support/misbehaving-server.ts';

const never = new AbortController().signal;
let server: MisbehavingServer;
let http: HttpClient;
beforeAll(async () => {
  server = await misbehavingServer();
  http = createHttpClient({ userAgent: 'test/1', redirects: 1 });
});
afterAll(async () => {
  await http.close();
  await server[Symbol.asyncDispose]();
});

test('sends method, headers and body, and gives status and headers back', async () => {
  const seen: unknown[] = [];
  server.answer((request, response) => {
    seen.push(request.method, request.headers['x-a'], request.headers['user-agent']);
    response.setHeader('x-b', ['1', '2']);
    request.pipe(response.writeHead(201));
  });
  const sent = { method: 'POST', url: server.url, headers: { 'x-a': 'b' }, body: 'hello' } as const;
  const response = await http.send(sent, never);
  expect(seen).toEqual(['POST', 'b', 'test/1']);
  expect([response.status, response.header('x-b')]).toEqual([201, '1, 2']);
  expect(Buffer.from((await readBody(response, 5)) ?? []).toString()).toBe('hello');
});

test('a body that is longer than wanted is left, and its connection with it', async () => {
  server.answer((_, response) => response.end('123456'));
  expect(await readBody(await http.send({ url: server.url }, never), 5)).toBeUndefined();
});

test('only what changes nothing is redirected', async () => {
  server.answer((_, response) => response.writeHead(307, { location: '/b' }).end());
  const post = await http.send({ method: 'POST', url: server.url }, never);
  expect([post.status, post.url]).toEqual([307, server.url]);
  await post.discard();
  const get = await http.send({ url: `${server.url}/a` }, never);
  expect([get.status, get.url]).toEqual([307, `${server.url}/b`]);
  await get.discard();
});
