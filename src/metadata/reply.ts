/** What a route answers, before it becomes bytes of HTTP. */

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** What was said is about an attempt that has ended: it is answered as ever, and moved nothing. */
  readonly late?: true;
}

const of = (status: number, type: string, body: string | Uint8Array): Reply => ({
  status,
  type,
  body,
});

export const text = (body: string): Reply => of(200, 'text/plain; charset=utf-8', body);
/** Said in a header, for people who read along and for tests; no client heeds it. */
export const LATE_HEADER = 'x-reconcile-late';
export const late = (reply: Reply): Reply => ({ ...reply, late: true });

export const yaml = (body: string): Reply => of(200, 'application/x-yaml', body);
export const json = (value: unknown, status = 200): Reply =>
  of(status, 'application/json', JSON.stringify(value));
export const bytes = (body: string | Uint8Array): Reply =>
  of(200, 'application/octet-stream', body);
export const nothing: Reply = of(204, 'text/plain', '');
/** Never empty: some HTTP clients in firmware wait for ever on an error without a body. */
export const refusal = (status: 400 | 401 | 403 | 404 | 409 | 503, because: string): Reply =>
  of(status, 'text/plain; charset=utf-8', `${because}\n`);
export const notFound: Reply = refusal(404, 'not found');
