import { expect, test } from 'vitest';
import { normalizePath } from '../../../../src/netboot/tftp/path.ts';

test('slashes of either kind, leading and doubled ones, and dots', () => {
  expect(normalizePath('/grub//grub.cfg')).toBe('grub/grub.cfg');
  expect(normalizePath('\\Boot\\x64\\wdsnbp.com')).toBe('Boot/x64/wdsnbp.com');
  expect(normalizePath('./pxelinux.cfg/./default')).toBe('pxelinux.cfg/default');
});

test('what could leave the file space is no name in it', () => {
  for (const path of ['../etc/passwd', 'a/../../b', '..\\x', '/..', 'a\0b', 'a\nb', '', '/', '.'])
    expect(normalizePath(path), JSON.stringify(path)).toBeUndefined();
});

test('nothing is decoded', () => {
  expect(normalizePath('%2e%2e/etc/passwd')).toBe('%2e%2e/etc/passwd');
  expect(normalizePath('...')).toBe('...');
});
