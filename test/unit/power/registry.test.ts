import { expect, test } from 'vitest';
import type { Exec } from '../../../src/lib/exec.ts';
import { createPowerDrivers } from '../../../src/power/registry.ts';
import { createPowerHttp } from '../../../src/power/tools.ts';
import { patientClock, secrets } from '../../support/power.ts';

const exec: Exec = async () => ({ kind: 'not-found' });

test('the drivers are found by their types', async () => {
  const http = createPowerHttp();
  const drivers = createPowerDrivers({ exec, http, clock: patientClock });
  expect([...drivers].map(([type, driver]) => [type, driver.type])).toEqual([
    ['ipmi', 'ipmi'],
    ['webhook', 'webhook'],
    ['manual', 'manual'],
  ]);
  await http.close();
});

test('manual never knows, and never fails', async () => {
  const http = createPowerHttp();
  const drivers = createPowerDrivers({ exec, http, clock: patientClock });
  const control = drivers.get('manual')?.connect({}, secrets);
  const { signal } = new AbortController();
  expect(await control?.query(signal)).toBe('unknown');
  await control?.netbootOnce('uefi', signal);
  await control?.on(signal);
  await control?.off(signal);
  expect(await control?.query(signal)).toBe('unknown');
  await http.close();
});
