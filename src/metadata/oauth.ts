/** OAuth 1.0 PLAINTEXT as the clients of MAAS really write it (maas-wire.md §4.3). */

/** Who a request says it is from. Timestamp and nonce are not read: PLAINTEXT gives no replay protection. */
export interface Claim {
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly tokenSecret: string;
}

/** `undefined` for a header that is not OAuth PLAINTEXT with an empty consumer secret. */
export function parseAuthorization(header: string): Claim | undefined {
  const scheme = /^\s*OAuth\s+/i.exec(header);
  if (scheme === null) return undefined;
  const fields = parseFields(header.slice(scheme[0].length));
  const method = fields.get('oauth_signature_method');
  const consumerKey = fields.get('oauth_consumer_key');
  const tokenKey = fields.get('oauth_token');
  const signature = /^&(.+)$/s.exec(fields.get('oauth_signature') ?? '');
  if (method !== undefined && method !== 'PLAINTEXT') return undefined;
  if (!consumerKey || !tokenKey || signature?.[1] === undefined) return undefined;
  return { consumerKey, tokenKey, tokenSecret: decode(signature[1]) };
}

/** `key="value"` or `key=value`, commas between, values percent-encoded or not. */
function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, key = '', quoted, bare] of text.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]*))/g))
    fields.set(key, decode(quoted ?? bare ?? ''));
  return fields;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
