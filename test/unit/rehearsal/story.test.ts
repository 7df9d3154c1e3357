import { expect, test } from 'vitest';
import { isMilestone, printRackEvent, type RackEvent } from '../../../src/rehearsal/story.ts';

const machine = 'n3';
const told: readonly (readonly [RackEvent, string, boolean])[] = [
  [{ machine, event: 'rack.powered', on: true, by: 'bmc' }, 'n3 is on', true],
  [{ machine, event: 'rack.powered', on: false, by: 'itself' }, 'n3 is off, by itself', true],
  [
    { machine, event: 'rack.fetched', file: 'boot-kernel', bytes: 8_040_000, over: 'http' },
    'n3 fetched boot-kernel, 8.0 MB over http',
    true,
  ],
  [
    { machine, event: 'rack.fetched', file: 'grub.cfg', bytes: 812, over: 'tftp' },
    'n3 fetched grub.cfg, 812 B over tftp',
    false,
  ],
  [{ machine, event: 'rack.signalled', status: 'WORKING' }, 'n3 signals WORKING', false],
  [{ machine, event: 'rack.signalled', status: 'OK' }, 'n3 signals OK', true],
  [
    { machine, event: 'rack.written', disk: 'SN-3', what: ['gpt', 'ext4'] },
    'n3 wrote disk SN-3: gpt, ext4',
    true,
  ],
  [
    { machine, event: 'rack.running', hostname: 'web-3', from: 'memory' },
    'n3 runs web-3 from memory',
    true,
  ],
];

test.each(told)('%o', (event, line, milestone) => {
  expect(printRackEvent(event)).toBe(line);
  expect(isMilestone(event)).toBe(milestone);
});
