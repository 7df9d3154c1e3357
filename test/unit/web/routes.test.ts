import { expect, test } from 'vitest';
import { createMetrics } from '../../../src/web/metrics.ts';
import { registerWeb, type WebDeps } from '../../../src/web/routes.ts';
import { statusView } from '../../../src/web/status.ts';
import { serve } from '../../support/http.ts';
import { busySite } from '../../support/status.ts';

async function web(over: Partial<WebDeps> = {}) {
  const port = await serve((app) =>
    registerWeb(app, {
      view: async () => statusView(busySite()),
      history: async () => [],
      metrics: createMetrics(),
      snapshot: async () => undefined,
      ...over,
    }),
  );
  return async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}

test('the page runs no script and loads nothing', async () => {
  const get = await web();
  const { status, headers, text } = await get('/');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('<a href="/machines/n1">n1</a>');
  expect(text).not.toContain('<script');
  expect(text).not.toContain('<b>no');
});

test('a machine has its page, and nobody else has', async () => {
  const get = await web();
  expect((await get('/machines/n3')).text).toContain('&lt;b&gt;no &amp; disk&lt;/b&gt;');
  expect((await get('/machines/%3Cscript%3E')).status).toBe(404);
});

test('the view as JSON', async () => {
  const get = await web();
  const view = JSON.parse((await get('/status.json')).text) as { readonly site: string };
  expect(view).toMatchObject({ site: 'lab', revision: 'c0ffee', phases: { deployed: 1 } });
});

test('health and metrics while the store is lost', async () => {
  const get = await web({ view: () => Promise.reject(new RangeError('disk gone')) });
  expect(await get('/healthz')).toMatchObject({ status: 503 });
  expect(await get('/')).toMatchObject({ status: 500 });
  const { status, text } = await get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('reconcile_http_responses_total{code="503"} 1');
});

test('health and metrics', async () => {
  const get = await web();
  expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  const { headers, text } = await get('/metrics');
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('reconcile_machines{phase="deploying"} 1');
});

test('nothing is changed here', async () => {
  const get = await web();
  for (const path of ['/', '/machines/n1', '/status.json'])
    expect((await get(path, { method: 'POST' })).status).toBe(404);
});

test('the snapshot of the last pass, where there was one', async () => {
  const none = await web();
  expect(await none('/snapshot.json')).toMatchObject({ status: 503 });
  const get = await web({ snapshot: async () => '{"signature":""}\n' });
  const { status, headers, text } = await get('/snapshot.json');
  expect([status, text]).toEqual([200, '{"signature":""}\n']);
  expect(headers.get('content-type')).toContain('application/json');
});
