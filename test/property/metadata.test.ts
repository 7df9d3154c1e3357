/** Whatever comes over the wire: an answer of the protocol, a bounded one, and nothing moved by it. */
import { fc, test as check } from '@fast-check/vitest';
import { beforeAll, expect, test } from 'vitest';
import { readFacts } from '../../src/metadata/facts.ts';
import { parseForm } from '../../src/metadata/multipart.ts';
import { parseAuthorization } from '../../src/metadata/oauth.ts';
import { parseJson } from '../../src/metadata/reader.ts';
import { deployment, hardware, id, record } from '../support/fleet.ts';
import { address, credentialsIn, multipart, type Rack, rack } from '../support/metadata.ts';

check.prop([fc.string({ unit: 'binary' })])('any header is a claim or none', (text) => {
  parseAuthorization(text);
  const claim = parseAuthorization(`OAuth ${text}`);
  if (claim !== undefined) expect(Object.values(claim).every((v) => v.length > 0)).toBe(true);
});

check.prop([fc.dictionary(fc.stringMatching(/^[\w.-]{1,20}$/), fc.string()), fc.string()])(
  'a form comes out as it went in',
  (fields, content) => {
    const { body, type } = multipart(fields, { 'a.out': content });
    const form = parseForm(type, Buffer.from(body));
    fc.pre(!Object.values(fields).some((v) => v.includes('--b')) && !content.includes('--b'));
    expect(Object.fromEntries(form?.fields ?? [])).toEqual({ ...fields });
    expect(Buffer.from(form?.files.get('a.out') ?? []).toString()).toBe(
      Buffer.from(content).toString(),
    );
  },
);

check.prop([
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(undefined, 'multipart/form-data; boundary=b', 'multipart/form-data', 'text/x'),
])('any bytes are a form or none', (bytes, type) => {
  const noise = Buffer.concat([Buffer.from('--b\r\n'), bytes, Buffer.from('\r\n--b')]);
  for (const body of [bytes, noise]) parseForm(type, body);
});

test('a thousand parts, a part without an end, and a header without one are no form', () => {
  const many = Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x'] as const);
  const { body, type } = multipart(Object.fromEntries(many));
  expect(parseForm(type, Buffer.from(body))).toBeUndefined();
  for (const broken of [
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
    `--b\r\n${'x'.repeat(9000)}`,
  ])
    expect(parseForm(type, Buffer.from(broken))).toBeUndefined();
});

check.prop([fc.jsonValue()])('any JSON is facts or a problem with a place', (value) => {
  const facts = readFacts(value);
  if ('problem' in facts) expect(facts.problem).toMatch(/^.+: .+$/s);
});

check.prop([fc.jsonValue(), fc.constantFrom(...Object.keys(hardware(1)))])(
  'one wrong field is found',
  (value, key) => {
    const facts = readFacts({ ...hardware(1), [key]: value });
    if ('hardware' in facts) expect(readFacts(facts.hardware)).toEqual(facts);
    else expect(facts.problem).toContain(key);
  },
);

test('JSON as deep as a body can be is no JSON, and no crash', () => {
  for (const depth of [10_000, 4_000_000])
    expect(readFacts(parseJson('['.repeat(depth)))).toEqual({ problem: 'document: not an object' });
});

let given: Rack;
let authorization: string;
beforeAll(async () => {
  given = rack();
  await given.put(1, record(1, 'commissioning', { attempts: 1, deployment: deployment() }));
  const url = `/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`;
  authorization = credentialsIn((await given.get(url, { from: address(1) })).body);
});

const PATHS = [
  '/MAAS/metadata/2012-03-01/',
  '/MAAS/metadata/curtin/2012-03-01/guard',
  `/MAAS/metadata/status/${id(1)}`,
  `/MAAS/metadata/latest/by-id/${id(1)}/`,
  '/MAAS/api/2.0/machines/',
];

check.prop(
  [
    fc.constantFrom(...PATHS),
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom('multipart/form-data; boundary=b', 'application/json', 'x'),
    fc.boolean(),
    fc.constantFrom(address(1), address(3), '10.9.9.9'),
  ],
  { numRuns: 60 },
)('noise is answered, and moves nothing', async (path, body, type, signed, from) => {
  const before = await given.record(1);
  const answer = await given.post(path, {
    from,
    body,
    type,
    ...(signed ? { authorization } : {}),
  });
  expect([200, 204, 400, 401, 403, 415]).toContain(answer.status);
  expect(await given.record(1)).toEqual(before);
});

check.prop([fc.webPath(), fc.webQueryParameters()], { numRuns: 60 })(
  'any path below /MAAS is answered without a failure of ours',
  async (path, query) => {
    const answer = await given.get(`/MAAS/metadata${path}?${query}`, {
      from: address(1),
      authorization,
    });
    expect(answer.status).toBeLessThan(500);
  },
);
