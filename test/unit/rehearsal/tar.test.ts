import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { packTar, unpackTar } from '../../../src/rehearsal/tar.ts';

const entries = [
  { name: 'bootx64.efi', bytes: Buffer.alloc(1000, 'x') },
  { name: 'empty', bytes: Buffer.alloc(0) },
  { name: 'commissioning/20-facts', bytes: Buffer.from('#!/bin/sh\n') },
];

test('what is packed is unpacked, here and by tar', () => {
  const tar = packTar(entries);
  expect(unpackTar(tar)).toEqual(entries);
  const listed = execFileSync('tar', ['-t'], { input: tar, encoding: 'utf8' });
  expect(listed.trim().split('\n')).toEqual(entries.map((entry) => entry.name));
});

test('what is no archive has no entries', () => {
  expect(unpackTar(new Uint8Array(100))).toEqual([]);
  expect(unpackTar(Buffer.alloc(2048, 'z'))).toEqual([]);
});
