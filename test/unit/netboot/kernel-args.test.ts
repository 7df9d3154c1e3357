import { expect, test } from 'vitest';
import type { ImageFile, StoredImage } from '../../../src/core/image.ts';
import { deployment, digest, id, noble, record, site } from '../../support/fleet.ts';
import { type EphemeralBoot, kernelArguments } from '../../../src/netboot/kernel-args.ts';

function boot(image: StoredImage, over: Partial<EphemeralBoot> = {}): EphemeralBoot {
  const stored = (n: number) => ({ image, file: image.files[n] as ImageFile });
  return {
    purpose: 'commissioning',
    machine: { id: id(1), record: record(1, 'commissioning') },
    image: { kernel: stored(0), initrd: stored(1), root: stored(2) },
    authority: '10.0.0.1:5248',
    site,
    ...over,
  };
}

const focal = (): StoredImage => ({
  ...noble(),
  product: { ...noble().product, release: 'focal', releaseVersion: '20.04' },
});

test('Ubuntu before jammy runs without AppArmor in the ephemeral environment', () => {
  expect(kernelArguments(boot(focal()))).toContain(
    ' ro overlayroot=tmpfs overlayroot_cfgdisk=disabled apparmor=0 log_host=',
  );
  expect(kernelArguments(boot(noble()))).not.toContain('apparmor');
});

test('a tar file is fetched as one, and is not overlaid', () => {
  const tgz: ImageFile = { role: 'root-tgz', name: 'root.tgz', sha256: digest('f'), bytes: 1 };
  const image = { ...noble(), files: [...noble().files.slice(0, 2), tgz] };
  const row = record(1, 'deployed', { deployment: deployment({ inMemory: true }) });
  const args = kernelArguments(
    boot(image, { purpose: 'xinstall', machine: { id: id(1), record: row } }),
  );
  expect(args).toContain(`root=tar:http://10.0.0.1:5248/images/${digest('f')}/`);
  expect(args).not.toContain('overlayroot');
  expect(args).not.toContain(' ro ');
});

test('POWER waits for its disks', () => {
  const power = { ...noble(), product: { ...noble().product, architecture: 'ppc64el' } };
  expect(kernelArguments(boot(power))).toMatch(/ rootdelay=60$/);
});

test('no option ends a line of the configuration', () => {
  const kernelOptions = ['quiet\nLABEL evil\r\n\tKERNEL x', ' \n '];
  const args = kernelArguments(boot(noble(), { site: { ...site, kernelOptions } }));
  expect(args).toMatch(/ quiet LABEL evil KERNEL x$/);
});

test('options that a released machine was deployed with are not for its power-off', () => {
  const parts = { ...deployment().parts, hostname: 'web-1', kernelOptions: ['quiet'] };
  const row = record(1, 'releasing', { deployment: deployment({ parts }) });
  const args = kernelArguments(
    boot(noble(), { purpose: 'poweroff', machine: { id: id(1), record: row } }),
  );
  expect(args).not.toContain('quiet');
  expect(args).toContain(' ip=::::n1:BOOTIF:dhcp ');
});
