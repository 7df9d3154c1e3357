/**
 * Everything that a booted machine reads and says, on one table (maas-wire.md §4.1). Who is asking is
 * settled before a body is read; every URL in an answer starts with the address that the request came to.
 */
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  localPlace,
  peerAddress,
} from '../lib/http-server.ts';
import { explain } from '../core/errors.ts';
import { type Call, type MetadataDeps, NOT_READY, type Service } from './call.ts';
import { type Caller, identify } from './credentials.ts';
import { getEnlistPreseed, getMachines, postMachine } from './enlistment.ts';
import { loadEnvironment } from './environment.ts';
import { answerErase } from './erase.ts';
import { answerGuard, getArchive } from './guard.ts';
import {
  getGuard,
  getItem,
  getMetaData,
  getScripts,
  getUserData,
  getVersion,
  getVersions,
} from './personas.ts';
import { getPreseed, postById } from './preseeds.ts';
import { LATE_HEADER, nothing, notFound, refusal, type Reply } from './reply.ts';
import { answerSignal, answerStatus } from './signal.ts';

type Handler = (service: Service, call: Call) => Promise<Reply> | Reply;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly handler: Handler;
  readonly bodyLimit?: number;
}

const KIB = 1024;
/** Installation logs come in base64 with the last report of curtin. */
const STATUS_LIMIT = 16 * KIB * KIB;
/** Two output streams of a script, and both together. */
const SIGNAL_LIMIT = 4 * KIB * KIB;

const get = (url: string, handler: Handler): Route => ({ method: 'GET', url, handler });
const post = (url: string, handler: Handler, bodyLimit = KIB * KIB): Route => ({
  method: 'POST',
  url,
  handler,
  bodyLimit,
});

/** The leaves that the datasource reads, below each of the roots that it may have been given. */
const datasource = (root: string): readonly Route[] => [
  get(`${root}/:version`, getVersion),
  post(`${root}/:version`, answerSignal, SIGNAL_LIMIT),
  get(`${root}/:version/meta-data`, getMetaData),
  get(`${root}/:version/meta-data/:item`, getItem),
  get(`${root}/:version/maas-scripts`, getScripts),
  get(`${root}/:version/maas-commissioning-scripts`, getScripts),
];

const METADATA = '/MAAS/metadata';

const ROUTES: readonly Route[] = [
  get(METADATA, getVersions),
  get(`${METADATA}/:version/enlist-preseed`, getEnlistPreseed),
  get(`${METADATA}/:version/by-id/:id`, getPreseed),
  post(`${METADATA}/:version/by-id/:id`, postById),
  ...['', '/enlist'].flatMap((root) => [
    ...datasource(`${METADATA}${root}`),
    get(`${METADATA}${root}/:version/user-data`, getUserData),
  ]),
  post(`${METADATA}/:version/erase`, answerErase),
  ...datasource(`${METADATA}/curtin`),
  get(`${METADATA}/curtin/:version/user-data`, getGuard),
  post(`${METADATA}/curtin/:version/guard`, answerGuard),
  get(`${METADATA}/curtin/:version/curtin-archive`, getArchive),
  post(`${METADATA}/status/:id`, answerStatus, STATUS_LIMIT),
  get('/MAAS/api/2.0/machines', getMachines),
  post('/MAAS/api/2.0/machines', postMachine),
];

const VERSIONS = new Set([undefined, 'latest', '2012-03-01']);

/** Reads its files once, here. */
export function registerMetadata(app: HttpApp, deps: MetadataDeps): void {
  const service: Service = { ...deps, environment: loadEnvironment() };
  for (const { method, url, handler, bodyLimit } of ROUTES)
    app.route({
      method,
      url,
      // A HEAD must not deploy anything.
      exposeHeadRoute: false,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      onRequest: async (request, reply) => {
        const caller = await identify(service, request.headers.authorization);
        const early = earlyAnswer(method, url, caller);
        if (early !== undefined) return send(reply, early);
      },
      handler: async (request, reply) => {
        // Asked again: while a body comes in, slowly, an attempt may end and the next begin.
        const caller = await identify(service, request.headers.authorization);
        const call = callOf(request, caller);
        // A moment after a start. What is said "not there" now is never asked for again: cloud-init would
        // go on without its user-data.
        if (method === 'GET' && service.fleet.inventory() === undefined)
          return send(reply, NOT_READY);
        return send(reply, await answer(service, call, handler));
      },
    });
}

/**
 * What a stranger posts to a machine's routes is not even read. A report by a token that has ended is
 * accepted unread: an old deployment's cloud-init would hang on its retries.
 */
function earlyAnswer(method: string, url: string, caller: Caller): Reply | undefined {
  if (method !== 'POST' || BY_ADDRESS.has(url)) return undefined;
  const spent = caller.kind === 'unknown' || (caller.kind === 'machine' && !caller.inForce);
  if (url.startsWith(`${METADATA}/status/`) && spent) return nothing;
  return caller.kind === 'machine' ? undefined : refusal(401, 'no token that is known');
}

/** Known by the address that they hold, not by a token. */
const BY_ADDRESS = new Set([`${METADATA}/:version/by-id/:id`, '/MAAS/api/2.0/machines']);

async function answer(service: Service, call: Call, handler: Handler): Promise<Reply> {
  if (!VERSIONS.has(call.params['version'])) return notFound;
  try {
    return await handler(service, call);
  } catch (error) {
    const because = explain(error);
    service.emit({ event: 'metadata.refused', path: call.path, peer: call.peer, because });
    return refusal(503, 'this cannot be answered now');
  }
}

function callOf(request: HttpRequest, caller: Caller): Call {
  const { address, port } = localPlace(request);
  return {
    caller,
    peer: peerAddress(request),
    authority: `${address}:${port}`,
    path: request.url.split('?', 1)[0] ?? '',
    params: request.params as Call['params'],
    query: singles(request.query),
    contentType: request.headers['content-type'],
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

/** A name that is given twice counts by its values with a comma between, as MAC addresses are listed. */
function singles(query: unknown): Call['query'] {
  const entries = Object.entries(query as Record<string, string | readonly string[]>);
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

const send = (reply: HttpReply, { status, type, body, late }: Reply): HttpReply =>
  reply
    .headers(late ? { [LATE_HEADER]: '1' } : {})
    .code(status)
    .type(type)
    .send(typeof body === 'string' ? body : Buffer.from(body));
