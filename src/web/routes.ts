/** The read-only web: status page, its JSON, health and metrics. Nothing here changes anything. */
import type { HistoryEntry } from '../core/ports.ts';
import { type HttpApp, type HttpReply, sendText } from '../lib/http-server.ts';
import type { Metrics } from './metrics.ts';
import { machinePage, overviewPage } from './page.ts';
import type { StatusView } from './status.ts';

export interface WebDeps {
  /** As of now; asked for once a request, so the one who gives it may keep it for a second. */
  readonly view: () => Promise<StatusView>;
  /** Of one machine, newest last. */
  readonly history: (name: string) => Promise<readonly HistoryEntry[]>;
  readonly metrics: Metrics;
  /** The signed snapshot of the last pass; `undefined` where there was none here. */
  readonly snapshot: () => Promise<string | undefined>;
}

export function registerWeb(app: HttpApp, { view, history, metrics, snapshot }: WebDeps): void {
  app.addHook('onResponse', (_request, reply, done) => {
    metrics.answered(reply.raw.statusCode);
    done();
  });
  app.get('/', async (_request, reply) => sendPage(reply, overviewPage(await view())));
  app.get<{ Params: { readonly name: string } }>('/machines/:name', async (request, reply) => {
    const { name } = request.params;
    const page = machinePage(await view(), name, await history(name));
    return page === undefined ? sendText(reply, 404, 'no such machine\n') : sendPage(reply, page);
  });
  app.get('/status.json', async (_request, reply) => {
    const text = `${JSON.stringify(await view(), undefined, 2)}\n`;
    return reply.type('application/json').header('Cache-Control', 'no-store').send(text);
  });
  app.get('/snapshot.json', async (_request, reply) => {
    const text = await snapshot();
    if (text === undefined)
      return sendText(reply, 503, 'no pass was made here: another controller leads, or none yet\n');
    return reply.type('application/json').header('Cache-Control', 'no-store').send(text);
  });
  app.get('/healthz', (_request, reply) =>
    view().then(
      () => sendText(reply, 200, 'ok\n'),
      () => sendText(reply, 503, 'the state of the site cannot be read\n'),
    ),
  );
  app.get('/metrics', async (_request, reply) => {
    // Counters are worth having just when the store, and with it the view, is not to be had.
    const text = await metrics.text(await view().catch(() => undefined));
    return reply.type(metrics.contentType).send(text);
  });
}

/** Only its own style: no script runs in the page, whatever a name in the inventory looks like. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const sendPage = (reply: HttpReply, page: string): HttpReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('Content-Security-Policy', POLICY)
    .header('X-Content-Type-Options', 'nosniff')
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-store')
    .send(page);
