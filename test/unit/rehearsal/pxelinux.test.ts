import { expect, test } from 'vitest';
import { configNames, runPxelinux } from '../../../src/rehearsal/pxelinux.ts';

const mac = '52:54:00:aa:bb:cc';
const uuid = '4c4c4544-0000-2010-8020-80c04f202020';

function host(files: Record<string, string>) {
  const fetched: string[] = [];
  const fetch = async (name: string) => {
    fetched.push(name);
    const text = files[name];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  return { fetched, host: { fetch, mac, uuid, address: '10.0.0.9' } };
}

const R = 'http://10.0.0.1:5248';
const EPHEMERAL = `DEFAULT execute

LABEL execute
  SAY Booting under MAAS direction...
  KERNEL ${R}/images/abc/boot-kernel
  INITRD ${R}/images/def/boot-initrd
  APPEND nomodeset cc:{'datasource_list': ['MAAS']}end_cc ro
  IPAPPEND 2
`;

test('the names are asked for in PXELINUX’s order', () => {
  expect(configNames(host({}).host)).toEqual([
    `pxelinux.cfg/${uuid}`,
    'pxelinux.cfg/01-52-54-00-aa-bb-cc',
    ...['0A000009', '0A00000', '0A0000', '0A000', '0A00', '0A0', '0A', '0'].map(
      (hex) => `pxelinux.cfg/${hex}`,
    ),
    'pxelinux.cfg/default',
  ]);
});

test('the default label boots, and IPAPPEND 2 names the interface', async () => {
  const { host: given, fetched } = host({
    'pxelinux.cfg/01-52-54-00-aa-bb-cc': EPHEMERAL,
    [`${R}/images/abc/boot-kernel`]: 'K',
    [`${R}/images/def/boot-initrd`]: 'I',
  });
  expect(await runPxelinux(given)).toMatchObject({
    kind: 'linux',
    kernel: { from: `${R}/images/abc/boot-kernel` },
    initrd: { from: `${R}/images/def/boot-initrd` },
    args: `nomodeset cc:{'datasource_list': ['MAAS']}end_cc ro BOOTIF=01-52-54-00-aa-bb-cc`,
  });
  expect(fetched).not.toContain('pxelinux.cfg/default');
});

test('chain.c32 hands over to the drive, when it can be fetched', async () => {
  const config = 'DEFAULT local\n\nLABEL local\n  KERNEL chain.c32\n  APPEND hd0\n';
  const files = { 'pxelinux.cfg/default': config };
  expect(await runPxelinux(host({ ...files, 'chain.c32': 'C' }).host)).toEqual({
    kind: 'drive',
    drive: 0,
  });
  expect(await runPxelinux(host(files).host)).toEqual({
    kind: 'next',
    because: 'PXELINUX: chain.c32: not found',
  });
});

test('a missing kernel or configuration is the firmware’s next device', async () => {
  expect(await runPxelinux(host({ 'pxelinux.cfg/default': EPHEMERAL }).host)).toEqual({
    kind: 'next',
    because: `PXELINUX: ${R}/images/abc/boot-kernel: not found`,
  });
  expect(await runPxelinux(host({}).host)).toMatchObject({ kind: 'next' });
});
