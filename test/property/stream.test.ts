import * as fc from 'fast-check';
import { test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ControllerError } from '../../src/core/errors.ts';
import { isRelativePath } from '../../src/images/field.ts';
import { parseIndex, parseProducts } from '../../src/images/stream.ts';

const KEY = 'com.ubuntu.maas.stable:v3:boot:24.04:amd64:ga-24.04';
const FIELDS = ['os', 'release', 'version', 'arch', 'subarch', 'label', 'kflavor', 'versions'];
const item = fc.record(
  {
    ftype: fc.oneof(fc.constantFrom('squashfs', 'boot-kernel', 'boot-initrd'), fc.jsonValue()),
    path: fc.oneof(fc.constantFrom('a/b', '../b', '/b'), fc.jsonValue()),
    sha256: fc.oneof(fc.constant('0'.repeat(64)), fc.jsonValue()),
    size: fc.oneof(fc.nat(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const versions = fc.dictionary(
  fc.constantFrom('20250101', '20250102', '../x'),
  fc.oneof(fc.record({ items: fc.dictionary(fc.string(), item) }), fc.jsonValue()),
);
const product = fc
  .record(
    Object.fromEntries(
      FIELDS.map((name) => [
        name,
        fc.oneof(name === 'versions' ? versions : fc.constantFrom('noble', '../x'), fc.jsonValue()),
      ]),
    ),
    { requiredKeys: [] },
  )
  .map((fields) => fields as object);

/** Whatever is signed: a value, or E_STREAM_FORMAT, and never a path that leaves the root. */
function check(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(ControllerError);
    expect((error as ControllerError).code).toBe('E_STREAM_FORMAT');
  }
}

test.prop([fc.oneof(fc.json(), fc.string())])('any document', (document) => {
  check(() => parseIndex(document, 'index'));
  check(() => parseProducts(document, 'list'));
});

test.prop([fc.dictionary(fc.constantFrom(KEY, `${KEY}-edge`, '__proto__'), product)], {
  numRuns: 40,
})('any product', (products) => {
  const text = JSON.stringify({ format: 'products:1.0', content_id: 'list', products });
  check(() => {
    for (const { versions: read } of parseProducts(text, 'list').products)
      for (const { files } of read)
        for (const { path } of files) expect(isRelativePath(path)).toBe(true);
  });
});

test.prop([fc.webPath(), fc.string()])('an accepted path stays below the root', (path, any) => {
  for (const one of [path, any]) {
    if (!isRelativePath(one)) continue;
    const url = new URL(`http://source/root/${one}`);
    expect(url.href).toBe(`http://source/root/${one}`);
  }
});
