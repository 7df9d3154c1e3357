/** The interpreters were written from the wire contract alone: here they run what is really served. */
import { expect, test } from 'vitest';
import type { ImageFile } from '../../../src/core/image.ts';
import type { Mac } from '../../../src/core/ids.ts';
import type { EphemeralBoot } from '../../../src/netboot/kernel-args.ts';
import { kernelArguments } from '../../../src/netboot/kernel-args.ts';
import { localScript } from '../../../src/netboot/local-boot.ts';
import { ephemeralScript, GRUB_PRELOADER, ipxePreloader } from '../../../src/netboot/script.ts';
import type { BootResult } from '../../../src/rehearsal/boot.ts';
import { runGrub } from '../../../src/rehearsal/grub.ts';
import { runIpxe } from '../../../src/rehearsal/ipxe.ts';
import { runPxelinux } from '../../../src/rehearsal/pxelinux.ts';
import { id, noble, record, site } from '../../support/fleet.ts';

const MAC = '52:54:00:00:00:01' as Mac;
const AUTHORITY = '10.0.0.1:5248';
const KERNEL_ONLY = ['console=ttyS1,115200n8', 'a=$b;c', "quoted='x y'"];

const image = noble();
const stored = (n: number) => ({ image, file: image.files[n] as ImageFile });
const boot: EphemeralBoot = {
  purpose: 'commissioning',
  machine: { id: id(1), record: record(1, 'commissioning') },
  image: { kernel: stored(0), initrd: stored(1), root: stored(2) },
  authority: AUTHORITY,
  site: { ...site, kernelOptions: KERNEL_ONLY },
};

type Loader = 'grub' | 'pxelinux' | 'ipxe';

/** Runs the script as this loader would find it; everything below /images/ exists. */
async function run(
  loader: Loader,
  script: string,
  esp: readonly string[] = [],
): Promise<BootResult> {
  const files: Record<string, string> = {
    '/grub/grub.cfg': GRUB_PRELOADER,
    [`/grub/grub.cfg-${MAC}`]: script,
    [`http://${AUTHORITY}/ipxe.cfg-${MAC}`]: script,
    [`pxelinux.cfg/01-${MAC.replaceAll(':', '-')}`]: script,
    'chain.c32': 'C',
  };
  const fetch = async (file: string) => {
    const text = files[file] ?? (file.includes('/images/') ? 'image' : undefined);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  if (loader === 'pxelinux')
    return runPxelinux({ fetch, mac: MAC, uuid: 'u', address: '10.0.0.9' });
  if (loader === 'ipxe')
    return runIpxe(ipxePreloader(AUTHORITY), {
      fetch,
      settings: { mac: MAC, buildarch: 'i386' },
      bootable: () => true,
    });
  const variables = { net_default_mac: MAC, grub_cpu: 'x86_64' };
  return runGrub('/grub/grub.cfg', { fetch, variables, onEsp: (path) => esp.includes(path) });
}

/** GRUB takes one pair of quotes away (maas-wire.md §3.5); the YAML in `cc:` stays the same. */
const withoutQuotes = (text: string): string => text.replaceAll("'", '');
/** iPXE names the initrd, and loaders differ in how they add the interface. */
const comparable = (args: string): string =>
  withoutQuotes(args.replace('initrd=boot-initrd ', '').replaceAll(/52.54.00.00.00.01/g, MAC));

test.each([
  ['grub', 'tftp'],
  ['grub', 'http'],
  ['pxelinux', 'http'],
  ['ipxe', 'http'],
] as const)(
  '%s, configured over %s, starts the kernel with the very arguments',
  async (loader, transport) => {
    const result = await run(loader, ephemeralScript(loader, boot, { mac: MAC, transport }));
    expect(result).toMatchObject({
      kind: 'linux',
      initrd: { from: expect.stringContaining('/images/') },
    });
    const args = result.kind === 'linux' ? result.args : '';
    expect(comparable(args)).toBe(comparable(`${kernelArguments(boot)} BOOTIF=01-${MAC}`));
  },
);

test('local boot hands over to the disk', async () => {
  expect(await run('pxelinux', localScript('pxelinux', 'amd64'))).toEqual({
    kind: 'drive',
    drive: 0,
  });
  expect(await run('ipxe', localScript('ipxe', 'amd64'))).toEqual({ kind: 'drive', drive: 0 });
  const grub = localScript('grub', 'amd64');
  expect(await run('grub', grub, ['/efi/ubuntu/shimx64.efi'])).toEqual({
    kind: 'efi',
    path: '/efi/ubuntu/shimx64.efi',
  });
  expect(await run('grub', grub, ['/efi/rocky/grubx64.efi'])).toMatchObject({ kind: 'efi' });
  expect(await run('grub', grub)).toEqual({ kind: 'next', because: 'GRUB: exit' });
});
