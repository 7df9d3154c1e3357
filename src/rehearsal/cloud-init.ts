/** cloud-init with the MAAS datasource: the conversation of maas-wire.md §4, from any environment of a machine. */
import { asText } from './boot.ts';
import { dig, map, string } from './loose.ts';
import { type Fetched, http, type HttpAsk, type Life } from './network.ts';

const VERSION = '2012-03-01';

export interface Credentials {
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly tokenSecret: string;
}

/** The keys stand side by side under `datasource.MAAS` and under `reporting.maas`; an unknown machine has none. */
function credentialsIn(value: unknown): Credentials | undefined {
  const [consumerKey, tokenKey, tokenSecret] = ['consumer_key', 'token_key', 'token_secret'].map(
    (key) => string(map(value)[key]),
  );
  return consumerKey === undefined || tokenKey === undefined || tokenSecret === undefined
    ? undefined
    : { consumerKey, tokenKey, tokenSecret };
}

/** RFC 5849 §3.4.4 PLAINTEXT: the consumer's secret is empty, so the signature is `&` and the token's secret. */
function authorization(keys: Credentials, at: number): string {
  const fields = {
    oauth_nonce: String(at),
    oauth_timestamp: String(Math.floor(at / 1000)),
    oauth_version: '1.0',
    oauth_signature_method: 'PLAINTEXT',
    oauth_consumer_key: keys.consumerKey,
    oauth_token: keys.tokenKey,
    oauth_signature: `%26${encodeURIComponent(keys.tokenSecret)}`,
  };
  const pairs = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `OAuth ${pairs.join(', ')}`;
}

/** Asks as this machine, from its leased address, signed where it has credentials. */
export type Ask = (url: string, ask?: HttpAsk) => Promise<Fetched>;

/** Between attempts: a controller that restarts is back before the last one. */
const DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000];

function signedAsk(address: string, credentials: Credentials | undefined, life: Life): Ask {
  const { clock, signal } = life;
  return (url, ask = {}) => {
    const authorized =
      credentials === undefined ? {} : { authorization: authorization(credentials, clock.now()) };
    const signed = { ...ask, headers: { ...ask.headers, ...authorized } };
    return patiently(() => http(address, url, signed, signal), life);
  };
}

/** As cloud-init and our own scripts do: what the network or a 5xx did may be over at the next attempt. */
async function patiently(ask: () => Promise<Fetched>, { clock, signal }: Life): Promise<Fetched> {
  for (const delay of DELAYS_MS) {
    const reply = await ask().catch(() => undefined);
    if (reply !== undefined && reply.status < 500) return reply;
    await clock.sleep(delay, signal);
  }
  return ask();
}

/** A datasource that answered. */
export interface Instance {
  /** With a slash and the version at its end: everything else is below it. */
  readonly base: string;
  readonly ask: Ask;
  readonly id: string;
  readonly hostname: string;
  readonly publicKeys: readonly string[];
  readonly userData: string | undefined;
}

/**
 * The crawl: `instance-id` must be there, the rest may be absent. `undefined`: no datasource, and
 * cloud-init goes on without one. `user-data` comes last; reading it is what deploys a machine.
 */
export async function readDatasource(
  config: unknown,
  address: string,
  life: Life,
): Promise<Instance | undefined> {
  const source = dig(config, 'datasource.MAAS');
  const url = string(map(source)['metadata_url']);
  if (url === undefined) return undefined;
  const base = `${url.replace(/\/+$/, '')}/${VERSION}/`;
  const ask = signedAsk(address, credentialsIn(source), life);
  const read = async (item: string): Promise<string | undefined> => {
    const { status, bytes } = await ask(`${base}${item}`);
    return status === 200 ? asText(bytes) : undefined;
  };
  const id = await read('meta-data/instance-id');
  const hostname = await read('meta-data/local-hostname');
  if (id === undefined || hostname === undefined) return undefined;
  const keys = (await read('meta-data/public-keys')) ?? '';
  await read('meta-data/vendor-data');
  const userData = await read('user-data');
  const publicKeys = keys.split('\n').filter((line) => line.trim() !== '');
  return { base, ask, id, hostname, publicKeys, userData };
}

/** The text of user-data's parts, whatever they are wrapped in: MIME, base64, or nothing. */
export function userDataParts(userData: string): readonly string[] {
  const boundary = /boundary="?([^"\n;]+)"?/.exec(userData.slice(0, 1000))?.[1];
  if (boundary === undefined) return [userData];
  return userData
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...body] = part.trimStart().split(/\r?\n\r?\n/);
      const content = body.join('\n\n');
      return /^content-transfer-encoding:\s*base64/im.test(head)
        ? asText(Buffer.from(content, 'base64'))
        : content;
    });
}

export interface StatusEvent {
  readonly origin: 'cloudinit' | 'curtin';
  readonly name: string;
  readonly type: 'start' | 'finish';
  readonly result?: 'SUCCESS' | 'FAIL';
}

export type Report = (event: StatusEvent) => Promise<void>;

/** The webhook of `reporting` (maas-wire.md §4.7); without one nothing is reported. */
export function reporter(config: unknown, address: string, life: Life): Report {
  const webhook = Object.values(map(map(config)['reporting'])).find(
    (target) => map(target)['type'] === 'webhook',
  );
  const endpoint = string(map(webhook)['endpoint']);
  const ask = signedAsk(address, credentialsIn(webhook), life);
  return async ({ origin, name, type, result }) => {
    if (endpoint === undefined) return;
    const event = { origin, name, event_type: type, description: name, result };
    const timestamp = life.clock.now() / 1000;
    await ask(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...event, timestamp }),
    });
  };
}

export interface Signal {
  readonly status: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly files?: ReadonlyMap<string, string>;
}

/** `op=signal` as multipart form data (maas-wire.md §4.6). */
export function postSignal({ base, ask }: Instance, { status, fields = {}, files }: Signal) {
  const boundary = 'rehearsal-boundary-0d5f6c';
  const part = (disposition: string, content: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const plain = Object.entries({ op: 'signal', status, ...fields });
  const body = [
    ...plain.map(([name, value]) => part(`name="${name}"`, value)),
    ...[...(files ?? [])].map(([name, text]) => part(`name="${name}"; filename="${name}"`, text)),
    `--${boundary}--\r\n`,
  ].join('');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return ask(base, { method: 'POST', headers, body });
}
