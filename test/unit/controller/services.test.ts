import { expect, test } from 'vitest';
import { startServices, type Service } from '../../../src/controller/services.ts';
import { ControllerError } from '../../../src/core/errors.ts';
import type { ControllerEvent } from '../../../src/core/events.ts';
import { T0 } from '../../support/fleet.ts';

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

function shell() {
  const stop = new AbortController();
  const events: ControllerEvent[] = [];
  const seen = Promise.withResolvers<void>();
  const clock = { now: () => T0, sleep: async () => undefined };
  const emit = (event: ControllerEvent): void => {
    events.push(event);
    if (
      event.event === 'service.started' &&
      events.filter((e) => e.event === 'service.started').length === 2
    )
      seen.resolve();
  };
  return { stop, events, twice: seen.promise, shell: { clock, emit, signal: stop.signal } };
}

const good = (name: string): Service => ({
  name,
  address: '127.0.0.1:1',
  run: async (signal, listening) => {
    listening();
    await untilAborted(signal);
  },
});

test('a service that cannot start stops the start, with a sentence', async () => {
  const { shell: deps } = shell();
  const taken: Service = {
    ...good('DHCP'),
    run: async () => Promise.reject(new ControllerError('E_SERVICE_ADDRESS', 'port 67 is taken')),
  };
  await expect(startServices([good('web'), taken], deps)).rejects.toMatchObject({
    code: 'E_SERVICE_ADDRESS',
    message: 'starting DHCP on 127.0.0.1:1',
  });
});

test('a service that fails later is started again, and it is said', async () => {
  const { shell: deps, events, twice, stop } = shell();
  let runs = 0;
  const flaky: Service = {
    ...good('TFTP'),
    run: async (signal, listening) => {
      listening();
      runs++;
      if (runs === 1) throw new ControllerError('E_SERVICE_ADDRESS', 'the interface went away');
      await untilAborted(signal);
    },
  };
  const { stopped } = await startServices([flaky], deps);
  await twice;
  stop.abort();
  await stopped;
  expect(events.map(({ event }) => event)).toEqual([
    'service.started',
    'service.failed',
    'service.started',
    'service.stopped',
  ]);
  expect(events[1]).toMatchObject({ because: 'the interface went away' });
});
