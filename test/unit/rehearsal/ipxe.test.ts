import { expect, test } from 'vitest';
import { runIpxe } from '../../../src/rehearsal/ipxe.ts';

const MAC = '52:54:00:aa:bb:cc';
const R = 'http://127.42.0.1:5248';

/** Runs `/ipxe.cfg` of these files; other files exist where their text is given. */
function run(files: Record<string, string>, bootable = false) {
  const fetched: string[] = [];
  const fetch = async (url: string) => {
    fetched.push(url);
    const text = files[url];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const settings = { mac: MAC, 'next-server': '127.42.0.1' };
  const script = files[`${R}/ipxe.cfg`] ?? '';
  const result = runIpxe(script, { fetch, settings, bootable: () => bootable });
  return { result, fetched };
}

const preloader = `#!ipxe
chain http://\${next-server}:5248/ipxe.cfg-\${mac} || chain http://\${next-server}:5248/ipxe.cfg-default-amd64
`;

test('the static preloader chains to the machine’s own script, whose command line is kept whole', async () => {
  const { result, fetched } = run({
    [`${R}/ipxe.cfg`]: preloader,
    [`${R}/ipxe.cfg-${MAC}`]: `#!ipxe
# the ephemeral environment
kernel ${R}/images/abc/boot-kernel
imgargs boot-kernel nomodeset cc:{'datasource_list': ['MAAS']}end_cc --- console=ttyS0 BOOTIF=01-\${mac}
initrd ${R}/images/def/boot-initrd
boot
`,
    [`${R}/images/abc/boot-kernel`]: 'K',
    [`${R}/images/def/boot-initrd`]: 'I',
  });
  expect(await result).toMatchObject({
    kind: 'linux',
    kernel: { from: `${R}/images/abc/boot-kernel` },
    initrd: { from: `${R}/images/def/boot-initrd` },
    args: `nomodeset cc:{'datasource_list': ['MAAS']}end_cc --- console=ttyS0 BOOTIF=01-${MAC}`,
  });
  expect(fetched[0]).toBe(`${R}/ipxe.cfg-${MAC}`);
});

test('an unknown machine falls through to the default script', async () => {
  const { result, fetched } = run({ [`${R}/ipxe.cfg`]: preloader });
  expect(await result).toMatchObject({ kind: 'next' });
  expect(fetched).toEqual([`${R}/ipxe.cfg-${MAC}`, `${R}/ipxe.cfg-default-amd64`]);
});

test('local boot tries the drives in turn', async () => {
  const script = `#!ipxe
sanboot --no-describe --drive 0x80 || sanboot --no-describe --drive 0x81
`;
  expect(await run({ [`${R}/ipxe.cfg`]: script }, true).result).toEqual({
    kind: 'drive',
    drive: 0,
  });
  expect(await run({ [`${R}/ipxe.cfg`]: script }).result).toMatchObject({ kind: 'next' });
});

test('a failing command that nothing catches ends the script', async () => {
  const script = `#!ipxe
kernel ${R}/nothing
sanboot --drive 0x80
`;
  expect(await run({ [`${R}/ipxe.cfg`]: script }, true).result).toEqual({
    kind: 'next',
    because: `iPXE: kernel ${R}/nothing: failed`,
  });
});

test('labels, goto and conditions', async () => {
  const script = `#!ipxe
isset \${nothing} || goto disk
poweroff
:disk
iseq \${net0/mac:hexhyp} 52-54-00-aa-bb-cc && sanboot --drive 0x81 ||
`;
  expect(await run({ [`${R}/ipxe.cfg`]: script }, true).result).toEqual({
    kind: 'drive',
    drive: 1,
  });
});
