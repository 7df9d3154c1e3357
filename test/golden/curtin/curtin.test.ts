/** The installer's configuration and source: firmware × kind of image. */
import { expect, test } from 'vitest';
import { curtinConfig, curtinSource, type Installation } from '../../../src/config/curtin.ts';
import type { FirmwareKind } from '../../../src/core/hardware.ts';
import type { ImageKey } from '../../../src/core/ids.ts';
import type { StoredImage } from '../../../src/core/image.ts';
import { printYaml } from '../../../src/lib/yaml.ts';
import { deployment, digest, hardware, id, mac, NOBLE, noble, site } from '../../support/fleet.ts';
import { golden } from '../../support/golden.ts';

const authority = '10.0.0.1:5248';
const DEBIAN = 'debian/bookworm/amd64/generic' as ImageKey;

/** An image without a kernel of its own: another one is booted to install it. */
function foreign(role: 'squashfs' | 'root-tgz', name: string): StoredImage {
  return {
    key: DEBIAN,
    version: '1',
    product: {
      kind: 'boot',
      os: 'debian',
      release: 'bookworm',
      releaseVersion: '12',
      architecture: 'amd64',
      kernel: 'generic',
      label: 'stable',
    },
    files: [{ role, name, sha256: digest('e'), bytes: 1000 }],
  };
}
const elsewhere = deployment({ image: DEBIAN, version: '1' });

const installation = (firmware: FirmwareKind, over: Partial<Installation> = {}): Installation => ({
  authority,
  id: id(1),
  deployment: deployment({ disks: [{ serial: 'LAB1', bytes: 6 * 1024 ** 3 }] }),
  image: noble(),
  hardware: hardware(1, {
    firmware,
    disks: [
      {
        name: 'vda',
        serial: 'LAB1',
        path: '/dev/disk/by-id/virtio-LAB1',
        bytes: 6 * 1024 ** 3,
        signatures: [],
      },
    ],
    nics: [
      { name: 'enp0s2', mac: mac(9) },
      { name: 'enp0s3', mac: mac(1) },
    ],
    bootMac: mac(1),
  }),
  site,
  preseed: { config: {}, earlyCommands: {}, lateCommands: {} },
  installer: { consumerKey: 'CK1', tokenKey: 'TK1', tokenSecret: 'TS1' },
  installed: { consumerKey: 'CK2', tokenKey: 'TK2', tokenSecret: 'TS2' },
  ...over,
});

const printed = (given: Installation): string => {
  const source = curtinSource(authority, given.deployment, given.image);
  return `# curtin install -c … ${source}\n${printYaml(curtinConfig(given))}`;
};

test.each([
  ['bios-own-squashfs', installation('bios')],
  ['uefi-own-squashfs', installation('uefi')],
  ['bios-foreign-squashfs', installation('bios', foreignInstallation('squashfs', 'squashfs'))],
  ['uefi-foreign-tgz', installation('uefi', foreignInstallation('root-tgz', 'root.tgz'))],
])('%s', (name, given) => {
  const text = printed(given);
  expect(text).toBe(golden(`curtin/${name}.txt`, text));
});

function foreignInstallation(role: 'squashfs' | 'root-tgz', name: string): Partial<Installation> {
  return {
    deployment: { ...elsewhere, disks: [{ serial: 'LAB1', bytes: 6 * 1024 ** 3 }] },
    image: foreign(role, name),
  };
}

test('a Preseed merges over it, except where it would choose disks or mute the machine', () => {
  const given = installation('bios', {
    preseed: {
      config: {
        swap: { size: '0B' },
        apt: { sources_list: 'deb http://mirror ./' },
        kernel: null,
        storage: { version: 1, config: [] },
        reporting: null,
        late_commands: { maas: ['true'], '50-mark': ['touch', '/mark'] },
      },
      earlyCommands: { '00-rackwright-disks': ['true'], '10-drivers': ['modprobe', 'x'] },
      lateCommands: { '90-last': ['sh', '-c', 'echo done'], maas: ['true'] },
    },
  });
  const text = printed(given);
  expect(text).toBe(golden('curtin/with-preseed.txt', text));
});

test('an image that was not booted itself is never copied from the booted root', () => {
  expect(curtinSource(authority, deployment(), noble())).toBe('cp:///media/root-ro');
  for (const over of [{ bootImage: DEBIAN }, { bootVersion: '20200101' }])
    expect(curtinSource(authority, deployment(over), noble())).toMatch(/^fsimage:http:.*squashfs$/);
  expect(curtinSource(authority, deployment(), { ...noble(), files: [] })).toBeUndefined();
  expect(NOBLE).toBe(deployment().image);
});
