/** One BMC, one machine: what is meant for one would reset the other. */
import { printPlace } from '../core/diagnostic.ts';
import type { MachineSpec, PowerSpec } from '../core/inventory.ts';
import type { Linking } from './linking.ts';

export function checkPower(linking: Linking, machines: readonly MachineSpec[]): void {
  const first = new Map<string, MachineSpec>();
  for (const machine of machines) {
    const bmc = bmcOf(machine.power);
    if (bmc === undefined) continue;
    const earlier = first.get(bmc);
    if (earlier === undefined) first.set(bmc, machine);
    else
      linking.error(
        'duplicate-bmc',
        machine.declaredAt,
        `machine "${machine.name}" is powered by ${bmc}, as is machine "${earlier.name}"`,
        `the first is at ${printPlace(earlier.declaredAt)}; each machine has a BMC of its own`,
      );
  }
}

/** What tells a BMC from every other one, whoever logs in; `undefined` where a person is it. */
function bmcOf({ parameters }: PowerSpec): string | undefined {
  const { address, port = 623, onUri } = parameters;
  if (typeof onUri === 'string') return onUri;
  return typeof address === 'string' ? `${address.toLowerCase()}:${String(port)}` : undefined;
}
