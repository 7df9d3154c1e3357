import { expect, test } from 'vitest';
import { runGrub } from '../../../src/rehearsal/grub.ts';
import { parseGrub } from '../../../src/rehearsal/grub-syntax.ts';

const MAC = '52:54:00:aa:bb:cc';

function run(files: Record<string, string>, { esp = [] as string[], variables = {} } = {}) {
  const fetched: string[] = [];
  const fetch = async (name: string) => {
    fetched.push(name);
    const text = files[name];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const result = runGrub('/grub/grub.cfg', {
    fetch,
    variables: { net_default_mac: MAC, grub_cpu: 'x86_64', ...variables },
    onEsp: (path) => esp.includes(path),
  });
  return { result, fetched };
}

const PRELOADER = `# MAAS GRUB2 pre-loader configuration file
configfile /grub/grub.cfg-\${net_default_mac}
configfile /grub/grub.cfg-default-\${grub_cpu}
`;
const ephemeral = (device: string) => `set default="0"
set timeout=0

menuentry 'Ephemeral' {
    echo   'Booting under MAAS direction...'
    linux  ${device}/images/abc/boot-kernel nomodeset ip=::::n1:BOOTIF:dhcp cc:\\{\\'datasource_list\\': \\[\\'MAAS\\'\\]\\}end_cc cloud-config-url=http://10.0.0.1:5248/MAAS/metadata/latest/by-id/x/\\?op=get_preseed ro BOOTIF=01-\${net_default_mac}
    initrd ${device}/images/def/boot-initrd
}
`;

test('the preloader finds the machine’s own file, whose entry boots over HTTP', async () => {
  const { result } = run({
    '/grub/grub.cfg': PRELOADER,
    [`/grub/grub.cfg-${MAC}`]: ephemeral('(http,10.0.0.1:5248)'),
    'http://10.0.0.1:5248/images/abc/boot-kernel': 'K',
    'http://10.0.0.1:5248/images/def/boot-initrd': 'I',
  });
  expect(await result).toMatchObject({
    kind: 'linux',
    kernel: { from: 'http://10.0.0.1:5248/images/abc/boot-kernel' },
    initrd: { from: 'http://10.0.0.1:5248/images/def/boot-initrd' },
    args: `nomodeset ip=::::n1:BOOTIF:dhcp cc:{'datasource_list': ['MAAS']}end_cc cloud-config-url=http://10.0.0.1:5248/MAAS/metadata/latest/by-id/x/?op=get_preseed ro BOOTIF=01-${MAC}`,
  });
});

test('a path without a device keeps GRUB’s own transport; an unknown MAC goes on to the default', async () => {
  const { result, fetched } = run({
    '/grub/grub.cfg': PRELOADER,
    '/grub/grub.cfg-default-x86_64': ephemeral(''),
    '/images/abc/boot-kernel': 'K',
    '/images/def/boot-initrd': 'I',
  });
  expect(await result).toMatchObject({
    kind: 'linux',
    kernel: { from: '/images/abc/boot-kernel' },
  });
  expect(fetched.slice(0, 3)).toEqual([
    '/grub/grub.cfg',
    `/grub/grub.cfg-${MAC}`,
    '/grub/grub.cfg-default-x86_64',
  ]);
});

const LOCAL = `set default="0"
set timeout=0

menuentry 'Local' {
    echo 'Booting local disk...'
    for bootloader in \\
        boot/bootx64.efi \\
        ubuntu/shimx64.efi ; do
        search --set=root --file /efi/$bootloader
        if [ $? -eq 0 ]; then
            chainloader /efi/$bootloader
            boot
        fi
    done

    if [ "\${shim_lock}" != "y" ]; then
        search --set=root --file "/efi/centos/shimx64.efi"
        if [ $? -eq 0 ]; then
            chainloader /efi/centos/shimx64.efi
            boot
        fi
    fi
    # If no bootloader is found exit and allow the next device to boot.
    exit 1
}
`;

test('local boot chainloads the first loader on the EFI system partition, or leaves it to the firmware', async () => {
  const files = { '/grub/grub.cfg': LOCAL };
  expect(await run(files, { esp: ['/efi/ubuntu/shimx64.efi'] }).result).toEqual({
    kind: 'efi',
    path: '/efi/ubuntu/shimx64.efi',
  });
  const centos = { esp: ['/efi/centos/shimx64.efi'] };
  expect(await run(files, centos).result).toMatchObject({ kind: 'efi' });
  expect(await run(files, { ...centos, variables: { shim_lock: 'y' } }).result).toEqual({
    kind: 'next',
    because: 'GRUB: exit',
  });
});

test('an unescaped brace in the kernel’s arguments is a syntax error, as in GRUB', async () => {
  const config = `menuentry 'x' {\n linux /k cc:{'datasource_list': ['MAAS']}end_cc\n}\n`;
  expect(parseGrub(config)).toBeUndefined();
  expect(await run({ '/grub/grub.cfg': config }).result).toEqual({
    kind: 'next',
    because: 'GRUB: syntax error',
  });
});

test('a kernel that is missing leaves nothing to boot', async () => {
  const { result } = run({ '/grub/grub.cfg': ephemeral('') });
  expect(await result).toEqual({ kind: 'next', because: 'GRUB: nothing loaded' });
});

test('quotes, variables and comments', () => {
  expect(parseGrub(`echo 'a $b' "c $d \\"e\\"" f\${g}h # not this\n`)).toEqual([
    {
      kind: 'command',
      words: [
        [{ text: 'echo' }],
        [{ text: 'a $b' }],
        [
          { text: 'c ' },
          { variable: 'd' },
          { text: ' ' },
          { text: '"' },
          { text: 'e' },
          { text: '"' },
        ],
        [{ text: 'f' }, { variable: 'g' }, { text: 'h' }],
      ],
    },
  ]);
  expect(parseGrub('if true; then echo a\n')).toBeUndefined();
});
