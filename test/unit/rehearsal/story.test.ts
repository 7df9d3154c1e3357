import { expect, test } from 'vitest';
import { isMilestone, printHappening, type RackEvent } from '../../../src/rehearsal/story.ts';

const machine = 'n3';
const told: readonly (readonly [RackEvent, string, boolean])[] = [
  [{ machine, event: 'rack.powered', on: true, by: 'bmc' }, 'is on', true],
  [{ machine, event: 'rack.powered', on: false, by: 'itself' }, 'is off, by itself', true],
  [
    { machine, event: 'rack.fetched', file: 'boot-kernel', bytes: 8_040_000, over: 'http' },
    'fetched boot-kernel, 8.0 MB over http',
    false,
  ],
  [
    { machine, event: 'rack.fetched', file: 'grub.cfg', bytes: 812, over: 'tftp' },
    'fetched grub.cfg, 812 B over tftp',
    false,
  ],
  [{ machine, event: 'rack.signalled', status: 'WORKING' }, 'signals WORKING', false],
  [{ machine, event: 'rack.signalled', status: 'OK' }, 'signals OK', false],
  [{ machine, event: 'rack.signalled', status: 'FAILED' }, 'signals FAILED', true],
  [
    { machine, event: 'rack.written', disk: 'SN-3', what: ['gpt', 'ext4'] },
    'wrote disk SN-3: gpt, ext4',
    true,
  ],
  [
    { machine, event: 'rack.running', hostname: 'web-3', from: 'memory' },
    'runs web-3 from memory',
    true,
  ],
];

test.each(told)('%o', (event, line, milestone) => {
  expect(printHappening(event)).toBe(line);
  expect(isMilestone(event)).toBe(milestone);
});
