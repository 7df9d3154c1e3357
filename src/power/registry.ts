/** The built-in power drivers, by the `type` that a machine's `power` names. */
import type { PowerDriver } from '../core/ports.ts';
import { createIpmi } from './ipmi.ts';
import { manual } from './manual.ts';
import type { PowerTools } from './tools.ts';
import { createWebhook } from './webhook.ts';

export function createPowerDrivers(tools: PowerTools): ReadonlyMap<string, PowerDriver> {
  const drivers = [createIpmi(tools), createWebhook(tools), manual];
  return new Map(drivers.map((driver) => [driver.type, driver]));
}
