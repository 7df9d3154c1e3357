import { expect, test } from 'vitest';
import type { Digest } from '../../../src/core/ids.ts';
import { imagePath } from '../../../src/core/image.ts';

test('a file is named by its digest first, and by its own name last', () => {
  const product = {
    kind: 'boot',
    os: 'ubuntu',
    release: 'noble',
    releaseVersion: '24.04',
    architecture: 'amd64',
    kernel: 'ga-24.04',
    label: 'stable',
  } as const;
  const file = {
    role: 'squashfs',
    name: 'squashfs',
    sha256: 'ab'.repeat(32) as Digest,
    bytes: 1,
  } as const;
  expect(imagePath(product, file)).toBe(
    `/images/${'ab'.repeat(32)}/ubuntu/amd64/ga-24.04/noble/stable/squashfs`,
  );
});
