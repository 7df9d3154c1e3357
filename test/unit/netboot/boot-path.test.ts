import { expect, test } from 'vitest';
import { type BootPath, parseBootPath } from '../../../src/netboot/boot-path.ts';

const MAC = '52:54:00:aa:bb:cc';
const rows: readonly (readonly [string, unknown])[] = [
  ['bootx64.efi', { kind: 'loader', name: 'bootx64.efi' }],
  ['/lpxelinux.0', { kind: 'loader', name: 'lpxelinux.0' }],
  ['\\Boot\\..\\bootx64.efi', undefined],
  ['images/bootx64.efi', { kind: 'loader', name: 'bootx64.efi' }],
  // shim, after UEFI HTTP boot
  ['/images//grubx64.efi', { kind: 'loader', name: 'grubx64.efi' }],
  ['grub/x86_64-efi/http.mod', { kind: 'loader', name: 'x86_64-efi/http.mod' }],
  ['/grub/x86_64-efi/command.lst', { kind: 'module-list' }],
  ['/boot/grub/x86_64-efi/fs.lst', { kind: 'module-list' }],
  ['crypto.lst', { kind: 'module-list' }],
  ['other.lst', { kind: 'loader', name: 'other.lst' }],
  ['/grub/grub.cfg', { kind: 'preloader', loader: 'grub' }],
  ['ipxe.cfg', { kind: 'preloader', loader: 'ipxe' }],
  [`/grub/grub.cfg-${MAC}`, { kind: 'machine', loader: 'grub', mac: MAC }],
  ['/grub/grub.cfg-52-54-00-AA-BB-CC', { kind: 'machine', loader: 'grub', mac: MAC }],
  ['/grub/grub.cfg-', undefined],
  // GRUB's own search before /grub/grub.cfg
  ['/grub/grub.cfg-01-52-54-00-aa-bb-cc', undefined],
  ['/grub/grub.cfg-0A4D000C', undefined],
  ['/grub/grub.cfg-default-x86_64', { kind: 'default', loader: 'grub', architecture: 'amd64' }],
  ['/grub/grub.cfg-default-arm64', { kind: 'default', loader: 'grub', architecture: 'arm64' }],
  ['/grub/grub.cfg-default-powerpc', { kind: 'default', loader: 'grub', architecture: 'ppc64el' }],
  ['/grub/grub.cfg-default-vax', undefined],
  [`ipxe.cfg-${MAC}`, { kind: 'machine', loader: 'ipxe', mac: MAC }],
  ['ipxe.cfg-default-amd64', { kind: 'default', loader: 'ipxe', architecture: 'amd64' }],
  ['ipxe.cfg-default-i386', { kind: 'default', loader: 'ipxe', architecture: 'amd64' }],
  ['pxelinux.cfg/01-52-54-00-aa-bb-cc', { kind: 'machine', loader: 'pxelinux', mac: MAC }],
  // By SMBIOS UUID, and by address: never there.
  ['pxelinux.cfg/44454c4c-3000-1020-8035-b1c04f4d4732', undefined],
  ['pxelinux.cfg/0A4D000C', undefined],
  ['pxelinux.cfg/default', { kind: 'default', loader: 'pxelinux', architecture: 'amd64' }],
  ['pxelinux.cfg/default-arm64', { kind: 'default', loader: 'pxelinux', architecture: 'arm64' }],
  [
    'pxelinux.cfg/default.i386-generic',
    { kind: 'default', loader: 'pxelinux', architecture: 'amd64' },
  ],
  ['pxelinux.cfg/defaults', undefined],
  ['images/0123456', { kind: 'image', digest: '0123456' }],
  [
    `/images/${'ab'.repeat(32)}/ubuntu/amd64/ga-24.04/noble/stable/boot-kernel`,
    { kind: 'image', digest: 'ab'.repeat(32) },
  ],
  ['images/012345/too/short', undefined],
  [`images/${'a'.repeat(65)}/too/long`, undefined],
  ['../../etc/passwd', undefined],
  ['/images/../../etc/passwd', undefined],
  ['bootx64.efi\0.txt', undefined],
  ['.hidden', undefined],
  ['', undefined],
  ['/', undefined],
  ['x'.repeat(100_000), undefined],
];

test.each(rows)('%j', (path, expected) => {
  expect(parseBootPath(path)).toEqual(expected as BootPath | undefined);
});
