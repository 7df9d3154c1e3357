/**
 * The simulated rack: machines with firmware, disks and BMCs that are clients of the real services,
 * over loopback and without privileges. Every machine speaks from the 127.x address that it leased.
 */
import type { Clock } from '../core/ports.ts';
import { serveBmcs } from './bmc.ts';
import { createRelay, type Relay } from './dhcp.ts';
import { createDice } from './dice.ts';
import { createDisk } from './disk.ts';
import { createFaults, rollFaults, type Fault } from './faults.ts';
import { createMachine, type RackMachine } from './machine.ts';
import type { MachineModel } from './model.ts';
import type { Endpoint } from './network.ts';
import type { TellRack } from './story.ts';

/** The controller's end: where it hears DHCP, and the TFTP port of its next-server address. */
export interface Services {
  readonly dhcp: Endpoint;
  readonly tftpPort: number;
}

export interface RackOptions {
  readonly machines: readonly MachineModel[];
  /** Where the controller is; asked when a machine boots, as the rack is there before the controller. */
  readonly services: () => Services;
  /** Of the relay agent (its packets carry it as giaddr) and of the BMCs. */
  readonly relayAddress: string;
  readonly bmcAddress: string;
  readonly seed: number;
  /** Faults by machine, in the order in which they strike. */
  readonly faults?: ReadonlyMap<string, readonly Fault[]>;
  /** Probability of each survivable fault, per machine; drawn from the seed. */
  readonly faultRate?: number;
  /** Digests of everything that may be booted; without them nothing is checked. */
  readonly genuine?: ReadonlySet<string>;
  /** Reads what cloud-init and curtin read: YAML 1.1. */
  readonly parseYaml: (text: string) => unknown;
  readonly clock: Clock;
  /** 1 is a machine whose POST takes 0.7 s. */
  readonly speed: number;
  readonly tell: TellRack;
  /** Ends everything that still waits. */
  readonly signal: AbortSignal;
}

export interface Rack extends AsyncDisposable {
  /** `POST http://…/n1/on`, `…/off`, `GET …/n1`. */
  readonly bmc: Endpoint;
  /** By name. */
  readonly machines: ReadonlyMap<string, RackMachine>;
}

export async function createRack(options: RackOptions): Promise<Rack> {
  const relayOf = ({ relay }: MachineModel): string => relay ?? options.relayAddress;
  const relays = await createRelays(options, new Set(options.machines.map(relayOf)));
  const machines = new Map(
    options.machines.flatMap((model) => {
      const relay = relays.get(relayOf(model));
      return relay === undefined
        ? []
        : [[model.name, createMachine(assemble(options, model, relay))] as const];
    }),
  );
  const bmc = await serveBmcs(options.bmcAddress, machines, options);
  return {
    bmc,
    machines,
    async [Symbol.asyncDispose]() {
      await bmc[Symbol.asyncDispose]();
      for (const machine of machines.values()) machine.powerOff();
      await Promise.all([...machines.values()].map((machine) => machine.idle()));
      for (const relay of relays.values()) await relay[Symbol.asyncDispose]();
    },
  };
}

async function createRelays(
  { services }: RackOptions,
  addresses: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Relay>> {
  const relays = new Map<string, Relay>();
  for (const address of addresses)
    relays.set(address, await createRelay(address, () => services().dhcp));
  return relays;
}

function assemble(
  options: RackOptions,
  model: MachineModel,
  relay: Relay,
): Parameters<typeof createMachine>[0] {
  const { clock, speed, services, genuine, parseYaml, seed } = options;
  const dice = createDice(seed, model.name);
  const rolled = rollFaults(dice, options.faultRate ?? 0);
  const faults = createFaults([...(options.faults?.get(model.name) ?? []), ...rolled]);
  const disks = model.disks.map(({ serial, bytes }) => createDisk(serial, bytes));
  const tell: Parameters<typeof createMachine>[0]['tell'] = (happening) =>
    options.tell({ machine: model.name, ...happening });
  const tftpPort = (): number => services().tftpPort;
  const parts = { model, disks, relay, tftpPort, genuine, parseYaml, faults, dice, tell };
  return { ...parts, clock, speed };
}
