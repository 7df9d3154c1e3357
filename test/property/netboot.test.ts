import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { deployment, id, mac, machine, record } from '../support/fleet.ts';
import { netboot } from '../support/netboot.ts';

const WORDS = `/ \\ .. . // %2e%2e images/ grub/ grub.cfg- ipxe.cfg- pxelinux.cfg/ 01- default- default
  x86_64 amd64 bootx64.efi command.lst x86_64-efi/ __proto__ constructor {{ \${x}`;
const fragments = fc.constantFrom(...WORDS.split(/\s+/), '\0', '\n', mac(1), 'a'.repeat(64));
const paths = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.oneof(fragments, fc.string({ maxLength: 5 })), { maxLength: 8 })
    .map((p) => p.join('')),
);

test.prop([paths, fc.constantFrom('tftp' as const, 'http' as const)])(
  'whatever is asked for, what is answered is ours: a text we made, or a blob that a stored image lists',
  async (path, transport) => {
    const row = record(1, 'deploying', { deployment: deployment() });
    const { open, events } = netboot({ machines: [{ id: id(1), record: row, spec: machine(1) }] });
    const file = await open(path, 1, transport);
    if (file?.kind === 'blob') expect(file.path).toBe(`/blobs/${file.digest}`);
    if (file?.kind === 'text') expect(file.text).not.toContain('undefined');
    expect(events.length).toBeLessThanOrEqual(1);
  },
);

const options = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 4 });

test.prop([options])(
  'no kernel option adds a line to a boot configuration',
  async (kernelOptions) => {
    const lines = async (kernel: readonly string[], path: string) => {
      const parts = { ...deployment().parts, kernelOptions: kernel };
      const row = record(1, 'deploying', { deployment: deployment({ parts }) });
      const { text } = netboot({ machines: [{ id: id(1), record: row, spec: machine(1) }] });
      return (await text(path, 1))?.split(/[\r\n]/).length;
    };
    for (const path of [`grub/grub.cfg-${mac(1)}`, `ipxe.cfg-${mac(1)}`, 'pxelinux.cfg/default'])
      expect(await lines(kernelOptions, path)).toBe(await lines([], path));
  },
);
