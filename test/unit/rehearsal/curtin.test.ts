import { expect, test } from 'vitest';
import {
  bootDrive,
  configureTarget,
  extract,
  installBootLoader,
  onEsp,
  partition,
} from '../../../src/rehearsal/curtin.ts';
import { createDisk } from '../../../src/rehearsal/disk.ts';

const MiB = 2 ** 20;
const GB = 10 ** 9;

/** MAAS's `flat` layout (maas-wire.md §5.5). */
const flat = (firmware: 'bios' | 'uefi', over: Record<string, unknown> = {}) => {
  const uefi = firmware === 'uefi';
  const size = uefi ? 512 * MiB : MiB;
  return {
    storage: {
      version: 1,
      config: [
        {
          id: 'sda',
          type: 'disk',
          serial: 'SN-1',
          ptable: 'gpt',
          wipe: 'superblock',
          grub_device: true,
        },
        {
          id: 'sda-part1',
          type: 'partition',
          device: 'sda',
          number: 1,
          offset: '4194304B',
          size: `${size}B`,
          wipe: 'zero',
          flag: uefi ? 'boot' : 'bios_grub',
        },
        {
          id: 'sda-part2',
          type: 'partition',
          device: 'sda',
          number: 2,
          size: '100GB',
          wipe: 'superblock',
          ...over,
        },
        ...(uefi
          ? [{ id: 'efi', type: 'format', volume: 'sda-part1', fstype: 'fat32', label: 'efi' }]
          : []),
        { id: 'root', type: 'format', volume: 'sda-part2', fstype: 'ext4', label: 'root' },
        { id: 'root_mount', type: 'mount', device: 'root', path: '/' },
        ...(uefi ? [{ id: 'efi_mount', type: 'mount', device: 'efi', path: '/boot/efi' }] : []),
      ],
    },
  };
};

const twoDisks = () => [createDisk('SN-1', 480 * GB), createDisk('SN-2', 480 * GB)];

test('a BIOS machine boots from the disk that was named, and no other one was touched', () => {
  const disks = twoDisks();
  const target = partition(flat('bios'), disks);
  extract(target, 'digest');
  installBootLoader(target, 'bios', 'ubuntu');
  const [sda, sdb] = disks;
  expect(sda?.signatures()).toEqual(['gpt', 'ext4']);
  expect(sda?.partitions()).toEqual([
    { number: 1, first: 4 * MiB, bytes: MiB, flag: 'bios_grub' },
    { number: 2, first: 5 * MiB, bytes: 100 * 2 ** 30 },
  ]);
  expect(sda && bootDrive(sda)?.files.get('/')).toBe('digest');
  expect(sdb?.extents()).toEqual([]);
});

test('a UEFI machine has a loader on its EFI system partition, found in any case', () => {
  const disks = twoDisks();
  const target = partition(flat('uefi'), disks);
  installBootLoader(target, 'uefi', 'ubuntu');
  expect(onEsp(disks, '/EFI/ubuntu/shimx64.efi')).toBe(true);
  expect(onEsp(disks, '/efi/boot/bootx64.efi')).toBe(false);
});

test('what was on the disk does not survive as a signature', () => {
  const disks = twoDisks();
  const old = { kind: 'filesystem', fstype: 'zfs', label: undefined, files: new Map() } as const;
  disks[0]?.write({ first: 0, bytes: 480 * GB, content: old });
  expect(disks[0]?.signatures()).toEqual(['zfs']);
  partition(flat('bios'), disks);
  expect(disks[0]?.signatures()).toEqual(['gpt', 'ext4']);
});

const attempt = (config: unknown) => () => partition(config, twoDisks());

test('what curtin fails at is said', () => {
  expect(attempt(flat('bios', { device: 'sdz' }))).toThrow("sda-part2: no device 'sdz'");
  expect(attempt(flat('bios', { size: '500GB' }))).toThrow('does not fit on SN-1');
  expect(attempt(flat('bios', { number: 1 }))).toThrow('number 1 is taken');
  expect(attempt(flat('bios', { size: 'all' }))).toThrow('bad size');
  expect(attempt({ storage: { version: 2 } })).toThrow('version is not 1');
  expect(() => partition(flat('bios'), [createDisk('SN-9', GB)])).toThrow('no disk SN-1');
});

test('GRUB wants its place: bios_grub on a GPT disk, an EFI partition under UEFI', () => {
  const bios = flat('bios').storage;
  const config = bios.config.map((item) => ({ ...item, flag: undefined }));
  const target = partition({ storage: { ...bios, config } }, twoDisks());
  expect(() => installBootLoader(target, 'bios', 'ubuntu')).toThrow('has no bios_grub partition');
  expect(() => installBootLoader(target, 'uefi', 'ubuntu')).toThrow('/boot/efi');
});

test('debconf answers and cloudconfig entries become files of the target', () => {
  const target = partition(flat('bios'), twoDisks());
  configureTarget(target, {
    debconf_selections: {
      maas: [
        'cloud-init   cloud-init/datasources  multiselect MAAS',
        'cloud-init   cloud-init/maas-metadata-url  string http://10.0.0.1:5248/MAAS/metadata/',
        'cloud-init   cloud-init/maas-metadata-credentials  string oauth_consumer_key=CK&oauth_token_key=TK&oauth_token_secret=TS',
      ].join('\n'),
    },
    cloudconfig: { a: { path: '/etc/cloud/cloud.cfg.d/95.cfg', content: 'locale: false' } },
  });
  const files = target.mounts.get('/')?.files;
  expect(JSON.parse(files?.get('/etc/cloud/cloud.cfg.d/90_dpkg_maas.cfg') ?? '')).toEqual({
    datasource: {
      MAAS: {
        metadata_url: 'http://10.0.0.1:5248/MAAS/metadata/',
        consumer_key: 'CK',
        token_key: 'TK',
        token_secret: 'TS',
      },
    },
  });
  expect(files?.get('/etc/cloud/cloud.cfg.d/95.cfg')).toBe('locale: false');
});
