import { expect, test } from 'vitest';
import { chooseBoot, type FirmwareHints } from '../../../src/netboot/firmware.ts';

const hints = (more: Partial<FirmwareHints>): FirmwareHints => ({
  architectures: [],
  vendorClass: undefined,
  userClass: undefined,
  ipxeFeatures: new Set(),
  ...more,
});
const answer = (more: Partial<FirmwareHints>) => chooseBoot(hints(more), '10.0.0.1:5248');
const file = (architecture: number): string => {
  const boot = answer({ architectures: [architecture] });
  return boot.kind === 'boot' ? `${boot.firmware} ${boot.file}` : boot.kind;
};

test('each architecture gets the file of its boot method', () => {
  const rows = [0, 7, 0x10, 9, 0x0b, 0x13, 0x0c, 0x0e, 0x1f, 0x20].map(file);
  expect(rows).toEqual([
    'pxe lpxelinux.0',
    'uefi_amd64_tftp bootx64.efi',
    'uefi_amd64_http http://10.0.0.1:5248/images/bootx64.efi',
    'uefi_ebc_tftp bootx64.efi',
    'uefi_arm64_tftp bootaa64.efi',
    'uefi_arm64_http http://10.0.0.1:5248/images/bootaa64.efi',
    'open-firmware_ppc64el bootppc64.bin',
    'powernv pxelinux.0',
    's390x boots390x.bin',
    's390x_partition s390x_partition/maas',
  ]);
});

test('BIOS is told where the rest of the files are, UEFI over HTTP that it is heard', () => {
  expect(answer({ architectures: [0] })).toMatchObject({ pathPrefix: 'http://10.0.0.1:5248/' });
  expect(answer({ architectures: [0x10] })).toMatchObject({ httpClient: true });
  expect(answer({ architectures: [7] })).toMatchObject({ httpClient: false });
});

test('iPXE is known by its user class, with or without RFC 3004’s length, before its architecture', () => {
  const ipxe = { kind: 'boot', firmware: 'ipxe', file: 'http://10.0.0.1:5248/ipxe.cfg' };
  for (const userClass of [Buffer.from('iPXE'), Buffer.from('\u0004iPXE')])
    expect(answer({ architectures: [7], userClass })).toMatchObject(ipxe);
});

test('or by features that can boot a kernel over HTTP, and not by fewer', () => {
  expect(answer({ ipxeFeatures: new Set([19, 24]) })).toMatchObject({ firmware: 'ipxe' });
  expect(answer({ ipxeFeatures: new Set([19, 36]) })).toMatchObject({ firmware: 'ipxe' });
  expect(answer({ architectures: [0], ipxeFeatures: new Set([19]) })).toMatchObject({
    firmware: 'pxe',
  });
  expect(answer({ architectures: [0], ipxeFeatures: new Set([24, 36]) })).toMatchObject({
    firmware: 'pxe',
  });
});

test('an unknown architecture, or a PXE client that names none, is taken for BIOS', () => {
  expect(file(0x99)).toBe('pxe lpxelinux.0');
  expect(answer({ vendorClass: 'PXEClient' })).toMatchObject({ firmware: 'pxe' });
});

test('of several architectures, the first that has a boot method', () => {
  expect(answer({ architectures: [0x99, 7] })).toMatchObject({ firmware: 'uefi_amd64_tftp' });
});

test('32-bit UEFI is refused by name', () => {
  expect(answer({ architectures: [6] })).toEqual({
    kind: 'refused',
    because: 'UEFI ia32 (architecture 6) has no boot loader here',
  });
  expect(answer({ architectures: [0x0f] })).toMatchObject({ kind: 'refused' });
});

test('an operating system gets no boot file', () => {
  expect(answer({ vendorClass: 'udhcp 1.36.1' })).toEqual({ kind: 'none' });
});
