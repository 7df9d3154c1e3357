/** The BMCs of the rack, behind MAAS's webhook contract: POST on and off, GET the state (maas-wire.md §6.2). */
import type { Fault, Faults } from './faults.ts';
import { serve, type Answer, type Life, type SmallServer } from './network.ts';

/** What a BMC can do to its machine. */
export interface Chassis {
  readonly faults: Faults;
  readonly isOn: () => boolean;
  readonly powerOn: () => void;
  readonly powerOff: () => void;
  readonly tellFault: (fault: Fault) => void;
}

const SLOW_MS = 1500;

/** `POST /n1/on`, `POST /n1/off`, `GET /n1`. */
export function serveBmcs(
  address: string,
  chassis: ReadonlyMap<string, Chassis>,
  life: Life,
): Promise<SmallServer> {
  return serve(address, async (method, path) => {
    const [, name = '', word] = path.split('/');
    const machine = chassis.get(name);
    if (machine === undefined) return { status: 404, body: 'no such machine\n' };
    if (method === 'GET' && word === undefined) return status(machine);
    if (method !== 'POST' || (word !== 'on' && word !== 'off'))
      return { status: 405, body: 'POST on or off, or GET\n' };
    return change(machine, word, life);
  });
}

const status = (machine: Chassis): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify({ status: machine.isOn() ? 'running' : 'stopped' }),
});

async function change(machine: Chassis, word: 'on' | 'off', life: Life): Promise<Answer> {
  const fault = machine.faults.bmc();
  if (fault !== undefined) machine.tellFault(fault);
  if (fault === 'bmc-drops') return 'drop';
  if (fault === 'bmc-refuses') return { status: 500, body: 'chassis busy\n' };
  if (fault === 'bmc-slow') await life.clock.sleep(SLOW_MS, life.signal);
  if (fault !== 'bmc-silent') (word === 'on' ? machine.powerOn : machine.powerOff)();
  return { status: 200, type: 'application/json', body: '{"result":"accepted"}' };
}
