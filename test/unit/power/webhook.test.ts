import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { PowerControl } from '../../../src/core/ports.ts';
import { createPowerHttp } from '../../../src/power/tools.ts';
import { createWebhook } from '../../../src/power/webhook.ts';
import { type MachineSeen, powerDriverConformance } from '../../conformance/power-driver.ts';
import { hastyClock, patientClock, ref, refusal, secrets } from '../../support/power.ts';
import { SELF_SIGNED } from '../../support/self-signed.ts';

const TOKEN = 's3cret-token';
const forEver = new AbortController().signal;
const http = createPowerHttp();
afterAll(() => http.close());
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
}
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that notes what it is asked, and answers with `answer`. */
async function serving(answer: (asked: Asked) => Answer, tls = false) {
  const asked: Asked[] = [];
  const server = tls ? createTlsServer(SELF_SIGNED) : createServer();
  server.on('request', (request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const { status = 200, headers = {}, body = '' } = answer(asked.at(-1) as Asked);
    response.writeHead(status, headers).end(body);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { asked, base: `http${tls ? 's' : ''}://127.0.0.1:${port}` };
}

function connect(base: string, more: Readonly<Record<string, unknown>> = {}): PowerControl {
  const parameters = { onUri: `${base}/on`, offUri: `${base}/off`, queryUri: `${base}/n1?k=v` };
  const driver = createWebhook({ http, clock: patientClock });
  return driver.connect({ ...parameters, token: ref(TOKEN), ...more }, secrets);
}

powerDriverConformance('webhook', async () => {
  let power: MachineSeen['power'] = 'off';
  const { base } = await serving(({ line, headers }) => {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401 };
    if (line === 'POST /on') power = 'on';
    if (line === 'POST /off') power = 'off';
    return { body: `{"status" : "${power === 'on' ? 'running' : 'stopped'}"}` };
  });
  return {
    control: connect(base),
    stranger: connect(base, { token: ref('guess') }),
    nobody: connect('http://127.0.0.1:1'),
    machine: () => ({ power, interruptions: 0, booted: undefined }),
    dispose: async () => {},
  };
});

test('speaks the contract: POST without a body, GET, JSON wanted, a bearer token', async () => {
  const { asked, base } = await serving(() => ({ body: 'status: running' }));
  const control = connect(base);
  await control.query(forEver);
  await control.on(forEver);
  await control.off(forEver);
  expect(asked.map(({ line }) => line)).toEqual(['GET /n1?k=v', 'POST /on', 'POST /off']);
  for (const { headers } of asked)
    expect(headers).toMatchObject({ accept: 'application/json', authorization: `Bearer ${TOKEN}` });
  expect(asked[1]?.headers['content-length']).toBe('0');
});

test('a name and a password make basic authentication; nothing makes none', async () => {
  const { asked, base } = await serving(() => ({ body: 'status: running' }));
  await connect(base, { token: undefined, user: 'ü', password: ref('p:w') }).query(forEver);
  await connect(base, { token: undefined }).query(forEver);
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('ü:p:w').toString('base64')}`,
    undefined,
  ]);
});

test('a site’s own expressions decide, on before off', async () => {
  const { base } = await serving(() => ({ body: 'POWER=1' }));
  const query = (onRegex: string, offRegex: string) =>
    connect(base, { onRegex, offRegex }).query(forEver);
  expect(await query('POWER=1', 'POWER=0')).toBe('on');
  expect(await query('POWER=2', 'POWER=1')).toBe('off');
  expect(await query('POWER', 'POWER')).toBe('on');
  expect(await refusal(query('x', 'y'), TOKEN)).toMatch(/^E_POWER_REFUSED .*neither onRegex nor/);
  expect(await refusal(query('(', 'y'), TOKEN)).toMatch(/^E_POWER_SETTING .*onRegex/);
});

test.each([
  [{ status: 401 }, 'E_POWER_AUTH'],
  [{ status: 403 }, 'E_POWER_AUTH'],
  [{ status: 404 }, 'E_POWER_SETTING'],
  [{ status: 405 }, 'E_POWER_SETTING'],
  [{ status: 409 }, 'E_POWER_REFUSED'],
  [{ status: 500 }, 'E_POWER_REFUSED'],
  [{ body: 'x'.repeat(100_000) }, 'E_POWER_REFUSED'],
])('%j is %s', async (answer, code) => {
  const { base } = await serving(() => answer);
  const control = connect(base);
  for (const asked of [control.query(forEver), control.on(forEver)])
    expect(await refusal(asked, TOKEN)).toMatch(new RegExp(`^${code} .* by 127.0.0.1`));
});

test('credentials do not follow a redirect', async () => {
  const elsewhere = await serving(() => ({ body: 'status: running' }));
  const { base } = await serving(() => ({ status: 302, headers: { location: elsewhere.base } }));
  expect(await refusal(connect(base).query(forEver), TOKEN)).toMatch(/^E_POWER_SETTING .*HTTP 302/);
  expect(elsewhere.asked).toEqual([]);
});

test('a certificate that nobody trusts is refused before anything is said, unless told otherwise', async () => {
  const { asked, base } = await serving(() => ({ body: 'status: running' }), true);
  expect(await refusal(connect(base).query(forEver), TOKEN)).toMatch(/^E_POWER_SETTING /);
  expect(asked).toEqual([]);
  expect(await connect(base, { verifyTls: false }).query(forEver)).toBe('on');
});

test('a server that breaks off or is silent is E_POWER_CONNECTION', async () => {
  const server = createServer((request) => {
    if (request.url === '/on') request.socket.destroy();
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await refusal(connect(base).on(forEver), TOKEN)).toMatch(/^E_POWER_CONNECTION /);
  const impatient = createWebhook({ http, clock: hastyClock });
  const parameters = { onUri: base, offUri: base, queryUri: base };
  const asked = impatient.connect(parameters, secrets).query(forEver);
  expect(await refusal(asked, TOKEN)).toMatch(/^E_POWER_CONNECTION .*no answer within 15 s$/);
});
