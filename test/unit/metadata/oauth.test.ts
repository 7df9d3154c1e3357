import { expect, test } from 'vitest';
import { parseAuthorization } from '../../../src/metadata/oauth.ts';

const claim = { consumerKey: 'CK', tokenKey: 'TK', tokenSecret: 'TS' };

test.each([
  [
    'cloud-init’s, by oauthlib',
    'OAuth oauth_nonce="140", oauth_timestamp="1", oauth_version="1.0", oauth_signature_method="PLAINTEXT", oauth_consumer_key="CK", oauth_token="TK", oauth_signature="%26TS"',
  ],
  [
    'unquoted, with a raw ampersand',
    'OAuth oauth_consumer_key=CK,oauth_token=TK,oauth_signature=&TS',
  ],
  [
    'with a realm that holds a comma',
    'oauth realm="a, b",oauth_consumer_key="CK",oauth_token="TK",oauth_signature="&TS"',
  ],
])('reads %s', (_, header) => expect(parseAuthorization(header)).toEqual(claim));

test.each([
  'Basic YTpi',
  'OAuth',
  'OAuth oauth_consumer_key="CK", oauth_token="TK"',
  'OAuth oauth_consumer_key="CK", oauth_token="TK", oauth_signature="%26"',
  'OAuth oauth_consumer_key="CK", oauth_token="TK", oauth_signature="secret%26TS"',
  'OAuth oauth_signature_method="HMAC-SHA1", oauth_consumer_key="CK", oauth_token="TK", oauth_signature="%26TS"',
])('%j is none', (header) => expect(parseAuthorization(header)).toBeUndefined());

test('a secret may hold what percent-encoding is for, and broken encoding is taken as it is', () => {
  const signed = (text: string) =>
    parseAuthorization(`OAuth oauth_consumer_key="c", oauth_token="t", oauth_signature="${text}"`);
  expect(signed('%26a%2Bb')?.tokenSecret).toBe('a+b');
  expect(signed('&100%')?.tokenSecret).toBe('100%');
});
