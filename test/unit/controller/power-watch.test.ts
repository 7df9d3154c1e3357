import { expect, test } from 'vitest';
import { createPowerWatch } from '../../../src/controller/power-watch.ts';
import { instant } from '../../../src/core/ids.ts';
import type { PowerState } from '../../../src/core/observed.ts';
import type { PowerDriver } from '../../../src/core/ports.ts';
import { machine, T0 } from '../../support/fleet.ts';

const signal = new AbortController().signal;

/** BMCs by their address, and a clock that tests set. */
function set() {
  const bmcs = new Map<unknown, PowerState>();
  let now = T0;
  const driver: PowerDriver = {
    type: 'webhook',
    connect: ({ address }) => ({
      query: async () => bmcs.get(address) ?? 'unknown',
      on: async () => undefined,
      off: async () => undefined,
      netbootOnce: async () => undefined,
    }),
  };
  const watch = createPowerWatch({
    drivers: new Map([['webhook', driver]]),
    secrets: { resolve: () => Promise.reject(new TypeError('no secrets here')) },
    clock: { now: () => now, sleep: () => new Promise(() => undefined) },
    poke: () => undefined,
  });
  const at = (address: string) =>
    machine(1, { power: { type: 'webhook', parameters: { address } } });
  return {
    bmcs,
    go: (ms: number) => (now = instant(now + ms)),
    look: async (address: string) =>
      (await watch.look([at(address)], 1_000, signal)).power.get(at(address).name),
  };
}

test('an answer is good for a moment', async () => {
  const { bmcs, go, look } = set();
  bmcs.set('bmc1', 'off');
  expect(await look('bmc1')).toBe('off');
  bmcs.set('bmc1', 'on');
  go(1_000);
  expect(await look('bmc1')).toBe('off');
  go(1);
  expect(await look('bmc1')).toBe('on');
});

test('what one BMC said is not believed of another, whoever has the name now', async () => {
  const { bmcs, look } = set();
  bmcs.set('bmc1', 'off').set('bmc2', 'on');
  expect(await look('bmc1')).toBe('off');
  expect(await look('bmc2')).toBe('on');
});

test('an answer of tomorrow, before the clock was set back, is asked for again', async () => {
  const { bmcs, go, look } = set();
  bmcs.set('bmc1', 'off');
  await look('bmc1');
  bmcs.set('bmc1', 'on');
  go(-86_400_000);
  expect(await look('bmc1')).toBe('on');
});

test('a crowd of BMCs is asked some at a time, and every one of them', async () => {
  let now = 0;
  let most = 0;
  const driver: PowerDriver = {
    type: 'webhook',
    connect: () => ({
      query: async () => {
        most = Math.max(most, ++now);
        await new Promise(setImmediate);
        now--;
        return 'off';
      },
      on: async () => undefined,
      off: async () => undefined,
      netbootOnce: async () => undefined,
    }),
  };
  const watch = createPowerWatch({
    drivers: new Map([['webhook', driver]]),
    secrets: { resolve: () => Promise.reject(new TypeError('no secrets here')) },
    clock: { now: () => T0, sleep: () => new Promise(() => undefined) },
    poke: () => undefined,
  });
  const crowd = Array.from({ length: 200 }, (_, n) => machine(n));
  const { power } = await watch.look(crowd, 1_000, signal);
  expect([...power.values()].filter((state) => state === 'off')).toHaveLength(200);
  expect(most).toBe(32);
});
