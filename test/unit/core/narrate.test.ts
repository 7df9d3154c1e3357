import { expect, test } from 'vitest';
import type { ControllerEvent } from '../../../src/core/events.ts';
import type { ImageKey, MachineName, Revision } from '../../../src/core/ids.ts';
import { narrate } from '../../../src/core/narrate.ts';
import { ip, mac } from '../../support/fleet.ts';

const n1 = 'n1' as MachineName;
const rows: readonly (readonly [ControllerEvent, string, string])[] = [
  [
    {
      event: 'machine.moved',
      name: n1,
      from: 'commissioning',
      to: 'ready',
      because: 'commissioned',
    },
    'info n1',
    'commissioning → ready  commissioned',
  ],
  [
    { event: 'machine.moved', name: n1, from: undefined, to: 'new', because: 'enlisted' },
    'info n1',
    'unknown → new  enlisted',
  ],
  [
    { event: 'action.failed', subject: 'machine/n1', code: 'E_POWER_AUTH', because: 'no' },
    'info n1',
    'no (E_POWER_AUTH)',
  ],
  [
    { event: 'action.failed', subject: 'image/x', code: 'E_BUG', because: 'oh' },
    'error image/x',
    'oh (E_BUG)',
  ],
  [
    {
      event: 'image.progress',
      key: 'ubuntu/noble' as ImageKey,
      file: 'squashfs',
      bytes: 50e6,
      total: 200e6,
    },
    'debug ubuntu/noble',
    'squashfs 25 % of 200 MB',
  ],
  [
    {
      event: 'dhcp.acked',
      mac: mac(1),
      address: ip('10.0.0.9'),
      firmware: 'uefi',
      because: 'known',
    },
    'debug 52:54:00:00:00:01',
    'has 10.0.0.9 as uefi  known',
  ],
  [
    { event: 'boot.answered', mac: mac(1), file: 'ipxe.cfg-x', purpose: 'not-found' },
    'debug 52:54:00:00:00:01',
    'ipxe.cfg-x is not there',
  ],
  [
    {
      event: 'boot.answered',
      mac: undefined,
      file: 'f',
      purpose: 'not-found',
      because: 'no image',
    },
    'info boot',
    'f is not there: no image',
  ],
  [
    { event: 'boot.answered', mac: mac(1), file: 'f', purpose: 'xinstall' },
    'info 52:54:00:00:00:01',
    'netboots, to be deployed',
  ],
  [
    { event: 'boot.answered', mac: mac(1), name: n1, file: 'f', purpose: 'local' },
    'info n1',
    'asked for a netboot, and boots its local disk',
  ],
  [
    { event: 'metadata.signalled', name: 'n1', status: 'WORKING', because: '20-dmi' },
    'debug n1',
    'signalled WORKING  20-dmi',
  ],
  [
    { event: 'metadata.signalled', name: 'n1', status: 'OK', because: '' },
    'info n1',
    'signalled OK',
  ],
  [
    { event: 'inventory.accepted', revision: 'abc' as Revision, machines: 1 },
    'info inventory',
    'abc is in force, 1 machine',
  ],
  [{ event: 'service.failed', name: 'tftp', because: 'gone' }, 'error tftp', 'gone'],
];

test.each(rows)('%j', (event, head, text) => {
  const told = narrate(event);
  expect([`${told.level} ${told.subject}`, told.text]).toEqual([head, text]);
});

test('a rejected inventory says its first mistake and how many follow', () => {
  const at = { file: 'a.yaml', line: 3, column: 1 };
  const mistake = (severity: 'error' | 'warning', summary: string) =>
    ({ severity, code: 'x', summary, at }) as const;
  const rejected = (...diagnostics: readonly ReturnType<typeof mistake>[]) =>
    narrate({ event: 'inventory.rejected', revision: 'c0ffee' as Revision, diagnostics }).text;
  expect(rejected(mistake('error', 'unknown key'))).toBe(
    'c0ffee was not accepted: a.yaml:3: unknown key',
  );
  expect(rejected(mistake('warning', 'w'), mistake('error', 'e'), mistake('error', 'f'))).toBe(
    'c0ffee was not accepted: a.yaml:3: e, and 2 more',
  );
});
