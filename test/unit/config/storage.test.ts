import { describe, expect, test } from 'vitest';
import { fc, test as check } from '@fast-check/vitest';
import type { Disk, DiskTarget } from '../../../src/core/hardware.ts';
import { flatLayout } from '../../../src/config/storage.ts';
import { derivedUuid } from '../../../src/config/uuid.ts';

const MIB = 1024 ** 2;
type Item = Readonly<Record<string, string>>;
const items = (
  target: DiskTarget,
  others: readonly Disk[] = [],
  firmware = 'bios' as 'bios' | 'uefi',
) => flatLayout(firmware, target, others, ['id1'])['config'] as readonly Item[];
const disk = (over: Partial<Disk>): Disk => ({ name: 'sdb', bytes: 1, signatures: [], ...over });

describe('the disk is called by one key that can mean no other', () => {
  const bytes = 6144 * MIB;
  const called = (target: Partial<DiskTarget>, ...others: Disk[]) => {
    const { serial, wwn, path } = items({ bytes, ...target }, others)[0] ?? {};
    return { ...(serial && { serial }), ...(wwn && { wwn }), ...(path && { path }) };
  };
  const path = '/dev/disk/by-id/virtio-LAB1';

  test('its serial, though it has a path and a WWN', () => {
    expect(called({ serial: 'LAB1', wwn: '0x5000', path })).toEqual({ serial: 'LAB1' });
  });

  test('its WWN when its serial is part of another disk’s', () => {
    const other = disk({ serial: 'LAB10' });
    expect(called({ serial: 'LAB1', wwn: '0x5000', path }, other)).toEqual({ wwn: '0x5000' });
  });

  test('its path when nothing else is unambiguous', () => {
    const other = disk({ path: '/dev/disk/by-id/virtio-LAB10' });
    expect(called({ serial: 'LAB1', path }, other)).toEqual({ path });
    expect(called({ serial: 'A B', path }, disk({ model: 'X A_B' }))).toEqual({ path });
    expect(called({ wwn: 'naa.5000', path })).toEqual({ path });
  });
});

check.prop([
  fc.integer({ min: 4096, max: 2 ** 34 }),
  fc.constantFrom('bios' as const, 'uefi' as const),
])(
  'partitions end before the second partition table, and waste less than two steps',
  (kib, firmware) => {
    const bytes = kib * 1024 * 512;
    const sizes = items({ serial: 'a', bytes }, [], firmware)
      .filter((item) => item['type'] === 'partition')
      .map((item) => Number(item['size']?.slice(0, -1)));
    const end = 4 * MIB + sizes.reduce((sum, size) => sum + size, 0);
    expect(end).toBeLessThanOrEqual(bytes - MIB);
    expect(end).toBeGreaterThan(bytes - MIB - 8 * MIB);
    for (const size of sizes) expect(size % MIB).toBe(0);
  },
);

test('what is used is defined before it, and mounts come last, by path', () => {
  for (const firmware of ['bios', 'uefi'] as const) {
    const list = items({ serial: 'a', bytes: 2 ** 35 }, [], firmware);
    list.forEach(({ device, volume }, i) => {
      const before = list.slice(0, i).map(({ id }) => id);
      const used = [device, volume].filter((id) => id !== undefined);
      expect(before).toEqual(expect.arrayContaining(used));
    });
    const mounts = list.map(({ path }) => path).filter((p) => p !== undefined);
    expect(mounts).toEqual(firmware === 'uefi' ? ['/', '/boot/efi'] : ['/']);
  }
});

check.prop([fc.array(fc.string()), fc.array(fc.string())])(
  'a UUID is one, and is the inputs’ own',
  (a, b) => {
    const uuid = derivedUuid(...a);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedUuid(...a)).toBe(uuid);
    if (a.join('\0') !== b.join('\0')) expect(derivedUuid(...b)).not.toBe(uuid);
  },
);
