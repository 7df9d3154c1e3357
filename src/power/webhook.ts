/** Anything that switches power by HTTP: MAAS's webhook contract. POST on, POST off, GET and two expressions. */
import { ControllerError, type ErrorCode } from '../core/errors.ts';
import type { PowerState } from '../core/observed.ts';
import type { PowerDriver, Secrets } from '../core/ports.ts';
import { boundedSearch } from '../lib/bounded-search.ts';
import { type HttpClient, type HttpRequest, readBody } from '../lib/http-client.ts';
import type { WebhookParameters } from './parameters.ts';
import { inTime, type PowerTools, refused, reveal } from './tools.ts';

const DEADLINE_MS = 15_000;
/** Of an answer, which a person's expressions are searched in. */
const MAX_BODY = 64 * 1024;
/** A search that takes longer would stop the whole controller meanwhile. */
const SEARCH_MS = 200;
const ON = String.raw`status.*\:.*running`;
const OFF = String.raw`status.*\:.*stopped`;

/** One request: gives the answer's body, or throws E_POWER_*. */
type Ask = (what: string, request: HttpRequest, signal: AbortSignal) => Promise<string>;

export function createWebhook(tools: Pick<PowerTools, 'http' | 'clock'>): PowerDriver {
  return {
    type: 'webhook',
    connect(parameters, secrets) {
      // The inventory has checked them against the schema that this type is made of.
      const hook = parameters as unknown as WebhookParameters;
      const ask = asker(tools, hook, secrets);
      const post = async (url: string, what: string, signal: AbortSignal): Promise<void> => {
        await ask(what, { method: 'POST', url, body: '' }, signal);
      };
      return {
        query: (signal) => query(ask, hook, signal),
        on: (signal) => post(hook.onUri, 'turning the power on', signal),
        off: (signal) => post(hook.offUri, 'turning the power off', signal),
        // The contract has no word for it: machines behind a webhook must have the network first in
        // their boot order. Once deployed they are told to boot their disk, as all that netboot are.
        netbootOnce: async () => {},
      };
    },
  };
}

function asker(
  { http, clock }: Pick<PowerTools, 'http' | 'clock'>,
  hook: WebhookParameters,
  secrets: Secrets,
): Ask {
  const client = hook.verifyTls === false ? http.unverified : http.verified;
  return async (what, request, signal) => {
    // The host alone: tokens are hidden in paths and queries too.
    const doing = `${what} by ${URL.parse(request.url)?.host}`;
    const headers = { accept: 'application/json', ...(await authorization(hook, secrets)) };
    return inTime(clock, { doing, deadlineMs: DEADLINE_MS, signal }, async (limit) => {
      const answer = await exchange(client, { ...request, headers }, limit).catch((cause) => {
        limit.throwIfAborted();
        throw new ControllerError(networkCode(cause), doing, { cause });
      });
      if (typeof answer === 'string') return answer;
      throw refused(answer.code, doing, answer.why);
    });
  };
}

type Refusal = { readonly code: ErrorCode; readonly why: string };

/** The body of a good answer, or what is wrong with it; rejects for what the network did. */
async function exchange(
  client: HttpClient,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<string | Refusal> {
  const response = await client.send(request, signal);
  const body = await readBody(response, MAX_BODY);
  const { status } = response;
  if (status < 200 || status >= 300) return { code: statusCode(status), why: `HTTP ${status}` };
  if (body === undefined) return { code: 'E_POWER_REFUSED', why: 'the answer is over 64 KiB' };
  return new TextDecoder().decode(body);
}

/** What only another URL or another name can mend stalls; anything else may pass. Redirects are not followed. */
function statusCode(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'E_POWER_AUTH';
  const elsewhere = (status >= 300 && status < 400) || [404, 405, 410].includes(status);
  return elsewhere ? 'E_POWER_SETTING' : 'E_POWER_REFUSED';
}

/** OpenSSL's verdicts on a certificate, as Node names them (nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

function networkCode(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CERTIFICATE.test(code) ? 'E_POWER_SETTING' : 'E_POWER_CONNECTION';
}

/** A token goes before a name, as MAAS has it. */
async function authorization(
  { user, password, token }: WebhookParameters,
  secrets: Secrets,
): Promise<{ readonly authorization?: string }> {
  if (token !== undefined) return { authorization: `Bearer ${await reveal(secrets, token)}` };
  if (user === undefined) return {};
  const credentials = Buffer.from(`${user}:${await reveal(secrets, password)}`);
  return { authorization: `Basic ${credentials.toString('base64')}` };
}

async function query(ask: Ask, hook: WebhookParameters, signal: AbortSignal): Promise<PowerState> {
  const { queryUri: url, onRegex = ON, offRegex = OFF } = hook;
  const body = await ask('asking for the power', { url }, signal);
  if (says(body, 'onRegex', onRegex)) return 'on';
  if (says(body, 'offRegex', offRegex)) return 'off';
  const why = 'it matches neither onRegex nor offRegex';
  throw refused('E_POWER_REFUSED', 'reading the answer about the power', why);
}

function says(body: string, name: 'onRegex' | 'offRegex', expression: string): boolean {
  try {
    return boundedSearch(expression, body, SEARCH_MS);
  } catch (cause) {
    throw new ControllerError('E_POWER_SETTING', `searching the answer for ${name}`, { cause });
  }
}
